"""What categories and archives are called, and how they are found."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.subjects import (
    archives,
    name_of,
    nearest_subjects,
    size_of,
    subject_named,
    subjects_with,
)
from bot.wording import Wording
from storage.taxonomy import ARCHIVES, CATEGORIES, Archive, Category, categories_of_all

ENGLISH = Wording("en", ZoneInfo("UTC"))
CHINESE = Wording("zh", ZoneInfo("UTC"))


@pytest.mark.parametrize(
    ("subject", "english", "chinese"),
    [
        (
            "cs.CV",
            "cs.CV Computer Vision and Pattern Recognition",
            "cs.CV 计算机视觉与模式识别",
        ),
        ("hep-th", "hep-th High Energy Physics - Theory", "hep-th 高能物理－理论"),
        ("cs", "cs Computer Science", "cs 计算机科学"),
        ("68T{50", "68T{50", "68T{50"),
    ],
)
def test_a_subject_is_named_in_the_readers_language(
    subject: str, english: str, chinese: str
) -> None:
    """By its id and its name; what is unknown by what it is called."""
    assert subject_named(subject, ENGLISH) == english
    assert subject_named(subject, CHINESE) == chinese


def test_everything_in_use_has_a_chinese_name() -> None:
    """All 155 categories and 20 archives, not one left in English."""
    subjects: list[Category | Archive] = [*CATEGORIES.values(), *ARCHIVES.values()]
    used = [one.id for one in subjects if one.active]
    assert len(used) == 175
    assert [subject for subject in used if name_of(subject, CHINESE).isascii()] == []


def test_archives_are_the_twenty_in_use() -> None:
    """Whole fields first; physics, which has many, behind them."""
    assert archives()[:7] == ("cs", "econ", "eess", "math", "q-bio", "q-fin", "stat")
    assert set(archives()) == {one.id for one in ARCHIVES.values() if one.active}
    assert len(categories_of_all(archives())) == 149


def test_a_small_archive_is_its_own_category() -> None:
    """It has no size, nor has what is no archive."""
    assert [size_of(subject) for subject in ("cs", "math", "hep-th", "cs.CV", "x")] == [
        40,
        32,
        0,
        0,
        0,
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("vision", ("cs.CV",)),
        ("CV", ("cs.CV", "math.CV")),
        ("lg", ("cs.LG",)),
        ("High Energy", ("astro-ph.HE", "hep-ex", "hep-lat", "hep-ph", "hep-th")),
        ("theory energy", ("hep-th",)),
        ("numerical", ("math.NA",)),
        ("economics", ("econ", "econ.GN", "econ.TH")),
        ("视觉", ("cs.CV",)),
        ("“机器学习”", ("cs.LG", "stat.ML")),
        ("ｖｉｓｉｏｎ", ("cs.CV",)),
        ("visio xyz", ()),
        ("lgebra", ()),
        ("…", ()),
        ("", ()),
    ],
)
def test_subjects_are_found_by_parts_of_their_names(text: str, found: tuple[str, ...]) -> None:
    """In any case and language; archives first, aliases once."""
    assert subjects_with(text) == found


@pytest.mark.parametrize(
    ("written", "near"),
    [
        ("maths", ("math", "math-ph", "math.DS")),
        ("phsics", ("physics", "physics.geo-ph", "cs.GR")),
        ("cs.VC", ("cs.CV", "cs.CC", "cs.CE")),
        ("hep-tx", ("hep-th", "hep-ex", "hep-lat")),
        ("zzzz", ()),
    ],
)
def test_what_is_mistyped_has_its_nearest(written: str, near: tuple[str, ...]) -> None:
    """Archives before categories, unless a category was meant."""
    assert nearest_subjects(written) == near


@given(st.text(st.characters(codec=None)))
def test_any_text_finds_something_or_nothing(text: str) -> None:
    """What is found or near exists."""
    known = {*CATEGORIES, *ARCHIVES}
    assert set(subjects_with(text)) | set(nearest_subjects(text)) <= known
