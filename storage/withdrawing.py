"""
What waits for a chat is taken back, and so is that it was told.

A paper on a page that nobody saw was not shown: it comes with the chat's next digest, when the
chat follows it then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from storage.database import Queries, Row, Transaction, write
from storage.deliveries import CLOSE, SETTLE, Waits, let_wait
from storage.identifiers import key_of
from storage.outbox import BROADCAST
from storage.papers import moment_text
from storage.people import Address, ChatState

THERE = """
    select key from chats where platform = :platform and chat_id = :chat_id
      and (:thread_id = '' or thread_id = :thread_id) and (state = 'gone') = :is_gone"""
UNSEEN = """
    select day, papers from deliveries where kind = 'digest' and chat = :chat
      and (key = :refused or (state = 'pending' and settled_at is null))"""
OF_CHAT = "chat = :chat"
NO_BROADCAST = f"substr(kind, 1, {len(BROADCAST)}) <> '{BROADCAST}'"
BACK = "update chats set state = returns_as where key = :chat"
ARRIVED = """
    select 1 from deliveries where kind = 'digest' and chat = :chat and day = :day
      and state in ('sending', 'sent', 'uncertain')"""


class WithdrawQueries(Queries):
    """Unsubscribed, paused, blocked: pages that wait are not sent any more."""

    @write
    def withdraw(self, tx: Transaction, chat: int, at: datetime) -> int:
        """
        Take back what waits for *chat*, but not what is being sent; how many.

        Nor what the operators say to all: that has nothing to do with what a chat follows.
        """
        return _take_back(tx, chat, at, where=f"{OF_CHAT} and {NO_BROADCAST}")

    @write
    def chat_gone(
        self, tx: Transaction, chat: int, at: datetime, *, refused: int = 0, reason: str = ""
    ) -> int:
        """
        Nobody is there in *chat* any more: take back what waits for it; how many.

        *refused* is the delivery that was told so, for this *reason*; it has failed.
        """
        tx.run(SETTLE, key=refused, state="failed", reason=reason, at=moment_text(at))
        return _leave(tx, chat, at, refused=refused)

    @write
    def chat_forbids(
        self,
        tx: Transaction,
        chat: int,
        at: datetime,
        *,
        refused: int,
        reason: str,
        until: datetime,
    ) -> datetime:
        """
        The people of *chat* do not let the bot write: take back what waits for it.

        What comes next for it is sent from *until* on. *refused* is the delivery that was told so,
        for this *reason*. Gives the moment of the first such refusal since a message arrived.
        """
        tx.run(SETTLE, key=refused, state="failed", reason=reason, at=moment_text(at))
        _take_back(tx, chat, at, refused=refused)
        let_wait(tx, refused, Waits.CHAT, until)
        tx.run(
            "update chats set forbids_since = coalesce(forbids_since, :at) where key = :chat",
            chat=chat,
            at=moment_text(at),
        )
        rows = tx.rows("select forbids_since from chats where key = :chat", chat=chat)
        return datetime.fromisoformat(rows[0]["forbids_since"]) if rows else at

    @write
    def chats_gone(self, tx: Transaction, address: Address, at: datetime) -> int:
        """
        Nobody is there any more in the thread at *address*, or in all that chat; how many chats.

        What waits for them is taken back.
        """
        chats = _chats_at(tx, address, is_gone=False)
        for chat in chats:
            _leave(tx, chat, at)
        return len(chats)

    @write
    def chats_back(self, tx: Transaction, address: Address) -> int:
        """
        Somebody is there again where all were gone; how many chats come back, as they were left.

        Those that did not let the bot write need not wait any more either.
        """
        chats = _chats_at(tx, address, is_gone=True)
        tx.many(BACK, [{"chat": chat} for chat in chats])
        waiting = _chats_at(tx, address, is_gone=False, forbids=True)
        told = "delete from pace where name = 'chat ' || :chat"
        return len(chats) + tx.many(told, [{"chat": chat} for chat in waiting])

    @write
    def chat_back(self, tx: Transaction, chat: int) -> ChatState:
        """Somebody spoke in *chat*: if it was gone, it is as it was left; its state now."""
        tx.run(f"{BACK} and state = 'gone'", chat=chat)
        rows = tx.rows("select state from chats where key = :chat", chat=chat)
        return ChatState(rows[0]["state"]) if rows else ChatState.ACTIVE


def _chats_at(
    tx: Transaction, address: Address, *, is_gone: bool, forbids: bool = False
) -> list[int]:
    """
    The chats at *address*, in all of its threads where it names none.

    *forbids*: only those that do not let the bot write.
    """
    rows = tx.rows(
        f"{THERE} and forbids_since is not null" if forbids else THERE,
        platform=address.platform,
        chat_id=address.chat_id,
        thread_id=address.thread_id,
        is_gone=is_gone,
    )
    return [row["key"] for row in rows]


def _leave(tx: Transaction, chat: int, at: datetime, *, refused: int = 0) -> int:
    tx.run("update chats set forbids_since = null where key = :chat", chat=chat)
    tx.run(
        """update chats set returns_as = state, state = 'gone'
        where key = :chat and state <> 'gone'""",
        chat=chat,
    )
    return _take_back(tx, chat, at, refused=refused)


def _take_back(
    tx: Transaction, chat: int, at: datetime, *, refused: int = 0, where: str = OF_CHAT
) -> int:
    unseen: dict[str, list[str]] = {}
    for row in tx.rows(UNSEEN, chat=chat, refused=refused):
        unseen.setdefault(row["day"], []).extend(row["papers"].splitlines())
    taken = tx.run(f"{CLOSE} {where}", state="withdrawn", at=moment_text(at), chat=chat)
    for day, papers in unseen.items():
        digests = tx.rows(
            "select * from digests where chat = :chat and day = :day", chat=chat, day=day
        )
        if digests and tx.rows(ARRIVED, chat=chat, day=day):
            _untell(tx, digests[0], papers)
        elif digests:
            _undo(tx, digests[0])
    return taken


def _undo(tx: Transaction, digest: Row) -> None:
    """Nothing of *digest* arrived: as if it had not been planned."""
    tx.run("delete from choices where digest = :key", key=digest["key"])
    tx.run("delete from digests where key = :key", key=digest["key"])
    tx.run(
        """update chats set last_planned_day = (
          select max(day) from digests where digests.chat = chats.key)
        where key = :chat and last_planned_day = :day""",
        chat=digest["chat"],
        day=digest["day"],
    )


def _untell(tx: Transaction, digest: Row, papers: Sequence[str]) -> None:
    """*papers* of *digest* were not seen: the next one looks at its days once more."""
    tx.many(
        "delete from choices where digest = :digest and paper = :paper",
        [{"digest": digest["key"], "paper": key_of(paper)} for paper in papers],
    )
    (first,) = tx.rows(
        "select min(arrival) as arrival from announcements where day >= :day",
        day=digest["first_batch_day"] or digest["day"],
    )
    if first["arrival"] is not None:
        tx.run(
            "update digests set arrival = :arrival where key = :key and arrival > :arrival",
            arrival=first["arrival"] - 1,
            key=digest["key"],
        )
