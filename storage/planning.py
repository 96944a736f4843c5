"""Queries about digests: which chats are due, what arrived for them, what they were told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from storage.announced import as_announcement
from storage.database import Queries, Transaction, read, rows_for, write
from storage.deliveries import put_pages
from storage.following import as_chat
from storage.identifiers import key_of
from storage.outbox import Page
from storage.papers import as_paper
from storage.people import Chat
from storage.records import Announcement, Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One paper of a digest, as it is remembered: by which rule, at which rank, and why."""

    paper_id: str
    version: int
    rule: str
    rank: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """
    One chat's digest of one local day: what is told, in which pages, with its accounts.

    *arrival* is the newest arrival that was looked at: what comes later is for the next digest.
    """

    chat: int
    day: date
    first_batch_day: date | None
    last_batch_day: date | None
    arrival: int
    accounts: str
    told: tuple[Told, ...] = ()
    pages: tuple[Page, ...] = ()


class PlanQueries(Queries):
    """Planning, one transaction for many chats."""

    @read
    def due_chats(self, tx: Transaction, now: datetime) -> tuple[Chat, ...]:
        """
        The active chats that follow something, whose hour has come and that had no digest today.

        Hour and day are the chat's wall clock, so an hour that a DST gap leaves out comes with the
        first moment after it, and one that comes twice counts the first time.
        """
        zones = [row["zone"] for row in tx.rows("select distinct zone from chats")]
        due: list[Chat] = []
        for zone in zones:
            local = now.astimezone(ZoneInfo(zone))
            rows = tx.rows(
                """select * from chats where zone = :zone and hour <= :hour and state = 'active'
                and (last_planned_day is null or last_planned_day < :day)
                and exists (select 1 from rules where rules.chat = chats.key)
                order by key""",
                zone=zone,
                hour=local.strftime("%H:%M"),
                day=local.date().isoformat(),
            )
            chats = map(as_chat, rows)
            due.extend(chat for chat in chats if local.weekday() in chat.settings.days)
        return tuple(sorted(due, key=lambda chat: chat.key))

    @read
    def newest_arrival(self, tx: Transaction) -> int:
        """The number of what arrived last; 0 where nothing did."""
        newest = tx.rows("select coalesce(max(arrival), 0) as newest from announcements")
        return int(newest[0]["newest"])

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
    def watermarks(self, tx: Transaction) -> Mapping[int, int]:
        """The newest arrival that each chat's digests have looked at."""
        rows = tx.rows("select chat, max(arrival) as arrival from digests group by chat")
        return {row["chat"]: row["arrival"] for row in rows}

    @read
    def told_of(self, tx: Transaction, papers: Sequence[int]) -> Mapping[int, Mapping[int, int]]:
        """Which of *papers* (keys) each chat was shown: chat -> paper -> newest version."""
        told: dict[int, dict[int, int]] = {}
        sql = "select chat, paper, max(version) as version from choices where paper in ({}) "
        for row in rows_for(tx, sql + "group by chat, paper", papers):
            told.setdefault(row["chat"], {})[row["paper"]] = row["version"]
        return told

    @read
    def saved_where(self, tx: Transaction, papers: Sequence[int]) -> Mapping[int, frozenset[int]]:
        """Which of *papers* (keys) readers saved in each chat."""
        saved: dict[int, set[int]] = {}
        sql = "select chat, paper from saved where chat is not null and paper in ({})"
        for row in rows_for(tx, sql, papers):
            saved.setdefault(row["chat"], set()).add(row["paper"])
        return {chat: frozenset(keys) for chat, keys in saved.items()}

    @write
    def keep_plans(self, tx: Transaction, plans: Sequence[Plan]) -> int:
        """
        Store digests with their pages; how many are new.

        A chat that has a digest of that local day keeps it: planning twice, or two planners at
        once, add nothing.
        """
        return sum(_keep(tx, plan) for plan in plans)


def _keep(tx: Transaction, plan: Plan) -> bool:
    added = tx.run(
        """insert into digests (chat, day, first_batch_day, last_batch_day, arrival, accounts)
        values (:chat, :day, :first, :last, :arrival, :accounts)
        on conflict (chat, day) do nothing""",
        chat=plan.chat,
        day=plan.day.isoformat(),
        first=_day_text(plan.first_batch_day),
        last=_day_text(plan.last_batch_day),
        arrival=plan.arrival,
        accounts=plan.accounts,
    )
    if added == 0:
        return False
    (row,) = tx.rows(
        "select key from digests where chat = :chat and day = :day",
        chat=plan.chat,
        day=plan.day.isoformat(),
    )
    rows = [
        {
            "chat": plan.chat,
            "paper": key_of(told.paper_id),
            "version": told.version,
            "digest": row["key"],
            "rule": told.rule,
            "rank": told.rank,
            "reason": told.reason,
        }
        for told in plan.told
    ]
    tx.many(
        """insert into choices values (:chat, :paper, :version, :digest, :rule, :rank, :reason)
        on conflict (chat, paper, version) do nothing""",
        rows,
    )
    put_pages(tx, plan.pages)
    tx.run(
        """update chats set last_planned_day = :day
        where key = :chat and (last_planned_day is null or last_planned_day < :day)""",
        chat=plan.chat,
        day=plan.day.isoformat(),
    )
    return True


def _day_text(day: date | None) -> str | None:
    return day.isoformat() if day else None
