"""Work done with the parts put together; what cannot be done is told by a `Refusal`."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar

from bot.console import complain, waiting
from bot.refusal import Refusal

if TYPE_CHECKING:
    from bot.app import App, World
    from bot.settings import Settings

R = TypeVar("R")


def run(work: Callable[[App], Awaitable[R]], *, settings: Settings | None = None) -> R:
    """Do *work* with the parts put together, showing how far it has come; see `_done`."""
    from bot.app import World, running

    chosen = _prepared(settings)

    async def do() -> R:
        with waiting() as progress:
            world = World(progress=progress, notice=complain)
            async with running(chosen, world) as app:
                return await work(app)

    return _done(do())


def stay(
    work: Callable[[App], Awaitable[R]],
    *,
    settings: Settings | None = None,
    world: World | None = None,
    offline: bool = False,
) -> R:
    """Do *work* that talks to people meanwhile: how far anything has come is not shown."""
    from bot.app import World, running

    chosen = _prepared(settings)

    async def do() -> R:
        async with running(chosen, world or World(notice=complain), offline=offline) as app:
            return await work(app)

    return _done(do())


def _prepared(settings: Settings | None) -> Settings:
    """*settings*, or those of this folder and environment; logs are written as they say."""
    from bot.logs import configure_logs
    from bot.settings import load_settings

    chosen = settings or load_settings()
    configure_logs(chosen.log_level, chosen.log_format)
    return chosen


def _done(work: Coroutine[Any, Any, R]) -> R:
    """Do *work*; what arXiv or the database could not do is a `Refusal`, in their own words."""
    import asyncio

    from adapters.ports import SourceError
    from storage.database import StorageError

    try:
        return asyncio.run(work)
    except (SourceError, StorageError) as error:
        raise Refusal(str(error)) from error
