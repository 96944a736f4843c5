"""Who works on portions: in other processes comes out what comes out in this one."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import subprocess
import sys
import time
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from pathlib import Path

import pytest

from adapters.views import View
from bot.hands import unswept
from storage.connect import connect
from tests.bot.planned import SINK, World, numbered

ROOT = Path(__file__).parents[2]
DAY = date(2025, 11, 25)
BOSS = """
import asyncio
from bot.hands import far_hands
from bot.portion import Drawing

async def main():
    async with far_hands(Drawing(fits={}, shapes={}, heals=False)) as hands:
        for hand in hands:
            executor = hand._process
            executor.submit(int).result()
            print(*executor._processes, flush=True)
        print(flush=True)
        await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(main())
"""

BUSY = """
import asyncio, signal
from bot.hands import far_hands
from bot.portion import Drawing

async def main():
    asyncio.get_running_loop().add_signal_handler(signal.SIGINT, lambda: None)
    async with far_hands(Drawing(fits={}, shapes={}, heals=False)) as (hand, *_):
        print("begun", flush=True)
        print(await hand._do(len, "papers"))

if __name__ == "__main__":
    asyncio.run(main())
"""


def fits_seven(view: View) -> bool:
    """A plain function, as other processes need it."""
    return len(view.items) <= 7


async def planned(folder: Path, **changes: int) -> tuple[int, list[tuple[object, ...]]]:
    """How many digests a planner makes for nine chats, and all that it stored of them."""
    store = await connect(f"sqlite:///{folder}/paperround.db")
    try:
        world = World(store)
        await world.announce(DAY, *numbered(1, 30))
        for n in range(1, 8):
            await world.chat("cs.CV", name=str(n), limit=3 * n)
        await world.chat("cs.CV nowhere", name="8")
        await world.chat("hep-th", name="9")
        count = await world.planner_for(fits_seven, **changes).plan_due()
        rows = await store.database.read(
            lambda tx: [
                *tx.rows("select chat, day, accounts, cuts, arrival from digests order by chat"),
                *tx.rows("select chat, paper, rule, rank from choices order by chat, rank"),
                *tx.rows("select chat, part, view, papers from deliveries order by chat, part"),
            ]
        )
        return count, [tuple(row.values()) for row in rows]
    finally:
        await store.close()


async def test_far_hands_do_what_near_ones_do(tmp_path: Path) -> None:
    """The same digests, choices and messages, whichever process made them."""
    (tmp_path / "near").mkdir()
    (tmp_path / "far").mkdir()
    near = await planned(tmp_path / "near")
    far = await planned(tmp_path / "far", many=1)
    assert near == far
    assert near[0] == 8
    assert len(near[1]) > 60


async def test_a_fault_far_away_is_told_here(tmp_path: Path) -> None:
    """Nothing is swallowed: the job fails, and is tried again."""
    store = await connect(f"sqlite:///{tmp_path}/paperround.db")
    try:
        world = World(store)
        await world.announce(DAY, *numbered(1, 3))
        await world.chat("cs.CV")
        with pytest.raises(ZeroDivisionError):
            await world.planner_for(_broken, many=1).plan_due()
        assert await world.planner.plan_due() == 1
    finally:
        await store.close()


def _broken(view: View) -> bool:
    return len(view.items) < 1 // 0


def test_hands_end_with_who_asked_them() -> None:
    """A killed process leaves nobody working for it."""
    boss = subprocess.Popen([sys.executable, "-c", BOSS], stdout=subprocess.PIPE, cwd=ROOT)
    assert boss.stdout is not None
    pids = [int(line) for line in iter(boss.stdout.readline, b"\n")]
    assert pids
    assert all(map(_lives, pids))
    boss.send_signal(signal.SIGKILL)
    boss.wait()
    boss.stdout.close()
    until = time.monotonic() + 20
    while any(map(_lives, pids)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(_lives, pids))


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_ctrl_c_is_for_who_asked_them() -> None:
    """They work on, and say nothing, also where it comes while they begin."""
    boss = subprocess.Popen(
        [sys.executable, "-c", BUSY],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        start_new_session=True,
    )
    assert boss.stdout is not None
    assert boss.stdout.readline() == b"begun\n"
    os.killpg(boss.pid, signal.SIGINT)
    out, errors = boss.communicate(timeout=60)
    assert (out.split(), errors) == ([b"6"], b"")


async def test_a_hand_that_is_killed_fails_the_planning_and_the_next_one_works(
    tmp_path: Path,
) -> None:
    """Nothing is half stored, nobody works on, and the loop waits for nobody."""
    store = await connect(f"sqlite:///{tmp_path}/paperround.db")
    try:
        world = World(store)
        await world.announce(DAY, *numbered(1, 3))
        await world.chat("cs.CV")
        with pytest.raises(BrokenProcessPool):
            await world.planner_for(_kills, many=1).plan_due()
        assert await store.due(SINK, world.now, limit=9) == ()
        assert asyncio.all_tasks() == {asyncio.current_task()}
        assert await world.planner.plan_due() == 1
    finally:
        await store.close()


def _kills(view: View) -> bool:
    """Ends the process that asks, as the system does where memory is short."""
    os.kill(os.getpid(), signal.SIGKILL)
    return bool(view.items)


def test_the_search_for_circles_goes_on_afterwards() -> None:
    """Also where planning failed, and not where it was off before."""

    def fail() -> None:
        with unswept():
            assert not gc.isenabled()
            raise KeyError

    with pytest.raises(KeyError):
        fail()
    assert gc.isenabled()
    gc.disable()
    try:
        with unswept():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()
