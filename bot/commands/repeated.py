"""
Presses of people whom the bot may not write to yet: a link repeats them in their private chat.

What was pressed is kept, and of who pressed nothing: the link's token is made of both, so it is of
no use to anybody else, and nobody can be sent a link to what they never pressed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from hashlib import blake2s

from adapters.views import Manner, View
from bot.buttons import data_read
from bot.commands.command import Asked, Press
from bot.commands.desk import Desk
from bot.payloads import press_payload
from bot.refusal import Refusal, sentence
from storage.people import ChatKind

LOST = sentence("This link is not understood any more.")


async def link_to_repeat(asked: Asked, desk: Desk) -> str:
    """The payload with which who *asked* repeats, in their private chat, what they pressed."""
    words = f"{asked.chat.key} {asked.request.data}"
    token = _token(asked.request.reader, words)
    await desk.store.keep_words(token, words, at=desk.now())
    return press_payload(token)


class Repeated:
    """Opens such links; *presses* gives what buttons do, by their verbs."""

    def __init__(self, desk: Desk, presses: Callable[[], Mapping[str, Press]]) -> None:
        self._desk = desk
        self._presses = presses

    async def opened(self, asked: Asked) -> AsyncIterator[View]:
        """What the press shows of the chat in which it was made; it settles nothing there."""
        words = await self._desk.store.words_of(asked.words) or ""
        key, _, data = words.partition(" ")
        verb, rest = data_read(data)
        press = self._presses().get(verb)
        is_theirs = asked.words == _token(asked.request.reader, words)
        is_alone = asked.request.kind is ChatKind.PRIVATE
        chat = await self._desk.store.chat_by_key(int(key)) if is_theirs and is_alone else None
        if chat is None or press is None or not press.shows:
            raise Refusal(LOST)
        request = replace(asked.request, data=data, may_settle=False)
        there = replace(asked, request=request, chat=chat, words=rest)
        async for view in press.run(there):
            yield replace(view, manner=Manner.MESSAGE)


def _token(reader: str, words: str) -> str:
    return blake2s(f"{reader} {words}".encode(), digest_size=8).hexdigest()
