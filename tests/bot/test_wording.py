"""Every sentence, in every language the bot speaks."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir

from adapters.messages import Accounts
from bot.wording import SPOKEN, Wording, written_in
from storage.records import Announcement, AnnounceType, Batch, BatchState
from storage.taxonomy import ARCHIVES, CATEGORIES, Archive, Category

ROOT = Path(__file__).parents[2]
FRIDAY = date(2025, 12, 12)
NOW = datetime(2025, 12, 12, 17, 5, tzinfo=UTC)
FILLED = {"+ {count}": frozenset({"total"})}  # Chinese counts all authors, English those not named
ACCOUNTS = Accounts(announced=171, new=120, cross=51, matched=10, shown=10, summarised=9, offline=1)


def said_in_code() -> set[str | tuple[str, ...]]:
    """Every sentence that the code says, with its plural where it has one."""
    keywords = {"say": None, "sentence": None, "count": (1, 2)}
    found = extract_from_dir(ROOT / "bot", [("**.py", "python")], keywords=keywords)
    return {message for _, _, message, _, _ in found}


def names_of_subjects() -> set[str]:
    """The names of the categories and archives in use, which no code says."""
    subjects: list[Category | Archive] = [*CATEGORIES.values(), *ARCHIVES.values()]
    return {known.name for known in subjects if known.active}


def forms_of(message: Message) -> tuple[str, ...]:
    """The wording of a message: one form, or as many as the language has plurals."""
    return (message.string,) if isinstance(message.string, str) else tuple(message.string or ())


def places(sentence: str) -> set[str]:
    """The names of the places to be filled in *sentence*."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


@pytest.mark.parametrize("language", [code for code in SPOKEN if code != "en"])
def test_every_sentence_is_written_in_every_language(language: str) -> None:
    """Nothing lacks, nothing is left over, and the places to be filled are the same."""
    written = {message.id: forms_of(message) for message in written_in(language) if message.id}
    assert set(written) == said_in_code() | names_of_subjects()
    for said, forms in written.items():
        many = said if isinstance(said, str) else said[-1]
        assert all(forms)
        assert {frozenset(places(form)) for form in forms} == {
            FILLED.get(many, frozenset(places(many)))
        }


@pytest.mark.parametrize("language", SPOKEN)
def test_every_sentence_can_be_said(language: str) -> None:
    """Rendered once, in each language, for one and for many; no place stays unfilled."""
    wording = Wording(language, ZoneInfo("UTC"))
    for said in said_in_code():
        forms = (said,) if isinstance(said, str) else said
        named = {name for form in forms for name in places(form) | FILLED.get(form, set())}
        values = {name: f"<{name}>" for name in named - {"n"}}
        one, many = forms[0], forms[-1]
        spoken = [wording.say(one, n=7, **values)] if isinstance(said, str) else []
        if not spoken:
            spoken = [wording.count(one, many, number, **values) for number in (1, 7)]
        for text in spoken:
            assert text
            assert not re.search(r"\{\w*\}", text)


@pytest.mark.parametrize(
    ("language", "title", "counts", "foot"),
    [
        (
            "en",
            "Fri 12 Dec 2025",
            "10 papers",
            ("171 announced · 10 shown", "9 summarised, 1 from the abstract"),
        ),
        ("zh", "2025年12月12日 周五", "10 篇", ("公布 171 · 本次 10", "摘要 9，摘自原文 1")),
        (
            "ja",
            "Fri 12 Dec 2025",
            "10 papers",
            ("171 announced · 10 shown", "9 summarised, 1 from the abstract"),
        ),
    ],
)
def test_a_digest_has_the_words_of_its_language(
    language: str, title: str, counts: str, foot: tuple[str, ...]
) -> None:
    """Head and foot as the bot speaks; English where it does not speak the language."""
    labels = Wording(language, ZoneInfo("UTC")).labels(FRIDAY, ACCOUNTS, [])
    assert (labels.title, labels.counts, labels.accounts) == (title, counts, foot)
    assert labels.and_others(3, 14) == {"zh": "等 14 人"}.get(language, "+ 11")
    assert labels.and_others(3, 3) == ""
    assert labels.language == language


def test_counts_have_their_forms() -> None:
    """One paper, two papers; parts that are zero fall away."""
    english = Wording("en", ZoneInfo("UTC"))
    one = Accounts(announced=1, new=1, cross=0, matched=1, shown=1, summarised=0, offline=1)
    assert english.labels(FRIDAY, one, []).counts == "1 paper"
    assert english.accounts(one) == ("1 announced · 1 shown", "1 from the abstract")
    none = Accounts(announced=5, new=5, cross=0, matched=0, shown=0, summarised=0, offline=0)
    assert english.accounts(none) == ("5 announced · 0 shown",)


def a_batch(state: BatchState, **counts: Any) -> Batch:
    """A batch of that Friday."""
    return Batch(subject="cs.CV", day=FRIDAY, state=state, checked_at=NOW, **counts)


def test_what_is_late_or_lacking_is_said() -> None:
    """A batch that is whole needs no word."""
    berlin = Wording("en", ZoneInfo("Europe/Berlin"))
    assert berlin.notice(a_batch(BatchState.FRESH, declared=2, new=2)) == ""
    assert "lists 1 paper more in cs.CV" in berlin.notice(
        a_batch(BatchState.FRESH, declared=3, new=2)
    )
    assert "no announcement on Fri 12 Dec 2025" in berlin.notice(a_batch(BatchState.QUIET))
    for state in (BatchState.WAITING, BatchState.STALE):
        assert "not out yet (last look 18:05)" in berlin.notice(a_batch(state))
    failed = berlin.notice(a_batch(BatchState.FAILED))
    assert failed == "cs.CV: arXiv could not be asked about Fri 12 Dec 2025 (last try 18:05)."
    shanghai = Wording("en", ZoneInfo("Asia/Shanghai"))
    assert shanghai.moment(NOW) == "Sat 13 Dec 2025, 01:05"
    chinese = Wording("zh", ZoneInfo("Asia/Shanghai"))
    assert "多 2 篇" in chinese.notice(a_batch(BatchState.FRESH, declared=4, new=2))


def test_the_person_who_collects_gets_a_line_a_batch() -> None:
    """Counts that add up, and the reason when there is one."""
    english = Wording("en", ZoneInfo("UTC"))
    line = english.batch(a_batch(BatchState.FRESH, declared=9, new=3, cross=2, replaced=1))
    assert line == (
        "cs.CV: Fri 12 Dec 2025 is out: 5 announced (3 new, 2 cross-listed), 1 replaced,"
        " 3 of 9 declared did not arrive."
    )
    failed = Batch(
        subject="cs.CV", day=FRIDAY, state=BatchState.FAILED, reason="busy", checked_at=NOW
    )
    assert english.batch(failed) == "cs.CV: Fri 12 Dec 2025 could not be fetched (busy)."


def test_a_card_says_where_its_paper_was_announced() -> None:
    """And when another version than the newest was asked for."""
    announced = Announcement(
        paper_id="2512.10863",
        subject="cs.CV",
        day=FRIDAY,
        type=AnnounceType.NEW,
        version=1,
        position=1,
    )
    labels = Wording("en", ZoneInfo("UTC")).card_labels([announced], 1)
    assert labels.notices == (
        "This is the newest version, not v1.",
        "Announced Fri 12 Dec 2025 in cs.CV (new).",
    )
    crossed = replace(announced, type=AnnounceType.REPLACE_CROSS)
    for language, words in (("en", "new version, cross-listed"), ("zh", "新版本，交叉列出")):
        (said,) = Wording(language, ZoneInfo("UTC")).card_labels([crossed], None).notices
        assert words in said
