"""Records from files: what a name tells, and what joins what was stored before."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from adapters.files.jsonl import read_record, write_record
from adapters.ports import Record
from bot.imports import Importer, named_in
from bot.refusal import Refusal
from storage.records import AnnounceType, Batch, BatchState
from storage.store import Store
from tests.making import a_paper, a_summary, sighted

NOW = datetime(2025, 11, 26, tzinfo=UTC)
MONDAY, TUESDAY = date(2025, 11, 24), date(2025, 11, 25)


@pytest.mark.parametrize(
    ("name", "day", "language"),
    [
        ("2026-02-10_AI_enhanced_Chinese.jsonl", date(2026, 2, 10), "zh"),
        ("2026-02-10.jsonl", date(2026, 2, 10), None),
        ("2026-02-31_AI_enhanced_Chinese.jsonl", None, "zh"),
        ("2026-02-10_AI_enhanced_Klingon.jsonl", date(2026, 2, 10), None),
        ("papers.jsonl", None, None),
    ],
)
def test_a_name_tells_what_it_can(name: str, day: date | None, language: str | None) -> None:
    """Day and language, as the reference pipeline names its files."""
    assert named_in(Path(name)) == (day, language)


def an_importer(store: Store, told: list[str]) -> Importer:
    """An importer that writes down what it says."""

    def progress(done: int, total: int | None, what: str) -> None:
        told.append(f"{done} {what}")

    return Importer(store, read_record, lambda: NOW, progress)


def a_file(folder: Path, *records: Record) -> Path:
    """Records as a file."""
    file = folder / "papers.jsonl"
    file.write_text("".join(map(write_record, records)), encoding="utf-8")
    return file


def a_record(number: int, day: date = MONDAY, **changes: object) -> Record:
    """A record of one paper with a Chinese summary."""
    return Record(paper=a_paper(number, **changes), day=day, summary=a_summary())


async def test_an_import_joins_what_arxiv_told(store: Store, tmp_path: Path) -> None:
    """Declared counts and order stay; new papers come behind; summaries are added."""
    told = sighted(5, 2, licence="free")
    batch = Batch(
        subject="cs.CV",
        day=MONDAY,
        state=BatchState.FRESH,
        declared=2,
        new=2,
        sources=("listing",),
        checked_at=NOW,
    )
    await store.keep_batch(batch, told)
    file = a_file(tmp_path, a_record(1, version=None), a_record(5, version=None))
    brought = await an_importer(store, []).bring_in(file)
    assert (brought.records, brought.summaries, brought.problems) == (2, 2, ())
    (joined,) = await store.batches(day=MONDAY)
    assert (joined.declared, joined.new, joined.sources) == (2, 3, ("listing", "import"))
    sightings = await store.sightings("cs.CV", day=MONDAY)
    assert [s.paper.id[-1] for s in sightings] == ["5", "2", "1"]
    assert sightings[0].paper.licence == "free"
    assert [s.paper.version for s in sightings] == [1, 1, None]
    assert list(await store.summaries([a_paper(5).id])) == [a_paper(5).id]


async def test_days_and_categories_are_batches_of_their_own(store: Store, tmp_path: Path) -> None:
    """One file may hold several; types are kept."""
    crossed = Record(paper=a_paper(3), day=MONDAY, type=AnnounceType.CROSS)
    file = a_file(
        tmp_path, a_record(1), a_record(2, TUESDAY), a_record(4, categories=("math.IT",)), crossed
    )
    brought = await an_importer(store, []).bring_in(file)
    assert (brought.days, brought.summaries) == ((MONDAY, TUESDAY), 3)
    assert [(b.subject, b.new, b.cross) for b in await store.batches(day=MONDAY)] == [
        ("cs.CV", 1, 1), ("cs.IT", 1, 0),
    ]  # fmt: skip


async def test_a_day_that_is_yet_to_come_is_refused(store: Store, tmp_path: Path) -> None:
    """Said for all, or by a line for itself: it would be the newest day for ever."""
    importer = an_importer(store, [])
    with pytest.raises(Refusal, match="9999-12-31 is yet to come"):
        await importer.bring_in(a_file(tmp_path, a_record(1)), day=date(9999, 12, 31))
    brought = await importer.bring_in(a_file(tmp_path, a_record(1, date(2026, 1, 1))))
    assert brought.records == 0
    assert "yet to come" in brought.problems[0]


async def test_two_imports_at_once_lose_nothing(store: Store, tmp_path: Path) -> None:
    """Both read what was there before either wrote; the batch counts what is stored."""
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first = a_file(tmp_path / "a", *(a_record(number) for number in range(1, 40)))
    other = a_file(tmp_path / "b", *(a_record(number) for number in range(40, 90)))
    importer = an_importer(store, [])
    await asyncio.gather(importer.bring_in(first), importer.bring_in(other))
    assert len(await store.sightings("cs.CV", day=MONDAY)) == 89
    (batch,) = await store.batches(day=MONDAY)
    assert (batch.received, batch.new) == (89, 89)


async def test_long_files_tell_how_far_they_are(store: Store, tmp_path: Path) -> None:
    """And lines that are no text are named like other bad lines."""
    file = a_file(tmp_path, *(a_record(number) for number in range(1, 150)))
    with file.open("ab") as lines:
        lines.write(b'{"id": "\xff"}\n\n')
    told: list[str] = []
    brought = await an_importer(store, told).bring_in(file)
    assert told == ["100 lines"]
    assert brought.problems == ("Line 150: is not UTF-8 text.",)
    assert brought.records == 149
