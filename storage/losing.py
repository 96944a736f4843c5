"""Queries about chats that do not let the bot write any more: who is told of it, and only once."""

from __future__ import annotations

from datetime import datetime

from storage.database import Queries, Transaction, read, write
from storage.deliveries import put_pages
from storage.keeping import as_reader
from storage.outbox import Page
from storage.papers import moment_text
from storage.people import Reader


class LosingQueries(Queries):
    """Who set a chat up is told what it lacks; and again only after it had been given back."""

    @read
    def to_be_told(self, tx: Transaction, chat: int) -> Reader | None:
        """Who set *chat* up, unless nobody knows, or they were told since it last let us write."""
        rows = tx.rows(
            """select readers.* from chats join readers on readers.key = chats.set_up_by
            where chats.key = :chat and chats.forbids_told is null""",
            chat=chat,
        )
        return as_reader(rows[0]) if rows else None

    @write
    def tell_of_loss(self, tx: Transaction, chat: int, page: Page, at: datetime) -> bool:
        """Put *page*, which tells what *chat* lacks, in the outbox; false where one was before."""
        told = tx.run(
            "update chats set forbids_told = :at where key = :chat and forbids_told is null",
            at=moment_text(at),
            chat=chat,
        )
        return bool(told) and put_pages(tx, [page]) == 1
