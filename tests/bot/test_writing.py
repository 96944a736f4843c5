"""The run over what is wanted: once each, most-wanted first, never twice for the same money."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace
from typing import cast
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Answer, Question, Trouble
from bot.compose import OFFLINE
from bot.money.alerts import Alert
from bot.money.purse import Asker
from bot.money.tokens import A_CALL
from bot.refusal import Refusal
from bot.wording import Wording
from bot.writing.wanted import WAITS, Outcome, Wanted, wanted_of
from bot.writing.writer import Writer
from storage.records import Summarised
from storage.store import Store
from tests.bot.test_asking import NOW, Desk
from tests.fakes.model.model import failing, saying
from tests.making import a_paper, a_summary

PAPERS = [a_paper(number) for number in range(1, 41)]
KNOWN = {paper.id: paper for paper in PAPERS[:5]}
ENGLISH = Wording("en", ZoneInfo("UTC"))
ME = Asker(reader=1, chat=1)


@dataclass
class Office(Desk):
    """A writer on all of that."""

    alerts: list[Alert] = field(default_factory=list)

    def __post_init__(self) -> None:
        Desk.__post_init__(self)
        self.writer = Writer(self.asking, self.alert)

    async def alert(self, alert: Alert) -> None:
        """An operator is told."""
        self.alerts.append(alert)


@pytest.fixture
async def papers(store: Store) -> Store:
    """The store, which knows forty papers."""
    await store.keep_papers(PAPERS)
    return store


def wanted(count: int, *languages: str) -> list[Wanted]:
    """The first so many, in these languages."""
    return [Wanted(paper=paper, languages=languages or ("en",)) for paper in PAPERS[:count]]


async def test_a_rerun_costs_nothing(papers: Store) -> None:
    """What is stored is not asked for again, whoever made it."""
    imported = Summarised(paper_id=PAPERS[0].id, version=1, summary=a_summary(language="en"))
    await papers.keep_summaries([imported], at=NOW)
    office = Office(papers)
    assert await office.writer.write(wanted(20)) == {Outcome.MADE: 19}
    assert await office.writer.write(wanted(20)) == {}
    assert office.model.asked.total() == 19
    assert 1 <= office.model.highest <= office.asking.gate.most


async def test_sentences_of_the_abstract_are_no_reason_not_to_ask(papers: Store) -> None:
    """Though they are in the language that is wanted."""
    offline = a_summary(language="en", engine=OFFLINE)
    made = [Summarised(paper_id=paper.id, version=1, summary=offline) for paper in PAPERS]
    await papers.keep_summaries(made, at=NOW)
    assert await Office(papers).writer.write(wanted(3)) == {Outcome.MADE: 3}


async def test_only_what_lacks_of_a_paper_is_asked_for(papers: Store) -> None:
    """Languages that are there are left out; many are asked for in several calls."""
    office = Office(papers)
    await office.writer.write(wanted(1, "en"))
    await office.writer.write(wanted(1, "en", "zh", "ja", "ko", "de"))
    asked = [question.languages for question in office.model.questions]
    assert sorted(asked[1:]) == [("de",), ("zh", "ja", "ko")]
    assert max(map(len, asked)) == A_CALL


async def test_a_newer_version_is_a_new_paper(papers: Store) -> None:
    """What is said of version 1 says nothing of version 2."""
    office = Office(papers)
    await office.writer.write(wanted(1))
    again = Wanted(paper=a_paper(1, version=2), languages=("en",))
    assert await office.writer.write([again]) == {Outcome.MADE: 1}


async def test_what_failed_is_asked_again_after_some_time(papers: Store) -> None:
    """Longer after each vain try, and in the end no more."""
    bad = saying("bad")
    office = Office(papers, [bad] * (2 * len(WAITS) + 2))
    assert await office.writer.write(wanted(1)) == {Outcome.FAULTY: 1}
    for wait in WAITS:
        office.now += wait - timedelta(seconds=1)
        assert await office.writer.write(wanted(1)) == {}
        office.now += timedelta(seconds=1)
        assert await office.writer.write(wanted(1)) == {Outcome.FAULTY: 1}
    office.now += timedelta(days=365)
    assert await office.writer.write(wanted(1)) == {}


async def test_a_hopeless_model_ends_the_run(papers: Store) -> None:
    """After those that were under way; all others are told as left."""
    office = Office(papers, [failing(Trouble.HOPELESS)] * 40)
    assert await office.writer.write(wanted(40)) == {Outcome.HOPELESS: 40}
    assert office.model.asked.total() <= office.asking.gate.most
    assert len(office.told) == 1


async def test_a_paper_that_breaks_the_program_takes_no_other_with_it(papers: Store) -> None:
    """Whatever goes wrong in one, the others are made."""

    def bug(question: Question) -> Answer:
        raise ZeroDivisionError

    office = Office(papers, [bug])
    made = await office.writer.write(wanted(20))
    assert made == {Outcome.MADE: 19, Outcome.UNANSWERED: 1}


async def test_a_person_passes_the_run_and_pays_for_nothing_twice(papers: Store) -> None:
    """What the run asks for already is waited for; what is made for a person is left out."""
    opened = asyncio.Event()

    async def behind_the_door(_: float) -> None:
        await opened.wait()

    office = Office(papers)
    office.model.sleep = behind_the_door
    run = asyncio.create_task(office.writer.write(wanted(20)))
    while office.model.under_way < office.asking.gate.most:  # noqa: ASYNC110 - calls that begin
        await asyncio.sleep(0)
    under_way, last = PAPERS[0], PAPERS[19]
    mine = [
        asyncio.create_task(office.writer.write_now(paper, "en", ME, ENGLISH))
        for paper in (under_way, last, last)
    ]
    await asyncio.sleep(0.05)
    opened.set()
    assert await asyncio.gather(*mine) == [Outcome.MADE] * 3
    assert (await run)[Outcome.MADE] == 19
    assert set(office.model.asked.values()) == {1}
    order = [question.paper.id for question in office.model.questions]
    assert order.index(last.id) <= office.asking.gate.most + 1


async def test_a_person_who_gives_up_leaves_the_summary_behind(papers: Store) -> None:
    """It was paid for."""
    opened = asyncio.Event()

    async def behind_the_door(_: float) -> None:
        await opened.wait()

    office = Office(papers)
    office.model.sleep = behind_the_door
    asking = asyncio.create_task(office.writer.write_now(PAPERS[0], "en", ME, ENGLISH))
    while not office.model.under_way:  # noqa: ASYNC110 - a call that begins
        await asyncio.sleep(0)
    asking.cancel()
    opened.set()
    await asyncio.gather(asking, return_exceptions=True)
    while not await papers.summaries([PAPERS[0].id]):  # noqa: ASYNC110 - the store's thread
        await asyncio.sleep(0.01)


async def test_a_person_is_not_asked_for_what_makes_no_sense(papers: Store) -> None:
    """What is stored, what failed just now, and a model that is held back."""
    office = Office(papers, [saying("bad"), saying("bad")])
    assert await office.writer.write_now(PAPERS[0], "en", ME, ENGLISH) is Outcome.FAULTY
    assert await office.writer.write_now(PAPERS[0], "en", ME, ENGLISH) is None
    assert await office.writer.write_now(PAPERS[1], "en", ME, ENGLISH) is Outcome.MADE
    assert await office.writer.write_now(PAPERS[1], "en", ME, ENGLISH) is None
    await office.breaker.gave_up("no balance")
    assert await office.writer.write_now(PAPERS[2], "en", ME, ENGLISH) is None


async def test_a_person_who_asks_for_too_many_is_told(papers: Store) -> None:
    """In one sentence; nothing is asked of the model for it."""
    office = Office(papers)

    async def all_of_them() -> None:
        for paper in PAPERS:
            await office.writer.write_now(paper, "en", ME, ENGLISH)

    with pytest.raises(Refusal, match="summar"):
        await all_of_them()
    assert 0 < office.model.asked.total() < len(PAPERS)


async def test_a_writer_that_is_closed_asks_for_nothing(papers: Store) -> None:
    """What is under way is given up, and the run ends."""
    office = Office(papers)
    office.model.sleep = asyncio.sleep
    office.model.latency = 3600
    run = asyncio.create_task(office.writer.write(wanted(20)))
    while not office.model.under_way:  # noqa: ASYNC110 - calls that begin
        await asyncio.sleep(0)
    async with asyncio.timeout(10):
        await office.writer.close()
        outcomes = await run
    assert outcomes.total() == 20
    assert outcomes[Outcome.MADE] == 0
    assert await office.writer.write_now(PAPERS[0], "en", ME, ENGLISH) is None


async def test_nothing_begins_once_a_writer_is_closed(papers: Store) -> None:
    """Not even for a paper that the run was just looking up."""
    office = Office(papers)
    office.model.sleep = asyncio.sleep
    office.model.latency = 3600

    async def looked_up(ids: Sequence[str]) -> object:
        if len(ids) == 1:
            await office.writer.close()
        return await papers.tries(ids)

    store = SimpleNamespace(summaries=papers.summaries, tries=looked_up)
    office.writer = Writer(replace(office.asking, store=cast("Store", store)), office.alert)
    async with asyncio.timeout(10):
        outcomes = await office.writer.write(wanted(20))
    assert (outcomes.total(), office.model.under_way) == (20, 0)


@given(
    st.dictionaries(
        st.tuples(
            st.sampled_from([p.id for p in PAPERS[:5]] + ["2511.99999"]), st.sampled_from("abc")
        ),
        st.integers(1, 9),
    )
)
def test_what_most_chats_want_comes_first(counts: dict[tuple[str, str], int]) -> None:
    """Each paper once, with all its languages and all chats that want it."""
    found = wanted_of(counts, KNOWN)
    assert [one.chats for one in found] == sorted((one.chats for one in found), reverse=True)
    said = {(one.paper.id, language) for one in found for language in one.languages}
    assert said == {name for name in counts if name[0] in KNOWN}
    assert sum(one.chats for one in found) == sum(counts[name] for name in said)
