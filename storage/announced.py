"""Queries about announcements: what each subject announced on each day, and what was asked."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from storage.database import Queries, Row, Transaction, Value, read, write
from storage.papers import as_paper, moment_text, put_papers
from storage.records import Announcement, AnnounceType, Batch, BatchState, Fetch, Paper, Sighting


class Seen(NamedTuple):
    """What freshness compares: which version of a paper was announced, and how."""

    paper_id: str
    version: int | None
    type: AnnounceType


class AnnouncementQueries(Queries):
    """Batches, the announcements in them, and the answers that they came from."""

    @write
    def keep_batch(
        self,
        tx: Transaction,
        batch: Batch,
        sightings: Sequence[Sighting] = (),
        *,
        fetches: Iterable[Fetch] = (),
    ) -> None:
        """
        Store a batch with its papers and announcements, and which answers it was made from.

        Sightings join what this batch held before, and take their new places; an unsettled batch
        (or a quiet one) brings none and leaves what is there.
        """
        put_batch(tx, batch, sightings)
        put_fetches(tx, fetches)

    @read
    def etag(self, tx: Transaction, url: str) -> str | None:
        """The ETag that *url* answered with the last time."""
        rows = tx.rows("select etag from fetches where url = :url", url=url)
        return rows[0]["etag"] if rows else None

    @read
    def batches(self, tx: Transaction, *, day: date) -> tuple[Batch, ...]:
        """All batches of a day, by subject."""
        rows = tx.rows(
            "select * from batches where day = :day order by category", day=day.isoformat()
        )
        return tuple(map(_as_batch, rows))

    @read
    def batches_of(self, tx: Transaction, subject: str, *, since: date) -> tuple[Batch, ...]:
        """The batches of *subject* from *since* on, oldest first."""
        rows = tx.rows(
            "select * from batches where category = :subject and day >= :since order by day",
            subject=subject,
            since=since.isoformat(),
        )
        return tuple(map(_as_batch, rows))

    @read
    def subjects(self, tx: Transaction) -> tuple[str, ...]:
        """Every subject that was ever collected; imports alone are no wish to collect."""
        rows = tx.rows(
            "select distinct category from batches where sources <> 'import' order by category"
        )
        return tuple(row["category"] for row in rows)

    @read
    def collected_since(self, tx: Transaction, subject: str) -> date | None:
        """The first day that *subject* was collected for."""
        rows = tx.rows(
            """select min(day) as first from batches
            where category = :subject and sources <> 'import'""",
            subject=subject,
        )
        return date.fromisoformat(rows[0]["first"]) if rows[0]["first"] else None

    @read
    def newest_day(self, tx: Transaction, categories: Sequence[str] = ()) -> date | None:
        """The newest day with announcements, of papers with these primary *categories* if named."""
        if not categories:
            newest = tx.rows("select max(day) as day from announcements")
            return _newest(newest)
        names: dict[str, Value] = {f"c{i}": name for i, name in enumerate(categories)}
        sql = """select max(day) as day from announcements
            join papers on papers.key = announcements.paper where primary_category in ({})"""
        return _newest(tx.rows(sql.format(", ".join(f":{name}" for name in names)), **names))

    @read
    def newest_day_filed(self, tx: Transaction, categories: Sequence[str] = ()) -> date | None:
        """The newest day on which papers were announced first, filed under any of *categories*."""
        if not categories:
            sql = "select max(day) as day from announcements where type in ('new', 'cross')"
            return _newest(tx.rows(sql))
        names: dict[str, Value] = {f"c{i}": name for i, name in enumerate(categories)}
        sql = """select max(day) as day from announcements
            where type in ('new', 'cross') and exists (select 1 from paper_categories
            where paper_categories.paper = announcements.paper and category in ({}))"""
        return _newest(tx.rows(sql.format(", ".join(f":{name}" for name in names)), **names))

    @read
    def seen_before(
        self, tx: Transaction, subject: str, *, day: date, since: date
    ) -> frozenset[Seen]:
        """What *subject* announced on the days from *since* on and before *day*."""
        rows = tx.rows(
            """select id, announcements.version as version, type
            from announcements join papers on papers.key = announcements.paper
            where category = :subject and day < :day and day >= :since""",
            subject=subject,
            day=day.isoformat(),
            since=since.isoformat(),
        )
        return frozenset(Seen(row["id"], row["version"], AnnounceType(row["type"])) for row in rows)

    @read
    def sightings(self, tx: Transaction, subject: str, *, day: date) -> tuple[Sighting, ...]:
        """What is stored of one batch, in arXiv's order; papers have the version announced."""
        rows = tx.rows(
            """select papers.*, type, announcements.version as announced_version
            from announcements join papers on papers.key = announcements.paper
            where announcements.category = :subject and day = :day order by position""",
            subject=subject,
            day=day.isoformat(),
        )
        return tuple(
            Sighting(
                paper=replace(as_paper(row), version=row["announced_version"]),
                type=AnnounceType(row["type"]),
            )
            for row in rows
        )

    @read
    def announced(self, tx: Transaction, *, day: date) -> tuple[tuple[Announcement, Paper], ...]:
        """Everything announced on *day* with its paper, subject by subject in arXiv's order."""
        rows = tx.rows(
            """select papers.*, announcements.category as subject, day, type, position,
              announcements.version as announced_version
            from announcements join papers on papers.key = announcements.paper
            where day = :day order by subject, position""",
            day=day.isoformat(),
        )
        return tuple((as_announcement(row), as_paper(row)) for row in rows)

    @read
    def announcements_of(self, tx: Transaction, paper_id: str) -> tuple[Announcement, ...]:
        """Where and when one paper was announced, oldest first."""
        rows = tx.rows(
            """select papers.id as id, announcements.category as subject, day, type, position,
              announcements.version as announced_version
            from announcements join papers on papers.key = announcements.paper
            where papers.id = :id order by day, subject""",
            id=paper_id,
        )
        return tuple(map(as_announcement, rows))


def _newest(rows: Sequence[Row]) -> date | None:
    return date.fromisoformat(rows[0]["day"]) if rows[0]["day"] else None


def put_batch(tx: Transaction, batch: Batch, sightings: Sequence[Sighting]) -> None:
    """Store *batch* and what it announced within the transaction *tx*."""
    tx.run(
        """insert into batches values (:category, :day, :state, :declared, :received, :new,
          :cross_listed, :replaced, :sources, :reason, :checked_at, '')
        on conflict (category, day) do update set state = excluded.state,
          declared = excluded.declared, sources = excluded.sources, reason = excluded.reason,
          checked_at = excluded.checked_at""",
        **_batch_row(batch),
    )
    if not sightings:
        return
    where = {"category": batch.subject, "day": batch.day.isoformat()}
    put_papers(tx, [sighting.paper for sighting in sightings])
    # One number for all that arrives together: what a chat has not been told of yet is what
    # arrived since, whatever the clock says.
    arrival = tx.rows("select coalesce(max(arrival), 0) + 1 as next from announcements")[0]["next"]
    rows = [
        {
            **where,
            "arrival": arrival,
            "paper": sighting.paper.key,
            "type": sighting.type.value,
            "version": sighting.paper.version,
            "position": position,
        }
        for position, sighting in enumerate(sightings, 1)
    ]
    tx.many(
        """insert into announcements (paper, category, day, type, version, position, arrival)
        values (:paper, :category, :day, :type, :version, :position, :arrival)
        on conflict (category, day, paper) do update set
          type = excluded.type, version = coalesce(excluded.version, announcements.version),
          position = excluded.position""",
        rows,
    )
    _recount(tx, batch)


def _recount(tx: Transaction, batch: Batch) -> None:
    """
    Let the batch count what is stored of it.

    Somebody else may have stored more of it since *batch* was put together: nothing is lost, and
    the accounts add up all the same.
    """
    where = {"category": batch.subject, "day": batch.day.isoformat()}
    rows = tx.rows(
        """select id, type, announcements.version as version
        from announcements join papers on papers.key = announcements.paper
        where category = :category and day = :day order by id""",
        **where,
    )
    types = Counter(AnnounceType(row["type"]) for row in rows)
    named = "\n".join(f"{row['id']} {row['version']} {row['type']}" for row in rows)
    tx.run(
        """update batches set received = :received, new = :new, cross_listed = :cross,
          replaced = :replaced, digest_of_ids = :digest
        where category = :category and day = :day""",
        received=len(rows),
        new=types[AnnounceType.NEW],
        cross=types[AnnounceType.CROSS],
        replaced=types[AnnounceType.REPLACE] + types[AnnounceType.REPLACE_CROSS],
        digest=hashlib.sha256(named.encode()).hexdigest(),
        **where,
    )


def put_fetches(tx: Transaction, fetches: Iterable[Fetch]) -> None:
    """Remember *fetches* within the transaction *tx*."""
    rows = [
        {"url": fetch.url, "etag": fetch.etag, "at": moment_text(fetch.at), "status": fetch.status}
        for fetch in fetches
    ]
    tx.many(
        """insert into fetches values (:url, :etag, :at, :status) on conflict (url) do update set
          etag = excluded.etag, at = excluded.at, status = excluded.status""",
        rows,
    )


def _batch_row(batch: Batch) -> Mapping[str, Value]:
    return {
        "category": batch.subject,
        "day": batch.day.isoformat(),
        "state": batch.state.value,
        "declared": batch.declared,
        "received": batch.received,
        "new": batch.new,
        "cross_listed": batch.cross,
        "replaced": batch.replaced,
        "sources": " ".join(batch.sources),
        "reason": batch.reason,
        "checked_at": moment_text(batch.checked_at),
    }


def _as_batch(row: Row) -> Batch:
    return Batch(
        subject=row["category"],
        day=date.fromisoformat(row["day"]),
        state=BatchState(row["state"]),
        declared=row["declared"],
        new=row["new"],
        cross=row["cross_listed"],
        replaced=row["replaced"],
        sources=tuple(row["sources"].split()),
        reason=row["reason"],
        checked_at=datetime.fromisoformat(row["checked_at"]),
    )


def as_announcement(row: Row) -> Announcement:
    """The announcement that *row* holds, with `subject` and `announced_version` so named."""
    return Announcement(
        paper_id=row["id"],
        subject=row["subject"],
        day=date.fromisoformat(row["day"]),
        type=AnnounceType(row["type"]),
        version=row["announced_version"],
        position=row["position"],
    )
