"""What the command line shows: progress for a person who waits, results, JSON for a script."""

from __future__ import annotations

import dataclasses
import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime
from enum import StrEnum
from io import StringIO, TextIOWrapper
from typing import IO, TYPE_CHECKING, Any

from storage.text import one_line

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from adapters.ports import Progress

FAILED, INTERRUPTED = 1, 130  # exit statuses
PLAIN_EVERY = 2.0  # seconds before the first plain line, and between two


class OutputLost(Exception):
    """What was to be printed cannot be; *is_closed*: nobody reads it any more."""

    def __init__(self, message: str, *, is_closed: bool) -> None:
        super().__init__(message)
        self.is_closed = is_closed


def write_out(text: str) -> None:
    """
    Write *text* to stdout as it is, in UTF-8 whatever the locale; raises `OutputLost`.

    Without a stdout (`>&-`) it goes nowhere.
    """
    if sys.stdout is None:
        return
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode("utf-8", errors="replace"))
        sys.stdout.buffer.flush()
    except OSError as error:
        _let_go()
        closed = isinstance(error, BrokenPipeError)
        raise OutputLost(f"The output: {error.strerror}.", is_closed=closed) from error


def _let_go() -> None:
    """What is still buffered for a stdout that takes nothing must not raise when Python ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def write_line(line: str) -> None:
    """One line of a result."""
    write_out(f"{line}\n")


def complain(sentence: str) -> None:
    """One sentence on stderr: an error, or what a person should know."""
    with suppress(OSError):
        if sys.stderr is not None:
            sys.stderr.write(f"paperround: {sentence}\n")
            sys.stderr.flush()


def write_json(value: Any) -> None:
    """*value* as JSON: records by their fields, days and moments in ISO 8601."""
    write_line(json.dumps(plain_data(value), ensure_ascii=False, indent=1))


def plain_data(value: Any) -> Any:
    """*value* in what JSON knows."""
    if dataclasses.is_dataclass(value):
        names = (f.name for f in dataclasses.fields(value))
        return {name: plain_data(getattr(value, name)) for name in names}
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date | datetime):
        return value.isoformat()
    if isinstance(value, dict):
        return {str(key): plain_data(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain_data(item) for item in value]
    return value


def console(file: IO[str] | None = None) -> Console:
    """Where rich output goes: *file*, else stdout; never wider than its terminal."""
    from rich.console import Console

    return Console(file=file, highlight=False, emoji=False, markup=False)


@contextmanager
def screen() -> Iterator[Console]:
    """
    Where messages are printed as they come: stdout, in UTF-8 whatever the locale.

    Who prints there is told when it takes nothing any more; nobody else is.
    """
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    try:
        yield console()
    finally:
        try:
            if sys.stdout is not None:
                sys.stdout.flush()
        except OSError:
            _let_go()


def show(rendered: RenderableType) -> None:
    """Print what an adapter rendered; in a pipe or file without the blanks that fill up lines."""
    if sys.stdout is not None and sys.stdout.isatty():
        console().print(rendered)
        return
    # Rich writes to its file while it captures, so it gets one that cannot fail.
    printed = StringIO()
    console(printed).print(rendered)
    write_out("".join(f"{line.rstrip()}\n" for line in printed.getvalue().splitlines()))


@contextmanager
def waiting() -> Iterator[Progress]:
    """Show a bar on a terminal, and plain lines on stderr elsewhere."""
    if sys.stderr is not None and sys.stderr.isatty():
        with _bar() as progress:
            yield progress
    else:
        yield _Lines()


@contextmanager
def _bar() -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn

    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TextColumn("{task.description}", markup=False),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=None)

        def progress(done: int, total: int | None, what: str) -> None:
            bar.update(task, completed=done, total=total, description=one_line(what))

        yield progress


class _Lines:
    """Progress as plain lines, now and then; work that is done at once says nothing."""

    def __init__(self) -> None:
        self._at = 0.0
        self.began(time.monotonic())

    def began(self, at: float) -> None:
        """Let the last word have been said at *at*."""
        self._at = at

    def __call__(self, done: int, total: int | None, what: str) -> None:
        """One line about *what*, unless one was written just now."""
        now = time.monotonic()
        if now - self._at < PLAIN_EVERY:
            return
        self._at = now
        of = f"{done} of {total}" if total is not None else str(done)
        complain(f"{of}: {one_line(what)}")
