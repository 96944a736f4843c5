"""
What is said in a chat, before any platform's markup: views, and the actions on them.

A view carries every word already in the chat's language, so that the outbox can keep it and any
process can render it. Foreign text in it is plain; a platform escapes it as its last act.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

from pydantic import TypeAdapter

LONGEST_DATA = 64  # bytes of an action: what Telegram's buttons carry


class Style(StrEnum):
    """How a piece of text is set."""

    PLAIN = "plain"
    BOLD = "bold"
    ITALIC = "italic"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text; *link* is where it leads, if anywhere."""

    text: str
    style: Style = Style.PLAIN
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, put together from spans."""

    spans: tuple[Span, ...] = ()

    @property
    def text(self) -> str:
        """The line without its styles."""
        return "".join(span.text for span in self.spans)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detail:
    """A labelled text, behind a fold where a platform has folds: Motivation, Abstract."""

    label: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """
    What a button does: *data* comes back as it is (short, versioned: `1:more:2512.10863`).

    Or *link* opens an address, or *copy* is put on the clipboard; exactly one of the three is set.
    Where others read along, a platform with deep links opens the private chat with *payload*, if
    there is one, in place of *data*. With *asks*, a platform that has forms first asks for words
    in a field of that name, and they come with the data; others leave the button out.
    *strong* marks the one button that is the usual next step, *grave* one that deletes.
    """

    label: str
    data: str = ""
    link: str = ""
    copy: str = ""
    payload: str = ""
    asks: str = ""
    strong: bool = False
    grave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """
    One paper on a page: its number, linked title, authors, TL;DR and details.

    *number* 0 is not shown. *marks* are short words beside it ("cross-listed", "v2 → v3").
    *reason* says why it stands where it stands ("because you saved …"), where the order is a
    reader's own. *action* opens its card, on a platform that has a button beside each paper.
    """

    paper_id: str
    title: str
    link: str
    number: int = 0
    byline: str = ""
    text: str = ""
    marks: tuple[str, ...] = ()
    details: tuple[Detail, ...] = ()
    reason: str = ""
    action: Action | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Picking:
    """A menu of the places where digests can go: *data* comes back with the one that is picked."""

    data: str
    prompt: str


class ViewKind(StrEnum):
    """What a view is, for platforms that set them differently."""

    DIGEST = "digest"
    CARD = "card"
    LIST = "list"
    MENU = "menu"
    NOTICE = "notice"


class Manner(StrEnum):
    """How an answer reaches the person who asked for it."""

    MESSAGE = "message"  # a message of its own
    INSTEAD = "instead"  # in the place of the message whose button was pressed
    ASIDE = "aside"  # a short word to that person alone, which leaves every message as it is
    ALONE = "alone"  # a message to that person alone, also where others read along


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """
    One message: a head, lines or papers, a foot, rows of actions, and perhaps a file to go with it.

    *headings* stand before the item with the same index (cross-lists come under their own).
    *manner* matters for answers alone; what nobody asked for is a message of its own. *picks* is
    shown by platforms that can let a person pick a place. *ping* is the role that it calls when it
    is sent, by its id on the platform ('': nobody).
    """

    kind: ViewKind = ViewKind.NOTICE
    manner: Manner = Manner.MESSAGE
    head: tuple[Line, ...] = ()
    lines: tuple[Line, ...] = ()
    items: tuple[Item, ...] = ()
    headings: tuple[tuple[int, str], ...] = ()
    foot: tuple[Line, ...] = ()
    picks: Picking | None = None
    actions: tuple[tuple[Action, ...], ...] = ()
    file_name: str = ""
    file_text: str = ""
    ping: str = ""


VIEW: TypeAdapter[View] = TypeAdapter(View)


def without_forms(view: View) -> View:
    """*view* for a platform that cannot ask for words: without the actions that do."""
    rows = (tuple(action for action in row if not action.asks) for row in view.actions)
    return replace(view, actions=tuple(rows))


def dump(view: View) -> str:
    """*view* as JSON, for the outbox; what is at its default is left out."""
    return VIEW.dump_json(view, exclude_defaults=True).decode()


def load(text: str) -> View:
    """The view that `dump` wrote."""
    return VIEW.validate_json(text)


def checked(action: Action) -> Action:
    """*action* as it is; ValueError where a platform would refuse it, and its whole message."""
    if not action.label.strip():
        raise ValueError(f"an action has no label: {action}")
    if bool(action.data) + bool(action.link) + bool(action.copy) != 1:
        raise ValueError(f"the action {action.label!r} needs one of data, link and copy")
    if len(action.data.encode()) > LONGEST_DATA:
        raise ValueError(f"the data of the action {action.label!r} is over {LONGEST_DATA} bytes")
    return action
