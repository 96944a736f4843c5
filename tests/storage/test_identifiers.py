"""Identifiers in every form that people paste."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.identifiers import (
    OLD_ARCHIVES,
    Identifier,
    NotAnIdentifier,
    find_identifiers,
    key_of,
    parse_identifier,
)


@st.composite
def new_ids(draw: st.DrawFn) -> str:
    """Identifiers since April 2007."""
    year, month = draw(st.integers(7, 90)), draw(st.integers(1, 12))
    if (year, month) < (7, 4):
        month = 4
    digits = 5 if year >= 15 else 4
    number = draw(st.integers(1, 10**digits - 1))
    return f"{year:02d}{month:02d}.{number:0{digits}d}"


@st.composite
def old_ids(draw: st.DrawFn) -> str:
    """Identifiers before April 2007."""
    year = draw(st.sampled_from([*range(92, 100), *range(7)]))
    month, number = draw(st.integers(1, 12)), draw(st.integers(1, 999))
    return f"{draw(st.sampled_from(OLD_ARCHIVES))}/{year:02d}{month:02d}{number:03d}"


IDS = st.one_of(new_ids(), old_ids())
VERSIONS = st.one_of(st.none(), st.integers(1, 99))

FORMS = (
    "{}",
    "arXiv:{}",
    "arXiv:{} [cs.CV]",
    "https://arxiv.org/abs/{}",
    "http://www.arxiv.org/pdf/{}.pdf",
    "https://export.arxiv.org/abs/{}?context=cs#top",
    "https://arxiv.org/html/{}/",
    "arxiv.org/format/{}.",
    "https://arxiv.org/abs/arXiv:{}",
    "https://alphaxiv.org/overview/{}",
    "https://huggingface.co/papers/{}",
    "https://ar5iv.labs.arxiv.org/html/{}",
    "https://doi.org/10.48550/arXiv.{}",
    "10.48550/arxiv.{}",
    "https://papers.cool/arxiv/{}",
    "https://scirate.com/arxiv/{}",
    "oai:arXiv.org:{}",
    "<https://arxiv.org/abs/{}>",
    "[a paper](https://arxiv.org/abs/{}).",
    "look at ({}), please",
    "看这个：{}。",
)


@given(IDS, VERSIONS, st.sampled_from(FORMS))
def test_every_form_names_its_paper(paper_id: str, version: int | None, form: str) -> None:
    """Whatever is put around an identifier, the same paper is found, and printed back."""
    asked = Identifier(paper_id, version)
    assert parse_identifier(form.format(asked)) == asked
    assert parse_identifier(str(asked)) == asked


@given(st.lists(IDS, max_size=4, unique=True))
def test_several_are_found_in_order(ids: list[str]) -> None:
    """A text may name several papers."""
    assert [found.id for found in find_identifiers(" and ".join(ids))] == ids


@given(st.text())
def test_any_text_is_answered(text: str) -> None:
    """Nothing that is pasted raises; what is found can be printed and found again."""
    for found in find_identifiers(text):
        assert parse_identifier(str(found)) == found


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2024.1234",  # month 24
        "2401.1234",  # five digits since 2015
        "0808.05394",  # four digits before
        "0703.0001",  # the new scheme began in April 2007
        "2401.00000",
        "cs/0704001",  # the old scheme ended in March 2007
        "hep-th/9901000",
        "nonsense/9901001",
        "price 2412.50",
        "1.2401.12345",
        "2401.123456",
        "version 2401.12345.6",
        "9901.12345",
    ],
)
def test_what_is_no_identifier_is_refused(text: str) -> None:
    """Prices, dates, version strings and impossible numbers name no paper."""
    with pytest.raises(NotAnIdentifier, match="looks like"):
        parse_identifier(text)


def test_two_papers_are_not_one() -> None:
    """Where one paper is asked for, a text with two says so."""
    with pytest.raises(NotAnIdentifier, match="more than one"):
        parse_identifier("2401.12345 2401.12346")


def test_classes_of_old_identifiers_are_dropped() -> None:
    """`math.GT/0309136` is `math/0309136`, and an escaped slash is one."""
    assert parse_identifier("math.GT/0309136").id == "math/0309136"
    assert parse_identifier("https://arxiv.org/abs/hep-th%2F9901001v2") == Identifier(
        "hep-th/9901001", 2
    )
    assert parse_identifier("HEP-TH/9901001").id == "hep-th/9901001"


@given(new_ids(), new_ids())
def test_keys_sort_as_dates(one: str, other: str) -> None:
    """The key of a paper is its place in date order."""
    assert (key_of(one) < key_of(other)) == (
        one[:4] + one[5:].zfill(5) < other[:4] + other[5:].zfill(5)
    )


@given(st.lists(IDS, unique=True, max_size=20))
def test_keys_are_unique(ids: list[str]) -> None:
    """No two papers share a key, and old ones come before new ones."""
    assert len({key_of(paper_id) for paper_id in ids}) == len(ids)
    assert Identifier("hep-th/0703999").key < Identifier("0704.0001").key


def test_only_identifiers_have_keys() -> None:
    """A key is not made of anything else."""
    with pytest.raises(NotAnIdentifier):
        key_of("cs.CV")
