"""Queries about what has been sent: the accounts, messages that may be healed, and forgetting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Queries, Row, Transaction, read, write
from storage.deliveries import address_of
from storage.outbox import DeliveryState, Sent
from storage.papers import moment, moment_text


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCounts:
    """
    How many deliveries are in each state, and how many are not settled yet.

    *second_sends* counts every send of a message that may have arrived before: after a doubt, or
    after a kill.
    """

    states: Mapping[DeliveryState, int]
    unsettled: int
    second_sends: int


class ArrivedQueries(Queries):
    """Messages that arrived, and what became of all deliveries."""

    @read
    def delivery_counts(self, tx: Transaction, *, since: datetime) -> DeliveryCounts:
        """The accounts of everything due from *since* on."""
        rows = tx.rows(
            """select state, count(*) as n,
              sum(case when settled_at is null then 1 else 0 end) as unsettled,
              sum(case when tries > 1 then tries - 1 else 0 end) as second_sends
            from deliveries where due_at >= :since group by state""",
            since=moment_text(since),
        )
        return DeliveryCounts(
            states={DeliveryState(row["state"]): row["n"] for row in rows},
            unsettled=sum(row["unsettled"] for row in rows),
            second_sends=sum(row["second_sends"] for row in rows),
        )

    @read
    def to_heal(self, tx: Transaction, now: datetime) -> tuple[Sent, ...]:
        """The messages that lack something and may still be edited, oldest first."""
        rows = tx.rows(
            """select messages.*, platform, chat_id, thread_id
            from messages join chats on chats.key = messages.chat
            where messages.heal_until > :now and messages.delivery is not null
              and chats.state <> 'gone' order by messages.at, messages.key""",
            now=moment_text(now),
        )
        return tuple(map(_as_sent, rows))

    @write
    def mark_healed(self, tx: Transaction, sent: Sent) -> None:
        """The message was edited, or never will be."""
        tx.run(
            """update messages set heal_until = null
            where chat = :chat and message_id = :message_id""",
            chat=sent.chat,
            message_id=sent.message_id,
        )

    @write
    def tidy(self, tx: Transaction, before: datetime) -> int:
        """Forget what was sent or given up before that moment; how many deliveries."""
        at = moment_text(before)
        tx.run("delete from messages where at < :at", at=at)
        tx.run("delete from button_words where at < :at", at=at)
        tx.run("delete from invites where until < :at", at=at)
        tx.run("delete from pace where tat < :seconds", seconds=before.timestamp())
        return tx.run("delete from deliveries where settled_at < :at", at=at)


def _as_sent(row: Row) -> Sent:
    return Sent(
        delivery=row["delivery"],
        chat=row["chat"],
        address=address_of(row),
        message_id=row["message_id"],
        part=row["part"],
        papers=tuple(row["papers"].splitlines()),
        heal_until=moment(row["heal_until"]),
        at=datetime.fromisoformat(row["at"]),
    )
