"""
How `paperround run` stays small: what it would hold and never use is not loaded.

Each measure with its figure is in docs/decisions.md.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import cache_from_source, find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.settings import Settings

# https://docs.python.org/3/using/cmdline.html: no docstrings, no columns in tracebacks
SMALL = ("-OO", "-X", "no_debug_ranges")
ONE_ARENA = {"MALLOC_ARENA_MAX": "1"}  # of the C library: few threads, and Python's own is beside
# What structlog and httpx load wherever it is installed: for colours, and a command line.
ORNAMENTS = ("rich", "greenlet", "httpx._main")
COMPILED = "telegram"  # by far the most code
# What is imported is compiled by that; what is imported late, by name.
COMPILE = f"""
import bot.app, bot.living, bot.serving, storage.migrating, {COMPILED}.ext
import compileall, importlib.util
for name in ("bot", "adapters", "storage", "httpx", "httpcore", "h11", "socksio", "anyio"):
    for folder in importlib.util.find_spec(name).submodule_search_locations:
        compileall.compile_dir(folder, quiet=2)
"""
MIGRATE = """
import asyncio, sys
from storage.connect import connect

async def migrate():
    store = await connect(sys.stdin.buffer.read().decode("utf-8", "surrogateescape"))
    await store.close()

asyncio.run(migrate())
"""

Execute = Callable[[str, list[str], Mapping[str, str]], object]


def _execute(path: str, words: list[str], environment: Mapping[str, str]) -> object:
    os.execve(path, words, environment)  # noqa: S606 - ourselves


def run_lean(execute: Execute = _execute) -> None:
    """`paperround run`; in the same process, with the same words, as a smaller Python."""
    if may_begin_again() and compiled():
        words = [sys.executable, *SMALL, *sys.orig_argv[1:]]
        execute(sys.executable, words, {**ONE_ARENA, **os.environ})
    from bot.serving import serve

    with without(*ORNAMENTS):
        serve(prepare=migrate_apart)


def may_begin_again() -> bool:
    """
    Whether another Python may take the place of this one.

    Not on Windows, where the shell would believe that it has ended; not where `run` was not typed
    (a test calls it), nor where somebody has chosen how Python is to optimise.
    """
    is_typed = sys.orig_argv[-1:] == sys.argv[-1:]
    return os.name == "posix" and bool(sys.executable) and is_typed and not sys.flags.optimize


def compiled(package: str = COMPILED) -> bool:
    """
    Whether the smaller Python finds everything compiled; what is not yet, is done now.

    It is compiled once, as pip does when it installs. To do so at every start, where nothing can
    be kept, would take more than is saved.
    """
    kept = _compiled_file(package)
    if kept is None:
        return False
    if not kept.exists() and _can_write(kept.parent):
        _apart(COMPILE)
    return kept.exists()


def migrate_apart(settings: Settings) -> None:
    """Bring the database up to date; what cannot be is told by who opens it then."""
    from storage.connect import is_current

    if not is_current(settings.database_url):
        _apart(MIGRATE, settings.database_url)


def _apart(program: str, told: str = "") -> None:
    """Run *program* in another process: memory that it needs once is given back at its end."""
    path = os.pathsep.join(filter(None, sys.path))  # not the current folder, unless it is there
    environment = {**os.environ, "PYTHONPATH": path}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # meant for imports, not for compiling
    subprocess.run(  # noqa: S603 - our own
        [sys.executable, "-P", *SMALL, "-c", program],
        env=environment,
        input=told,
        encoding="utf-8",
        errors="surrogateescape",
        stderr=subprocess.DEVNULL,
        check=False,
    )


def _compiled_file(package: str) -> Path | None:
    """Where Python keeps *package* compiled without docstrings."""
    spec = find_spec(package)
    if spec is None or not spec.origin:
        return None
    return Path(cache_from_source(spec.origin, optimization=2))


def _can_write(folder: Path) -> bool:
    there = next(place for place in (folder, *folder.parents) if place.exists())
    return os.access(there, os.W_OK)


@contextmanager
def without(*modules: str) -> Iterator[None]:
    """Let *modules* that are not loaded yet seem not to be installed."""
    hidden = [name for name in modules if name not in sys.modules]
    for name in hidden:  # https://docs.python.org/3/reference/import.html#the-module-cache
        sys.modules[name] = None  # type: ignore[assignment]
    try:
        yield
    finally:
        for name in hidden:
            sys.modules.pop(name, None)
