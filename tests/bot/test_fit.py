"""How well papers fit rules, and what they lack."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bot.fit import Fit, Place, fit, lack
from bot.matching import words_of
from bot.rules import parse_rules
from tests.making import a_paper


@pytest.mark.parametrize(
    ("rule", "place", "crossed"),
    [
        ('"gaussian splatting" flow', Place.PHRASE_IN_TITLE, False),
        ("splats waves", Place.WORD_IN_TITLE, False),
        ("waves", Place.IN_ABSTRACT, False),
        ('"flow waves"', Place.IN_ABSTRACT, False),
        ('cs.CV splats "flow waves"', Place.WORD_IN_TITLE, False),
        ("cs.LG splats", Place.WORD_IN_TITLE, True),
        ("cs.LG cs.CV splats", Place.WORD_IN_TITLE, False),
        ("cs", Place.BY_CATEGORY, False),
        ("math", Place.BY_CATEGORY, True),
        ("math @Wu", Place.PHRASE_IN_TITLE, True),
    ],
)
def test_a_paper_fits_by_the_place_of_words_and_its_primary(
    rule: str, place: Place, *, crossed: bool
) -> None:
    """A phrase in the title before a word there, before the abstract; primary before cross-list."""
    paper = a_paper(
        title="Gaussian splats",
        abstract="Flow, waves.",
        categories=("cs.CV", "cs.LG", "math.AG"),
        authors=("Ada Wu",),
    )
    (parsed,) = parse_rules(rule)
    assert fit(parsed, words_of(paper)) == Fit(place, crossed)


def test_fits_are_ordered_best_first() -> None:
    """The place counts before the primary category."""
    best = [Fit(place, crossed) for place in Place for crossed in (False, True)]
    assert all(better < worse for better, worse in pairwise(best))


@pytest.mark.parametrize(
    ("rule", "lacking"),
    [
        ("cs.CV rivers", ()),
        ('cs.CV rivers splatting "gaussian flow"', ("splatting", "gaussian flow")),
        ("cs.LG cs.AI rivers", ("cs.AI cs.LG",)),
        ('rivers @Li @"Ada Li"', ('@"ada li" @li',)),
        (
            'Rivers -rivers -cs -hep-th -"the river" -lake -@Wu -@"A Wu" -@Li',
            ("-cs", "-rivers", "-the river", '-@"a wu"', "-@wu"),
        ),
        ("ocean -rivers", ("ocean", "-rivers")),
    ],
)
def test_what_a_paper_lacks_is_told_in_the_persons_words(
    rule: str, lacking: tuple[str, ...]
) -> None:
    """What is missing, and which exclusion struck."""
    (parsed,) = parse_rules(rule)
    words = words_of(a_paper(title="The river", abstract="It flows.", authors=("Ada Wu",)))
    assert lack(parsed, words) == lacking
