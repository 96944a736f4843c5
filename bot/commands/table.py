"""All commands, and everything that buttons ask for: one table for every platform."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from adapters.views import View
from bot.commands.broadcast import Speak
from bot.commands.browse import Browse
from bot.commands.command import Asked, Command, Family, Handler, Press, by_name
from bot.commands.desk import Desk
from bot.commands.digests import DigestCommands
from bot.commands.follow import Follow
from bot.commands.followed import KeepFollowing
from bot.commands.forget import Forget
from bot.commands.guide import Guide
from bot.commands.helping import READING_ORDER
from bot.commands.keep import Keep
from bot.commands.operate import Operate
from bot.commands.prefer import Prefer
from bot.commands.proof import Proof
from bot.commands.read import NUMBER, Read
from bot.commands.repeated import Repeated
from bot.commands.setup import Setup
from bot.commands.why import Why
from bot.payloads import PayloadKind
from bot.plan import Planner
from bot.yields import Yields
from storage.identifiers import find_identifiers
from storage.records import Paper


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """
    Commands by their names, in reading order; what presses do, by their verbs.

    *spoken* answers what is written without a command.
    """

    commands: Mapping[str, Command]
    presses: Mapping[str, Press]
    spoken: Handler


def table_of(desk: Desk, planner: Planner, bibtex: Callable[[Paper], str]) -> Table:
    """All families, put together."""
    yields = Yields(desk.store)
    read, follow, operate = Read(desk, bibtex), Follow(desk, yields), Operate(desk)
    presses: dict[str, Press] = {}
    openers: Mapping[PayloadKind, Handler] = {
        PayloadKind.PAPER: read.paper,
        PayloadKind.CITATION: read.cite,
        PayloadKind.SPOKEN: read.in_language,
        PayloadKind.PRESS: Repeated(desk, lambda: presses).opened,
        PayloadKind.RULE: follow.offered,
        PayloadKind.CLAIM: operate.claim,
        PayloadKind.INVITE: operate.admitted,
    }
    listed: list[Command] = []
    families = (
        Guide(desk, lambda: listed, openers).family(),
        follow.family(),
        KeepFollowing(desk, yields).family(),
        Setup(desk, yields, follow).family(),
        Browse(desk).family(),
        DigestCommands(desk, planner).family(),
        Why(desk, planner).family(),
        read.family(),
        Proof(desk).family(),
        Keep(desk, read.paper, read.in_language).family(),
        Forget(desk).family(),
        Prefer(desk).family(),
        operate.family(),
        Speak(desk).family(),
    )
    commands = by_name(families)
    presses |= verbs_of(families)
    listed += [commands[name] for group in READING_ORDER for name in group if name in commands]
    return Table(
        commands={command.name: command for command in listed},
        presses=presses,
        spoken=_spoken(read, follow),
    )


def verbs_of(families: Sequence[Family]) -> Mapping[str, Press]:
    """All presses by their verbs; ValueError where two have the same."""
    presses = [press for family in families for press in family.presses]
    found = {press.verb: press for press in presses}
    if len(found) != len(presses):
        raise ValueError("two presses have the same verb")
    return found


def _spoken(read: Read, follow: Follow) -> Handler:
    """What is written without a command: papers that it names, a button's number, or a rule."""

    async def run(asked: Asked) -> AsyncIterator[View]:
        text = asked.words.strip()
        is_read = find_identifiers(text) or NUMBER.fullmatch(text) or not asked.request.may_settle
        async for view in (read.pasted if is_read else follow.written)(asked):
            yield view

    return run
