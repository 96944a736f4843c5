"""Commands that bring in and keep: collect, summarise, harvest, import, check, backup."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.console import FAILED, complain, write_json, write_line
from bot.doing import run
from bot.refusal import Refusal
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
    from bot.app import App
    from bot.backfill import Filled
    from bot.check import Finding
    from bot.collect import Collected
    from bot.harvest import Harvested
    from bot.imports import Imported
    from bot.wording import Wording

SAID = {
    "made": "written",
    "faulty": "refused by the checks",
    "refused": "refused by the model",
    "unanswered": "without an answer",
    "hopeless": "not asked, as the model refuses every call",
    "unpaid": "beyond the budget",
}
NOT_OUT_YET = 3  # collect: nothing is wrong, but arXiv has not announced everything


@cli.command()
def collect(category: Categories = None, as_json: Json = False) -> None:
    """Fetch the newest announcement, and the days missed since the last time."""
    subjects = parse_subjects(category)

    async def do(app: App) -> tuple[Collected, Wording]:
        asked = subjects or list(await app.store.subjects())
        if not asked:
            raise Refusal(
                "Nothing was collected before: name what to collect, as in"
                " `paperround collect --category cs.CV --category hep-th`."
            )
        collector = await app.collector()
        return await collector.collect(asked), spoken_in("en", app.settings)

    brought, spoken = run(do)
    if as_json:
        write_json(brought)
    else:
        _tell_collected(brought, spoken)
    sys.exit(_collect_status(brought))


def _tell_collected(brought: Collected, spoken: Wording) -> None:
    for batch in (*brought.caught_up, *brought.batches):
        write_line(spoken.batch(batch))
    for subject in brought.settled:
        write_line(f"{subject}: {spoken.day(brought.day)} is complete already.")
    write_line(f"Next: {spoken.moment(brought.next_due)}.")


def _collect_status(brought: Collected) -> int:
    states = {batch.state for batch in (*brought.caught_up, *brought.batches)}
    if "failed" in states:
        return FAILED
    return NOT_OUT_YET if states & {"waiting", "stale"} else 0


@cli.command()
def summarise(
    day: Day = None,
    since: Annotated[str | None, typer.Option(help="All days from this one on.")] = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Also papers that no chat was shown.")
    ] = False,
    as_json: Json = False,
    jsonl: Annotated[
        bool,
        typer.Option(
            "--jsonl", help="Of abstracts from stdin, a line of JSON each; store nothing."
        ),
    ] = False,
) -> None:
    """Make the summaries that a day's papers lack (default: the newest day)."""
    if jsonl:
        if day or since or everything:
            raise Refusal("--jsonl takes abstracts from stdin: no --date, --since or --all.")
        from bot.app import tell_abstract
        from bot.piped import pipe

        sys.exit(pipe(tell_abstract))
    from bot.backfill import Backfill

    wanted, start = parse_day(day), parse_day(since)
    if wanted and start:
        raise Refusal("Name one day with --date, or the first of several with --since.")

    async def do(app: App) -> Filled:
        newest = await app.store.newest_day()
        if newest is None:
            raise Refusal("Nothing is stored yet; `paperround collect` comes first.")
        backfill = Backfill(app.store, app.summaries(), [app.settings.language])
        first, last = start or wanted or newest, wanted or newest
        return await backfill.fill(min(first, last), last, everything=everything)

    told = run(do)
    if as_json:
        write_json(told)
    else:
        _tell_filled(told)


def _tell_filled(told: Filled) -> None:
    days = f"{told.first}" if told.first == told.last else f"{told.first} to {told.last}"
    papers, offline = _number(told.papers, "paper"), _number(told.offline, "summary", "summaries")
    write_line(f"{days}: {papers}, {offline} made from the abstracts.")
    if told.written:
        written = ", ".join(f"{n} {SAID[outcome]}" for outcome, n in sorted(told.written.items()))
        write_line(f"By the model: {written}.")


def _number(count: int, one: str, many: str = "") -> str:
    return f"{count} {one if count == 1 else many or one + 's'}"


@cli.command()
def harvest(
    archive: Annotated[str | None, typer.Option(help="Only this archive, such as cs.")] = None,
    since: Annotated[str | None, typer.Option("--from", help="Only papers changed since.")] = None,
    as_json: Json = False,
) -> None:
    """Fill the local index from arXiv's OAI-PMH; go on where the last pass stopped."""
    wanted = _archive(archive)
    start = parse_day(since)

    async def do(app: App) -> Harvested:
        harvester = await app.harvester()
        return await harvester.harvest(wanted, start)

    brought = run(do)
    if as_json:
        write_json(brought)
    else:
        how = "continued" if brought.resumed else "from the beginning"
        began = f"from {brought.since}" if brought.since and not brought.resumed else how
        write_line(f"{brought.papers} papers harvested ({began}).")


@cli.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="JSON lines, ours or the reference pipeline's.")],
    day: Day = None,
    language: Language = None,
    as_json: Json = False,
) -> None:
    """Take over records with their summaries; bad lines are named, good ones kept."""
    from bot.languages import parse_language

    wanted = parse_day(day)
    code = parse_language(language) if language else None

    async def do(app: App) -> Imported:
        return await app.importer().bring_in(file, day=wanted, language=code)

    brought = run(do)
    if as_json:
        write_json(brought)
    else:
        records = "1 record" if brought.records == 1 else f"{brought.records} records"
        write_line(f"{records} imported, {brought.summaries} with a summary.")
    for problem in () if as_json else brought.problems:
        complain(problem)
    sys.exit(FAILED if brought.problems else 0)


@cli.command()
def check(as_json: Json = False) -> None:
    """Look at the settings, the database and every address: one line each."""
    findings = _findings()
    if as_json:
        write_json(findings)
    else:
        for finding in findings:
            write_line(f"{'good' if finding.good else 'BAD '}  {finding.name}: {finding.said}")
    sys.exit(0 if all(finding.good for finding in findings) else FAILED)


def _findings() -> list[Finding]:
    from bot.check import (
        Finding,
        check_reach,
        check_store,
        guilds_findings,
        model_findings,
        settings_finding,
    )
    from bot.settings import load_settings

    async def do(app: App) -> list[Finding]:
        store = await check_store(app.store, app.settings.database_url)
        return [store, *[f for reach in await app.reaches() for f in await check_reach(reach)]]

    try:
        settings = load_settings()
    except Refusal as error:
        return [settings_finding(error)]
    try:
        right = (settings_finding(None), *guilds_findings(settings), *model_findings(settings))
        return [*right, *run(do, settings=settings)]
    except Refusal as error:
        return [settings_finding(None), Finding(name="database", good=False, said=str(error))]


@cli.command()
def backup(
    file: Annotated[Path, typer.Argument(help="A file that does not exist yet.")],
    as_json: Json = False,
) -> None:
    """Write a consistent copy of the database, also while the bot is running."""
    run(lambda app: app.store.backup(str(file)))
    size = file.stat().st_size
    if as_json:
        write_json({"file": str(file), "bytes": size})
    else:
        write_line(f"{file} written, {size / 1e6:.1f} MB.")


def _archive(written: str | None) -> str | None:
    from storage.taxonomy import ARCHIVES

    if written is None:
        return None
    (subject,) = parse_subjects([written])
    if subject not in ARCHIVES:
        raise Refusal(f"{subject} is a category; OAI-PMH is harvested by archive, such as cs.")
    return subject


commands = typer.Typer(help="What platforms know of the commands of the bot.")
cli.add_typer(commands, name="commands")


@commands.callback()
def _() -> None:
    """What platforms know of the commands of the bot."""


@commands.command()
def sync() -> None:
    """Tell Discord of all commands, also of those that did not change."""
    from bot.check import guilds_findings

    async def do(app: App) -> tuple[Finding, ...]:
        from adapters.conversation import Unavailable, Unwelcome

        if not app.settings.discord_bot_token.get_secret_value():
            raise Refusal("Discord is off: set DISCORD_BOT_TOKEN first.")
        try:
            knows = await app.sync_commands()
        except (Unwelcome, Unavailable) as error:
            raise Refusal(str(error)) from error
        if not knows:
            raise Refusal("Discord did not take all commands; the log says why. Try again later.")
        return guilds_findings(app.settings)

    findings = run(do)
    write_line("Discord knows all commands.")
    for finding in findings:
        write_line(f"{finding.name}: {finding.said}")
