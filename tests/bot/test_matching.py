"""Rules and papers: the plain definitions, and the index that equals them."""

from __future__ import annotations

from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.fit import fit, lack
from bot.matching import Words, matches, words_of
from bot.paper_index import PaperIndex, lowest, places
from bot.rules import Parts, Rule, parse_rules, stored_rule
from storage.records import Paper
from storage.text import Text


def a_paper(
    title: str = "Rivers",
    abstract: str = "",
    categories: tuple[str, ...] = ("cs.CV",),
    authors: tuple[str, ...] = (),
) -> Paper:
    """A paper that says this."""
    return Paper(
        id="2511.00001",
        title=Text(title, title),
        abstract=Text(abstract, abstract),
        authors=tuple(Text(name, name) for name in authors),
        categories=categories,
    )


def wants(rule: str, paper: Paper) -> bool:
    """Whether *rule*, by the definition and by an index of one, wants *paper*."""
    (parsed,) = parse_rules(rule)
    words = words_of(paper)
    plain = matches(parsed, words)
    assert PaperIndex([words]).sought(str(parsed)).wanted == int(plain)
    return plain


@pytest.mark.parametrize(
    ("rule", "wanted"),
    [
        ("cs.CV", True),
        ("cs.LG cs.CV", True),
        ("cs.LG", False),
        ("cs", True),
        ("math", True),  # cs.IT is math.IT
        ("math.IT", True),
        ("stat", False),
        ("transformers", True),
        ("cs.CV TRANSFORMING river", True),
        ("cs.LG transformer", False),
        ("transformer ocean", False),
        ('"splatting gaussians"', True),
        ('"gaussian splatting"', False),
        ("river-transformers", False),  # a run does not reach from the title into the abstract
        ('"we splat gaussians in rivers"', True),
        ('"we splat gaussians in lakes"', False),
        ("rivers -transformer", False),
        ("rivers -ocean", True),
        ("rivers -cs", False),
        ("rivers -stat", True),
        ('rivers -"we splat gaussians in rivers"', False),
        ("rivers -@Lovelace", False),
        ("rivers @Babbage @Lovelace", True),
        ("rivers @Babbage", False),
        ("rivers -@Babbage -survey", True),
        ("@lovelace", True),
        ("cs.LG @lovelace", False),
    ],
)
def test_any_category_all_words_any_author_no_exclusion(rule: str, *, wanted: bool) -> None:
    """Section 9.1 of the design: what the kinds of parts mean together."""
    paper = a_paper(
        "On rivers",
        "Transformers: we splat Gaussians in rivers. Splatted Gaussian waves.",
        ("cs.CV", "cs.IT"),
        ("Ada Lovelace",),
    )
    assert wants(rule, paper) is wanted


def test_stems_meet_in_title_and_abstract() -> None:
    """Hyphens part, accents and case fall away, digits hold."""
    paper = a_paper("Schrödinger bridges for self-supervised GPT-4", "Neural networks.")
    rule = '"schrodinger bridge" self supervised "self supervised" gpt-4 "neural network"'
    assert wants(rule, paper)
    assert not wants("gpt4", paper)


@pytest.mark.parametrize(
    ("author", "asked", "same"),
    [
        ("Yann LeCun", "@LeCun", True),
        ("Yann LeCun", "@Yann", False),
        ("Yann LeCun", '@"Yann LeCun"', True),
        ("Yann LeCun", '@"LeCun, Yann"', True),
        ("Yann LeCun", '@"Y LeCun"', True),
        ("Y. LeCun", '@"Yann LeCun"', True),
        ("Yann A. LeCun", '@"Yann LeCun"', True),
        ("Yann LeCun", '@"Yann L."', True),
        ("Yann LeCun", '@"LeCun Yann"', False),
        ("Z. LeCun", '@"Yann LeCun"', False),
        ("W. L. Zhang", '@"Wei Li"', False),
        ("Jan van der Berg", "@Berg", True),
        ("Jan van der Berg", '@"van der Berg"', True),
        ("Jan van der Berg", "@van", False),
        ("Bernhard Schölkopf", "@scholkopf", True),
        ("B. Scholkopf", "@Schölkopf", True),
        ("David Lopez-Paz", "@Lopez-Paz", True),
        ("David Lopez-Paz", "@Paz", True),
        ("J.-L. Picard", '@"Jean-Luc Picard"', True),
        ("Conan O’Brien", "@O'Brien", True),
        ("Ken Griffey Jr.", "@Griffey", True),
        ("The ATLAS Collaboration", "@ATLAS", True),
        ("ATLAS Collaboration", '@"ATLAS Collaboration"', True),
        ("Jr", "@jr", True),
        ("·", "@LeCun", False),
    ],
)
def test_authors_are_found_by_their_names(author: str, asked: str, *, same: bool) -> None:
    """The family name alone, or name parts in order, an initial for a part it begins."""
    assert wants(asked, a_paper(authors=("Wu Wei", author))) is same


def test_name_parts_belong_to_one_author() -> None:
    """Two authors do not make the one who is asked for."""
    assert not wants('@"Yann LeCun"', a_paper(authors=("Yann Martel", "Ada LeCun")))


def test_a_paper_under_no_known_category_is_found_by_its_words() -> None:
    """A category that arXiv makes tomorrow hides nothing."""
    paper = a_paper("Rivers", categories=("cs.ZZ",))
    assert wants("rivers", paper)
    assert not wants("cs rivers", paper)
    assert words_of(paper).primary == frozenset()


def test_old_categories_belong_to_their_archives() -> None:
    """Papers of the years before 2009 are filed under bare archives."""
    assert wants("astro-ph", a_paper(categories=("astro-ph",)))
    assert wants("astro-ph", a_paper(categories=("astro-ph.CO",)))
    assert wants("math.AG", a_paper(categories=("alg-geom",)))


Thing = TypeVar("Thing")


def few(*things: Thing, most: int = 3) -> st.SearchStrategy[tuple[Thing, ...]]:
    """None, one or a few of *things*."""
    return st.lists(st.sampled_from(things), max_size=most).map(tuple)


WORDS = ("rivers", "river", "deltas", "flow", "gpt-4", "the")
PHRASES = ("river flow", "the river deltas", "the flow of the rivers", "deltas flow rivers flow")
NAMES = ("wu", "ada wu", "a wu", "wu li", "van der berg", "berg", "l")
PARTS = {
    "categories": few("cs.CV", "cs.LG", "cs", "math", "hep-th"),
    "words": few(*WORDS, most=2),
    "phrases": few(*PHRASES, most=1),
    "authors": few(*NAMES, most=2),
}
RULES = st.builds(Rule, **PARTS, without=st.builds(Parts, **PARTS) | st.just(Parts())).filter(bool)
SAID = few(*WORDS, *PHRASES, most=6).map(" ".join)
PAPERS = st.builds(
    a_paper,
    SAID,
    SAID,
    few("cs.CV", "cs.LG", "cs.IT", "math.AG", "hep-th", "cs.ZZ"),
    few("Ada Wu", "A. Wu", "Wu Li", "Jan van der Berg", "Lu Berg Jr."),
).map(words_of)


@given(st.lists(RULES, max_size=6), st.lists(PAPERS, max_size=8))
def test_the_index_equals_the_plain_definitions(rules: list[Rule], papers: list[Words]) -> None:
    """Which papers are wanted, and how well each of them fits."""
    index = PaperIndex(papers)
    for rule in rules:
        sought = index.sought(str(rule))
        wanted = sought.wanted
        assert sought.subjects == rule.categories
        assert list(places(wanted)) == [n for n, words in enumerate(papers) if matches(rule, words)]
        found = {place: it for it, bits in sought.fits(wanted) for place in places(bits)}
        assert found == {place: fit(rule, papers[place]) for place in places(wanted)}


def test_what_an_index_remembers_has_a_bound() -> None:
    """Phrases and names are looked up again once there were too many others."""
    index = PaperIndex([words_of(a_paper("The river flows", authors=("Ada Wu",)))])
    rules = list(map(str, parse_rules('"river flows", "the river", @Wu, @"A Wu", "flows river"')))
    assert [index.sought(rule).wanted for rule in (*rules, *rules)] == [1, 1, 1, 1, 0] * 2


@given(st.sets(st.integers(0, 200)), st.integers(-2, 40))
def test_the_lowest_bits_are_the_first_places(those: set[int], most: int) -> None:
    """No more than asked for."""
    bits = sum(1 << place for place in those)
    assert list(places(bits)) == sorted(those)
    assert list(places(lowest(bits, most))) == sorted(those)[: max(0, most)]


@given(RULES, PAPERS)
def test_nothing_is_lacking_where_a_rule_wants_the_paper(rule: Rule, words: Words) -> None:
    """And something is where it does not."""
    assert (not lack(rule, words)) is matches(rule, words)


@given(st.lists(st.text('-@" cCvVsS.*é²\u0300', max_size=12), max_size=3), PAPERS)
def test_odd_rules_that_are_stored_are_matched_with_as_they_say(
    texts: list[str], words: Words
) -> None:
    """The index neither raises nor finds more in them than the plain definition does."""
    for text in texts:
        assert PaperIndex([words]).sought(text).wanted == int(matches(stored_rule(text), words))
