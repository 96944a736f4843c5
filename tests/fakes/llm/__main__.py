"""The local endpoint as a process of its own: `python -m tests.fakes.llm --port 0`."""

from __future__ import annotations

import argparse
import signal
import sys
import threading

from tests.fakes.llm.server import BASE, KEY, MODEL, LocalLlm


def main() -> None:
    """Answer until told to end, or until whoever started this closes its input."""
    parser = argparse.ArgumentParser(prog="python -m tests.fakes.llm", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0: one that is free")
    parser.add_argument("--key", default=KEY, help="the key that is asked for; empty: none")
    parser.add_argument("--model", default=MODEL, help="the only model")
    parser.add_argument("--base", default=BASE, help="the path before /chat/completions")
    parser.add_argument("--latency", type=float, default=0.0, help="seconds an answer takes")
    asked = parser.parse_args()
    over = threading.Event()
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda *_: over.set())
    llm = LocalLlm(key=asked.key, model=asked.model, base=asked.base, latency=asked.latency)
    llm.start(asked.port)
    sys.stdout.write(f"{llm.url}\n")
    sys.stdout.flush()
    threading.Thread(target=_until_closed, args=(over,), daemon=True).start()
    over.wait()
    llm.stop()


def _until_closed(over: threading.Event) -> None:
    """An orphan must not stay: the input ends with the process that started this one."""
    sys.stdin.read()
    over.set()


if __name__ == "__main__":
    main()
