"""The local Discord as a process of its own: `python -m tests.fakes.discord --port 0`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tests.fakes.discord.scene import TOKEN, USERNAME
from tests.fakes.discord.server import LocalDiscord


def main() -> None:
    """Answer until told to end, or until whoever started this closes its input."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.discord", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--token", default=TOKEN, help="the token of the only bot")
    parser.add_argument("--username", default=USERNAME, help="its name")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that each answer takes")
    parser.add_argument("--heartbeat", type=float, default=41.25, help="seconds between two")
    asked = parser.parse_args()
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    discord = LocalDiscord(
        token=asked.token, username=asked.username, delay=asked.delay, heartbeat=asked.heartbeat
    )
    discord.start(asked.port)
    sys.stdout.write(f"{discord.api_url}\n")
    sys.stdout.flush()
    threading.Thread(target=_until_closed, args=(over,), daemon=True).start()
    over.wait()
    discord.stop()


def _until_closed(over: threading.Event) -> None:
    """An orphan must not stay: the input ends with the process that started this one."""
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main()
