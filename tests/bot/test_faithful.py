"""What a summary says and its paper does not: numbers, names, formulas, in all their forms."""

from __future__ import annotations

import pytest

from bot.faithful import Kind, unfounded
from tests.bot.held import paper_of, summary_of

SOURCE = (
    r"We train ResNet-50 and LLaMA models (LLMs) on ImageNet with 1.2M images. Latency falls"
    r" from 840"
    r" ms to 190 ms, about 5-10x, at 60\% accuracy; 1,106 questions, three orders of magnitude"
    r" faster"
    r" than GPT-4o. Large language models help one in five of 300 million users for $3.98 \times"
    r" 10^7 M_\odot$ at 12 km s$^{-1}$. It runs in $O(n \log n)$ time for $n \geq 3$, with $SU(3)$,"
    r" $H^1(\mathbb{R}^n)$, $\alpha < \frac{1}{2}$ and a gap of $10^{-3}$. A planner, a drafter"
    r" and a"
    r" verifier are used over the last decade; costs halve. Sgr A* and NGC 4258 are 3D."
)


def _found(said: str, language: str = "en", source: str = SOURCE) -> list[tuple[Kind, str]]:
    found = unfounded(summary_of(said, language), paper_of(source))
    return [(one.kind, one.words) for one in found]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "It sees 1106 questions, 1 106 questions."),
        ("en", "It is 5 to 10 times faster, 5–10×."),
        ("en", "It is 1000-fold faster, 1,000x."),
        ("en", "1.2 million images, 1,200,000 images, 1.2e6 images."),
        ("en", "Accuracy is 60 %, 60 percent, 0.6."),
        ("en", "Latency is 0.19 s after 0.84 seconds."),
        ("en", "20% of the users; a fifth of 300M users."),
        ("en", "A mass of 39.8 million solar masses moves at 12 km/s, by 1e-3."),
        ("en", "Three parts are used in a two-stage pipeline, one of the first."),
        ("en", "Over ten years the costs are halved, to 50%."),
        ("zh", "六成，百分之六十，60%，1106个问题，从840毫秒降至190毫秒，120万张图像。"),
        (
            "zh",
            "快三个数量级，5 到 10 倍，五分之一，3亿用户，质量为 3.98×10⁷ 个太阳质量，12 千米/秒。",
        ),
        ("zh", "由规划器、撰写器和验证器三个部分组成，过去十年，成本减半，三维。"),
        ("zh", "第一步训练，第二步测试；一种方法，进一步统一。1. 训练。2. 测试。"),
        ("ja", "120万枚の画像、3億人のユーザー、60パーセント、1,106件、190ミリ秒。"),
        ("ko", "120만 장의 이미지, 3억 명, 60퍼센트, 1106개, 190밀리초."),
        (
            "de",
            "1,2 Millionen Bilder, 60 Prozent, 1.106 Fragen, 0,19 s, 300 Millionen, ein Fünftel.",
        ),
        ("fr", "1,2 million d'images, 60 %, 1 106 questions, 300 millions, dix ans."),
        ("es", "1,2 millones de imágenes, 60 por ciento, 1.106 preguntas, 300 millones."),
        ("pt", "1,2 milhão de imagens, 60 por cento, 1.106 perguntas, 300 milhões."),
        ("it", "1,2 milioni di immagini, 60 per cento, 1.106 domande, 300 milioni."),
        ("ru", "1,2 миллиона изображений, 60 процентов, 1106 вопросов, 190 мс, 300 миллионов."),
    ],
)
def test_a_number_may_change_its_form(language: str, said: str) -> None:
    """Signs between thousands, words, powers, units, shares: the value is the same."""
    assert _found(said, language) == []


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("en", "1,160 questions are asked.", "1,160"),
        ("en", "Accuracy is 61%.", "61%"),
        ("en", "Latency falls to 190 s.", "190 s"),
        ("en", "It is 5 to 12 times faster.", "12 times"),
        ("en", "A speed of 12 m/s is measured.", "12 m/s"),
        ("en", "Seven models are trained.", "Seven"),
        ("en", "It is four orders of magnitude faster.", "four orders of magnitude"),
        ("en", "About 1.25 million images are used.", "1.25 million"),
        ("zh", "快四个数量级。", "四个数量级"),
        ("zh", "准确率为七成。", "七成"),
        ("zh", "使用了12万张图像。", "12万"),
        ("zh", "使用了七种模型。", "七"),
        ("zh", "延迟降至190秒。", "190秒"),
        ("ja", "12万枚の画像。", "12万"),
        ("ko", "12만 장의 이미지.", "12만"),
        ("de", "Es sind 1,3 Millionen Bilder.", "1,3 Millionen"),
        ("ru", "Точность 61 процент.", "61 процент"),
    ],
)
def test_a_number_may_not_change_its_value(language: str, said: str, words: str) -> None:
    """A digit, a unit, a power of ten, another count, a number rounded."""
    assert _found(said, language) == [(Kind.NUMBER, words)]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "A resnet50 beats the ResNet-50-based GPT-4o on Imagenet."),
        ("en", "LLM agents and LLMs help; an LLM-based method, as AI on a GPU."),
        ("en", "NGC4258 and Sgr A* are seen."),
        ("zh", "在ImageNet上训练ResNet50与LLaMA，优于GPT-4o，NGC 4258和Sgr A*。"),
        ("de", "Das Modell verbessert die Genauigkeit auf ImageNet gegenüber der Grundlage."),
        ("ru", "Модель ResNet-50 обучена на ImageNet."),
    ],
)
def test_a_name_may_change_its_looks(language: str, said: str) -> None:
    """Case, hyphens, blanks, a plural, an acronym; and German nouns are no names."""
    assert _found(said, language) == []


@pytest.mark.parametrize(
    ("language", "said", "words"),
    [
        ("en", "We train ResNet-101.", "ResNet-101"),
        ("en", "It beats GPT-4 by far.", "GPT-4"),
        ("en", "It is tested on CIFAR.", "CIFAR"),
        ("en", "NGC 4285 is seen.", "NGC 4285"),
        ("en", "All models are trained on Places.", "Places"),
        ("zh", "在CIFAR-10上训练。", "CIFAR-10"),
        ("zh", "由Hilbert提出。", "Hilbert"),
        ("ja", "ResNet-101を学習する。", "ResNet-101"),
        ("ko", "ResNet-101을 학습한다.", "ResNet-101"),
        ("de", "Es wird CIFAR-10 verwendet.", "CIFAR-10"),
        ("fr", "Il utilise CIFAR-10.", "CIFAR-10"),
    ],
)
def test_a_name_may_not_become_another(language: str, said: str, words: str) -> None:
    """Not its neighbour either, nor a shorter one."""
    assert _found(said, language) == [(Kind.NAME, words)]


@pytest.mark.parametrize(
    "said",
    [
        "It takes O(n log n) time, $\\mathcal{O}(n\\log n)$, 𝒪(n log n).",
        "For n ≥ 3, n >= 3, $n\\ge3$, 3 ≤ n, SU(3) is used.",
        "H¹(ℝⁿ) and $H^{1}(\\mathbb{R}^n)$ and H^1(R^n) appear.",
        "With α < 1/2, $\\alpha<\\tfrac12$, the gap is 10⁻³.",
    ],
)
def test_a_formula_may_change_its_script(said: str) -> None:
    """TeX, Unicode and plain letters are the same formula."""
    assert _found(said) == []


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("It takes O(n) time.", "O(n)"),
        ("It takes O(n^2) time.", "O(n^2)"),
        ("It holds for n ≤ 3.", "n ≤ 3"),
        ("It holds for n ≥ 5.", "n ≥ 5"),
        ("The group is SU(2).", "SU(2)"),
        ("In H^2(ℝ^n) it holds.", "H^2(R^n)"),
        ("For α > 1/2 it holds.", "α > 1/2"),
        ("在 $H^2(\\mathbb{R}^n)$ 中成立。", "H^2(R^n)"),
    ],
)
def test_a_formula_may_not_say_something_else(said: str, words: str) -> None:
    """Another exponent, group, bound, or an inequality turned round."""
    assert (Kind.FORMULA, words) in _found(said, "zh" if "在" in said else "en")


def test_what_is_wrong_is_said_in_a_sentence() -> None:
    """The model is told the field and the words."""
    said = [
        one.said
        for text in ("Accuracy is 47 %.", "We use CIFAR-10.", "It takes O(n^2) time.")
        for one in unfounded(summary_of(text), paper_of(SOURCE))
    ]
    assert said == [
        "The tldr says 47 %, which the text does not.",
        "The tldr names CIFAR-10, which the text does not.",
        "The tldr has the formula O(n^2), which the text does not.",
    ]


def test_every_field_is_held_against_title_and_comment_too() -> None:
    """A field other than the first is found by its name; a comment founds as an abstract does."""
    paper = paper_of("We study it.", title="GridLens in 48 hours", comment="14 pages, at CVPR")
    good = summary_of("GridLens works.", result="GridLens needs 48 hours; shown at CVPR.")
    bad = summary_of("GridLens works.", result="It needs 49 hours.")
    assert unfounded(good, paper) == ()
    assert [(one.field, one.words) for one in unfounded(bad, paper)] == [("result", "49 hours")]
