"""Short views, and buttons that ask the bot for something."""

from __future__ import annotations

from dataclasses import replace

from adapters.views import Action, Line, Manner, Span, View, ViewKind, checked

VERSION = "1"  # of what buttons carry; what an old message carries is understood for ever


def data_of(verb: str, *parts: object) -> str:
    """What a button carries: `1:card:2512.10863`."""
    return ":".join((VERSION, verb, *map(str, parts)))


def button(
    label: str, verb: str, *parts: object, strong: bool = False, grave: bool = False
) -> Action:
    """A button that asks the bot for something; ValueError where its data is too long."""
    return checked(Action(label=label, data=data_of(verb, *parts), strong=strong, grave=grave))


def notice(*texts: str, actions: tuple[tuple[Action, ...], ...] = ()) -> View:
    """A short answer, a line a text."""
    return View(kind=ViewKind.NOTICE, lines=tuple(map(line, texts)), actions=actions)


def aside(text: str) -> View:
    """A short word to the person who pressed a button: a toast, where a platform has them."""
    return View(kind=ViewKind.NOTICE, manner=Manner.ASIDE, lines=(line(text),))


def instead(view: View) -> View:
    """*view* in the place of the message whose button was pressed."""
    return replace(view, manner=Manner.INSTEAD)


def line(text: str) -> Line:
    """A plain line."""
    return Line((Span(text),))
