"""A chat does not let the bot write any more: who set it up is told once, in private."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import structlog

from adapters.audience import Lack
from adapters.conversation import Platform
from adapters.paging import shortened
from adapters.views import Action, View, dump
from bot.buttons import notice
from bot.wording import Wording
from storage.outbox import Page
from storage.people import Chat, ChatKind, Reader
from storage.store import Store

log = structlog.get_logger()

KIND = "loss"  # of a page


class Losses:
    """
    Puts the message to who set a chat up in the outbox, as one more message to their private chat.

    Where that is closed, its delivery tells so in the log, as any other does.
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self._store = store
        self._now = now

    async def tell(self, platform: Platform, key: int, lack: Lack) -> bool:
        """Tell of the chat *key* unless that was done since it last let us write; whether it is."""
        chat = await self._store.chat_by_key(key)
        reader = await self._store.to_be_told(key)
        if chat is None or reader is None or chat.kind is ChatKind.PRIVATE or not lack.permissions:
            return False
        private = await self._private(platform, chat, reader)
        if private is None:
            return False
        now, wording = self._now(), Wording(private.settings.language, private.settings.zone)
        page = Page(
            kind=f"{KIND} {key} {now:%H:%M:%S}",  # each loss is one of its own
            chat=private.key,
            day=now.date(),
            part=1,
            view=dump(shortened(loss_view(lack, wording), platform.fits)),
            due_at=now,
        )
        told = await self._store.tell_of_loss(key, page, now)
        log.info("loss told", chat=str(chat.address), lacks=", ".join(lack.permissions))
        return told

    async def _private(self, platform: Platform, chat: Chat, reader: Reader) -> Chat | None:
        """The private chat of *reader*; where they never spoke there, as *chat* speaks."""
        address = platform.private(reader.reader_id)
        if address is None:
            return None
        language = reader.language or chat.settings.language
        settings = replace(chat.settings, language=language, publish=False, ping="")
        return await self._store.open_chat(address, ChatKind.PRIVATE, settings)


def loss_view(lack: Lack, wording: Wording) -> View:
    """What lacks where, what becomes of the digests, and how to give it back."""
    say = wording.say
    permissions = say(", ").join(lack.permissions)
    place = lack.place or say("a channel where you subscribed")
    opening = (Action(label=say("Open the channel"), link=lack.link),) if lack.link else ()
    return notice(
        say(
            "I cannot bring digests to {place} any more. Missing permissions: {permissions}.",
            place=place,
            permissions=permissions,
        ),
        say(
            "To give them back, open the channel's settings, then Permissions, and allow them"
            " for my role. What is missed comes with the next digest after that."
        ),
        say(
            "I try again every eight hours, for a week. If that is as you want it, nothing is to be"
            " done; you will not be told again."
        ),
        actions=(opening,) if opening else (),
    )
