"""What `paperround run` does: it lives on every platform that is set up until told to end."""

from __future__ import annotations

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from bot.doing import stay
from bot.refusal import Refusal

if TYPE_CHECKING:
    from bot.app import App
    from bot.living import Living
    from bot.settings import Settings

RUN = "run"  # the lock, and the command: one process on a database
NAMED_WITHIN = 5.0  # seconds until a platform has told the bot's name, or is not waited for
LOOK = 0.05  # seconds between two looks whether it has


def serve(prepare: Callable[[Settings], object]) -> None:
    """Collect, plan, deliver and answer; *prepare* does what is to be done before."""
    from bot.settings import load_settings

    settings = load_settings()
    if "log_level" not in settings.model_fields_set:  # who stays is watched by its log
        settings = settings.model_copy(update={"log_level": "INFO"})
    prepare(settings)

    async def do(app: App) -> None:
        if not await app.store.hold(RUN):
            raise Refusal("Another `paperround run` works on this database; stop that one first.")
        living = app.living(app.platforms())
        # What lives as long as the program need not be looked through again and again: each look
        # would stop the loop for a tenth of a second.
        gc.collect()
        gc.freeze()
        with stopped_by_signals() as stop:
            async with _operator_invited(living):
                await living.run(stop)

    stay(do, settings=settings)


@asynccontextmanager
async def _operator_invited(living: Living) -> AsyncIterator[None]:
    """While nobody administers the bot, say how one person can become its administrator."""
    from bot.commands.operate import claim_token

    token = await claim_token(living.desk) if living.means.platforms else None
    inviting = asyncio.create_task(_invite(living, token)) if token else None
    try:
        yield
    finally:
        if inviting:
            inviting.cancel()


async def _invite(living: Living, token: str) -> None:
    """Print the link; only who has spoken to its platform knows the bot's name, which is in it."""
    from bot.console import complain
    from bot.payloads import claim_payload

    payload, way = claim_payload(token), ""
    with suppress(TimeoutError):
        async with asyncio.timeout(NAMED_WITHIN):
            while not way:
                await asyncio.sleep(LOOK)
                links = (living.link_from(name, payload) for name in living.means.platforms)
                way = " or ".join(filter(None, links))
    complain(f"to administer this bot, open within 15 minutes: {way or f'/start {payload}'}")


@contextmanager
def stopped_by_signals() -> Iterator[asyncio.Event]:
    """An event that SIGINT and SIGTERM set; the second of them ends the program at once."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()

    def heard(number: int) -> None:
        stop.set()
        loop.remove_signal_handler(number)

    signals = (signal.SIGINT, signal.SIGTERM)
    for number in signals:
        with suppress(NotImplementedError):  # Windows: Ctrl-C ends the program at once
            loop.add_signal_handler(number, heard, number)
    try:
        yield stop
    finally:
        for number in signals:
            with suppress(NotImplementedError):
                loop.remove_signal_handler(number)
