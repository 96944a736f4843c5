"""Short views, and buttons that ask the bot for something."""

from __future__ import annotations

from dataclasses import replace

from adapters.views import Action, Line, Manner, Span, View, ViewKind, checked
from bot.payloads import paper_payload

VERSION = "1"  # of what buttons carry; what an old message carries is understood for ever
LONGEST_COPY = 256  # UTF-16 units that a button copies: what Telegram's take


def data_of(verb: str, *parts: object) -> str:
    """What a button carries: `1:card:2512.10863`."""
    return ":".join((VERSION, verb, *map(str, parts)))


def data_read(data: str) -> tuple[str, str]:
    """The verb that *data* of a button asks for, and its parts; no verb where it is not known."""
    version, _, rest = data.partition(":")
    verb, _, words = rest.partition(":")
    return (verb, words) if version == VERSION else ("", "")


def button(
    label: str,
    verb: str,
    *parts: object,
    payload: str = "",
    strong: bool = False,
    grave: bool = False,
) -> Action:
    """
    A button that asks the bot for something; ValueError where its data is too long.

    Where others read along, *payload* asks for it in the private chat, if there is one.
    """
    data = data_of(verb, *parts)
    return checked(Action(label=label, data=data, payload=payload, strong=strong, grave=grave))


def card_button(label: str, paper_id: str) -> Action:
    """A button that opens a paper's card, for who presses it alone; an id may have a version."""
    return button(label, "card", paper_id, payload=paper_payload(paper_id))


def can_be_copied(text: str) -> bool:
    """Whether a button can put *text* on the clipboard."""
    return 0 < len(text.encode("utf-16-le", "surrogatepass")) // 2 <= LONGEST_COPY


def notice(*texts: str, actions: tuple[tuple[Action, ...], ...] = ()) -> View:
    """A short answer, a line a text."""
    return View(kind=ViewKind.NOTICE, lines=tuple(map(line, texts)), actions=actions)


def aside(text: str) -> View:
    """A short word to the person who pressed a button: a toast, where a platform has them."""
    return View(kind=ViewKind.NOTICE, manner=Manner.ASIDE, lines=(line(text),))


def instead(view: View) -> View:
    """*view* in the place of the message whose button was pressed."""
    return replace(view, manner=Manner.INSTEAD)


def alone(view: View) -> View:
    """*view* for who asked alone, also where others read along."""
    return replace(view, manner=Manner.ALONE)


def line(text: str) -> Line:
    """A plain line."""
    return Line((Span(text),))
