"""What the command line shows, on a real terminal and elsewhere."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import structlog

from bot.console import _Lines, plain_data, waiting
from bot.logs import configure_logs
from storage.records import BatchState, Query

ROOT = Path(__file__).parents[2]

WORK = """
from bot.console import show, waiting
from rich.text import Text
with waiting() as progress:
    progress(1, 3, "the [bold]listing[/bold] of cs.CV")
show(Text("a [b]title[/b]   "))
"""


def on_a_terminal(program: str) -> str:
    """All that a Python *program* writes to the terminal it runs on."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "100"}
    with subprocess.Popen(
        [sys.executable, "-c", program],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=ROOT, env=environment,
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = b""
        while select.select([ours], [], [], 30)[0]:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # the other side is closed: the end, on Linux
                break
            if not piece:
                break
            seen += piece
        os.close(ours)
    assert process.returncode == 0
    return seen.decode("utf-8", errors="replace")


def test_a_person_who_waits_sees_a_bar() -> None:
    """What is under way and how far it has come; foreign text is never read as markup."""
    seen = on_a_terminal(WORK)
    assert "1/3" in seen
    assert "the [bold]listing[/bold] of cs.CV" in seen
    assert "a [b]title[/b]" in seen


def test_elsewhere_there_are_plain_lines(capsys: pytest.CaptureFixture[str]) -> None:
    """Quick work says nothing; longer work says where it is, now and then."""
    with waiting() as progress:
        progress(1, 2, "quick")
    assert capsys.readouterr().err == ""
    lines = _Lines()
    lines.began(-10.0)
    lines(1, 2, "the listing\x1b[31m of cs.CV")
    lines(2, 2, "at once")
    lines.began(-10.0)
    lines(500, None, "papers")
    assert capsys.readouterr().err == (
        "paperround: 1 of 2: the listing[31m of cs.CV\npaperround: 500: papers\n"
    )


def test_records_become_json() -> None:
    """Fields by name, days and moments in ISO 8601, states by their word."""
    moment = datetime(2025, 12, 12, 8, tzinfo=UTC)
    value = {
        "day": date(2025, 12, 12),
        "at": moment,
        "state": BatchState.FRESH,
        "query": Query(words=("a",)),
        "rest": [1, None, "x"],
    }
    assert plain_data(value) == {
        "day": "2025-12-12",
        "at": "2025-12-12T08:00:00+00:00",
        "state": "fresh",
        "query": {"words": ["a"], "begun": "", "phrases": [], "categories": []},
        "rest": [1, None, "x"],
    }


@pytest.mark.parametrize(("form", "is_json"), [("text", False), ("json", True)])
def test_logs_go_to_stderr(form: str, *, is_json: bool) -> None:
    """From the level that is set on, as text or as JSON lines."""
    program = (
        "import structlog; from bot.logs import configure_logs;"
        f"configure_logs('INFO', {form!r}); log = structlog.get_logger();"
        "log.debug('hidden'); log.info('batch', subject='cs.CV', received=3)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    (line,) = ran.stderr.splitlines()
    assert ran.stdout == ""
    assert ("received" in json.loads(line)) if is_json else ("received=3" in line)


@pytest.mark.parametrize("form", ["text", "json"])
def test_a_logged_error_shows_no_variables(form: str) -> None:
    """The traceback is there; what the variables held, perhaps a token, is not."""
    program = (
        "import structlog; from bot.logs import configure_logs\n"
        f"configure_logs('INFO', {form!r})\n"
        "def fail(token):\n    return 1 / len(token[:0])\n"
        "try:\n    fail('hunter' + str(2))\n"
        "except ZeroDivisionError:\n    structlog.get_logger().exception('broken')\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, cwd=ROOT
    )
    assert "ZeroDivisionError" in ran.stderr
    assert "hunter2" not in ran.stderr


def test_libraries_may_speak_when_debugging() -> None:
    """At DEBUG everybody logs; else only what is a warning."""
    configure_logs("DEBUG", "text")
    configure_logs("WARNING", "text")
    structlog.reset_defaults()
