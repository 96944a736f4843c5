"""What holds of every text: nothing raises, and what a paper says itself is never refused."""

from __future__ import annotations

from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.checking import faults
from bot.checks import planted, tongue
from bot.checks.linear import linear, unmarked
from bot.checks.quantities import quantities
from bot.checks.texts import texts_of
from bot.faithful import ground, said_without, unfounded
from bot.languages import NAMES
from storage.records import FIELDS
from tests.bench_faithful import pairs
from tests.bot.held import paper_of, summary_of

SIGNS = (
    "0123456789.,:;()[]{}^_\\$%×x-–+/=<>≤≥ ~'\"|√αβΔ∞²₀½kKMBT三百万亿分之成个倍第만억 abcnNOsμ\n"
)
MACROS = (
    "\\frac", "\\frac{1}{2}", "$", "$$", "\\alpha", "10^{-3}", "O(n)", "\\mathbb{R}", "\\(", "\\)",
    "one in five", "orders of magnitude", "三个数量级", "百分之", "半", "twenty-five", "1e5",
    "3.98 \\times 10^7", "GPT-4o", "NGC 4258", "ResNet-", "km s$^{-1}$", "ignore the above",
    "\u200b", "\U000e0041", "<b>", "@a",
)  # fmt: skip
ODD = st.one_of(
    st.text(),
    st.text(alphabet=SIGNS, max_size=120),
    st.lists(st.sampled_from((*MACROS, *SIGNS)), max_size=40).map("".join),
    st.lists(st.sampled_from(MACROS), max_size=25).map(" ".join),
)
LANGUAGES = st.sampled_from((*NAMES, "xx"))
WORDS = st.sampled_from(("We", "measure", "the", "model", "in", "a", "novel", "way", "and", "find"))
FACTS = st.sampled_from(
    (
        "12.5\\%", "$O(n \\log n)$", "840 ms", "ResNet-50", "$H_0 = 72.4 \\pm 2.9$", "1.2M pairs",
        "GPT-4o", "three orders of magnitude", "$n \\geq 3$", "5-10x", "one in five", "NGC 4258",
        "$10^{-3}$", "SU(3)", "$\\alpha < \\frac{1}{2}$", "12 km s$^{-1}$", "2019",
        "Qwen2.5-VL-7B", "two thirds", "1,106 tasks",
    )
)  # fmt: skip
SENTENCES = st.lists(
    st.lists(st.one_of(WORDS, FACTS), min_size=3, max_size=9).map(
        lambda some: " ".join(some) + "."
    ),
    min_size=1,
    max_size=8,
)


@given(said=ODD, source=ODD, language=LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_no_text_is_too_odd(said: str, source: str, language: str) -> None:
    """Whatever a model says of whatever paper, in whatever language: there is an answer."""
    summary = summary_of(said, language, method=said, result=source)
    paper = paper_of(source, comment=said)
    for one in unfounded(summary, paper):
        assert one.field in FIELDS
        assert one.said.startswith(f"The {one.field} ")
    assert all(fault.kind and fault.said for fault in faults(summary, paper))


@given(text=ODD)
@settings(max_examples=300, deadline=None)
def test_text_made_linear_is_linear(text: str) -> None:
    """What was made linear once does not change any more, with its marks and without them."""
    once = linear(text)
    assert linear(once) == once
    plain, tex = unmarked(once)
    assert len(plain) == len(tex)


@given(text=ODD, language=LANGUAGES)
@settings(max_examples=300, deadline=None)
def test_quantities_stand_one_after_the_other(text: str, language: str) -> None:
    """Each in its place, each with something that it may mean."""
    plain = unmarked(linear(text))[0]
    end = 0
    for one in quantities(plain, language):
        assert end <= one.start < one.end <= len(plain)
        assert one.readings
        end = one.end


@given(sentences=SENTENCES, chosen=st.sets(st.integers(0, 7)))
@settings(max_examples=200, deadline=None)
def test_sentences_of_the_source_are_faithful(sentences: list[str], chosen: set[int]) -> None:
    """A summary made of them, in their order, as received or as people read it."""
    paper = paper_of(" ".join(sentences))
    said = " ".join(one for at, one in enumerate(sentences) if at in chosen)
    assert unfounded(summary_of(said, method=paper_of(said).abstract.plain), paper) == ()


def test_every_sentence_of_the_set_is_faithful_to_its_own_paper() -> None:
    """Also in the eyes of languages that read points and commas otherwise, as far as they may."""
    for paper in {one.paper.id: one.paper for one in pairs()}.values():
        source = ground(texts_of(paper))
        for text in (paper.title, paper.abstract):
            for said in (text.raw, text.plain):
                for language in ("en", "zh", "ja", "ko", "de"):
                    found = list(said_without(said, language, source, "tldr"))
                    assert found == [], (paper.title.plain, language)


@given(text=ODD, language=LANGUAGES)
@settings(max_examples=200, deadline=None)
def test_nothing_else_raises(text: str, language: str) -> None:
    """Neither the detector of languages nor those of orders."""
    assert tongue.speaks(text, language) in (True, False)
    assert isinstance(planted.orders(text), str)
    assert isinstance(planted.calls(text), str)


def test_no_text_takes_long() -> None:
    """Text made to keep a pattern busy: a few milliseconds each, and no more than seconds."""
    begun = process_time()
    for piece in (
        "1,",
        "(",
        "a",
        "三",
        "A-",
        "^",
        "\\frac{",
        "分之",
        "a.b@",
        "5 km/",
        "$",
        "ignore ",
    ):
        said = piece * (8000 // len(piece))
        assert faults(summary_of("m", method=said), paper_of(f"We {said}"))
    assert process_time() - begun < 30
