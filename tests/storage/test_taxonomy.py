"""Categories and archives, as people write them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from storage.taxonomy import (
    ARCHIVES,
    CATEGORIES,
    UnknownCategory,
    canonical,
    canonical_all,
    categories_of,
    nearest,
    parse_subject,
    subject_name,
)


def test_arxivs_taxonomy_is_whole() -> None:
    """155 active categories, 20 active archives, six pairs of aliases."""
    assert sum(category.active for category in CATEGORIES.values()) == 155
    assert sum(archive.active for archive in ARCHIVES.values()) == 20
    pairs = {c.id: c.alias_of for c in CATEGORIES.values() if c.active and c.alias_of}
    assert pairs == {
        "math.MP": "math-ph",
        "stat.TH": "math.ST",
        "math.IT": "cs.IT",
        "q-fin.EC": "econ.GN",
        "cs.SY": "eess.SY",
        "cs.NA": "math.NA",
    }


def test_it_agrees_with_the_recorded_facts(recorded: Path) -> None:
    """The project's own file says what arXiv's definitions say."""
    facts = json.loads((recorded / "arxiv" / "categories.json").read_text(encoding="utf-8"))
    assert {row["id"]: (row["name"], row["active"]) for row in facts} == {
        c.id: (c.name, c.active) for c in CATEGORIES.values()
    }


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("CS.cv", "cs.CV"),
        (" cs.* ", "cs"),
        ("cs", "cs"),
        ("HEP-TH", "hep-th"),
        ("math.IT", "cs.IT"),
        ("cond-mat.MES-HALL", "cond-mat.mes-hall"),
        ("astro-ph", "astro-ph"),
        ("alg-geom", "math.AG"),
        ("cmp-lg", "cs.CL"),
    ],
)
def test_subjects_are_understood_in_any_case(written: str, meant: str) -> None:
    """Ids, aliases, archives and archives of long ago."""
    assert parse_subject(written) == meant


def test_a_mistyped_category_is_answered_with_the_nearest() -> None:
    """Swapped letters, a name in words, a wrong sign."""
    with pytest.raises(UnknownCategory, match=r"cs\.VC.*cs\.CV") as refused:
        parse_subject("cs.VC")
    assert refused.value.nearest[0] == "cs.CV"
    assert nearest("computer vision")[0] == "cs.CV"
    assert nearest("cs-cv")[0] == "cs.CV"
    assert nearest("quant-phy")[0] == "quant-ph"


def test_nonsense_has_no_nearest() -> None:
    """Nothing is offered that is not alike."""
    with pytest.raises(UnknownCategory, match=r"There is no category 'zzzzzzzz'\.$"):
        parse_subject("zzzzzzzz")
    assert nearest("x" * 100_000) == ()


def test_aliases_become_one() -> None:
    """A paper listed under both names of a category is filed once; strange classes fall away."""
    assert canonical_all(["cs.IT", "math.IT", "68T50", "cs.CV"]) == ("cs.IT", "cs.CV")
    assert canonical("68T50") == "68T50"


def test_an_archive_stands_for_its_categories() -> None:
    """A small archive is its own category; `cs` is forty."""
    assert categories_of("hep-th") == ("hep-th",)
    assert len(categories_of("cs")) == 40
    assert "math.NA" in categories_of("cs")
    assert categories_of("cs.CV") == ("cs.CV",)


def test_subjects_have_names() -> None:
    """Of categories and of archives; an unknown one is called as it is."""
    assert subject_name("cs.CV") == "Computer Vision and Pattern Recognition"
    assert subject_name("cs") == "Computer Science"
    assert subject_name("68T50") == "68T50"
