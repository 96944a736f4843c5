"""
Queries about deliveries: what is on its way to chats, and what became of it.

A delivery is open until it has its `settled_at`; an `uncertain` one without is sent once more. Who
was told to wait (a message, a chat, a whole platform) has a row in `pace`, until the moment there,
in seconds since the epoch: so a restart forgets no flood limit.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from storage.database import Queries, Row, Transaction, Value, read, write
from storage.outbox import BROADCAST, Delivery, DeliveryState, Page
from storage.papers import moment, moment_text
from storage.people import Address

HEALED_FOR = timedelta(minutes=50)  # Discord takes edits freely for an hour
PUBLISHED_WITHIN = timedelta(hours=2)  # then it is no news
A_DAY = timedelta(hours=24)  # what is not sent within it expires

# These ask by `chats.key`, and the state before `settled_at`, so that an engine first looks whether
# the platform is the right one, from its index: it is asked every second, beside 100,000 messages
# that wait for another platform.
NOT_TOLD_TO_WAIT = """
    not exists (
      select 1 from pace where tat > :seconds and tat <= :furthest and name in (
        'message ' || deliveries.key, 'chat ' || chats.key, 'platform ' || chats.platform))"""
FIRST_OPEN_PART = """
    not exists (
      select 1 from deliveries as earlier
      where earlier.kind = deliveries.kind and earlier.chat = chats.key
        and earlier.day = deliveries.day and earlier.part < deliveries.part
        and earlier.settled_at is null)"""
NOTHING_UNDER_WAY = """
    not exists (
      select 1 from deliveries as other
      where other.state = 'sending' and other.chat = chats.key)"""
# Who paused its digests still hears what the operators say of the whole deployment.
GETS_IT = f"""
    (chats.state = 'active'
      or (chats.state = 'paused'
        and substr(deliveries.kind, 1, {len(BROADCAST)}) = '{BROADCAST}'))"""
CLAIMABLE = f"""
    (deliveries.state = 'pending' or deliveries.settled_at is null)
    and deliveries.due_at <= :now and deliveries.due_at > :day_ago
    and {GETS_IT} and {FIRST_OPEN_PART} and {NOTHING_UNDER_WAY}
    and {NOT_TOLD_TO_WAIT}"""
WITH_ADDRESS = """
    select deliveries.*, chats.platform as platform, chats.chat_id as chat_id,
      chats.thread_id as thread_id,
      case when deliveries.part = 1 then '' else coalesce((
        select messages.message_id
        from deliveries as first join messages on messages.delivery = first.key
        where first.kind = deliveries.kind and first.chat = chats.key
          and first.day = deliveries.day and first.part = 1), '') end as below
    from deliveries join chats on chats.key = deliveries.chat"""
DUE = f"""{WITH_ADDRESS}
    where deliveries.state = :state and chats.platform = :platform and {CLAIMABLE}
    order by deliveries.due_at, deliveries.chat, deliveries.key limit :limit"""
CLAIM = f"""
    update deliveries set state = 'sending', claimed_at = :now, tries = tries + 1
    where key = :key and state in ('pending', 'uncertain') and settled_at is null
      and key in (
        select deliveries.key from deliveries join chats on chats.key = deliveries.chat
        where deliveries.key = :key and {CLAIMABLE})"""  # noqa: S608 - our own parts
CLOSE = """
    update deliveries set settled_at = :at,
      state = case state when 'pending' then :state else state end
    where state in ('pending', 'uncertain') and settled_at is null and """
IS_PUBLISHED = """
    chats.publishes = 1 and deliveries.kind = 'digest' and part = 1 and papers <> ''"""
SETTLE = """
    update deliveries set state = :state, reason = :reason, settled_at = :at
    where key = :key and state = 'sending'"""


class Waits(StrEnum):
    """Who waits after a refusal: the message alone, its chat, or everyone on its platform."""

    MESSAGE = "message"
    CHAT = "chat"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftBehind:
    """What a killed process left `sending`: how many are sent *again*, how many were *closed*."""

    again: int
    closed: int


class DeliveryQueries(Queries):
    """The outbox: from the page that was put there to the message that arrived, or did not."""

    @write
    def enqueue(self, tx: Transaction, pages: Iterable[Page]) -> int:
        """Put *pages* in the outbox; how many were not there already."""
        return put_pages(tx, pages)

    @read
    def due(
        self, tx: Transaction, platform: str, now: datetime, *, limit: int
    ) -> tuple[Delivery, ...]:
        """
        What may be sent on *platform* at *now*, oldest first, at most *limit*.

        A part comes when the one before it is settled; a chat comes when it is active (for a
        broadcast it may be paused), was not told to wait, and nothing is on its way to it.
        """
        rows = [
            row
            for state in (DeliveryState.PENDING, DeliveryState.UNCERTAIN)
            for row in tx.rows(
                DUE, state=state.value, platform=platform, limit=limit, **_moments(now)
            )
        ]
        rows.sort(key=lambda row: (row["due_at"], row["chat"], row["key"]))
        return tuple(map(_as_delivery, rows[:limit]))

    @read
    def delivery(self, tx: Transaction, key: int) -> Delivery | None:
        """The delivery with this key, whatever became of it."""
        rows = tx.rows(f"{WITH_ADDRESS} where deliveries.key = :key", key=key)
        return _as_delivery(rows[0]) if rows else None

    @write
    def claim(self, tx: Transaction, key: int, at: datetime) -> bool:
        """
        Take a delivery that is due, to send it; false where it no longer is, or another was first.

        Committed before the platform is called, so that a kill leaves a trace.
        """
        return tx.run(CLAIM, key=key, **_moments(at)) == 1

    @write
    def mark_sent(self, tx: Transaction, key: int, message_id: str, at: datetime) -> None:
        """Settle a delivery as sent, and remember the message; from now on it may be healed."""
        tx.run(SETTLE, key=key, state="sent", reason="", at=moment_text(at))
        tx.run(
            """update chats set forbids_since = null, forbids_told = null
            where (forbids_since is not null or forbids_told is not null)
            and key = (select chat from deliveries where key = :key)""",
            key=key,
        )
        # Selected, so that a chat forgotten meanwhile stays forgotten. A platform that knows the
        # key of an earlier send answers with the message of then.
        tx.run(
            f"""insert into messages
              (delivery, chat, message_id, part, papers, heal_until, publish_until, at)
            select deliveries.key, chat, :message_id, part, papers,
              case when heal_until is null then null else :heal_until end,
              case when {IS_PUBLISHED} then :publish_until else null end, :at
            from deliveries join chats on chats.key = deliveries.chat where deliveries.key = :key
            on conflict (chat, message_id) do update set delivery = excluded.delivery,
              part = excluded.part, papers = excluded.papers, heal_until = excluded.heal_until,
              publish_until = excluded.publish_until""",  # noqa: S608 - our own parts
            key=key,
            message_id=message_id,
            heal_until=moment_text(at + HEALED_FOR),
            publish_until=moment_text(at + PUBLISHED_WITHIN),
            at=moment_text(at),
        )

    @write
    def mark_uncertain(
        self, tx: Transaction, key: int, reason: str, *, at: datetime, again: datetime | None
    ) -> None:
        """Nobody knows whether it arrived: send it once more at *again*, or never (none)."""
        settled = None if again else moment_text(at)
        tx.run(SETTLE, key=key, state="uncertain", reason=reason, at=settled)
        if again is not None:
            let_wait(tx, key, Waits.MESSAGE, again)

    @write
    def mark_failed(self, tx: Transaction, key: int, reason: str, *, at: datetime) -> None:
        """Settle a delivery as never to be sent."""
        tx.run(SETTLE, key=key, state="failed", reason=reason, at=moment_text(at))

    @write
    def mark_pending_again(
        self,
        tx: Transaction,
        key: int,
        reason: str,
        *,
        until: datetime,
        waits: Waits = Waits.MESSAGE,
    ) -> None:
        """It surely was not delivered: it, or all that *waits*, may be sent from *until* on."""
        tx.run(
            """update deliveries set state = 'pending', reason = :reason, tries = tries - 1
            where key = :key and state = 'sending'""",
            key=key,
            reason=reason,
        )
        let_wait(tx, key, waits, until)

    @write
    def expire(self, tx: Transaction, now: datetime) -> int:
        """Give up what should have been sent more than 24 hours ago; how many."""
        return tx.run(
            f"{CLOSE} due_at <= :day_ago",
            state="expired",
            at=moment_text(now),
            day_ago=moment_text(now - A_DAY),
        )

    @write
    def found_sending_at_start(self, tx: Transaction, platform: str, now: datetime) -> LeftBehind:
        """
        Decide about what a killed process was sending on *platform*: it may have arrived.

        Under 24 hours old it is sent again at once; else it is closed as uncertain.
        """
        found = """where state = 'sending'
          and chat in (select key from chats where platform = :platform)"""
        why = {"platform": platform, "reason": "found sending at start"}
        again = tx.run(
            f"""update deliveries set state = 'pending', reason = :reason
            {found} and due_at > :day_ago""",  # noqa: S608 - our own parts
            day_ago=moment_text(now - A_DAY),
            **why,
        )
        closed = tx.run(
            f"""update deliveries set state = 'uncertain', reason = :reason, settled_at = :at
            {found}""",  # noqa: S608 - our own parts
            at=moment_text(now),
            **why,
        )
        return LeftBehind(again=again, closed=closed)


def put_pages(tx: Transaction, pages: Iterable[Page]) -> int:
    """
    Put *pages* in the outbox within the transaction *tx*; how many were not there already.

    One that was withdrawn, or refused by a chat that was gone, makes room for another. There is
    none for a chat that was forgotten.
    """
    return tx.many(
        """insert into deliveries
          (kind, chat, day, part, state, view, papers, due_at, heal_until, edits)
        select :kind, :chat, :day, :part, 'pending', :view, :papers, :due_at, :heal_until, :edits
        from chats where key = :chat
        on conflict (kind, chat, day, part) do update set
          state = 'pending', view = excluded.view, papers = excluded.papers,
          due_at = excluded.due_at, heal_until = excluded.heal_until, edits = excluded.edits,
          claimed_at = null, settled_at = null, tries = 0, reason = ''
        where deliveries.state in ('withdrawn', 'failed')""",
        map(_as_row, pages),
    )


def _as_row(page: Page) -> dict[str, Value]:
    return {
        "kind": page.kind,
        "chat": page.chat,
        "day": page.day.isoformat(),
        "part": page.part,
        "view": page.view,
        "papers": "\n".join(page.papers),
        "due_at": moment_text(page.due_at),
        "heal_until": moment_text(page.heal_until),
        "edits": page.edits,
    }


def let_wait(tx: Transaction, key: int, waits: Waits, until: datetime) -> None:
    """Let *waits*, seen from the delivery *key*, wait until then."""
    who = {Waits.MESSAGE: "deliveries.key", Waits.CHAT: "chat", Waits.PLATFORM: "platform"}[waits]
    tx.run(
        f"""insert into pace (name, tat)
        select :waits || {who}, :tat
        from deliveries join chats on chats.key = deliveries.chat where deliveries.key = :key
        on conflict (name) do update set tat = excluded.tat""",  # noqa: S608 - our own names
        waits=f"{waits} ",
        tat=until.timestamp(),
        key=key,
    )


def _moments(now: datetime) -> dict[str, Value]:
    """*now* as what `CLAIMABLE` compares with."""
    return {
        "now": moment_text(now),
        "day_ago": moment_text(now - A_DAY),
        "seconds": now.timestamp(),
        # What waits longer than a message lives comes from a clock that was set back.
        "furthest": (now + A_DAY).timestamp(),
    }


def _as_delivery(row: Row) -> Delivery:
    page = Page(
        kind=row["kind"],
        chat=row["chat"],
        day=date.fromisoformat(row["day"]),
        part=row["part"],
        view=row["view"],
        papers=tuple(row["papers"].splitlines()),
        due_at=datetime.fromisoformat(row["due_at"]),
        heal_until=moment(row["heal_until"]),
        edits=row["edits"],
    )
    return Delivery(
        key=row["key"],
        page=page,
        address=address_of(row),
        state=DeliveryState(row["state"]),
        tries=row["tries"],
        claimed_at=moment(row["claimed_at"]),
        reason=row["reason"],
        below=row["below"],
    )


def address_of(row: Row) -> Address:
    """Where the chat in *row* is."""
    return Address(platform=row["platform"], chat_id=row["chat_id"], thread_id=row["thread_id"])
