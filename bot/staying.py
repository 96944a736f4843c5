"""Commands of a bot that talks to people: run, the chat in the terminal, what is due there."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.doing import stay
from bot.refusal import Refusal
from bot.shell import cli

if TYPE_CHECKING:
    from bot.app import App, World
    from bot.settings import Settings

CHAT = "chat"  # the lock: one process on a database
PROMPT = "› "


@cli.command("run")
def run_() -> None:
    """Stay: collect, plan, deliver and answer on every platform that is set up."""
    from bot.lean import run_lean

    run_lean()


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
    from bot.serving import RUN

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


NOTHING: tuple[str, ...] = ()


async def _nothing() -> AsyncIterator[str]:
    """Nobody types anything."""
    for line in NOTHING:
        yield line
