"""Whom a broadcast is for, as a condition on chats."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from storage.database import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """
    Whom a broadcast is for, of all chats that are not gone.

    Every chat that follows something, and on platforms that are not *followers_only* every other
    that may use the bot: all where *everyone* may; else those that were let in, private chats of
    operators, of readers who were let in where they may come *invited*, and those in *names*
    (readers and chats as `telegram:123`).
    """

    everyone: bool = True
    invited: bool = False
    names: tuple[str, ...] = ()
    followers_only: tuple[str, ...] = ()


# A reader's private chat is called as the reader is.
LET_IN = """
    exists (select 1 from readers
      where readers.platform = chats.platform and readers.reader_id = chats.chat_id
        and (readers.is_operator = 1 or (readers.admitted = 1 and :invited = 1)))"""
IS_RECIPIENT = f"""
    chats.state <> 'gone' and (
      exists (select 1 from rules where rules.chat = chats.key)
      or (chats.platform not in ({{followers_only}}) and (
        :everyone = 1 or chats.admitted = 1
        or chats.platform || ':' || chats.chat_id in ({{names}})
        or (chats.kind = 'private' and {LET_IN}))))"""  # noqa: S608 - our own parts


def are_recipients(who: Recipients) -> tuple[str, dict[str, Value]]:
    """A condition on rows of the table `chats`, and the values in it."""
    names = named("name", who.names)
    followers_only = named("platform", who.followers_only)
    where = IS_RECIPIENT.format(
        names=", ".join(f":{name}" for name in names),
        followers_only=", ".join(f":{name}" for name in followers_only),
    )
    flags = {"everyone": int(who.everyone), "invited": int(who.invited)}
    return where, {**names, **followers_only, **flags}


def named(prefix: str, values: Sequence[str]) -> dict[str, Value]:
    """*values* by names to bind them by; never none, as not every engine takes an empty list."""
    return {f"{prefix}{place}": value for place, value in enumerate(("", *values))}
