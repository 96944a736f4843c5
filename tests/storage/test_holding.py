"""One process at a time: a lock that ends with its holder, however that ends."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest

from storage.connect import connect
from storage.database import StorageError

HOLDER = """
import asyncio, sys
from storage.connect import connect

async def main():
    store = await connect(sys.argv[1])
    print(await store.hold("run"), flush=True)
    await asyncio.sleep(60)

asyncio.run(main())
"""


async def test_a_lock_is_held_once(tmp_path: Path) -> None:
    """By name; closing lets go of all of them."""
    url = f"sqlite:///{tmp_path}/paperround.db"
    first, second = await connect(url), await connect(url)
    assert await first.hold("run")
    assert not await second.hold("run")
    assert await second.hold("chat")
    await first.close()
    assert await second.hold("run")
    await second.close()


async def test_a_killed_process_holds_nothing(tmp_path: Path) -> None:
    """Nothing has to be cleared away after it."""
    url = f"sqlite:///{tmp_path}/paperround.db"
    python, pipe = sys.executable, asyncio.subprocess.PIPE
    other = await asyncio.create_subprocess_exec(python, "-c", HOLDER, url, stdout=pipe)
    assert other.stdout is not None
    store = await connect(url)
    try:
        assert await other.stdout.readline() == b"True\n"
        assert not await store.hold("run")
    finally:
        other.kill()
        await other.wait()
    assert await store.hold("run")
    await store.close()


async def test_a_lock_that_cannot_be_is_said(tmp_path: Path) -> None:
    """As one sentence that names the file."""
    store = await connect(f"sqlite:///{tmp_path}/paperround.db")
    (tmp_path / "paperround.db.run.lock").mkdir()
    with pytest.raises(StorageError, match=r"paperround\.db\.run\.lock cannot be locked"):
        await store.hold("run")
    await store.close()
