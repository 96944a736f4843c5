"""The repository keeps its own word: both READMEs, the map of the house, the locks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from bot.cli import commands

ROOT = Path(__file__).parents[1]
PARTS = ("bot", "adapters", "storage")


def text_of(name: str) -> str:
    """A file of the repository."""
    return (ROOT / name).read_text(encoding="utf-8")


def commands_in(name: str) -> list[str]:
    """The commands that a README shows, as they are typed."""
    in_table = re.findall(r"^\| `(paperround [^`]+)`", text_of(name), re.MULTILINE)
    in_blocks = re.findall(r"```sh\n(.*?)```", text_of(name), re.DOTALL)
    return [*in_blocks, *in_table]


def test_both_readmes_show_the_same_commands() -> None:
    """Word for word, in the same order."""
    assert commands_in("README.md") == commands_in("README.zh-CN.md")
    assert set(re.findall(r"`--[a-z-]+", text_of("README.md"))) == set(
        re.findall(r"`--[a-z-]+", text_of("README.zh-CN.md"))
    )


def test_every_command_is_in_the_readme() -> None:
    """And nothing is promised that is not there."""
    callbacks = (
        command.name or command.callback.__name__
        for command in commands().registered_commands
        if command.callback
    )
    shown = {line.split()[1] for line in commands_in("README.md") if line.startswith("paperround")}
    assert shown == set(callbacks)


def test_every_file_has_its_line_in_the_map() -> None:
    """`docs/architecture.md` names every module, and none that is gone."""
    told = set(
        re.findall(
            r"^((?:bot|adapters|storage)/\S+\.py) ", text_of("docs/architecture.md"), re.MULTILINE
        )
    )
    there = {
        str(file.relative_to(ROOT))
        for part in PARTS
        for file in (ROOT / part).rglob("*.py")
        if file.name != "__init__.py"
    }
    assert told == there


@pytest.mark.parametrize("part", PARTS)
def test_packages_hold_nothing_but_a_docstring(part: str) -> None:
    """A name has one import path, and nouns load no drivers."""
    for file in (ROOT / part).rglob("__init__.py"):
        body = ast.parse(file.read_text(encoding="utf-8")).body
        assert len(body) == 1
        assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_pin_everything_and_name_no_place(lock: str) -> None:
    """One version a package, with environment markers, and no index or host."""
    lines = [line for line in text_of(lock).splitlines() if line and not line.startswith("#")]
    assert all(re.match(r"[a-z0-9-]+(\[[a-z,]+\])?==[0-9][^ ]*( ; .+)?$", line) for line in lines)
    assert "//" not in text_of(lock)


def test_the_locks_agree() -> None:
    """What runs is what is tested."""
    running = set(text_of("requirements.lock").split("\n"))
    assert running <= set(text_of("requirements-dev.lock").split("\n"))
