"""The terminal as a platform: one chat, messages with numbers, one stream that takes them whole."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import TypeVar

from rich.color import ColorSystem
from rich.console import Console, Group, RenderableType
from rich.segment import Segment
from rich.style import Style

from adapters.audience import OfReadersAlone
from adapters.conversation import Bot, DeliveryError
from adapters.terminal import handlers
from adapters.terminal.fitting import fits
from adapters.terminal.views import numbers_of, render_view
from adapters.terminal.wrapping import DIM, Prose, clean, verbatim
from adapters.views import Action, View, without_forms
from storage.people import Address

KEPT = 100  # messages whose actions can be pressed; more than a screen shows
UNNAMED = "paperround.txt"
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What the terminal itself says, in the reader's language."""

    updated: str = "updated"
    written: str = "Written to {path}"
    not_written: str = "Could not write {path}: {reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """
    What a terminal is like: its reader's language, and the folder that files are written to.

    *prompt* asks for a line; it is for people, not for pipes. *session* sets this program's
    message ids apart from those of earlier ones.
    """

    language: str = ""
    folder: Path = field(default_factory=Path)
    prompt: str = ""
    session: str = ""
    words: Words = field(default_factory=Words)


@dataclass(frozen=True, slots=True)
class _Shown:
    number: int
    view: View


class TerminalPlatform(OfReadersAlone):
    """
    The chat in a terminal; it fulfils `Platform`.

    Every message is one write of *console*'s stream, so that none lands inside another; a prompt
    that waits is repeated below it.
    """

    name = "terminal"
    fits = staticmethod(fits)

    def __init__(self, console: Console, lines: AsyncIterator[str], place: Place) -> None:
        self._console = console
        self._lines = lines
        self._place = place
        self._is_asking = False
        self._sent = 0
        self._shown: dict[str, _Shown] = {}  # by message id, what was printed last at the end
        self._keys: dict[str, str] = {}

    async def listen(self, bot: Bot) -> None:
        """Answer what is typed, until there is no more, or until cancelled."""
        await handlers.listen(self, bot, language=self._place.language)

    async def hear(self, bot: Bot, line: str) -> None:
        """Answer *line* as if it had been typed."""
        await handlers.heed(self, bot, line, self._place.language)

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """Print *view*, once for each *key* ('': always); the id of the message."""
        if key in self._keys:
            return self._keys[key]
        number = self._next_number()
        message_id = "-".join(filter(None, (self._place.session, str(number))))
        self._show(message_id, _Shown(number, without_forms(view)))
        if key:
            _keep(self._keys, key, message_id)
        return message_id

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Print the message anew, and say so; its actions may have other numbers."""
        known = self._shown.get(message_id)
        number = known.number if known else self._next_number()
        shown = _Shown(number, without_forms(view))
        self._show(message_id, shown, f"m{number} · {self._place.words.updated}")

    async def has_member(self, address: Address, reader: str) -> bool:
        """Nobody but the person at the machine, who is let in anyway."""
        return False

    def link(self, payload: str) -> str:
        """A terminal has no links into itself."""
        return ""

    def pressed(self, number: int, message: int | None) -> tuple[str, Action] | None:
        """The action with *number* of a message, of the newest where none is named; with its id."""
        for message_id, shown in reversed(self._shown.items()):
            if message in (None, shown.number) and number in (actions := _numbered(shown.view)):
                return message_id, actions[number]
        return None

    def tell(self, text: str) -> None:
        """Print *text* as it is, to be copied, without control signs."""
        self._write(f"{verbatim(text)}\n\n")

    async def typed(self) -> AsyncGenerator[str, None]:
        """The lines that are typed, each asked for by the prompt; at the end a new line begins."""
        try:
            self._ask()
            async for line in self._lines:
                self._is_asking = False
                yield line
                self._ask()
        finally:
            self._stop_asking()

    def _ask(self) -> None:
        if self._place.prompt:
            self._write(self._place.prompt)
            self._is_asking = True

    def _stop_asking(self) -> None:
        if self._is_asking:
            self._is_asking = False
            with suppress(DeliveryError):  # nobody is there to see where the prompt ends
                self._write("\n")

    def _next_number(self) -> int:
        self._sent += 1
        return self._sent

    def _show(self, message_id: str, shown: _Shown, note: str = "") -> None:
        """Print a message with what is to be said of it, and of the file that goes with it."""
        view, before = shown.view, self._shown.get(message_id)
        above: list[RenderableType] = [Prose(clean(note), DIM)] if note else []
        what = render_view(view, numbers=numbers_of(view), name=f"m{shown.number}")
        is_new = before is None or before.view.file_text != view.file_text
        below = f"{_saved(view, self._place)}\n" if view.file_name and is_new else ""
        self._write(f"{_rendered(self._console, Group(*above, what))}{below}\n")
        self._shown.pop(message_id, None)
        _keep(self._shown, message_id, shown)

    def _write(self, text: str) -> None:
        """Write *text* at once, above the prompt if that waits."""
        whole = f"\n{text}{self._place.prompt}" if self._is_asking else text
        try:
            self._console.file.write(whole)
            self._console.file.flush()
        except OSError as error:
            raise DeliveryError(f"the terminal takes nothing any more: {error}") from error


def _numbered(view: View) -> dict[int, Action]:
    actions = (action for row in view.actions for action in row)
    return dict(zip(numbers_of(view), actions, strict=True))


def _rendered(console: Console, what: RenderableType) -> str:
    """
    *what* as *console* shows it, without blanks that fill up lines.

    Not by `Console.capture`, which writes to the stream as well, and ends the program where
    nobody reads it.
    """
    has_styles = console.color_system is not None and not console.legacy_windows
    colours = ColorSystem.STANDARD if has_styles else None
    lines = console.render_lines(what, pad=False)
    return "".join(f"{_line(line, colours).rstrip()}\n" for line in lines)


def _line(segments: Iterable[Segment], colours: ColorSystem | None) -> str:
    pieces = ((segment.text, segment.style or Style.null()) for segment in segments)
    return "".join(style.render(text, color_system=colours) for text, style in pieces)


def _saved(view: View, place: Place) -> str:
    """Write the file that goes with *view*; what came of it, in one sentence."""
    path = place.folder / (clean(Path(view.file_name).name).lstrip(".") or UNNAMED)
    try:
        return clean(place.words.written.format(path=_written(path, view.file_text)))
    except OSError as error:
        return clean(place.words.not_written.format(path=path, reason=error.strerror))


def _written(path: Path, text: str) -> Path:
    """Write *text* to *path*, or beside what is there under the next free name; where it is."""
    free, numbers = path, count(2)
    while True:
        try:
            file = free.open("x", encoding="utf-8", errors="replace", newline="")
        except FileExistsError:
            free = path.with_stem(f"{path.stem}-{next(numbers)}")
        else:
            with file:
                file.write(text)
            return free


def _keep(kept: dict[str, T], key: str, value: T) -> None:
    """Keep *value* as the newest of the last so many."""
    kept[key] = value
    while len(kept) > KEPT:
        del kept[next(iter(kept))]
