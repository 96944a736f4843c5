"""Chats that get a new id from their platform: one row is re-keyed, two may become one."""

from __future__ import annotations

from storage.database import Queries, Transaction, write
from storage.people import Address

# What belongs to a chat, and what may be there only once a chat.
OWNED = {
    "rules": ("rule",),
    "digests": ("day",),
    "choices": ("paper", "version"),
    "deliveries": ("kind", "day", "part"),
    "messages": ("message_id",),
}


class MovingQueries(Queries):
    """Migrations of chats."""

    @write
    def move_chat(self, tx: Transaction, address: Address, new_chat_id: str) -> int:
        """
        Let the chat at *address* be known by *new_chat_id*; how many rows (threads) moved.

        Where somebody spoke to the bot under the new id already, two chats become one: the old one
        keeps its settings and its history, and takes over what only the new one has.
        """
        olds = tx.rows(
            """select key, thread_id from chats
            where platform = :platform and chat_id = :chat_id and chat_id <> :new""",
            platform=address.platform,
            chat_id=address.chat_id,
            new=new_chat_id,
        )
        for old in olds:
            there = Address(
                platform=address.platform, chat_id=new_chat_id, thread_id=old["thread_id"]
            )
            _take_over(tx, old["key"], there)
            tx.run(
                "update chats set chat_id = :new where key = :key",
                new=new_chat_id,
                key=old["key"],
            )
        return len(olds)


def _take_over(tx: Transaction, old: int, address: Address) -> None:
    """Give the chat *old* all that the chat at *address* has beyond it, and delete that one."""
    rows = tx.rows(
        """select key, state, resumes_at, admitted from chats
        where platform = :platform and chat_id = :chat_id and thread_id = :thread_id""",
        platform=address.platform,
        chat_id=address.chat_id,
        thread_id=address.thread_id,
    )
    if not rows:
        return
    new = rows[0]["key"]
    for table, unique in OWNED.items():
        same = " and ".join(f"kept.{column} = {table}.{column}" for column in unique)
        tx.run(
            f"""update {table} set chat = :old where chat = :new and not exists (
              select 1 from {table} as kept where kept.chat = :old and {same})""",  # noqa: S608
            old=old,
            new=new,
        )
    tx.run("update saved set chat = :old where chat = :new", old=old, new=new)
    # The old id may have been called gone because it moved: then it is as it was left, unless
    # somebody paused the new one, and let in if either was.
    tx.run(
        """update chats set admitted = case when :admitted = 1 then 1 else admitted end,
          resumes_at = case when state = 'gone' and :state = 'paused' then :resumes_at
            else resumes_at end,
          state = case when state <> 'gone' then state when :state = 'active' then returns_as
            else :state end
        where key = :old""",
        old=old,
        admitted=rows[0]["admitted"],
        state=rows[0]["state"],
        resumes_at=rows[0]["resumes_at"],
    )
    tx.run("delete from chats where key = :new", new=new)
