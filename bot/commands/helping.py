"""
What the commands are, for people who ask: all of them, or one with its examples. Pure.

A command that is not named here is listed behind the others, and has no examples.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from types import MappingProxyType

from adapters.views import Line, Span, Style, View
from bot.buttons import line
from bot.commands.command import Command, Kind
from bot.refusal import Refusal, sentence
from bot.typed import shortened
from bot.wording import Wording
from storage.text import one_line

LONGEST_COMPARED = 32  # characters of a mistyped command
READING_ORDER = (
    ("subscribe", "unsubscribe", "subscriptions", "categories", "setup"),
    ("digest", "paper", "search", "similar", "why"),
    ("save", "saved", "export"),
    ("settings", "pause", "resume", "forget"),
    ("start", "help", "about", "privacy"),
    ("status", "broadcast", "invite"),
)
EXAMPLES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "subscribe": ('cs.CV "gaussian splatting" -survey', "hep-th @Witten, quant-ph"),
        "unsubscribe": ("2", "cs.CV", "all"),
        "categories": ("", "math", "vision"),
        "digest": ("", "2025-12-12", "cs.CV diffusion"),
        "paper": ("2512.10863", "https://arxiv.org/abs/hep-th/9901001"),
        "search": ('diffusion "optical flow" cat:cs.CV',),
        "similar": ("2512.10863",),
        "why": ("2512.10863",),
        "save": ("2512.10863",),
        "export": ("bibtex", "markdown"),
        "settings": ("", "hour 08:30"),
        "pause": ("", "7"),
        "help": ("", "subscribe"),
        "broadcast": (sentence("The bot will be away from 8 to 9 tonight."),),
    }
)
PROSE = frozenset({"broadcast"})  # whose examples are sentences, in the language of who reads
GRAMMAR = (
    ("cs.CV hep-th math", sentence("categories and archives: any of them")),
    ('diffusion "optical flow"', sentence("words and phrases, in title or abstract: all of them")),
    ('@LeCun @"Yann LeCun"', sentence("authors: any of them")),
    ("-survey", sentence("leaves out papers with it; also -cs.RO, -@Name")),
    (",", sentence("a comma or a new line begins another rule")),
)
# What parameters are called; platforms that show them as options have the English names.
PARAMETERS = (
    sentence("archive"),
    sentence("command"),
    sentence("date"),
    sentence("days"),
    sentence("hour"),
    sentence("paper"),
    sentence("payload"),
    sentence("people"),
    sentence("rule"),
    sentence("setting"),
    sentence("text"),
    sentence("value"),
    sentence("which"),
    sentence("words"),
)
NOTHING = Line()


def help_view(commands: Sequence[Command], wording: Wording) -> View:
    """All *commands* in reading order, a line each."""
    more = wording.say("More about one of them: /help subscribe")
    return View(
        head=(Line((Span(wording.say("Commands"), Style.BOLD),)),),
        lines=tuple(_listed(commands, wording)),
        foot=(line(more),),
    )


def command_view(command: Command, wording: Wording) -> View:
    """One *command*: what it does, what it takes, how rules are written, and examples."""
    return View(
        head=(Line((Span(usage(command, wording), Style.BOLD),)),),
        lines=(
            line(wording.say(command.description)),
            *(
                _set_out(wording.say(one.name), one.description, wording, Style.ITALIC)
                for one in command.parameters
            ),
            *_grammar(command, wording),
            *_examples(command, wording),
        ),
    )


def usage(command: Command, wording: Wording) -> str:
    """How a command is written: `/digest [date] [rule]`, `/paper PAPER`."""
    named = ((wording.say(p.name), p.is_required) for p in command.parameters)
    names = (name.upper() if is_required else f"[{name}]" for name, is_required in named)
    return " ".join((f"/{command.name}", *names))


def command_called(written: str, commands: Sequence[Command]) -> Command:
    """The command that *written* names, with its slash or without; raises `Refusal`."""
    first = one_line(written).partition(" ")[0]
    name = first.removeprefix("/").partition("@")[0]
    known = {command.name: command for command in commands}
    if found := known.get(name.casefold()):
        return found
    near = get_close_matches(name.casefold()[:LONGEST_COMPARED], known)
    if near:
        raise Refusal(
            sentence("There is no command /{name}. Did you mean /{near}?"),
            name=shortened(name),
            near=", /".join(near),
        )
    raise Refusal(
        sentence("There is no command /{name}; /help lists them all."), name=shortened(name)
    )


def _listed(commands: Sequence[Command], wording: Wording) -> Iterator[Line]:
    """A line a command, an empty one between groups."""
    for place, group in enumerate(_groups(commands)):
        if place:
            yield NOTHING
        for command in group:
            yield _set_out(usage(command, wording), command.description, wording, Style.PLAIN)


def _groups(commands: Sequence[Command]) -> Iterator[list[Command]]:
    known = {command.name: command for command in commands}
    for names in READING_ORDER:
        if group := [known.pop(name) for name in names if name in known]:
            yield group
    if known:
        yield list(known.values())


def _grammar(command: Command, wording: Wording) -> Iterator[Line]:
    """How a rule is written, for a command that takes one."""
    if not any(parameter.kind is Kind.RULE for parameter in command.parameters):
        return
    yield NOTHING
    yield line(wording.say("A rule is written so:"))
    for written, meaning in GRAMMAR:
        yield _set_out(written, meaning, wording, Style.CODE)


def _examples(command: Command, wording: Wording) -> Iterator[Line]:
    if command.name not in EXAMPLES:
        return
    yield NOTHING
    yield line(wording.say("For example:"))
    for words in EXAMPLES[command.name]:
        said = wording.say(words) if command.name in PROSE else words
        yield Line((Span(f"/{command.name} {said}".rstrip(), Style.CODE),))


def _set_out(term: str, meaning: str, wording: Wording, style: Style) -> Line:
    """*term*, set in its style, and what it means."""
    apart = wording.say(" - ")
    return Line((Span(term, style), Span(f"{apart}{wording.say(meaning)}")))
