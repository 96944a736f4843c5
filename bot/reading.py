"""Commands that read: the demonstration, a digest, one paper, a search."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import complain, show, write_json, write_line, write_out
from bot.doing import run
from bot.shell import (
    Categories,
    Day,
    Json,
    Language,
    cli,
    parse_day,
    parse_subjects,
    spoken_in,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bot.app import App
    from bot.lookup import Card
    from bot.money.estimate import Estimate
    from bot.wording import Wording
    from storage.records import Found


DEMO_ORDER = ("cs.CV", "cs.AI")  # as in the reference digest of that day


class Format(StrEnum):
    """What a digest can be written as."""

    TERMINAL = "terminal"
    MARKDOWN = "markdown"
    HTML = "html"
    JSONL = "jsonl"
    ATOM = "atom"


As = Annotated[Format, typer.Option("--format", "-f", help="What to write.")]


@cli.command()
def demo(
    language: Language = None,
    kind: As = Format.TERMINAL,
) -> None:
    """Show one real day, ten papers, then chat about it; no network, no key."""
    from tempfile import TemporaryDirectory

    from bot.app import demo_world
    from bot.settings import load_settings
    from bot.staying import demonstrate

    with TemporaryDirectory(prefix="paperround-") as folder:
        settings = load_settings().model_copy(
            update={"database_url": f"sqlite:///{folder}/demo.db", **_spoken(language)}
        )

        async def show_demo(app: App) -> RenderableType:
            await app.load_demo()
            return await _digest(app, None, [*DEMO_ORDER], None, kind)

        _put(run(show_demo, settings=settings), kind)
        if kind is Format.TERMINAL:
            demonstrate(settings, demo_world(settings.zone))


def _spoken(language: str | None) -> dict[str, str]:
    """The setting of the language that was asked for; nothing where none was."""
    from bot.languages import parse_language

    return {"language": parse_language(language)} if language else {}


@cli.command()
def digest(
    day: Day = None,
    language: Language = None,
    category: Categories = None,
    kind: As = Format.TERMINAL,
) -> None:
    """Print the digest of a day: which categories, and in this order."""
    subjects = parse_subjects(category)
    wanted = parse_day(day)
    _put(run(lambda app: _digest(app, wanted, subjects, language, kind)), kind)


async def _digest(
    app: App, day: date | None, subjects: list[str], language: str | None, kind: Format
) -> RenderableType:
    from bot.app import show_digest, write_digest

    spoken = spoken_in(language, app.settings)
    made = await app.daily().digest(day, subjects, spoken)
    return show_digest(made) if kind is Format.TERMINAL else write_digest(made, kind)


def _put(made: RenderableType, kind: Format) -> None:
    """Print what `_digest` made."""
    if kind is Format.TERMINAL:
        show(made)
    else:
        write_out(str(made))


@cli.command()
def lookup(
    paper: Annotated[str, typer.Argument(help="An identifier or a link of any form.")],
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Show one paper: from the store, else from arXiv."""

    async def do(app: App) -> tuple[Card, RenderableType]:
        finder = await app.lookup()
        card = await finder.card(paper)
        return card, await _card(app, card, spoken_in(language, app.settings))

    card, shown = run(do)
    if as_json:
        write_json(card)
    else:
        show(shown)


async def _card(app: App, card: Card, spoken: Wording) -> RenderableType:
    from bot.app import show_card

    entry = await app.daily().entry(card.paper, spoken.language)
    return show_card(entry, spoken.card_labels(card.announcements, card.asked_version))


@cli.command()
def search(
    words: Annotated[list[str], typer.Argument(help='Words, "phrases", cat:cs.CV.')],
    limit: Annotated[int, typer.Option("--limit", "-n", min=1, max=1000)] = 10,
    as_json: Json = False,
) -> None:
    """Search the stored papers."""

    async def do(app: App) -> Found:
        finder = await app.lookup()
        return await finder.search(_quoted(words), limit=limit)

    found = run(do)
    if as_json:
        write_json(found)
        return
    for paper in found.papers:
        write_line(f"{paper.id}  {paper.primary}  {paper.title.plain}")
    if not found.papers:
        complain("no stored paper has all of that.")
    if found.newest_only:
        complain("many papers have that; these are the best among the newest 5,000.")


def _quoted(words: list[str]) -> str:
    """What the shell took apart, put together again: an argument with blanks was a phrase."""
    return " ".join(f'"{word}"' if " " in word and '"' not in word else word for word in words)


Price = Annotated[float | None, typer.Option(min=0, help="Of a million tokens.")]


@cli.command()
def estimate(
    price_in: Price = None,
    price_out: Price = None,
    price_cached: Price = None,
    as_json: Json = False,
) -> None:
    """Say what summaries by a language model would take in a month, before you buy a key."""
    from bot.money.budget import priced
    from bot.money.estimate import told

    async def do(app: App) -> Estimate:
        return await app.estimate(priced(app.settings, price_in, price_out, price_cached))

    made = run(do)
    if as_json:
        write_json(made)
        return
    for said in told(made):
        write_line(said)
