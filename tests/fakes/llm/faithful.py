"""True answers: in English out of the abstract's own sentences, else a frame with its numbers."""

from __future__ import annotations

import re

from tests.fakes.llm.records import Asked

FIELDS = ("tldr", "motivation", "method", "result", "conclusion")
SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z\"“$\\])")
# Whole numbers and decimals, but not what numbers a list, "(1)", or stands in one, "1,2,3".
NUMBER = re.compile(
    r"(?<![\w.,(^_{\\–-])(?:\d{1,3}(?:,\d{3})+|\d{1,9})(?:\.\d{1,6})?(?![\w^_}\\)–-]|[.,]\d)"
)
ADDRESS = re.compile(r"https?:|www\.|github", re.IGNORECASE)  # no summary holds a link
WORDS = 28  # of a sentence at most
NUMBERS = 2  # told at most

# tldr, the same with numbers, motivation, method, result, conclusion
FRAMES = {
    "zh": (
        "本文研究了一个问题，并给出了方法与结果。", "本文研究了一个问题，文中给出的数值为 {}。",
        "这个问题在该领域很重要。", "作者提出了一种方法。", "实验结果支持了这种方法。",
        "该方法是有用的。",
    ),
    "ja": (
        "本論文は一つの問題を調べ、方法と結果を示す。",
        "本論文は一つの問題を調べ、{} という値を示す。",
        "この問題はこの分野で重要である。", "著者は一つの方法を提案する。",
        "結果はこの方法を支持する。", "この方法は有用である。",
    ),
    "ko": (
        "이 논문은 한 문제를 연구하고 방법과 결과를 제시한다.",
        "이 논문은 한 문제를 연구하고 {}이라는 값을 제시한다.",
        "이 문제는 이 분야에서 중요하다.", "저자는 한 방법을 제안한다.",
        "결과는 이 방법을 뒷받침한다.", "이 방법은 유용하다.",
    ),
    "de": (
        "Die Arbeit untersucht ein Problem und zeigt eine Methode mit ihren Ergebnissen.",
        "Die Arbeit untersucht ein Problem und nennt dabei die Werte {}.",
        "Das Problem ist für das Gebiet wichtig.", "Die Arbeit schlägt eine Methode vor.",
        "Die Ergebnisse sprechen für die Methode.", "Die Methode ist damit nützlich.",
    ),
    "fr": (
        "L'article étudie un problème et présente une méthode avec ses résultats.",
        "L'article étudie un problème et donne les valeurs {}.",
        "Le problème est important pour le domaine.", "L'article propose une méthode.",
        "Les résultats soutiennent la méthode.", "La méthode est donc utile.",
    ),
    "es": (
        "El artículo estudia un problema y presenta un método con sus resultados.",
        "El artículo estudia un problema y da los valores {}.",
        "El problema es importante para el campo.", "El artículo propone un método.",
        "Los resultados apoyan el método.", "El método es por tanto útil.",
    ),
    "pt": (
        "O artigo estuda um problema e apresenta um método com os seus resultados.",
        "O artigo estuda um problema e dá os valores {}.",
        "O problema é importante para a área.", "O artigo propõe um método.",
        "Os resultados apoiam o método.", "O método é portanto útil.",
    ),
    "ru": (
        "В статье изучается задача и предлагается метод вместе с его результатами.",
        "В статье изучается задача и приводятся значения {}.",
        "Эта задача важна для своей области.", "Авторы предлагают метод.",
        "Результаты подтверждают этот метод.", "Поэтому этот метод полезен.",
    ),
    "it": (
        "L'articolo studia un problema e presenta un metodo con i suoi risultati.",
        "L'articolo studia un problema e dà i valori {}.",
        "Il problema è importante per il campo.", "L'articolo propone un metodo.",
        "I risultati sostengono il metodo.", "Il metodo è dunque utile.",
    ),
}  # fmt: skip


def true_fields(asked: Asked, language: str) -> dict[str, str]:
    """Five fields that say nothing but what the paper says."""
    return _english(asked) if language == "en" else _framed(asked, language)


def _english(asked: Asked) -> dict[str, str]:
    """Each of its sentences once, as far as they go; then the title, and a part of the tldr."""
    sentences = [
        _short(part)
        for part in SENTENCE.split(asked.abstract)
        if part.strip() and not ADDRESS.search(part)
    ]
    sentences = sentences or [_short(asked.title)]
    fitting = [part for part in sentences if len(part.split()) >= 4] or sentences
    tldr = max(fitting, key=lambda part: len(NUMBER.findall(part)))
    others = [part for part in sentences if part != tldr]
    if len(others) > 1:
        motivation, method, *rest = others
        result = rest[-1] if rest else asked.title
    else:
        motivation = ""
        method, result = [*others, asked.title, _half(tldr)][:2]
    return dict(zip(FIELDS, (tldr, motivation, method, result, ""), strict=True))


def _half(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words[: -(-len(words) // 2)])


def _short(sentence: str) -> str:
    words = sentence.split()
    return " ".join(words) if len(words) <= WORDS else f"{' '.join(words[:WORDS]).rstrip(',;:')}."


def _framed(asked: Asked, language: str) -> dict[str, str]:
    plain, counted, *others = FRAMES[language]
    numbers = list(dict.fromkeys(NUMBER.findall(asked.abstract)))[:NUMBERS]
    joint = "、" if language in ("zh", "ja") else ", "
    tldr = counted.format(joint.join(numbers)) if numbers else plain
    return dict(zip(FIELDS, (tldr, *others), strict=True))
