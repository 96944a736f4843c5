"""What all commands of the command line share: options, the run, what people write."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer

from bot.console import complain, waiting
from bot.refusal import Refusal

if TYPE_CHECKING:
    from bot.app import App, World
    from bot.settings import Settings
    from bot.wording import Wording

R = TypeVar("R")

FAILED, INTERRUPTED = 1, 130

cli = typer.Typer(
    help="The day's new arXiv papers, one sentence each.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    add_completion=False,
)

Json = Annotated[bool, typer.Option("--json", help="Print JSON, for a script.")]
Categories = Annotated[
    list[str] | None,
    typer.Option("--category", "-c", help="A category or archive; may be given several times."),
]
Language = Annotated[
    str | None, typer.Option("--language", "-l", help="Such as en, zh or Chinese.")
]
Day = Annotated[str | None, typer.Option("--date", "-d", help="A day, as YYYY-MM-DD.")]


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


def parse_day(written: str | None) -> date | None:
    """The day that a person wrote; raises `Refusal` for one that does not exist."""
    if written is None:
        return None
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise Refusal(
            f"There is no day {written[:40]!r}; write one as 2025-12-31 (year, month, day)."
        ) from None


def parse_subjects(written: list[str] | None) -> list[str]:
    """The categories and archives that a person wrote, each once; raises `Refusal`."""
    from storage.taxonomy import UnknownCategory, parse_subject

    try:
        return list(dict.fromkeys(parse_subject(name) for name in written or ()))
    except UnknownCategory as error:
        raise Refusal(str(error)) from None


def spoken_in(language: str | None, settings: Settings) -> Wording:
    """The words of *language*, else of the language that is set; times in the zone that is set."""
    from bot.languages import parse_language
    from bot.wording import Wording

    code = parse_language(language) if language else settings.language
    return Wording(code, settings.zone)
