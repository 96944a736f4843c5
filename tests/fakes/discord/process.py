"""Starts the local Discord as a process of its own, and tells it what to do."""

from __future__ import annotations

import json
import subprocess
import sys
from http.client import HTTPConnection
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

PROJECT = Path(__file__).parents[3]


class DiscordProcess:
    """A Discord that outlives the bot which is killed, for the time of a `with`."""

    def __init__(self, *options: str) -> None:
        self._options = options
        self._process: subprocess.Popen[str] | None = None
        self._connection: HTTPConnection | None = None
        self.api_url = ""

    def __enter__(self) -> Self:
        command = [sys.executable, "-m", "tests.fakes.discord", "--port", "0", *self._options]
        self._process = subprocess.Popen(
            command,
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        self.api_url = self._process.stdout.readline().strip()
        if not self.api_url:
            self._process.communicate(timeout=30)
            raise RuntimeError("the local Discord did not start")
        parts = urlsplit(self.api_url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._connection is not None:
            self._connection.close()
        if self._process is not None:
            self._process.communicate(timeout=30)  # closes its input: that ends it

    @property
    def gateway_url(self) -> str:
        """Where its gateway is."""
        return str(self.ask("gateway_url"))

    def ask(self, name: str, /, **arguments: Any) -> Any:
        """What the method or attribute *name* of `LocalDiscord` gives, as JSON tells it."""
        if self._connection is None:
            raise RuntimeError("the local Discord runs only inside its `with`")
        self._connection.request("POST", f"/control/{name}", json.dumps(arguments))
        answer = json.loads(self._connection.getresponse().read())
        if not answer["ok"]:
            raise ValueError(answer["error"])
        return answer["result"]
