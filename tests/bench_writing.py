"""
Summaries of a day by a model, measured: 700 papers, 32 calls at once, each taking two seconds.

It all happens: the store is an SQLite file with `synchronous=FULL`, the `openai` library makes the
calls to a local endpoint, a process of its own, every answer is checked, paid for and stored. The
ideal is what the calls alone take; the goal is to need no more than 1.15 times that.
"""

from __future__ import annotations

import asyncio
import math
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from adapters.tex import as_abstract, as_text
from bot.app import World, running
from bot.settings import load_settings
from bot.writing.wanted import Outcome, Wanted
from storage.records import Paper
from tests.fakes.arxiv.papers import FakePaper, papers
from tests.fakes.llm.process import LlmProcess
from tests.fakes.llm.server import KEY, MODEL
from tests.making import a_paper

PAPERS = 700
AT_ONCE = 32
LATENCY = 2.0  # seconds
GOAL = 1.15
NOW = datetime(2026, 3, 3, 7, 30, tzinfo=UTC)


def made(one: FakePaper) -> Paper:
    """The paper as it would be stored."""
    number = int(one.id.partition(".")[2])
    known = a_paper(number)
    return Paper(
        id=one.id,
        title=as_text(one.title),
        abstract=as_abstract(one.abstract),
        authors=known.authors,
        categories=(one.primary,),
        version=1,
    )


async def measured(folder: Path, url: str, count: int) -> tuple[float, float]:
    """The seconds that it took, by the wall and of this process's CPU."""
    environment = {
        "database_url": f"sqlite:///{folder}/paperround.db",
        "llm_base_url": url,
        "llm_api_key": KEY,
        "llm_model": MODEL,
        "llm_concurrency": AT_ONCE,
    }
    settings = type(load_settings(folder)).model_validate(environment)
    async with running(settings, World(now=lambda: NOW)) as app:
        some = [made(one) for one in papers(count, category="cs.CV", day=NOW.date())]
        await app.store.keep_papers(some)
        summaries = app.summaries()
        # The first call loads the library, once in the life of a bot.
        await summaries.write([Wanted(paper=some[0], languages=("zh",))])
        begun, cpu = time.perf_counter(), time.process_time()
        outcomes = await summaries.write([Wanted(paper=one, languages=("en",)) for one in some])
        took = time.perf_counter() - begun, time.process_time() - cpu
    if outcomes[Outcome.MADE] != count:
        raise SystemExit(f"not all were made: {dict(outcomes)}")
    return took


def main() -> None:
    """Measure, for as many papers as the command line says."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else PAPERS
    with LlmProcess("--latency", str(LATENCY)) as llm, tempfile.TemporaryDirectory() as folder:
        took, cpu = asyncio.run(measured(Path(folder), llm.url, count))
        most = llm.ask("most_at_once")
    ideal = math.ceil(count / AT_ONCE) * LATENCY
    sys.stdout.write(
        f"summaries by a model: {count} papers in {took:.1f} s, {took / ideal:.3f} of the ideal"
        f" {ideal:g} s (goal {GOAL}); at most {most} calls at once; {cpu / count * 1e3:.1f} ms of"
        " CPU a paper\n"
    )


if __name__ == "__main__":
    main()
