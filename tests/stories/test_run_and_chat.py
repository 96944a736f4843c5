"""`paperround run` and `paperround chat` as a person starts them: processes, pipes, signals."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.days import due_day
from tests.fakes.arxiv.papers import papers
from tests.fakes.arxiv.server import LocalArxiv

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0  # seconds; normally one or two


@pytest.fixture
def surroundings(arxiv: LocalArxiv, tmp_path: Path) -> dict[str, str]:
    """An environment that knows no other arXiv than the local one, by the clock of today."""
    now = datetime.now(UTC)
    arxiv.at(now)
    day = due_day(now)
    arxiv.announce(day, *papers(3, category="cs.CV", day=day, start=1))
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "COLUMNS": "100",
        "DATABASE_URL": f"sqlite:///{tmp_path}/paperround.db",
        "ARXIV_FEED_URL": arxiv.feed_url,
        "ARXIV_LIST_URL": arxiv.list_url,
        "ARXIV_API_URL": arxiv.api_url,
        "ARXIV_OAI_URL": arxiv.oai_url,
        "ARXIV_PAUSE": "0",
        "DELIVER_AT": "00:00",
    }


def paperround(
    surroundings: dict[str, str], folder: Path, *words: str, typed: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run a command to its end, with what is typed into it."""
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=typed,
        capture_output=True,
        check=False,
        text=True,
        cwd=folder,
        env=surroundings,
        timeout=PATIENCE,
    )


@contextmanager
def running(surroundings: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """`paperround run`, from when it has looked at arXiv for the first time."""
    log = folder / "log"
    with log.open("w", encoding="utf-8") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run"],
            stderr=errors,
            text=True,
            cwd=folder,
            env=surroundings,
        )
    try:
        until = time.monotonic() + PATIENCE
        while not (folder / "paperround.db.run.lock").exists() and time.monotonic() < until:
            assert process.poll() is None, log.read_text(encoding="utf-8")
            time.sleep(0.05)
        yield process
    finally:
        process.kill()
        process.wait()


def test_a_pipe_is_answered_line_by_line(surroundings: dict[str, str], tmp_path: Path) -> None:
    """What was asked for is finished: the papers of the day come before the end."""
    typed = '/subscribe CS.cv\n\n1\n/status\n/digest 2001-01-01 cs.CV\n/nope\n2 4\n"""\n'
    ran = paperround(surroundings, tmp_path, "chat", typed=typed)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert "Following cs.CV" in ran.stdout
    assert "About 3 a day: 3 of 3 on one day." in ran.stdout
    assert "3 announced · 3 matched · 3 shown" in ran.stdout
    assert "Chats on terminal: 1 active" in ran.stdout
    assert "There is no command /nope" in ran.stdout
    again = paperround(surroundings, tmp_path, "deliver")
    assert (again.returncode, again.stdout) == (0, "")


def test_a_chat_in_chinese_is_chinese(surroundings: dict[str, str], tmp_path: Path) -> None:
    """By the setting alone, with full-width signs."""
    chinese = {**surroundings, "LANGUAGE": "中文", "TIMEZONE": "Asia/Shanghai"}
    ran = paperround(chinese, tmp_path, "chat", typed="／subscribe　cs.CV，hep-th\n/settings\n")
    assert "已关注 cs.CV" in ran.stdout
    assert "已关注 hep-th" in ran.stdout
    assert "Asia/Shanghai" in ran.stdout or "上海" in ran.stdout


def test_a_second_run_says_so_and_stops(surroundings: dict[str, str], tmp_path: Path) -> None:
    """While the first lives; a killed one leaves nothing behind."""
    with running(surroundings, tmp_path) as first:
        second = paperround(surroundings, tmp_path, "run")
        assert second.returncode == 1
        assert "Another `paperround run` works on this database" in second.stderr
        assert len(second.stderr.splitlines()) == 1
        first.kill()
        first.wait()
    with running(surroundings, tmp_path) as third:
        time.sleep(0.5)
        assert third.poll() is None


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_run_collects_and_ends_well(
    surroundings: dict[str, str], tmp_path: Path, number: signal.Signals
) -> None:
    """A chat beside it leaves the work to it; `deliver` prints what it planned."""
    with running(surroundings, tmp_path) as bot:
        ran = paperround(surroundings, tmp_path, "chat", typed="/subscribe cs.CV\n")
        assert "3 announced · 3 matched · 3 shown" in ran.stdout
        bot.send_signal(number)
        assert bot.wait(PATIENCE) == 0
    log = (tmp_path / "log").read_text(encoding="utf-8")
    assert re.search(r"\[info +\] batch .*subject=cs\.CV", log)
    assert re.search(r"\[info +\] planned +digests=1", log)
    assert "Traceback" not in log


def test_one_chat_at_a_time(surroundings: dict[str, str], tmp_path: Path) -> None:
    """The second says where the first is."""
    first = subprocess.Popen(
        [sys.executable, "-m", "bot", "chat"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env=surroundings,
    )
    assert first.stdin
    assert first.stdout
    try:
        first.stdin.write("/about\n")
        first.stdin.flush()
        assert "Paperround" in first.stdout.readline()
        for command in ("chat", "deliver"):
            second = paperround(surroundings, tmp_path, command)
            assert second.returncode == 1
            assert "open in another terminal" in second.stderr
    finally:
        first.communicate(timeout=PATIENCE)
    assert first.returncode == 0


def test_a_reader_of_the_pipe_may_go(surroundings: dict[str, str], tmp_path: Path) -> None:
    """`| head` is no traceback, and what was asked for is kept."""
    program = f"yes /help | {sys.executable} -m bot chat | head -n 1"
    ran = subprocess.run(
        ["bash", "-o", "pipefail", "-c", program],
        capture_output=True,
        check=False,
        text=True,
        cwd=tmp_path,
        env=surroundings,
        timeout=PATIENCE,
    )
    assert ran.stdout == "Commands\n"
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr
