"""Commands of a bot that talks to people: what is due in the terminal."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING

from bot.shell import cli, run

if TYPE_CHECKING:
    from bot.app import App


@cli.command()
def deliver() -> None:
    """Print what is due in the chat of the terminal, once, and end."""
    from bot.console import screen

    async def do(app: App) -> None:
        platform = app.terminal(screen(), _nothing())
        await app.living({platform.name: platform}).deliver_once()

    run(do)


NOTHING: tuple[str, ...] = ()


async def _nothing() -> AsyncIterator[str]:
    """Nobody types anything."""
    for line in NOTHING:
        yield line
