"""The view of a chat's digest, in the voice of the bot."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from adapters.messages import Entry
from adapters.views import View, ViewKind, dump, load
from bot.choose import Candidate, Choice, Chosen, Section
from bot.digest import ChatDigest, accounts_of, byline, digest_view
from bot.wording import Wording
from storage.records import AnnounceType, Batch, BatchState
from tests.making import a_paper, a_summary

FRIDAY = date(2025, 12, 12)
ENGLISH, CHINESE = Wording("en", ZoneInfo("UTC")), Wording("zh", ZoneInfo("Asia/Shanghai"))


def a_choice(number: int, section: Section = Section.NEW, **changes: object) -> Choice:
    """One chosen paper."""
    candidate = Candidate(
        paper=a_paper(number, **changes),
        type=AnnounceType.NEW,
        day=FRIDAY,
        subjects=frozenset({"cs.CV"}),
        place=number,
    )
    return Choice(candidate=candidate, section=section, rank=number, rule="cs.CV")


def entries_of(*choices: Choice, offline: int = 0) -> dict[str, Entry]:
    """Each chosen paper with a summary; the first *offline* of them from the abstract."""
    return {
        choice.candidate.paper.id: Entry(
            paper=choice.candidate.paper,
            summary=a_summary(motivation=""),
            type=AnnounceType.NEW,
            offline=place < offline,
        )
        for place, choice in enumerate(choices)
    }


def a_digest(wording: Wording, late: tuple[Batch, ...] = ()) -> View:
    """Two new papers, a cross-list and a revision; eight more, one received before."""
    shown = (
        a_choice(1, authors=("Ada", "Bo", "Cy")),
        a_choice(2, withdrawn=True),
        a_choice(3, Section.CROSS, categories=("cs.AI", "cs.CV")),
    )
    revised = a_choice(9, Section.REVISION, version=3)
    chosen = Chosen(shown=shown, beyond=8, revisions=(revised,), before=1)
    entries = entries_of(*shown, offline=1)
    accounts = accounts_of(chosen, 171, entries)
    notes = [notice for batch in late if (notice := wording.notice(batch))]
    told = ChatDigest(day=FRIDAY, chosen=chosen, accounts=accounts, notes=notes)
    return digest_view(told, entries, wording)


def test_head_and_foot_are_as_the_voice_has_them() -> None:
    """The day and the counts; the accounts, without what is zero."""
    view = a_digest(ENGLISH)
    assert [line.text for line in view.head] == [
        "Fri 12 Dec 2025 · 3 papers", "cs.CV 2 · cs.AI 1",
    ]  # fmt: skip
    assert [line.text for line in view.foot] == [
        "171 announced · 12 matched · 3 shown · 8 more · 1 received before",
        "2 summarised, 1 from the abstract · /why",
    ]
    chinese = a_digest(CHINESE)
    assert chinese.head[0].text == "2025年12月12日 周五 · 3 篇"
    assert chinese.foot[0].text == "公布 171 · 匹配 12 · 本次 3 · 其余 8 · 此前已收到 1"


def test_papers_are_numbered_through_the_sections() -> None:
    """New ones, cross-lists and new versions, each with what is to be known of it."""
    view = a_digest(ENGLISH)
    assert [item.number for item in view.items] == [1, 2, 3, 4]
    assert view.headings == ((2, "Cross-lists"), (3, "New versions"))
    first, second, _, revised = view.items
    assert (first.byline, first.marks) == ("Ada, Bo + 1", ("from the abstract",))
    assert [d.label for d in first.details] == ["Method", "Result", "Conclusion", "Abstract"]
    assert second.marks == ("withdrawn",)
    assert (revised.marks, revised.text, revised.details) == (("now v3",), "", ())
    assert view.kind is ViewKind.DIGEST
    assert load(dump(view)) == view


def test_what_is_late_is_named() -> None:
    """Behind the accounts, one sentence each."""
    late = Batch(
        subject="hep-th",
        day=FRIDAY,
        state=BatchState.STALE,
        checked_at=datetime(2025, 12, 12, 9, 30, tzinfo=UTC),
    )
    assert "hep-th: arXiv's list" in a_digest(ENGLISH, (late,)).foot[-1].text


@pytest.mark.parametrize(
    ("names", "line"),
    [((), ""), (("Ada",), "Ada"), (("Ada", "Bo", "Cy", "Di"), "Ada, Bo 等 4 人")],
)
def test_authors_are_shortened(names: tuple[str, ...], line: str) -> None:
    """Chinese counts all of them."""
    assert byline(names, CHINESE) == line


def test_a_digest_without_papers_still_adds_up() -> None:
    """Zero of everything but what was announced."""
    chosen = Chosen()
    accounts = accounts_of(chosen, 171, {})
    view = digest_view(ChatDigest(day=FRIDAY, chosen=chosen, accounts=accounts), {}, ENGLISH)
    assert [line.text for line in view.head] == ["Fri 12 Dec 2025 · 0 papers"]
    assert view.foot[0].text == "171 announced · 0 matched · 0 shown"
    assert view.foot[1].text == "/why"
