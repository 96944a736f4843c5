"""The local Telegram as a process of its own: `python -m tests.fakes.telegram --port 0`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tests.fakes.telegram.scene import TOKEN, USERNAME
from tests.fakes.telegram.server import LocalTelegram


def main() -> None:
    """Answer until told to end, or until whoever started this closes its input."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.telegram", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--token", default=TOKEN, help="the token of the only bot")
    parser.add_argument("--username", default=USERNAME, help="its name, without the @")
    parser.add_argument("--delay", type=float, default=0.0, help="seconds that each answer takes")
    asked = parser.parse_args()
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    telegram = LocalTelegram(token=asked.token, username=asked.username, delay=asked.delay)
    telegram.start(asked.port)
    sys.stdout.write(f"{telegram.base_url}\n")
    sys.stdout.flush()
    threading.Thread(target=_until_closed, args=(over,), daemon=True).start()
    over.wait()
    telegram.stop()


def _until_closed(over: threading.Event) -> None:
    """An orphan must not stay: the input ends with the process that started this one."""
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main()
