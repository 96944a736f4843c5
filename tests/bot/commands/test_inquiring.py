"""Papers for words that somebody types in any chat: what is found, and what is shown there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from adapters.conversation import Finds, Inquiry
from adapters.ports import SourceError
from adapters.views import ViewKind, dump
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.inquiring import A_PAGE, Inquiring
from bot.lists import MOST_FOUND
from bot.payloads import parse
from storage.records import Summarised
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS, Office
from tests.bot.planned import WEDNESDAY, World, numbered
from tests.making import a_paper, a_summary


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and what plans digests of them."""
    return World(store)


@pytest.fixture
def inquiring(office: Office) -> Inquiring:
    """What answers, on a platform with links, while arXiv must not be asked."""
    office.archive.fault = SourceError("arXiv was asked.")
    return Inquiring(replace(office.desk, link=lambda _, payload: f"https://t.me/bot?{payload}"))


async def found(inquiring: Inquiring, words: str = "", **changes: Any) -> Finds:
    """What reader 7 finds by *words*."""
    return await inquiring(replace(Inquiry(platform="sink", reader="7", words=words), **changes))


def papers(finds: Finds) -> list[str]:
    """The papers found, in order."""
    return [find.paper_id for find in finds.finds]


def ids(numbers: Sequence[int]) -> list[str]:
    """The identifiers of papers with these numbers."""
    return [f"2511.{number:05d}" for number in numbers]


async def test_words_find_what_a_search_finds(inquiring: Inquiring, store: Store) -> None:
    """Each with a line about it, and as it would be shown."""
    await store.keep_papers([a_paper(1), a_paper(2, title="On lakes")])
    summary = Summarised(paper_id="2511.00001", version=1, summary=a_summary(language="en"))
    await store.keep_summaries([summary], at=NOW)
    finds = await found(inquiring, 'rivers "part 1" cat:cs.CV')
    (find,) = finds.finds
    assert (find.paper_id, find.title, find.about) == (
        "2511.00001",
        "On rivers, part 1",
        "Ada Lovelace, Wu Li · cs.CV · 2511.00001",
    )
    assert (finds.next, finds.label, finds.payload) == (0, "Open Paperround", "c_start")
    (item,) = find.view.items
    assert (find.view.kind, item.title, item.text) == (ViewKind.CARD, find.title, "一句话。")


@pytest.mark.parametrize(
    ("words", "count"),
    [("riv", 1), ("on riv", 1), ('"part 1" riv', 1), ("riv on", 0), ('riv "part 1"', 0)],
)
async def test_the_word_that_is_being_typed_need_not_be_whole(
    inquiring: Inquiring, store: Store, words: str, count: int
) -> None:
    """The last one, that is; no phrase, and none before it."""
    await store.keep_papers([a_paper(1), a_paper(2, title="On lakes", abstract="Lakes.")])
    assert len((await found(inquiring, words)).finds) == count


async def test_what_is_shown_elsewhere_needs_no_answer(
    inquiring: Inquiring, desk: Desk, store: Store
) -> None:
    """Every button leads somewhere; none is left where a platform has no links."""
    await store.keep_papers([a_paper()])
    (find,) = (await found(inquiring, "rivers")).finds
    actions = [action for row in find.view.actions for action in row]
    assert [(action.label, bool(action.link), action.payload) for action in actions] == [
        ("arXiv", True, ""),
        ("PDF", True, ""),
        ("Open in Paperround", False, "p_2511_00001"),
    ]
    (apart,) = (await found(Inquiring(desk), "rivers")).finds
    assert all(action.link for row in apart.view.actions for action in row)


async def test_papers_that_are_named_come_as_they_are_named(
    inquiring: Inquiring, store: Store
) -> None:
    """By identifiers and pasted links; the private chat opens the first."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    words = "see https://arxiv.org/abs/2511.00002v1 and 2511.00009, 2511.00001, 2511.00002"
    finds = await found(inquiring, words)
    assert papers(finds) == ids([2, 1])
    assert (finds.label, finds.payload) == ("Open 2511.00002v1 in Paperround", "p_2511_00002v1")


async def test_what_is_not_stored_is_left_to_the_private_chat(inquiring: Inquiring) -> None:
    """There arXiv is asked, for one who waits."""
    finds = await found(inquiring, "hep-th/9901001", language="zh-hans")
    assert (papers(finds), finds.label, finds.payload) == (
        [],
        "在 Paperround 中打开 hep-th/9901001",
        "p_hep-th_9901001",
    )


async def test_many_come_some_at_a_time(inquiring: Inquiring, store: Store) -> None:
    """Until there are no more, or as many as a search brings."""
    await store.keep_papers([a_paper(number) for number in range(1, MOST_FOUND + 9)])
    seen: list[str] = []
    starts = [0]
    while finds := await found(inquiring, "rivers", start=starts[-1]):
        seen += papers(finds)
        if not finds.next:
            break
        starts.append(finds.next)
    assert starts == [0, A_PAGE, 2 * A_PAGE]
    assert len(set(seen)) == len(seen) == MOST_FOUND
    for start in (10**30, -5):
        assert (await found(inquiring, "rivers", start=start)).label


async def test_a_page_that_is_just_full_is_the_last(inquiring: Inquiring, store: Store) -> None:
    """Nobody is sent to an empty one."""
    await store.keep_papers([a_paper(number) for number in range(1, A_PAGE + 1)])
    finds = await found(inquiring, "rivers")
    assert (len(finds.finds), finds.next) == (A_PAGE, 0)


@pytest.mark.parametrize("words", ["rivers cat:cs.C", "zeppelin", '"', "cat:cs.CV", "河"])
async def test_half_a_word_finds_nothing_and_breaks_nothing(
    inquiring: Inquiring, store: Store, words: str
) -> None:
    """More letters follow; meanwhile it is said so."""
    await store.keep_papers([a_paper()])
    finds = await found(inquiring, words)
    assert finds == Finds(
        label="Nothing stored has all of that. Open Paperround", payload="c_start"
    )


async def test_before_anything_is_typed_the_newest_are_there(
    inquiring: Inquiring, world: World
) -> None:
    """Of the newest day, the newest first; nothing where nothing is stored."""
    assert await found(inquiring, " \n") == Finds(label="Open Paperround", payload="c_start")
    await world.announce(WEDNESDAY - timedelta(days=1), *numbered(90, 92))
    await world.announce(WEDNESDAY, *numbered(1, 21))
    first = await found(inquiring)
    assert (papers(first), first.next) == (ids(range(21, 1, -1)), A_PAGE)
    last = await found(inquiring, start=first.next)
    assert (papers(last), last.next) == (ids([1]), 0)


async def test_before_anything_is_typed_ones_own_digest_is_there(
    inquiring: Inquiring, world: World
) -> None:
    """What the private chat was told last, in its order; another's is another's."""
    await world.announce(WEDNESDAY, *numbered(1, 4), *numbered(5, 9, categories=("hep-th",)))
    await world.chat("hep-th", limit=3)
    await world.planned()
    assert papers(await found(inquiring)) == ids([5, 6, 7])
    assert papers(await found(inquiring, reader="8")) == ids(range(9, 0, -1))


@pytest.mark.parametrize("days", [6, 8])
async def test_an_old_digest_is_no_news(office: Office, world: World, days: int) -> None:
    """After a week what is new at all is more to the point; nor is one that told nothing."""
    await world.announce(WEDNESDAY, *numbered(1, 1), *numbered(2, 9, categories=("hep-th",)))
    await world.chat("cs.CV")
    await world.planned()
    later = Inquiring(replace(office.desk, now=lambda: NOW + timedelta(days=days)))
    assert papers(await found(later)) == (ids([1]) if days < 7 else ids(range(9, 0, -1)))


async def test_a_digest_that_told_nothing_is_no_news(inquiring: Inquiring, world: World) -> None:
    """A day on which no rule matched."""
    await world.announce(WEDNESDAY, *numbered(1, 2))
    await world.chat("cs.CV zeppelins")
    await world.planned()
    assert papers(await found(inquiring)) == ids([2, 1])


@pytest.mark.parametrize(
    ("own", "chats", "said", "label"),
    [
        ("", "", "", "Open Paperround"),
        ("", "", "zh-hans", "打开 Paperround"),
        ("", "en", "zh-hans", "Open Paperround"),
        ("zh", "en", "", "打开 Paperround"),
    ],
)
async def test_people_are_answered_in_their_language(
    inquiring: Inquiring, world: World, own: str, chats: str, said: str, label: str
) -> None:
    """Their own, that of their private chat, or what the platform says of them."""
    if chats:
        await world.chat(language=chats)
    if own:
        reader = await world.store.open_reader("sink", "7", at=NOW)
        await world.store.set_language(reader.key, own)
    assert (await found(inquiring, language=said)).label == label


async def test_strangers_are_shown_the_way_and_nothing_else(
    desk: Desk, store: Store, world: World
) -> None:
    """They cost nothing, and nothing is remembered of them, nor of anybody who asks."""
    await world.announce(WEDNESDAY, *numbered(1, 1))
    closed = replace(desk, deployment=Deployment(defaults=SETTINGS, access=Access.INVITE))
    way = Finds(label="Open Paperround", payload="c_start")
    for words in ("rivers", "2511.00001", ""):
        assert await found(Inquiring(closed), words) == way
        assert papers(await found(Inquiring(desk), words)) == ids([1])
    assert await store.reader("sink", "7") is None
    reader = await store.open_reader("sink", "7", at=NOW)
    await store.admit(reader.key)
    assert papers(await found(Inquiring(closed), "rivers")) == ids([1])


async def test_what_is_shown_fits_a_message(desk: Desk, store: Store) -> None:
    """Also a paper of which the abstract has to stand in for a summary."""
    await store.keep_papers([a_paper(abstract="Rivers are long. " * 500)])

    def fits(_: str) -> Any:
        return lambda view: sum(len(d.text) for item in view.items for d in item.details) < 1_000

    (find,) = (await found(Inquiring(replace(desk, fits=fits)), "rivers")).finds
    (detail,) = find.view.items[0].details
    assert 900 < len(detail.text) < 1_000


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(words=st.text(max_size=4096), start=st.integers(), language=st.text(max_size=9))
@example(words="\ud800\0" * 2048, start=0, language="\ud800")
@example(words="2511.00001v1 " * 315, start=99, language="zh")
@example(words='"' * 4096, start=-1, language="")
async def test_whatever_is_typed_is_answered(
    inquiring: Inquiring, store: Store, words: str, start: int, language: str
) -> None:
    """By papers or none, and a way to the private chat that is understood there."""
    await store.keep_papers([a_paper(number) for number in range(1, 4)])
    finds = await found(inquiring, words, start=start, language=language)
    assert parse(finds.payload) is not None
    assert finds.label
    assert all(dump(find.view) for find in finds.finds)
