"""Queries about what has been sent: the accounts, messages that may be healed, and forgetting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from storage.database import Queries, Row, Transaction, read, write
from storage.deliveries import address_of
from storage.following import as_chat
from storage.outbox import DeliveryState, Sent
from storage.papers import moment, moment_text
from storage.people import Address, Chat

SHOWN = """
    select chats.*, papers as shown from messages join chats on chats.key = messages.chat
    where platform = :platform and chat_id = :chat_id and message_id = :message_id
      and (:thread_id = '' or thread_id = :thread_id)"""


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

    @write
    def keep_shown(
        self, tx: Transaction, address: Address, message_id: str, paper_id: str, *, at: datetime
    ) -> bool:
        """
        Remember which one paper a message shows that nobody waited for in the outbox.

        False, and nothing is remembered, where the chat at *address* is not known.
        """
        kept = tx.run(
            """insert into messages (delivery, chat, message_id, part, papers, heal_until, at)
            select null, key, :message_id, 0, :paper, null, :at from chats
            where platform = :platform and chat_id = :chat_id and thread_id = :thread_id
            on conflict (chat, message_id) do update set papers = excluded.papers""",
            platform=address.platform,
            chat_id=address.chat_id,
            thread_id=address.thread_id,
            message_id=message_id,
            paper=paper_id,
            at=moment_text(at),
        )
        return kept == 1

    @read
    def shown_in(
        self, tx: Transaction, address: Address, message_id: str
    ) -> tuple[Chat, tuple[str, ...]] | None:
        """
        The chat in which a message was sent, and the papers that it shows; none if it is not known.

        Without a thread in *address* the message may be in any: platforms do not tell always.
        """
        rows = tx.rows(
            SHOWN,
            platform=address.platform,
            chat_id=address.chat_id,
            thread_id=address.thread_id,
            message_id=message_id,
        )
        return (as_chat(rows[0]), tuple(rows[0]["shown"].splitlines())) if rows else None

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
        return tuple(map(as_sent, rows))

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


def as_sent(row: Row) -> Sent:
    """The message in *row* of the table `messages`, with the address of its chat."""
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
