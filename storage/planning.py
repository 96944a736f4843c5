"""Queries about digests: which chats are due, what arrived for them, what they were told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from sys import intern
from typing import NamedTuple
from zoneinfo import ZoneInfo

from storage.announced import as_announcement
from storage.database import Queries, Row, Transaction, Value, read, rows_for, write
from storage.deliveries import put_pages
from storage.identifiers import key_of
from storage.outbox import Page
from storage.papers import as_paper
from storage.records import Announcement, Paper

FEW = 20  # chats that are looked at one by one
LAST = 2**62  # greater than any key
PLANNED = """update chats set last_planned_day = :day
    where key = :chat and (last_planned_day is null or last_planned_day < :day)"""


class Told(NamedTuple):  # not a dataclass: a planning makes millions, and sends them about
    """One paper of a digest, as it is remembered: where it stands, by which rule, and why."""

    paper_id: str
    version: int
    rule: str
    rank: int
    section: str = "new"
    reason: str = ""


class DueChat(NamedTuple):  # a hundred thousand at once: what else there is is read for some
    """A chat whose hour has come, and which day it is there."""

    key: int
    platform: str
    day: date


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class Plan:
    """
    One chat's digest of one local day: what is told, in which pages, with its accounts.

    *arrival* is the newest arrival that was looked at: what comes later is for the next digest.
    *cuts* are the numbers of papers on each page.
    """

    chat: int
    day: date
    first_batch_day: date | None
    last_batch_day: date | None
    arrival: int
    accounts: str
    told: tuple[Told, ...] = ()
    cuts: tuple[int, ...] = ()
    pages: tuple[Page, ...] = ()


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class KeptDigest:
    """A digest as it was kept; *told* holds its papers, where they were asked for."""

    key: int
    chat: int
    day: date
    first_batch_day: date | None
    last_batch_day: date | None
    arrival: int
    accounts: str
    cuts: tuple[int, ...] = ()
    told: tuple[Told, ...] = ()


class PlanQueries(Queries):
    """Planning, one transaction for many chats."""

    @read
    def due_chats(self, tx: Transaction, now: datetime) -> tuple[DueChat, ...]:
        """
        The active chats that follow something, whose hour has come and that had no digest today.

        Hour and day are the chat's wall clock, so an hour that a DST gap leaves out comes with the
        first moment after it, and one that comes twice counts the first time.
        """
        zones = [row["zone"] for row in tx.rows("select distinct zone from chats")]
        due: list[DueChat] = []
        for zone in zones:
            local = now.astimezone(ZoneInfo(zone))
            rows = tx.rows(
                """select key, platform from chats
                where zone = :zone and hour <= :hour and state = 'active'
                and (last_planned_day is null or last_planned_day < :day)
                and days like :weekday
                and exists (select 1 from rules where rules.chat = chats.key)""",
                zone=zone,
                hour=local.strftime("%H:%M"),
                day=local.date().isoformat(),
                weekday=f"%{local.weekday()}%",
            )
            day = local.date()
            due.extend(DueChat(row["key"], intern(row["platform"]), day) for row in rows)
        return tuple(sorted(due))

    @write
    def pass_over(self, tx: Transaction, chats: Sequence[int], day: date) -> None:
        """Let *chats* have no digest on their local *day*: nothing was to come."""
        tx.many(
            PLANNED,
            [{"chat": chat, "day": day.isoformat()} for chat in chats],
        )

    @read
    def newest_arrival(self, tx: Transaction) -> int:
        """The number of what arrived last; 0 where nothing did."""
        newest = tx.rows("select coalesce(max(arrival), 0) as newest from announcements")
        return int(newest[0]["newest"])

    @read
    def arrival_before(self, tx: Transaction, day: date) -> int:
        """The number of the last arrival before anything of *day* and the days after it arrived."""
        sql = "select coalesce(min(arrival), 1) - 1 as arrival from announcements where day >= :day"
        return int(tx.rows(sql, day=day.isoformat())[0]["arrival"])

    @read
    def arrived(
        self, tx: Transaction, *, after: int, since: date
    ) -> tuple[tuple[int, Announcement, Paper], ...]:
        """What arrived *after* that number, of the days from *since* on, with its arrival."""
        rows = tx.rows(
            """select papers.*, announcements.category as subject, day, type, position, arrival,
              announcements.version as announced_version
            from announcements join papers on papers.key = announcements.paper
            where arrival > :after and day >= :since order by day, subject, position""",
            after=after,
            since=since.isoformat(),
        )
        return tuple((row["arrival"], as_announcement(row), as_paper(row)) for row in rows)

    @read
    def days_arrived(
        self, tx: Transaction, *, after: int, since: date, upto: int | None = None
    ) -> tuple[date, ...]:
        """The days, from *since* on, of what arrived *after* that number and *upto* another."""
        rows = tx.rows(
            """select distinct day from announcements
            where arrival > :after and arrival <= coalesce(:upto, arrival) and day >= :since
            order by day desc""",
            after=after,
            upto=upto,
            since=since.isoformat(),
        )
        return tuple(date.fromisoformat(row["day"]) for row in rows)

    @read
    def arrivals(self, tx: Transaction, *, since: date) -> tuple[tuple[int, Announcement], ...]:
        """Every announcement of the days from *since* on, with the number of its arrival."""
        rows = tx.rows(
            """select papers.id as id, announcements.category as subject, day, type, position,
              announcements.version as announced_version, arrival
            from announcements join papers on papers.key = announcements.paper
            where day >= :since order by arrival, day, subject, position""",
            since=since.isoformat(),
        )
        return tuple((row["arrival"], as_announcement(row)) for row in rows)

    @read
    def watermarks(self, tx: Transaction) -> Mapping[int, int]:
        """The newest arrival that each chat's digests have looked at."""
        rows = tx.rows("select chat, max(arrival) as arrival from digests group by chat")
        return {row["chat"]: row["arrival"] for row in rows}

    @read
    def last_digests(self, tx: Transaction, chats: Sequence[int]) -> Mapping[int, KeptDigest]:
        """The newest digest of each of *chats* that had one."""
        sql = """select * from digests where day = (
            select max(day) from digests as other where other.chat = digests.chat)
            and chat in ({})"""
        return {row["chat"]: _as_kept(row) for row in rows_for(tx, sql, chats)}

    @read
    def count_digests(self, tx: Transaction, *, day: date) -> int:
        """How many digests were planned for the chats' local *day*."""
        rows = tx.rows("select count(*) as n from digests where day = :day", day=day.isoformat())
        return int(rows[0]["n"])

    @read
    def digest_of(self, tx: Transaction, chat: int, day: date) -> KeptDigest | None:
        """The digest of *chat* of its local *day*, with all that it told."""
        rows = tx.rows(
            "select * from digests where chat = :chat and day = :day", chat=chat, day=_day_text(day)
        )
        if not rows:
            return None
        told = tx.rows(
            """select choices.*, papers.id as id from choices
            join papers on papers.key = choices.paper where digest = :digest order by rank""",
            digest=rows[0]["key"],
        )
        return replace(_as_kept(rows[0]), told=tuple(map(_as_told, told)))

    @read
    def digest_before(self, tx: Transaction, chat: int, day: date) -> KeptDigest | None:
        """The last digest of *chat* before that local day."""
        rows = tx.rows(
            "select * from digests where chat = :chat and day < :day order by day desc limit 1",
            chat=chat,
            day=day.isoformat(),
        )
        return _as_kept(rows[0]) if rows else None

    @read
    def told_to(self, tx: Transaction, chat: int, paper_id: str) -> tuple[tuple[date, Told], ...]:
        """In which digests (by their local days) *chat* was shown a paper."""
        rows = tx.rows(
            """select choices.*, papers.id as id, digests.day as digest_day from choices
            join papers on papers.key = choices.paper
            join digests on digests.key = choices.digest
            where choices.chat = :chat and papers.id = :id order by digests.day""",
            chat=chat,
            id=paper_id,
        )
        return tuple((date.fromisoformat(row["digest_day"]), _as_told(row)) for row in rows)

    @write
    def add_part(self, tx: Transaction, plan: Plan, *, accounts: str) -> int:
        """
        Add what a further rule brings to the digest that a chat had that local day.

        *accounts* are those of the digest from now on. Its pages become the next parts, numbered as
        the cuts are; how many were added: 0 where it was told already.
        """
        rows = tx.rows(
            "select * from digests where chat = :chat and day = :day",
            chat=plan.chat,
            day=plan.day.isoformat(),
        )
        if not rows:
            return 0
        digest = _as_kept(rows[0])
        new = [told for told in plan.told if not _is_told(tx, plan.chat, told)]
        if len(new) < len(plan.told):
            return 0  # another was first
        ranks = tx.rows(
            "select coalesce(max(rank), 0) as rank from choices where digest = :d", d=digest.key
        )[0]["rank"]
        told = [item._replace(rank=item.rank + ranks) for item in plan.told]
        _tell(tx, [(plan.chat, digest.key, item) for item in told])
        tx.run(
            "update digests set cuts = :cuts, accounts = :accounts where key = :key",
            accounts=accounts,
            cuts=" ".join(map(str, (*digest.cuts, *plan.cuts))),
            key=digest.key,
        )
        return put_pages(tx, [replace(p, part=p.part + len(digest.cuts)) for p in plan.pages])

    @read
    def messages_of(
        self, tx: Transaction, kind: str, *, since: date
    ) -> Mapping[tuple[int, date], str]:
        """The messages of this *kind* that arrived, of days from *since* on, by chat and day."""
        rows = tx.rows(
            """select deliveries.chat as chat, day, message_id
            from deliveries join messages on messages.delivery = deliveries.key
            where kind = :kind and day >= :since order by deliveries.part desc""",
            kind=kind,
            since=since.isoformat(),
        )
        return {(row["chat"], date.fromisoformat(row["day"])): row["message_id"] for row in rows}

    @read
    def told_of(
        self, tx: Transaction, papers: Sequence[int], *, chats: Sequence[int] | None = None
    ) -> Mapping[int, Mapping[int, int]]:
        """Which of *papers* each of *chats* (none: all) was shown: chat -> paper -> version."""
        told: dict[int, dict[int, int]] = {}
        sql = """select chat, paper, max(version) as version from choices
            where paper in ({}) and chat between :first and :last group by chat, paper"""
        for row in _in_spans(tx, sql, papers, chats):
            told.setdefault(row["chat"], {})[row["paper"]] = row["version"]
        return told

    @read
    def saved_where(
        self, tx: Transaction, papers: Sequence[int], *, chats: Sequence[int] | None = None
    ) -> Mapping[int, frozenset[int]]:
        """Which of *papers* readers saved in each of *chats* (none: all)."""
        saved: dict[int, set[int]] = {}
        sql = """select chat, paper from saved
            where paper in ({}) and chat between :first and :last"""
        for row in _in_spans(tx, sql, papers, chats):
            saved.setdefault(row["chat"], set()).add(row["paper"])
        return {chat: frozenset(keys) for chat, keys in saved.items()}

    @write
    def keep_plans(self, tx: Transaction, plans: Sequence[Plan]) -> int:
        """
        Store digests with their pages; how many are new.

        A chat that has a digest of that local day keeps it: planning twice, or two planners at
        once, add nothing. A chat that was forgotten meanwhile gets none.
        """
        known = _digests_of(tx, plans).keys()
        fresh = {(plan.chat, plan.day): plan for plan in plans}
        new = [plan for name, plan in fresh.items() if name not in known]
        tx.many(
            """insert into digests
              (chat, day, first_batch_day, last_batch_day, arrival, accounts, cuts)
            select :chat, :day, :first, :last, :arrival, :accounts, :cuts
            from chats where key = :chat""",
            map(_as_row, new),
        )
        digests = _digests_of(tx, new)
        new = [plan for plan in new if (plan.chat, plan.day) in digests]
        _tell(tx, [(p.chat, digests[p.chat, p.day], told) for p in new for told in p.told])
        put_pages(tx, [page for plan in new for page in plan.pages])
        tx.many(PLANNED, [{"chat": plan.chat, "day": plan.day.isoformat()} for plan in new])
        return len(new)


def _in_spans(
    tx: Transaction, sql: str, papers: Sequence[int], chats: Sequence[int] | None
) -> Iterator[Row]:
    """
    The rows of *sql* for *papers* and *chats*: each of a few by itself, many from first to last.

    Nobody asks for each of thousands of chats and papers; what lies between is of other chats.
    """
    if chats is None:
        spans = [(0, LAST)]
    elif len(chats) <= FEW:
        spans = [(chat, chat) for chat in chats]
    else:
        spans = [(min(chats), max(chats))]
    for first, last in spans:
        yield from rows_for(tx, sql, papers, first=first, last=last)


def _digests_of(tx: Transaction, plans: Sequence[Plan]) -> Mapping[tuple[int, date], int]:
    """The keys of the digests that the chats of *plans* have on these days, by chat and day."""
    keys: dict[date, list[int]] = {}
    for plan in plans:
        keys.setdefault(plan.day, []).append(plan.chat)
    return {
        (row["chat"], day): row["key"]
        for day, chats in keys.items()
        for row in rows_for(
            tx,
            "select key, chat from digests where day = :day and chat in ({})",
            chats,
            day=day.isoformat(),
        )
    }


def _as_row(plan: Plan) -> Mapping[str, Value]:
    return {
        "chat": plan.chat,
        "day": plan.day.isoformat(),
        "first": _day_text(plan.first_batch_day),
        "last": _day_text(plan.last_batch_day),
        "arrival": plan.arrival,
        "accounts": plan.accounts,
        "cuts": " ".join(map(str, plan.cuts)),
    }


def _tell(tx: Transaction, papers: Iterable[tuple[int, int, Told]]) -> None:
    """Remember papers that chats (first) are shown in their digests (second)."""
    rows: list[Mapping[str, Value]] = [
        {
            "chat": chat,
            "paper": key_of(told.paper_id),
            "version": told.version,
            "digest": digest,
            "rule": told.rule,
            "rank": told.rank,
            "reason": told.reason,
            "section": told.section,
        }
        for chat, digest, told in papers
    ]
    tx.many(
        """insert into choices (chat, paper, version, digest, rule, rank, reason, section)
        values (:chat, :paper, :version, :digest, :rule, :rank, :reason, :section)
        on conflict (chat, paper, version) do nothing""",
        rows,
    )


def _is_told(tx: Transaction, chat: int, told: Told) -> bool:
    sql = "select 1 from choices where chat = :chat and paper = :paper and version = :version"
    return bool(tx.rows(sql, chat=chat, paper=key_of(told.paper_id), version=told.version))


def _as_told(row: Row) -> Told:
    return Told(
        paper_id=row["id"],
        version=row["version"],
        rule=row["rule"],
        rank=row["rank"],
        section=row["section"],
        reason=row["reason"],
    )


def _as_kept(row: Row) -> KeptDigest:
    return KeptDigest(
        key=row["key"],
        chat=row["chat"],
        day=date.fromisoformat(row["day"]),
        first_batch_day=_day_from(row["first_batch_day"]),
        last_batch_day=_day_from(row["last_batch_day"]),
        arrival=row["arrival"],
        accounts=row["accounts"],
        cuts=tuple(map(int, row["cuts"].split())),
    )


def _day_from(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
