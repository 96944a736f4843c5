"""ArXiv as the bot asks for it."""

from __future__ import annotations

from datetime import date

import httpx
import pytest

from adapters.arxiv.oai import TokenExpired
from adapters.arxiv.source import Addresses, ArxivSource
from adapters.ports import Announcements, Harvest, HarvestPage, Papers, SourceError
from storage.identifiers import Identifier
from tests.adapters.arxiv.answers import (
    Asking,
    Handler,
    api,
    api_entry,
    by_address,
    entry,
    in_turn,
    item,
    knows,
    knows_nothing,
    listing,
    oai,
    raw_record,
    resume,
    rss,
    section,
)

NEW_AI = "/list/cs.AI/new?skip=0&show=2000"
WEDNESDAY = date(2026, 8, 12)
CATCH_UP = "/catchup/cs.AI/2026-08-12?abs=True&page="
OAI = "/oai?verb=ListRecords&"


def source(asking: Asking) -> ArxivSource:
    """A source on arXiv's own addresses."""
    return ArxivSource(asking.client, Addresses())


def caught_up(*sections: str, total: int, day: str = "Wed, 12 Aug 2026") -> str:
    """A catch-up page."""
    found = "".join(sections) or f"No further updates for {day}"
    return f"<h1>Catchup results for AI on {day}</h1>Total of {total} entries{found}"


def test_the_source_fulfils_its_ports() -> None:
    """Three of them at once."""
    arxiv = source(Asking(by_address({})))
    announcements: Announcements = arxiv
    papers: Papers = arxiv
    harvest: Harvest = arxiv
    assert all((announcements, papers, harvest))


def test_the_catch_up_page_is_beside_the_listing() -> None:
    """Also of a local arXiv under a path."""
    assert Addresses().catch_up == "https://arxiv.org/catchup"
    assert (
        Addresses(listing="http://127.0.0.1:1/a/list/").catch_up == "http://127.0.0.1:1/a/catchup"
    )


async def test_a_listing_is_announced() -> None:
    """With day, order, declared count, and the fetch to remember."""
    page = listing(section("New", entry(), total=3), section("Cross", entry("2608.00002")))
    asking = Asking(by_address({NEW_AI: page, "/list/cs.AI/new?skip=2&show=2000": listing()}))
    answer = await source(asking).listing("cs.AI", knows_nothing)
    assert (answer.source, answer.day, answer.declared) == ("listing", WEDNESDAY, 4)
    assert [s.paper.id for s in answer.sightings] == ["2608.00001", "2608.00002"]
    assert [fetch.url for fetch in answer.fetches] == [f"https://arxiv.org{NEW_AI}"]
    assert not answer.unchanged


async def test_a_long_listing_is_read_to_its_end() -> None:
    """Page after page; what appears on two of them counts once."""
    pages = {
        NEW_AI: listing(
            section("New", entry("2608.00001"), entry("2608.00002"), total=3, shown=2000),
            total=2002,
        ),
        "/list/cs.AI/new?skip=2000&show=2000": listing(
            section("New", entry("2608.00002"), entry("2608.00003"), total=3, shown=2),
            section("Cross", entry("2608.00004")),
            total=2002,
        ),
    }
    asking = Asking(by_address(pages))
    answer = await source(asking).listing("cs.AI", knows_nothing)
    assert [s.paper.id[-1] for s in answer.sightings] == ["1", "2", "3", "4"]
    assert answer.declared == 2002
    assert len(asking.urls) == 2


async def test_an_older_listing_declares_nothing() -> None:
    """Without counts there is one page, and nothing is missing."""
    page = f"<h3>New submissions for Wednesday, 12 August 2026</h3>{entry()}"
    answer = await source(Asking(by_address({NEW_AI: page}))).listing("cs.AI", knows_nothing)
    assert (answer.day, answer.declared, len(answer.sightings)) == (WEDNESDAY, None, 1)


async def test_an_empty_listing_declares_nothing_to_come() -> None:
    """A holiday."""
    answer = await source(Asking(by_address({NEW_AI: listing()}))).listing("cs.AI", knows_nothing)
    assert (answer.day, answer.declared, answer.sightings) == (WEDNESDAY, 0, ())


async def test_an_unchanged_listing_is_unchanged() -> None:
    """The known ETag is sent."""
    asking = Asking(lambda _: httpx.Response(304))
    known = knows({f"https://arxiv.org{NEW_AI}": '"a"'})
    answer = await source(asking).listing("cs.AI", known)
    assert asking.requests[0].headers["If-None-Match"] == '"a"'
    assert (answer.unchanged, answer.day, answer.declared) == (True, None, None)
    assert [fetch.status for fetch in answer.fetches] == [304]


async def test_a_listing_that_changes_meanwhile_is_read_again_later() -> None:
    """At eight in the evening, Eastern, between two of its pages."""
    pages = {
        NEW_AI: listing(section("New", entry(), total=2001, shown=2000)),
        "/list/cs.AI/new?skip=2000&show=2000": listing(
            section("New", entry("2608.00009")), day="Thursday, 13 August 2026"
        ),
    }
    with pytest.raises(SourceError, match="changed while it was read") as caught:
        await source(Asking(by_address(pages))).listing("cs.AI", knows_nothing)
    assert caught.value.temporary


async def test_a_listing_without_end_is_left() -> None:
    """A page that always promises more is asked for twenty times at most."""
    endless = listing(section("New", entry(), total=1_000_000, shown=2000))
    asking = Asking(lambda _: httpx.Response(200, text=endless))
    answer = await source(asking).listing("cs.AI", knows_nothing)
    assert len(asking.urls) == 20
    assert (answer.declared, len(answer.sightings)) == (1_000_000, 1)


async def test_a_missed_day_is_caught_up() -> None:
    """Page by page, until one has nothing further."""
    pages = {
        f"{CATCH_UP}1": caught_up(section("New", entry(), total=2, shown=1), total=3),
        f"{CATCH_UP}2": caught_up(section("Cross", entry("2608.00002")), total=3),
        f"{CATCH_UP}3": caught_up(total=3),
    }
    asking = Asking(by_address(pages))
    answer = await source(asking).catch_up("cs.AI", WEDNESDAY)
    assert len(asking.urls) == 3
    assert (answer.source, answer.day, answer.declared) == ("catchup", WEDNESDAY, 3)
    assert [str(s.type) for s in answer.sightings] == ["new", "cross"]


async def test_the_catch_up_page_of_another_day_is_refused() -> None:
    """Nothing is filed under a wrong day; a page that names none is believed."""
    page = caught_up(section("New", entry()), total=1, day="Tue, 11 Aug 2026")
    with pytest.raises(SourceError, match="shows 2026-08-11"):
        await source(Asking(by_address({f"{CATCH_UP}1": page}))).catch_up("cs.AI", WEDNESDAY)
    unnamed = page.replace("Aug", "Sol")
    answer = await source(Asking(by_address({f"{CATCH_UP}1": unnamed}))).catch_up(
        "cs.AI", WEDNESDAY
    )
    assert answer.day == WEDNESDAY


async def test_the_feed_is_taken_apart() -> None:
    """Through the same client."""
    asking = Asking(by_address({"/rss/cs.AI": rss(item())}))
    [answer] = (await source(asking).feed(["cs.AI"], knows_nothing)).values()
    assert not isinstance(answer, SourceError)
    assert len(answer.sightings) == 1


async def test_papers_are_looked_up_by_hundreds() -> None:
    """What does not exist is absent."""
    wanted = [Identifier(f"2608.{n:05}") for n in range(1, 102)]
    answers = in_turn(
        httpx.Response(200, text=api(*(api_entry(f"{i}v1") for i in reversed(wanted[:100])))),
        httpx.Response(200, text=api()),
    )
    asking = Asking(answers)
    found = await source(asking).papers([*wanted, wanted[0]])
    assert list(found) == wanted[:100]
    assert len(asking.urls) == 2
    assert asking.urls[1].endswith("/api/query?id_list=2608.00101&start=0&max_results=1")


async def test_nothing_asked_is_nothing_found() -> None:
    """And arXiv is left in peace."""
    asking = Asking(by_address({}))
    assert await source(asking).papers([]) == {}
    assert asking.urls == []


async def test_an_empty_page_of_the_api_is_asked_for_again() -> None:
    """It claimed to have found something."""
    asking = Asking(
        in_turn(httpx.Response(200, text=api(total=1)), httpx.Response(200, text=api(api_entry())))
    )
    assert len(await source(asking).papers([Identifier("2608.00001")])) == 1
    assert asking.waits == [30]


async def harvested(
    handler: Handler, *, until: date | None = None, token: str | None = None
) -> tuple[list[HarvestPage], list[str]]:
    """The pages of a harvest of hep-th since the first of August, and what was asked."""
    asking = Asking(handler)
    pages = source(asking).harvest(
        archive="hep-th", since=date(2026, 8, 1), until=until, token=token
    )
    return [page async for page in pages], [url.partition("?")[2] for url in asking.urls]


CONTINUED = "a"
FIRST = "metadataPrefix=arXivRaw&set=physics:hep-th&from=2026-08-01"


async def test_a_harvest_follows_its_tokens() -> None:
    """To the last page."""
    pages, asked = await harvested(
        by_address(
            {
                OAI + FIRST: oai(raw_record("2608.00001"), token=resume("a%26b")),
                f"{OAI}resumptionToken=a%2526b": oai(raw_record("2608.00002"), token=resume("")),
            }
        )
    )
    assert [page.papers[0].id for page in pages] == ["2608.00001", "2608.00002"]
    assert [page.token for page in pages] == ["a%26b", None]
    assert len(asked) == 2


async def test_a_harvest_may_end_with_a_day() -> None:
    """A month without records is empty, no error."""
    pages, asked = await harvested(
        by_address({f"{OAI}{FIRST}&until=2026-08-31": oai(error="noRecordsMatch")}),
        until=date(2026, 8, 31),
    )
    assert [(page.papers, page.token, page.newest) for page in pages] == [((), None, None)]
    assert len(asked) == 1


async def test_a_harvest_goes_on_from_a_token() -> None:
    """Where it was left."""
    pages, asked = await harvested(
        by_address({f"{OAI}resumptionToken=a": oai(raw_record())}), token=CONTINUED
    )
    assert (len(pages), asked) == (1, ["verb=ListRecords&resumptionToken=a"])


async def test_an_expired_token_begins_the_harvest_anew_once() -> None:
    """From the day it began with."""
    expired = oai(error="badResumptionToken")
    whole = {OAI + FIRST: oai(raw_record()), f"{OAI}resumptionToken=a": expired}
    pages, asked = await harvested(by_address(whole), token=CONTINUED)
    assert (len(pages), len(asked)) == (1, 2)
    circle = {**whole, OAI + FIRST: oai(raw_record(), token=resume("a"))}
    with pytest.raises(TokenExpired):
        await harvested(by_address(circle), token=CONTINUED)


async def test_a_first_page_cannot_expire() -> None:
    """An answer that makes no sense is passed on."""
    with pytest.raises(TokenExpired):
        await harvested(lambda _: httpx.Response(200, text=oai(error="badResumptionToken")))


async def test_a_harvest_that_goes_in_a_circle_is_left() -> None:
    """A page whose token leads to itself."""
    same = oai(raw_record(), token=resume("a"))
    with pytest.raises(SourceError, match="circle"):
        await harvested(lambda _: httpx.Response(200, text=same))
