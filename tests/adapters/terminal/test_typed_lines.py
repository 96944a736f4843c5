from __future__ import annotations

import asyncio
import os
import pty
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from adapters.terminal.handlers import AHEAD, PIECE, READING, typed_lines

ROOT = Path(__file__).parents[3]


@contextmanager
def pipe() -> Iterator[tuple[int, int]]:
    """A real pipe: where to read, where to write."""
    reading, writing = os.pipe()
    try:
        yield reading, writing
    finally:
        os.close(reading)


async def test_a_pipe_is_read_line_by_line() -> None:
    """Each line as soon as it is there; the last also without its end."""
    with pipe() as (reading, writing):
        lines = typed_lines(reading)
        os.write(writing, b"one\ntw")
        assert await anext(lines) == "one"
        os.write(writing, "o 中\xff\n\nthree".encode("latin-1", errors="replace"))
        assert await anext(lines) == "two ?\ufffd"
        os.close(writing)
        assert [line async for line in lines] == ["", "three"]


async def test_a_line_without_an_end_is_several() -> None:
    """Memory has one; nothing is lost."""
    with pipe() as (reading, writing):

        def write() -> None:
            with os.fdopen(writing, "wb") as stream:
                stream.write(b"a" * 3 * PIECE)

        written = asyncio.create_task(asyncio.to_thread(write))
        found = [line async for line in typed_lines(reading)]
        await written
    assert "".join(found) == "a" * 3 * PIECE
    assert len(found) > 1
    assert max(map(len, found)) < 2 * PIECE


async def test_no_more_is_read_than_is_answered() -> None:
    """A thousand lines wait in the pipe, and come in order."""
    with pipe() as (reading, writing):
        wanted = [str(number) for number in range(1000)]
        os.write(writing, "\n".join(wanted).encode())
        os.close(writing)
        assert [line async for line in typed_lines(reading)] == wanted


def test_a_reader_is_left_behind_by_a_loop_that_ends() -> None:
    """It keeps waiting for the terminal, and nobody waits for it."""

    async def first(reading: int) -> str:
        return await anext(typed_lines(reading))

    with pipe() as (reading, writing):
        os.write(writing, b"one\n")
        before = threading.enumerate()
        assert asyncio.run(first(reading)) == "one"
        (thread,) = (thread for thread in threading.enumerate() if thread not in before)
        assert thread.name == READING
        assert thread.daemon
        os.write(writing, b"two\n" * AHEAD)
        os.close(writing)
        thread.join(30)
        assert not thread.is_alive()


async def test_a_terminal_is_read_until_it_goes() -> None:
    """A closed window is the end, not an error."""
    ours, theirs = pty.openpty()
    lines = typed_lines(theirs)
    os.write(ours, "多模态\n".encode())
    assert await anext(lines) == "多模态"
    os.close(ours)
    assert [line async for line in lines] == []
    os.close(theirs)


CHAT = """
import asyncio, sys
from rich.console import Console
from adapters.terminal.handlers import typed_lines
from adapters.terminal.messenger import Place, TerminalPlatform
from adapters.views import Action, Line, Span, View
from tests.answering import AnsweringBot

async def answer(request):
    line = Line((Span(f"heard {request.text or request.data}"),))
    yield View(lines=(line,), actions=((Action(label="More", data="1:more:x"),),))

async def chat():
    prompt = "> " if sys.stdin.isatty() else ""
    platform = TerminalPlatform(Console(markup=False), typed_lines(0), Place(prompt=prompt))
    await platform.listen(AnsweringBot(answer))

try:
    asyncio.run(chat())
except KeyboardInterrupt:
    print("interrupted")
print("bye")
"""


class Chat:
    """A program that chats on a real terminal."""

    def __init__(self) -> None:
        self._ours, theirs = pty.openpty()
        self.program = subprocess.Popen(
            [sys.executable, "-c", CHAT], stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT,
            env={**os.environ, "TERM": "dumb", "COLUMNS": "80"},
        )  # fmt: skip
        os.close(theirs)

    def types(self, text: str) -> None:
        """Press keys."""
        os.write(self._ours, text.encode())

    def until(self, text: str) -> str:
        """All that is seen until *text* is at the end, or nothing more comes."""
        seen = b""
        while not seen.endswith(text.encode()) and select.select([self._ours], [], [], 30)[0]:
            try:
                seen += os.read(self._ours, 65536)
            except OSError:  # the program has ended, on Linux
                break
        return seen.decode().replace("\r\n", "\n")

    def ends(self) -> int:
        """The exit status, once it has ended."""
        os.close(self._ours)
        return self.program.wait(30)


@pytest.fixture
def chat() -> Iterator[Chat]:
    """A chat on a terminal, which is ended after the test whatever came of it."""
    chat = Chat()
    yield chat
    chat.program.kill()
    chat.program.wait(30)


def test_a_person_chats_on_a_terminal(chat: Chat) -> None:
    """A prompt, an answer with its actions, a number that presses one; Ctrl-D ends it."""
    assert chat.until("> ") == "> "
    chat.types("hello\n")
    assert chat.until("> ") == "hello\nheard hello\n\nm1  [1] More\n\n> "
    chat.types("1\n")
    assert chat.until("> ") == "1\nheard 1:more:x\n\nm2  [1] More\n\n> "
    chat.types("\x04")
    assert chat.until("bye\n") == "\nbye\n"
    assert chat.ends() == 0


def test_interrupting_ends_politely(chat: Chat) -> None:
    """On a line of its own, without waiting for one more line to be typed."""
    assert chat.until("> ") == "> "
    chat.program.send_signal(signal.SIGINT)
    assert chat.until("bye\n") == "\ninterrupted\nbye\n"
    assert chat.ends() == 0


def test_a_pipe_sees_no_prompt() -> None:
    """Every line is answered before the program ends; nothing but the answers is printed."""
    ran = subprocess.run(
        [sys.executable, "-c", CHAT], input="hello\n1", capture_output=True, text=True,
        check=True, timeout=60, cwd=ROOT,
    )  # fmt: skip
    assert ran.stdout == ("heard hello\n\nm1  [1] More\n\nheard 1:more:x\n\nm2  [1] More\n\nbye\n")
    assert ran.stderr == ""
