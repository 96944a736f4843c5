"""What a command is: declared once, for Telegram's list, Discord's options and our own help."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import dataclass

from adapters.conversation import ParameterKind, Request, Who
from adapters.views import View
from bot.refusal import sentence
from bot.wording import Wording
from storage.people import Chat, Reader

Kind = ParameterKind
"""What a parameter takes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of a command; *description* is a sentence to be translated."""

    name: str
    kind: Kind
    description: str
    is_required: bool = False


A_PAPER = Parameter(
    name="paper",
    kind=Kind.PAPER,
    description=sentence("An identifier or a link"),
    is_required=True,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """
    A request with all that an answer needs.

    *words* are what follows the command, or the parts of a pressed action's data joined by ':'.
    *chat* is where it was asked, *reader* who asked, *wording* how the chat speaks; *is_operator*:
    the reader administers the deployment.
    """

    request: Request
    chat: Chat
    reader: Reader
    wording: Wording
    words: str = ""
    is_operator: bool = False

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of a pressed action's data, without version and verb."""
        return tuple(self.words.split(":")) if self.words else ()


def first_of(parts: Sequence[str], count: int) -> tuple[str, ...]:
    """The first *count* of *parts*, with nothing for what lacks."""
    return (*parts, *[""] * count)[:count]


def page_named(written: str) -> int:
    """The page that a pressed arrow names; the first where it names none."""
    return int(written) if re.fullmatch(r"[0-9]{1,5}", written) else 1


Handler = Callable[[Asked], AsyncIterator[View]]
"""Answers with one view or several, each replacing the one before; raises `Refusal`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """
    One command: its *name* is the same everywhere, its *description* a sentence to be translated.

    *is_private*: where others read along, the answer is for the person alone (`/saved`, `/forget`).
    *picks*: it is about a place that is picked, of use only where a platform has a menu of them.
    """

    name: str
    description: str
    run: Handler
    parameters: tuple[Parameter, ...] = ()
    who: Who = Who.ANYONE
    is_private: bool = False
    picks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """
    What a pressed action does; *verb* is the second part of its data.

    *is_private*: where others read along, the answer is for who pressed alone. *shows*: it changes
    nothing, so who could not be reached may be led to it by a link. *is_word*: a word aside answers
    it, and is not to wait for any message. *picks*: it is about a place that is picked.
    """

    verb: str
    run: Handler
    who: Who = Who.ANYONE
    is_private: bool = False
    shows: bool = False
    is_word: bool = False
    picks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """Commands that belong together, and the actions that their views carry."""

    commands: tuple[Command, ...] = ()
    presses: tuple[Press, ...] = ()


def by_name(families: tuple[Family, ...]) -> Mapping[str, Command]:
    """All commands by their names; ValueError where two have the same."""
    found = {command.name: command for family in families for command in family.commands}
    if len(found) != sum(len(family.commands) for family in families):
        raise ValueError("two commands have the same name")
    return found
