"""The answer to a press, in time whatever happens: a button never spins for long."""

from __future__ import annotations

import asyncio
from types import TracebackType
from typing import Self

import structlog

from adapters.conversation import DeliveryError
from adapters.cutting import cut
from adapters.telegram.messenger import Messenger

log = structlog.get_logger()

IN_TIME = 0.7  # seconds that the bot's word may take; nearly all take a few hundredths
LONGEST = 200  # UTF-16 units; https://core.telegram.org/bots/api#answercallbackquery


class Toast:
    """
    Says one short word to who pressed a button, within an `async with`.

    Without a word in time, or at all, the press is answered by nothing.
    """

    def __init__(self, messenger: Messenger, query_id: str, *, in_time: float = IN_TIME) -> None:
        self._messenger = messenger
        self._query_id = query_id
        self._in_time = in_time
        self._saying: list[asyncio.Task[None]] = []  # one at most

    def say(self, text: str = "", url: str = "") -> bool:
        """Begin to say *text*, or to open *url*; whether it was not too late."""
        if self._saying:
            return False
        self._timer.cancel()
        self._saying.append(asyncio.create_task(self._say(text, url)))
        return True

    async def _say(self, text: str, url: str) -> None:
        try:
            await self._messenger.toast(self._query_id, _short(text), url)
        except DeliveryError as error:
            log.warning("press not answered", reason=str(error))

    async def __aenter__(self) -> Self:
        self._timer = asyncio.get_running_loop().call_later(self._in_time, self.say)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.say()
        await asyncio.gather(*self._saying)


def _short(text: str) -> str:
    """*text* as long as it may be: what lies beyond 16 bits counts twice."""
    most = LONGEST
    while len(cut(text, most).encode("utf-16-le")) > 2 * LONGEST:
        most -= 1
    return cut(text, most)
