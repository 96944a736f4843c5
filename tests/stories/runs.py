"""`paperround run` as a process of its own beside a local Telegram, and nothing else in reach."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).parents[2]
NOBODY = "http://127.0.0.1:9"  # nothing listens there
PATIENCE = 60.0  # seconds; normally one or two
LOOK = 0.01  # seconds
COMMAND = ("-m", "bot", "run")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Run:
    """One life of the program."""

    process: subprocess.Popen[bytes]
    log: Path

    @property
    def said(self) -> str:
        """All that it wrote, to stdout and to stderr."""
        return self.log.read_text(encoding="utf-8")

    def until(self, check: Callable[[], T | None], seconds: float = PATIENCE) -> T:
        """What *check* finds, as soon as it finds something; while the program lives."""
        end = time.monotonic() + seconds
        while not (found := check()):
            assert self.process.poll() is None, self.said
            assert time.monotonic() < end, self.said
            time.sleep(LOOK)
        return found

    def says(self, words: str) -> str:
        """The line with these *words*, as soon as it is written."""
        return self.until(lambda: next((x for x in self.said.splitlines() if words in x), None))

    def ends(self, number: signal.Signals = signal.SIGTERM) -> int:
        """How it ends when it is sent this signal."""
        self.process.send_signal(number)
        return self.process.wait(PATIENCE)


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with a database, and the settings of a bot at the Telegram at *url*."""

    folder: Path
    url: str
    token: str

    @property
    def database(self) -> str:
        """Its address."""
        return f"sqlite:///{self.folder}/paperround.db"

    def settings(self) -> dict[str, str]:
        """The environment of the process, all of it."""
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(ROOT),
            "DATABASE_URL": self.database,
            "ARXIV_FEED_URL": f"{NOBODY}/rss",
            "ARXIV_LIST_URL": f"{NOBODY}/list",
            "ARXIV_API_URL": f"{NOBODY}/api",
            "ARXIV_OAI_URL": f"{NOBODY}/oai",
            "ARXIV_PAUSE": "0",
            "TELEGRAM_API_URL": self.url,
            "TELEGRAM_BOT_TOKEN": self.token,
        }

    @contextmanager
    def running(self, *command: str, **settings: str) -> Iterator[Run]:
        """A life, killed in the end if it still lasts; *settings* are further ones."""
        log = self.folder / "log"
        with log.open("w", encoding="utf-8") as written:
            process = subprocess.Popen(
                [sys.executable, *(command or COMMAND)],
                stdin=subprocess.DEVNULL,
                stdout=written,
                stderr=written,
                cwd=self.folder,
                env={**self.settings(), **settings},
            )
        try:
            yield Run(process, log)
        finally:
            process.kill()
            process.wait()
