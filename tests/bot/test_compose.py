"""A day's announcements become a digest whose accounts add up."""

from __future__ import annotations

from datetime import UTC, date, datetime

from hypothesis import given
from hypothesis import strategies as st

from bot.compose import (
    Day,
    accounts_of,
    asked_for,
    entry_of,
    papers_of,
    sections_of,
)
from storage.records import Announcement, AnnounceType, Batch, BatchState, Paper, Summarised
from tests.making import a_paper, a_summary

DAY = date(2025, 11, 25)
NEW, CROSS, REPLACE = AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE
Told = tuple[Announcement, Paper]


def told(
    number: int, subject: str, kind: AnnounceType, position: int, primary: str = "cs.CV"
) -> Told:
    """One announcement of one paper."""
    paper = a_paper(number, categories=(primary,))
    announcement = Announcement(
        paper_id=paper.id, subject=subject, day=DAY, type=kind, version=1, position=position
    )
    return announcement, paper


def a_day(*announced: Told) -> Day:
    """A day on which these were announced."""
    return Day(day=DAY, announced=announced, batches=())


def test_a_paper_stands_once_however_many_announce_it() -> None:
    """New in its own category, cross-listed in others: it is new, in arXiv's place."""
    listed = papers_of(
        a_day(
            told(1, "cs.AI", CROSS, 9),
            told(1, "cs.CV", NEW, 2),
            told(2, "cs.CV", NEW, 1),
            told(3, "cs.CV", REPLACE, 3),
            told(4, "cs.CV", CROSS, 4, primary="hep-th"),
        )
    )
    assert [(item.paper.id[-1], item.type) for item in listed] == [
        ("2", NEW), ("1", NEW), ("4", CROSS),
    ]  # fmt: skip


def test_sections_come_in_the_order_that_was_asked_for() -> None:
    """Named categories first, in their order; without any, alphabetically."""
    listed = papers_of(
        a_day(
            told(1, "cs.CV", NEW, 1),
            told(2, "cs.AI", NEW, 1, primary="cs.AI"),
            told(3, "math.NA", NEW, 1, primary="math.NA"),
        )
    )
    entries = [entry_of(item.paper, (), "en", item.type) for item in listed]
    assert [s.category for s in sections_of(entries, [])] == ["cs.AI", "cs.CV", "math.NA"]
    assert [s.category for s in sections_of(entries, ["math.NA", "cs.CV"])][:2] == [
        "math.NA", "cs.CV",
    ]  # fmt: skip
    assert [i.paper.primary for i in asked_for(listed, ["cs"])] == ["cs.CV", "cs.AI", "math.NA"]
    assert [i.paper.primary for i in asked_for(listed, ["cs.AI"])] == ["cs.AI"]
    assert asked_for(listed, ["hep-th"]) == ()


def test_the_best_summary_is_chosen() -> None:
    """In the language asked for, complete, newest; else the abstract's sentences."""
    paper = a_paper(version=2)
    offline = a_summary(engine="extractive", language="en", tldr="Offline.")
    stored = (
        Summarised(paper_id=paper.id, version=2, summary=a_summary(tldr="Second.")),
        Summarised(paper_id=paper.id, version=1, summary=a_summary(tldr="First.")),
        Summarised(paper_id=paper.id, version=2, summary=offline),
    )
    chinese = entry_of(paper, stored, "zh", NEW)
    assert (chinese.summary.tldr, chinese.offline) == ("Second.", False)
    english = entry_of(paper, stored, "en", NEW)
    assert (english.summary.tldr, english.offline, english.left_out) == ("Offline.", True, False)


def test_an_incomplete_import_is_left_out_of_the_reference_format() -> None:
    """Elsewhere it is shown with the abstract's sentences."""
    paper = a_paper()
    broken = a_summary(engine="imported", complete=False, result="")
    offline = a_summary(engine="extractive", language="en", tldr="Offline.")
    stored = tuple(
        Summarised(paper_id=paper.id, version=1, summary=summary) for summary in (broken, offline)
    )
    entry = entry_of(paper, stored, "zh", NEW)
    assert (entry.left_out, entry.offline, entry.summary.tldr) == (True, True, "Offline.")
    assert not entry_of(paper, stored, "en", NEW).left_out
    assert entry_of(paper, (), "zh", NEW).summary.tldr == ""


@given(
    st.lists(
        st.tuples(
            st.integers(1, 9),
            st.sampled_from(["cs.CV", "cs.AI", "hep-th"]),
            st.sampled_from(list(AnnounceType)),
            st.booleans(),
        )
    )
)
def test_accounts_always_add_up(rows: list[tuple[int, str, AnnounceType, bool]]) -> None:
    """Announced = new + cross-listed; shown = summarised + offline, whatever was announced."""
    day = a_day(*(told(n, subject, kind, i) for i, (n, subject, kind, _) in enumerate(rows)))
    listed = papers_of(day)
    summarised = {f"2511.{n:05d}" for n, _, _, has in rows if has}
    entries = [
        entry_of(
            item.paper,
            (Summarised(paper_id=item.paper.id, version=1, summary=a_summary()),)
            if item.paper.id in summarised
            else (),
            "zh",
            item.type,
        )
        for item in listed
    ]
    lacking = Batch(
        subject="cs.CV",
        day=DAY,
        state=BatchState.FRESH,
        declared=3,
        new=1,
        checked_at=datetime(2025, 11, 25, tzinfo=UTC),
    )
    accounts = accounts_of(listed, entries, [lacking])
    assert accounts.announced == accounts.new + accounts.cross == len({i.paper.id for i in listed})
    assert accounts.shown == accounts.summarised + accounts.offline == len(entries)
    assert accounts.missing == 2
    assert sum(len(s.entries) for s in sections_of(entries, [])) == accounts.shown
