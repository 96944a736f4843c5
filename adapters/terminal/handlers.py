"""
What a person types in a terminal -> requests, and the bot's answers onto the screen.

A number alone presses the action with that number, on the newest message that has it; `m3 2` is
action 2 of message 3. Everything else is for the bot, also a number that nothing bears.
"""

from __future__ import annotations

import asyncio
import os
import re
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Coroutine, Iterator
from contextlib import aclosing
from typing import Protocol

from adapters.conversation import Bot, DeliveryError, Request
from adapters.views import Action, Manner, View
from storage.people import Address, ChatKind

LOCAL = Address(platform="terminal", chat_id="local")
READER = "local"
PRESS = re.compile(r"(?:m(?P<message>\d{1,6})\s+)?(?P<number>\d{1,6})", re.IGNORECASE)
PIECE = 65_536  # bytes that are read at once; a longer line is several
READING = "what is typed"  # the name of the thread that reads it
AHEAD = 16  # lines that are read before they are asked for


class Screen(Protocol):
    """Where people type, and where answers are shown."""

    def typed(self) -> AsyncGenerator[str, None]:
        """The lines that are typed, each asked for by a prompt."""

    def pressed(self, number: int, message: int | None) -> tuple[str, Action] | None:
        """The action with *number* of a message, of the newest where none is named; with its id."""

    def tell(self, text: str) -> None:
        """Print *text* as it is. Raises `DeliveryError`."""

    async def send(self, address: Address, view: View, key: str) -> str:
        """Print a message; its id. Raises `DeliveryError`."""

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Print a message anew. Raises `DeliveryError`."""


async def listen(screen: Screen, bot: Bot, *, language: str) -> None:
    """
    Answer what is typed, line by line, until there is no more, or nobody to read the answers.

    When cancelled, the answer under way is finished first.
    """
    try:
        async with aclosing(screen.typed()) as lines:
            async for line in lines:
                await _finished(heed(screen, bot, line.strip(), language))
    except DeliveryError:  # the reader of the pipe has gone
        return


async def _finished(work: Coroutine[None, None, None]) -> None:
    """Do *work* to its end, even when cancelled meanwhile."""
    task = asyncio.ensure_future(work)
    try:
        await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


async def heed(screen: Screen, bot: Bot, line: str, language: str) -> None:
    """Do what *line* asks for; an empty line asks for nothing."""
    found = _pressed(screen, line)
    if found is None:
        if line:
            await _answer(screen, bot, _request(language, text=line))
        return
    message_id, action = found
    if action.data:
        request = _request(language, data=action.data, message_id=message_id)
        await _answer(screen, bot, request)
    else:
        screen.tell(action.link or action.copy)


def _pressed(screen: Screen, line: str) -> tuple[str, Action] | None:
    """The action that *line* presses, with its message; none if it is something else."""
    told = PRESS.fullmatch(line)
    if told is None:
        return None
    message = int(told["message"]) if told["message"] else None
    return screen.pressed(int(told["number"]), message)


def _request(language: str, *, text: str = "", data: str = "", message_id: str = "") -> Request:
    return Request(
        address=LOCAL,
        kind=ChatKind.PRIVATE,
        reader=READER,
        text=text,
        data=data,
        language=language,
        message_id=message_id,
    )


async def _answer(screen: Screen, bot: Bot, request: Request) -> None:
    """Show the first view of the bot's answer where it belongs, and let others replace it."""
    shown = ""
    async for view in bot.answer(request):
        place = shown or (request.message_id if view.manner is Manner.INSTEAD else "")
        if view.manner is Manner.ASIDE:
            await screen.send(LOCAL, view, "")
        elif place:
            await screen.edit(LOCAL, place, view)
            shown = place
        else:
            shown = await screen.send(LOCAL, view, "")


async def typed_lines(source: int) -> AsyncIterator[str]:
    """
    The lines that come from the file descriptor *source*, as they come, until it ends.

    They are read on a thread of their own that ends with the program: a terminal may keep silent
    for ever, and neither the loop nor the end of the program can wait for it.
    """
    loop = asyncio.get_running_loop()
    lines: asyncio.Queue[str | None] = asyncio.Queue()
    room = threading.Semaphore(AHEAD)

    def hand_over(line: str | None) -> None:
        room.acquire()
        loop.call_soon_threadsafe(lines.put_nowait, line)

    reading = threading.Thread(target=_read, args=(source, hand_over), name=READING, daemon=True)
    reading.start()
    while (line := await lines.get()) is not None:
        room.release()
        yield line


def _read(source: int, hand_over: Callable[[str | None], None]) -> None:
    """Hand over each line of *source*, and none at its end, while anybody takes them."""
    try:
        for line in _lines(source):
            hand_over(line.decode("utf-8", errors="replace"))
        hand_over(None)
    except RuntimeError:  # the loop is closed
        return


def _lines(source: int) -> Iterator[bytes]:
    """The lines of *source*, the last one also without its end."""
    rest = b""
    while piece := _piece(source):
        *lines, rest = (rest + piece).split(b"\n")
        yield from lines
        if len(rest) >= PIECE:
            yield rest
            rest = b""
    if rest:
        yield rest


def _piece(source: int) -> bytes:
    """
    What *source* has next, nothing at its end.

    Not through `sys.stdin`: a thread that waits there holds a lock, and with it the end of the
    program (https://docs.python.org/3/library/io.html#multi-threading).
    """
    try:
        return os.read(source, PIECE)
    except OSError:  # the terminal has gone
        return b""
