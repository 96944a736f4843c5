"""How `paperround run` stays small."""

from __future__ import annotations

import importlib
import py_compile
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from bot.lean import SMALL, compiled, may_begin_again, migrate_apart, run_lean, without
from bot.settings import Settings
from storage.connect import is_current

TYPED = ["/usr/bin/python3", "-W", "error", "-m", "bot", "run"]


class Executed(Exception):
    """Another program has taken the place of this one."""


def typed(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    """Let this process be one that was begun by these words."""
    monkeypatch.setattr(sys, "orig_argv", [*words])
    monkeypatch.setattr(sys, "argv", [words[0], *words[-1:]])


def test_it_begins_again_with_the_same_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """And with the options of Python that were given, in the same environment."""
    executed: list[tuple[str, list[str], Mapping[str, str]]] = []

    def execute(path: str, words: list[str], environment: Mapping[str, str]) -> None:
        executed.append((path, words, environment))
        raise Executed

    typed(monkeypatch, *TYPED)
    monkeypatch.setenv("LANGUAGE", "zh")
    with pytest.raises(Executed):
        run_lean(execute)
    ((path, words, environment),) = executed
    assert path == sys.executable
    assert words == [sys.executable, *SMALL, *TYPED[1:]]
    assert environment["LANGUAGE"] == "zh"
    assert environment["MALLOC_ARENA_MAX"] == "1"


def test_what_did_not_begin_by_run_goes_on_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as a test that calls it."""
    typed(monkeypatch, *TYPED)
    assert may_begin_again()
    monkeypatch.setattr(sys, "orig_argv", ["python", "-m", "pytest"])
    assert not may_begin_again()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package that is not compiled."""
    monkeypatch.syspath_prepend(tmp_path)
    file = tmp_path / "ode" / "__init__.py"
    file.parent.mkdir()
    file.write_text('"""An ode."""\n', encoding="utf-8")
    importlib.invalidate_caches()
    return file


def test_it_needs_everything_compiled(package: Path) -> None:
    """Without docstrings; what cannot be compiled, or is not there, is not."""
    assert not compiled("ode")
    py_compile.compile(str(package), optimize=2)
    assert compiled("ode")
    assert not compiled("no_such_package")


def test_the_tables_are_made_by_another_process(bare: Path) -> None:
    """From then on there is nothing to do."""
    settings = Settings(database_url=f"sqlite:///{bare}/a folder/ö.db")
    assert not is_current(settings.database_url)
    migrate_apart(settings)
    assert is_current(settings.database_url)
    migrate_apart(settings)


def test_what_cannot_be_migrated_is_told_by_who_opens_it(
    bare: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Not by the other process."""
    (bare / "file").write_text("no folder", encoding="utf-8")
    for url in ("mysql:///a", f"sqlite:///{bare}/file/a.db"):
        migrate_apart(Settings(database_url=url))
    assert capfd.readouterr() == ("", "")


def test_what_is_hidden_seems_not_to_be_installed(package: Path) -> None:
    """As long as it lasts; what is loaded already stays."""
    assert package.exists()
    with without("ode", "sys"):
        with pytest.raises(ImportError):
            importlib.import_module("ode")
        assert importlib.import_module("sys") is sys
    assert importlib.import_module("ode").__doc__ == "An ode."
    del sys.modules["ode"]
