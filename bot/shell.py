"""What all commands of the command line share: options, and how what people write is read."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from bot.refusal import Refusal

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.wording import Wording

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
