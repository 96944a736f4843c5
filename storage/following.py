"""Queries about who follows what: chats, their settings and rules."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from storage.database import Queries, Row, Transaction, Value, read, rows_for, write
from storage.papers import moment, moment_text
from storage.people import (
    Address,
    Chat,
    ChatKind,
    ChatSettings,
    ChatState,
    Followed,
    Layout,
    Order,
    Revisions,
)

CHAT = "select * from chats where key = :key"
REMEMBERED = 1024  # settings; most chats have the same


class FollowQueries(Queries):
    """Chats and the rules that they follow."""

    @read
    def chat(self, tx: Transaction, address: Address) -> Chat | None:
        """The chat at *address*."""
        return _chat_at(tx, address)

    @read
    def chat_by_key(self, tx: Transaction, key: int) -> Chat | None:
        """The chat that has this key of ours."""
        rows = tx.rows(CHAT, key=key)
        return as_chat(rows[0]) if rows else None

    @write
    def open_chat(
        self, tx: Transaction, address: Address, kind: ChatKind, settings: ChatSettings
    ) -> Chat:
        """The chat at *address*, made with *settings* when it is seen for the first time."""
        tx.run(
            """insert into chats
              (platform, chat_id, thread_id, kind, settings, hour, zone, days, publishes, state)
            values (:platform, :chat_id, :thread_id, :kind, :settings, :hour, :zone, :days,
              :publishes, 'active')
            on conflict (platform, chat_id, thread_id) do nothing""",
            platform=address.platform,
            chat_id=address.chat_id,
            thread_id=address.thread_id,
            kind=kind.value,
            **_settings_row(settings),
        )
        found = _chat_at(tx, address)
        assert found is not None  # noqa: S101 - inserted just now, in this transaction
        return found

    @write
    def set_settings(self, tx: Transaction, chat: int, settings: ChatSettings) -> None:
        """Let *chat* have *settings* from now on."""
        tx.run(
            """update chats set settings = :settings, hour = :hour, zone = :zone, days = :days,
              publishes = :publishes
            where key = :chat""",
            chat=chat,
            **_settings_row(settings),
        )

    @write
    def set_state(
        self, tx: Transaction, chat: int, state: ChatState, *, resumes_at: datetime | None = None
    ) -> None:
        """Let *chat* be active, paused (until *resumes_at*, if that is known) or gone."""
        tx.run(
            "update chats set state = :state, resumes_at = :resumes_at where key = :chat",
            chat=chat,
            state=state.value,
            resumes_at=moment_text(resumes_at),
        )

    @read
    def active_chats(self, tx: Transaction) -> tuple[Chat, ...]:
        """Every chat that gets digests and follows something, by key."""
        rows = tx.rows(
            """select * from chats where state = 'active'
            and exists (select 1 from rules where rules.chat = chats.key) order by key"""
        )
        return tuple(map(as_chat, rows))

    @read
    def chats_by_keys(self, tx: Transaction, keys: Sequence[int]) -> tuple[Chat, ...]:
        """Those of the chats with these *keys* that are there still, in no order."""
        return tuple(map(as_chat, rows_for(tx, "select * from chats where key in ({})", keys)))

    @read
    def paused_until(self, tx: Transaction, now: datetime) -> tuple[Chat, ...]:
        """The paused chats whose pause has ended by *now*."""
        rows = tx.rows(
            "select * from chats where state = 'paused' and resumes_at <= :now order by key",
            now=moment_text(now),
        )
        return tuple(map(as_chat, rows))

    @read
    def rules_by_chat(
        self, tx: Transaction, chats: Sequence[int]
    ) -> Mapping[int, Mapping[int, str]]:
        """What *chats* follow: the texts by their keys, the oldest first."""
        found: dict[int, dict[int, str]] = {}
        sql = "select key, chat, rule from rules where chat in ({}) order by key"
        for row in rows_for(tx, sql, chats):
            found.setdefault(row["chat"], {})[row["key"]] = row["rule"]
        return found

    @read
    def rule_texts(self, tx: Transaction) -> tuple[str, ...]:
        """
        What is followed by any active chat, each text once.

        And by those whose pause ends by itself: then they get what was announced meanwhile.
        """
        rows = tx.rows(
            """select distinct rule from rules join chats on chats.key = rules.chat
            where chats.state = 'active' or (chats.state = 'paused' and resumes_at is not null)"""
        )
        return tuple(row["rule"] for row in rows)

    @write
    def follow(
        self, tx: Transaction, chat: int, rule: str, *, at: datetime, most: int, by: int = 0
    ) -> int:
        """
        Let *chat* follow one more *rule*, given as its canonical text; the key of it.

        0 where it follows that rule already, or *most* rules. The reader *by* has set it up, and
        is who is told of trouble there (0: as before).
        """
        if by:
            tx.run("update chats set set_up_by = :by where key = :chat", by=by, chat=chat)
        held = tx.rows("select rule from rules where chat = :chat", chat=chat)
        if len(held) >= most or any(row["rule"] == rule for row in held):
            return 0
        tx.run(
            "insert into rules (chat, rule, at) values (:chat, :rule, :at)",
            chat=chat,
            rule=rule,
            at=moment_text(at),
        )
        (row,) = tx.rows(
            "select key from rules where chat = :chat and rule = :rule", chat=chat, rule=rule
        )
        return int(row["key"])

    @write
    def unfollow(self, tx: Transaction, rule: int) -> bool:
        """Take back the rule with this key; false where it is gone already."""
        return tx.run("delete from rules where key = :rule", rule=rule) == 1

    @read
    def rules_of(self, tx: Transaction, chat: int) -> tuple[Followed, ...]:
        """What *chat* follows, oldest first."""
        rows = tx.rows("select * from rules where chat = :chat order by key", chat=chat)
        return tuple(map(_as_followed, rows))

    @read
    def rules_in_force(
        self, tx: Transaction, *, after: int = 0, limit: int = 1_000_000
    ) -> tuple[Followed, ...]:
        """The rules of all active chats with keys beyond *after*, by chat, at most *limit*."""
        rows = tx.rows(
            """select rules.* from rules join chats on chats.key = rules.chat
            where chats.state = 'active' and rules.chat > :after
            order by rules.chat, rules.key limit :limit""",
            after=after,
            limit=limit,
        )
        return tuple(map(_as_followed, rows))

    @read
    def admitted_chats(self, tx: Transaction, platform: str) -> tuple[Chat, ...]:
        """The chats of *platform* that were let in, the newest first."""
        rows = tx.rows(
            """select * from chats where platform = :platform and admitted = 1
            and state <> 'gone' order by key desc""",
            platform=platform,
        )
        return tuple(map(as_chat, rows))

    @write
    def admit_chat(self, tx: Transaction, chat: int) -> None:
        """Let everybody in *chat* use this deployment."""
        tx.run("update chats set admitted = 1 where key = :chat", chat=chat)


def _chat_at(tx: Transaction, address: Address) -> Chat | None:
    rows = tx.rows(
        """select * from chats where platform = :platform and chat_id = :chat_id
        and thread_id = :thread_id""",
        platform=address.platform,
        chat_id=address.chat_id,
        thread_id=address.thread_id,
    )
    return as_chat(rows[0]) if rows else None


def as_chat(row: Row) -> Chat:
    """The chat that *row* of the table `chats` holds."""
    planned = row["last_planned_day"]
    return Chat(
        key=row["key"],
        address=Address(
            platform=row["platform"], chat_id=row["chat_id"], thread_id=row["thread_id"]
        ),
        kind=ChatKind(row["kind"]),
        settings=settings_from(row["settings"]),
        state=ChatState(row["state"]),
        last_planned=date.fromisoformat(planned) if planned else None,
        resumes_at=moment(row["resumes_at"]),
        admitted=bool(row["admitted"]),
    )


def _as_followed(row: Row) -> Followed:
    return Followed(
        key=row["key"],
        chat=row["chat"],
        rule=row["rule"],
        at=datetime.fromisoformat(row["at"]),
    )


def _settings_row(settings: ChatSettings) -> dict[str, Value]:
    """
    Some stand beside the rest: by hour, zone and days the chats that are due are soon found.

    And whether they are to be published by who settles their messages.
    """
    return {
        "settings": settings_text(settings),
        "hour": settings.hour.isoformat("minutes"),
        "zone": settings.zone.key,
        "days": "".join(map(str, settings.days)),
        "publishes": int(settings.publish),
    }


def settings_text(settings: ChatSettings) -> str:
    """*settings* as they are stored, as JSON."""
    told = {
        "language": settings.language,
        "hour": settings.hour.isoformat("minutes"),
        "zone": settings.zone.key,
        "days": list(settings.days),
        "limit": settings.limit,
        "layout": settings.layout.value,
        "order": settings.order.value,
        "cross_lists": settings.cross_lists,
        "revisions": settings.revisions.value,
        "empty_days": settings.empty_days,
        "publish": settings.publish,
        "ping": settings.ping,
    }
    return json.dumps(told)


READ: Mapping[str, Callable[[Any], Any]] = {
    "hour": time.fromisoformat,
    "zone": ZoneInfo,
    "days": tuple,
    "layout": Layout,
    "order": Order,
    "revisions": Revisions,
}


@lru_cache(REMEMBERED)
def settings_from(text: str) -> ChatSettings:
    """The settings that `settings_text` wrote; a name that is not known is passed over."""
    told: Mapping[str, Any] = json.loads(text)
    known = {
        name: READ[name](value) if name in READ else value
        for name, value in told.items()
        if name in ChatSettings.__dataclass_fields__
    }
    return replace(ChatSettings(), **known)
