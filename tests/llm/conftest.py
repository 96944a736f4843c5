"""A real model server for all tests here: started once, ended by closing its input."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from adapters.summaries.door import Door
from adapters.summaries.llm import LanguageModel
from tests.adapters.summaries.asking import HandClock, Memory

PYTHON = Path(sys.prefix) / "llm" / "bin" / "python"
MODEL = "SmolLM2-135M-Instruct"
PATIENCE = 300.0  # seconds for an answer; it takes 5 to 30


@dataclass(frozen=True, slots=True)
class RealServer:
    """A server with a real model, at *address* (without a path)."""

    address: str
    process: subprocess.Popen[str]

    @property
    def url(self) -> str:
        """What LLM_BASE_URL is to be."""
        return f"{self.address}/v1"


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealServer]:
    """The server; without it, which `make test-llm` installs, the tests fail."""
    program = Path(__file__).with_name("serving.py")
    log = tmp_path_factory.mktemp("server") / "log"
    with log.open("w") as said:
        process = subprocess.Popen(
            [PYTHON, program, str(_free_port())],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            text=True,
        )
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        try:
            assert address, log.read_text()[-2000:]
            yield RealServer(address, process)
        finally:
            _end(process)


def _end(process: subprocess.Popen[str]) -> None:
    """End this server and no other."""
    try:
        process.communicate(timeout=20)  # closes its input
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()


@pytest.fixture
def memory() -> Memory:
    """What is remembered of the server."""
    return Memory()


@pytest.fixture
async def model(server: RealServer, memory: Memory) -> AsyncIterator[LanguageModel]:
    """The bot's way to that model."""
    door = Door(server.url, "", timeout=PATIENCE, proxy=None)
    model = LanguageModel(door, MODEL, memory, HandClock())
    yield model
    await model.close()
