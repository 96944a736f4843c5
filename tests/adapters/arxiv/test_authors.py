"""A string of authors, taken apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.arxiv.authors import split_authors

WORD = st.text("abcdefghijklmnopqrstuvwxyzäéßø", min_size=2, max_size=8).map(str.capitalize)
NAME = st.lists(WORD.filter(lambda word: word != "And"), min_size=1, max_size=3).map(" ".join)
AFFILIATION = st.sampled_from(["", " (MIT, Cambridge, USA)", " (1 and 2)", " (Lab (Unit 2), Rome)"])


def plain(raw: str) -> list[str]:
    """The names in *raw*, plain."""
    return [text.plain for text in split_authors(raw)]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Paul Linton", ["Paul Linton"]),
        ("A. Li,  Linus, B. Wu", ["A. Li", "Linus", "B. Wu"]),
        ("M. R. Nirmal (Dep. of X, Chennai, India), A. K. (Y)", ["M. R. Nirmal", "A. K."]),
        ("A. Li and B. Wu", ["A. Li", "B. Wu"]),
        ("A. Li, B. Wu, and C. Xu", ["A. Li", "B. Wu", "C. Xu"]),
        (r"A. Li \& B. Wu & C. Xu", ["A. Li", "B. Wu", "C. Xu"]),
        (
            "Planck Collaboration: P. Ade, N. Aghanim",
            ["Planck Collaboration", "P. Ade", "N. Aghanim"],
        ),
        ("Waldyr Rodrigues, Jr., Ada Li", ["Waldyr Rodrigues Jr.", "Ada Li"]),
        ("A. Li (1), B. Wu (1 and 2) ((1) CERN, (2) MIT)", ["A. Li", "B. Wu"]),
        ("Anders Sand, Andy Band", ["Anders Sand", "Andy Band"]),
        ("A. Li (never closed, B. Wu", ["A. Li never closed", "B. Wu"]),
        ("A. Li) (, B. Wu", ["A. Li", "B. Wu"]),
        ("Jr.", ["Jr."]),
        ("", []),
        ("(), :", []),
    ],
)
def test_authors_are_parted(raw: str, names: list[str]) -> None:
    """At commas outside parentheses, at colons, at "and"."""
    assert plain(raw) == names


def test_a_name_is_kept_as_received() -> None:
    """TeX accents stay in the raw name."""
    first, second = split_authors(r"Jakob G\"unther, Stanis{\l}aw \'Swierczewski")
    assert (first.raw, second.raw) == (r"Jakob G\"unther", r"Stanis{\l}aw \'Swierczewski")


@given(st.lists(st.tuples(NAME, AFFILIATION), max_size=12), st.booleans())
def test_no_name_is_lost(authors: list[tuple[str, str]], with_and: bool) -> None:  # noqa: FBT001
    """Whatever affiliations stand between them."""
    written = [name + affiliation for name, affiliation in authors]
    if with_and and len(written) > 1:
        written[-2:] = [f"{written[-2]} and {written[-1]}"]
    assert plain(", ".join(written)) == [name for name, _ in authors]


@given(st.lists(NAME, min_size=1, max_size=8), st.text("(), ", max_size=6))
def test_no_name_is_lost_to_stray_parentheses(names: list[str], stray: str) -> None:
    """An unbalanced string loses parentheses, not people."""
    raw = f"{', '.join(names)}, {stray}("
    assert " ".join(plain(raw)).split() == " ".join(names).split()


@given(st.text(max_size=200))
def test_any_text_is_taken_apart(raw: str) -> None:
    """No string of authors is an error."""
    for text in split_authors(raw):
        assert text.raw.strip()
