"""
How quickly Telegram is spoken to: each call of the library waits for its turn.

The figures are soft: https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
(30 messages a second in all, one in a chat, 20 a minute in a group), and for edits and channels
https://github.com/python-telegram-bot/python-telegram-bot/wiki/Avoiding-flood-limits.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from enum import StrEnum
from typing import Any, TypeAlias

import structlog
from telegram.error import RetryAfter
from telegram.ext import BaseRateLimiter

from adapters.conversation import Turns
from adapters.telegram.errors import RetryAfterByAll, seconds_of
from adapters.telegram.places import chat_address
from storage.people import Address

log = structlog.get_logger()

# As messages arrive: some take longer on their way than others. A private chat takes one a second
# and five at once: 5 + n in any n + 1 seconds, of which no step is wider than the margin.
STEPS = (*range(11), 12, 14, 16, 18, 20, 23, 26, 29, 32, 36, 40, 45, 50, 56)
PRIVATE = tuple((5 + n, 1.1 * (n + 1)) for n in STEPS)
GROUP = ((20, 61.0),)
SAME_END = 1.5  # seconds: waits are told rounded up to whole ones
PATIENCE = 60.0  # seconds that a person is kept waiting for an answer

COUNTED = ("send", "editMessage", "copyMessage", "forwardMessage")
NOT_COUNTED = ("sendChatAction",)
NAMING = ("message_id", "date", "chat")  # the fields that each message has

Result: TypeAlias = bool | dict[str, Any] | list[dict[str, Any]]


def limits(address: Address) -> tuple[tuple[int, float], ...]:
    """What a chat takes, with all its topics: at most so many messages in any so many seconds."""
    return GROUP if address.chat_id.startswith("-") else PRIVATE


class Sending(StrEnum):
    """
    What the limiter is told of a call (`rate_limit_args`); without it, it waits for its turn.

    `delivery`: its turn was taken before it was claimed. `answer`: a person waits for it, so it
    goes first, and once more where Telegram told to wait.
    """

    DELIVERY = "delivery"
    ANSWER = "answer"


class PacedLimiter(BaseRateLimiter[Sending]):
    """
    Lets calls wait for *turns*, and be silent when Telegram says so; *now* is a steady clock.

    Telegram tells how long to wait, never who is meant. The chat is, unless the waits of two chats
    end at the same moment: that is one wait, of everyone.
    """

    def __init__(self, turns: Turns, now: Callable[[], float]) -> None:
        self._turns = turns
        self._now = now
        self._told: dict[Address | None, float] = {}  # until when a chat is silent; none: everyone

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to end."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: Sending | None,
    ) -> Result:
        """Call when it may be; raises `RetryAfter` where that is not soon."""
        if not is_counted(endpoint):
            return await callback(*args, **kwargs)
        chat, is_answer = _chat_of(data), rate_limit_args is Sending.ANSWER
        self._check(chat, PATIENCE if is_answer else 0.0)
        if rate_limit_args is not Sending.DELIVERY:
            await self._turns.turn(chat, answer=is_answer)
        try:
            result = await callback(*args, **kwargs)
            return _named(result) if rate_limit_args is Sending.DELIVERY else result
        except RetryAfter as error:
            self._obey(error, chat)
            if not is_answer or chat is None:
                raise self._told_to(chat) or error from None
        self._check(chat, PATIENCE)
        await self._turns.turn(chat, answer=True)
        try:
            return await callback(*args, **kwargs)
        except RetryAfter as error:
            self._obey(error, chat)
            raise self._told_to(chat) or error from None

    def _check(self, chat: Address | None, patience: float) -> None:
        """Raise where *chat* is silent for longer than *patience* seconds."""
        told = self._told_to(chat)
        if told is not None and seconds_of(told) > patience:
            raise told

    def _told_to(self, chat: Address | None) -> RetryAfter | None:
        """What Telegram told *chat*, or everyone, as far as it is still to come."""
        everyone, alone = (self._told.get(who, 0.0) - self._now() for who in (None, chat))
        if alone > max(0.0, everyone):
            return RetryAfter(timedelta(seconds=alone))
        return RetryAfterByAll(timedelta(seconds=everyone)) if everyone > 0 else None

    def _obey(self, error: RetryAfter, chat: Address | None) -> None:
        """Be silent to the chat, or to everyone; a chat that is not known cannot be spared."""
        if chat is None:
            return
        now, seconds = self._now(), seconds_of(error)
        self._told = {who: until for who, until in self._told.items() if until > now}
        others = (until for who, until in self._told.items() if who != chat)
        everyone = any(abs(until - (now + seconds)) <= SAME_END for until in others)
        log.warning("told to wait", seconds=seconds, chat=str(chat), everyone=everyone)
        self._turns.pause(seconds, None if everyone else chat)
        self._told[None if everyone else chat] = now + seconds


def is_counted(endpoint: str) -> bool:
    """Whether a method of the Bot API writes something that a chat shows."""
    return endpoint.startswith(COUNTED) and endpoint not in NOT_COUNTED


def _named(result: Result) -> Result:
    """
    Of a message that was delivered, what names it.

    The library would make objects of all its words and buttons, for nobody: a tenth of all that a
    delivery costs the processor.
    """
    return {name: result[name] for name in NAMING} if isinstance(result, dict) else result


def _chat_of(data: dict[str, Any]) -> Address | None:
    """The chat that is written to; a message that was chosen inline is in none that is known."""
    return chat_address(data["chat_id"]) if data.get("chat_id") else None
