"""Who needs which summary: none is made that nobody is shown."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.summarise import Summaries
from storage.records import Paper, Summarised, Summary
from storage.store import Store
from tests.making import a_paper, a_summary

NOW = datetime(2025, 11, 24, tzinfo=UTC)


class Counting:
    """An offline summariser that counts what it is asked for."""

    engine = "extractive"
    prompt = "1"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def summarise(self, paper: Paper) -> Summary:
        """One more."""
        self.asked.append(paper.id)
        return a_summary(engine=self.engine, prompt=self.prompt, language="en")


async def test_only_what_lacks_is_made(store: Store) -> None:
    """Not where a complete one in the reader's language is stored, and never twice."""
    papers = [a_paper(1), a_paper(2), a_paper(3)]
    await store.keep_papers(papers)
    complete = Summarised(paper_id=papers[0].id, version=1, summary=a_summary())
    broken = Summarised(paper_id=papers[1].id, version=1, summary=a_summary(complete=False))
    await store.keep_summaries([complete, broken], at=NOW)
    offline = Counting()
    summaries = Summaries(store, offline, lambda: NOW, lambda *_: None)
    found = await summaries.of(papers, "zh")
    assert offline.asked == [papers[1].id, papers[2].id]
    assert set(found) == {paper.id for paper in papers}
    await summaries.of(papers, "en")
    assert offline.asked[2:] == [papers[0].id]
    assert await summaries.make_missing(papers) == 0
