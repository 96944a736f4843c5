"""Whom the digests of a chat may reach beyond those who read it, and what keeps them from it."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.destinations import Destination
from storage.people import Address


@dataclass(frozen=True, slots=True, kw_only=True)
class Role:
    """
    Some people of a server, who are called together by its *id*.

    *hears*: they are notified when the bot calls them; else only its name is seen.
    """

    id: str
    name: str
    hears: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Audience:
    """
    Of one chat: whether others follow what is published there, and the *roles* of its server.

    The role of everybody is never one of them.
    """

    publishes: bool = False
    roles: tuple[Role, ...] = ()


NOBODY_ELSE = Audience()


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """
    What keeps the bot from writing in a chat: the *permissions* that it lacks, as they are shown.

    *place* is the chat's name ('': it may not even be looked at), *link* leads there.
    """

    permissions: tuple[str, ...] = ()
    place: str = ""
    link: str = ""


class OfReadersAlone:
    """What a platform does whose chats have no other audience; their people have ids of chats."""

    name: str

    async def publish(self, address: Address, message_id: str) -> None:
        """Nobody follows a chat from elsewhere."""

    async def audience(self, address: Address) -> Audience:
        """None."""
        return NOBODY_ELSE

    async def destination(self, address: Address, reader: str) -> Destination | None:
        """Nobody picks one of several places."""
        return None

    def private(self, reader: str) -> Address | None:
        """The private chat with *reader*."""
        return Address(platform=self.name, chat_id=reader)
