"""The command line, run as a user runs it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest
import structlog

from bot.cli import main
from bot.settings import Settings
from tests.fakes.arxiv.server import LocalArxiv


@dataclass(frozen=True, slots=True)
class Ran:
    """What a command left behind."""

    status: int
    out: str
    err: str


class Paperround(Protocol):
    """Types `paperround` and these words."""

    def __call__(self, *words: str) -> Ran:
        """The exit status, and what was printed."""


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """No setting is set, the current folder is an empty one, and logs are as before afterwards."""
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    yield tmp_path
    structlog.reset_defaults()


@pytest.fixture
def paperround(
    bare: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Paperround:
    """The command line in an empty folder."""

    def typed(*words: str) -> Ran:
        monkeypatch.setattr(sys, "argv", ["paperround", *words])
        status = 0
        try:
            main()
        except SystemExit as end:
            status = end.code if isinstance(end.code, int) else 0
        out, err = capfd.readouterr()
        return Ran(status, out, err)

    return typed


@pytest.fixture
def arxiv(bare: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[LocalArxiv]:
    """A strict local arXiv, which the settings name."""
    with LocalArxiv() as local:
        monkeypatch.setenv("ARXIV_FEED_URL", local.feed_url)
        monkeypatch.setenv("ARXIV_LIST_URL", local.list_url)
        monkeypatch.setenv("ARXIV_API_URL", local.api_url)
        monkeypatch.setenv("ARXIV_OAI_URL", local.oai_url)
        monkeypatch.setenv("ARXIV_PAUSE", "0")
        yield local
        assert local.violations == []
