"""Queries about messages that are to be shown to those who follow their chat from elsewhere."""

from __future__ import annotations

from datetime import datetime

from storage.arrived import as_sent
from storage.database import Queries, Transaction, read, write
from storage.outbox import Sent
from storage.papers import moment_text


class PublishingQueries(Queries):
    """From the moment that a message is sent it waits to be published, until that was done."""

    @read
    def to_publish(self, tx: Transaction, now: datetime) -> tuple[Sent, ...]:
        """The messages that wait for it and are still news, oldest first."""
        rows = tx.rows(
            """select messages.*, platform, chat_id, thread_id
            from messages join chats on chats.key = messages.chat
            where messages.publish_until > :now and messages.delivery is not null
              and chats.state <> 'gone' and chats.publishes = 1
            order by messages.at, messages.key""",
            now=moment_text(now),
        )
        return tuple(map(as_sent, rows))

    @write
    def mark_published(self, tx: Transaction, sent: Sent) -> None:
        """The message was published, or never will be."""
        tx.run(
            """update messages set publish_until = null
            where chat = :chat and message_id = :message_id""",
            chat=sent.chat,
            message_id=sent.message_id,
        )
