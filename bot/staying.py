"""Commands of a bot that talks to people: run, the chat in the terminal, what is due there."""

from __future__ import annotations

import asyncio
import gc
import signal
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from typing import TYPE_CHECKING

from bot.refusal import Refusal
from bot.shell import cli, stay

if TYPE_CHECKING:
    from bot.app import App, World
    from bot.living import Living
    from bot.settings import Settings

RUN, CHAT = "run", "chat"  # locks: one process each on a database
PROMPT = "› "
NAMED_WITHIN = 5.0  # seconds until a platform has told the bot's name, or is not waited for
LOOK = 0.05  # seconds between two looks whether it has


@cli.command("run")
def run_() -> None:
    """Stay: collect, plan, deliver and answer on every platform that is set up."""
    from bot.settings import load_settings

    settings = load_settings()
    if "log_level" not in settings.model_fields_set:  # who stays is watched by its log
        settings = settings.model_copy(update={"log_level": "INFO"})

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


@cli.command()
def chat() -> None:
    """Talk to the bot in the terminal; in a pipe, a line a command."""
    stay(talk)


@cli.command()
def deliver() -> None:
    """Print what is due in the chat of the terminal, once, and end."""

    async def do(app: App) -> None:
        from bot.console import screen

        await _be_the_only_chat(app)
        with screen() as console:
            platform = app.terminal(console, _nothing())
            await app.living({platform.name: platform}).deliver_once()

    stay(do)


def demonstrate(settings: Settings, world: World) -> None:
    """The chat behind the demonstration, which asks nobody."""
    stay(talk, settings=settings, world=world, offline=True)


async def talk(app: App) -> None:
    """The chat in the terminal; this process works for it, unless `run` does already."""
    from bot.console import complain, screen

    await _be_the_only_chat(app)
    works = await app.store.hold(RUN)
    is_person = sys.stdin is not None and sys.stdin.isatty()
    with screen() as console:
        platform = app.terminal(console, app.typed(), PROMPT if is_person else "")
        living = app.living({platform.name: platform})
        if is_person:
            complain("/help lists what you can ask; Ctrl-D ends the chat.")
            await platform.hear(living.reception, "/start")
        await living.run(works=works, settles=not is_person)  # a script gets what it asked for


async def _be_the_only_chat(app: App) -> None:
    if not await app.store.hold(CHAT):
        raise Refusal("The chat is open in another terminal; what is due is printed there.")


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


NOTHING: tuple[str, ...] = ()


async def _nothing() -> AsyncIterator[str]:
    """Nobody types anything."""
    for line in NOTHING:
        yield line
