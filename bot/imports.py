"""Records from a file -> store: the reference pipeline's JSON lines, and our own."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path

from adapters.ports import BadRecord, Progress, ReadRecord, Record
from bot.languages import parse_language
from bot.merging import counted
from bot.outstanding import IMPORT
from bot.refusal import Refusal
from storage.records import ARXIV_ZONE, Batch, BatchState, Sighting, Summarised
from storage.store import Store

# 2026-02-10.jsonl, 2026-02-10_AI_enhanced_Chinese.jsonl: as the reference pipeline names its files
A_DAY = timedelta(days=1)  # arXiv announces the evening before a batch's day
FILE_NAME = re.compile(r"(\d{4}-\d{2}-\d{2})(?:_AI_enhanced_(\w+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import brought; *problems* are sentences, each naming its line."""

    records: int
    summaries: int
    days: tuple[date, ...]
    problems: tuple[str, ...]


def named_in(file: Path) -> tuple[date | None, str | None]:
    """The day and the language that a file's name tells, as far as it does."""
    match = FILE_NAME.match(file.stem)
    if match is None:
        return None, None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        day = None
    try:
        language = parse_language(match[2]) if match[2] else None
    except Refusal:
        language = None
    return day, language


class Importer:
    """Takes over records; the good lines of a file are kept, the bad ones are named."""

    def __init__(
        self,
        store: Store,
        read_record: ReadRecord,
        now: Callable[[], datetime],
        progress: Progress,
    ) -> None:
        self._store = store
        self._read_record = read_record
        self._now = now
        self._progress = progress

    async def bring_in(
        self, file: Path, *, day: date | None = None, language: str | None = None
    ) -> Imported:
        """
        Import *file*; *day* and *language* are those of its name where they are not given.

        Raises `Refusal` when the file cannot be read at all.
        """
        latest = self._now().astimezone(ARXIV_ZONE).date() + A_DAY
        if day is not None and day > latest:
            raise Refusal(f"{day} is yet to come; give the day that the papers were announced on.")
        told_day, told_language = named_in(file)
        try:
            with file.open("rb") as lines:
                read = partial(
                    self._read_record, day=day or told_day, language=language or told_language
                )
                records, problems = self._read(lines, read, latest)
        except OSError as error:
            raise Refusal(f"{file} cannot be read: {error.strerror}.") from error
        await self.keep(records)
        return Imported(
            records=len(records),
            summaries=sum(record.summary is not None for record in records),
            days=tuple(sorted({record.day for record in records if record.day})),
            problems=tuple(problems),
        )

    def _read(
        self, lines: Iterable[bytes], read: Callable[[str], Record], latest: date
    ) -> tuple[list[Record], list[str]]:
        records: list[Record] = []
        problems: list[str] = []
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                records.append(_dated(read(_decoded(line)), latest))
            except BadRecord as error:
                problems.append(f"Line {number}: {error}")
            if number % 100 == 0:
                self._progress(number, None, "lines")
        return records, problems

    async def keep(self, records: Sequence[Record]) -> None:
        """Store *records*: a batch for each day and primary category, in one transaction."""
        groups: dict[tuple[date, str], list[Record]] = {}
        for record in records:
            if record.day is not None:
                groups.setdefault((record.day, record.paper.primary), []).append(record)
        batches = [
            await self._batch(day, subject, group) for (day, subject), group in groups.items()
        ]
        summaries = [
            Summarised(
                paper_id=record.paper.id,
                version=record.paper.citation_version,
                summary=record.summary,
            )
            for record in records
            if record.summary is not None
        ]
        await self._store.keep_import(batches, summaries, at=self._now())

    async def _batch(
        self, day: date, subject: str, records: Sequence[Record]
    ) -> tuple[Batch, Sequence[Sighting]]:
        """The batch that the records make together with what was stored of it before."""
        stored = await self._store.batches_of(subject, since=day)
        before = next((batch for batch in stored if batch.day == day), None)
        held = await self._store.sightings(subject, day=day)
        # What was held keeps its place and its type; the store decides which text is newer.
        together = {s.paper.id: s for s in held}
        for record in records:
            known = together.get(record.paper.id)
            kind = known.type if known else record.type
            together[record.paper.id] = Sighting(paper=record.paper, type=kind)
        batch = before or Batch(
            subject=subject, day=day, state=BatchState.FRESH, checked_at=self._now()
        )
        sources = tuple(dict.fromkeys((*batch.sources, IMPORT)))
        sightings = tuple(together.values())
        batch = replace(batch, state=BatchState.FRESH, sources=sources, reason="")
        return counted(batch, sightings), sightings


def _decoded(line: bytes) -> str:
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadRecord("is not UTF-8 text.") from error


def _dated(record: Record, latest: date) -> Record:
    if record.day is None:
        raise BadRecord("names no day; give one with --date.")
    if record.day > latest:
        raise BadRecord(f"names a day that is yet to come, {record.day}.")
    if record.summary is not None and not record.summary.language:
        raise BadRecord("names no language; give one with --language.")
    return record
