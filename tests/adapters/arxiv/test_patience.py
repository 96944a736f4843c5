"""What one question learns of a busy host, and the next ones keep to."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest

from adapters.arxiv.client import ArxivClient
from adapters.ports import SourceError
from tests.adapters.arxiv.answers import Asking, Handler, in_turn

LISTING = "https://arxiv.org/list/{}/new"
FEED = "https://rss.arxiv.org/rss/cs.CV"
USUAL = [30.0, 60.0, 120.0, 300.0]


def busy(after: str = "") -> Handler:
    """An arXiv that is too busy, until the moment *after* if it names one."""
    return lambda _: httpx.Response(429, headers={"Retry-After": after} if after else {})


def fine(request: httpx.Request) -> httpx.Response:
    """An arXiv that answers."""
    return httpx.Response(200, text="good")


async def fails(client: ArxivClient, url: str) -> SourceError:
    """The error that this question ends with."""
    with pytest.raises(SourceError) as caught:
        await client.content(url, bytes.decode)
    return caught.value


async def test_a_long_retry_after_holds_for_every_question_to_its_host() -> None:
    """Until its moment nobody asks there again; other hosts are asked."""
    asking = Asking(busy("3600"))
    client = asking.client
    first = await fails(client, LISTING.format("cs.CV"))
    asking.now += timedelta(minutes=44)
    for subject in ("cs.AI", "cs.LG"):
        error = await fails(client, LISTING.format(subject))
        assert (str(error), error.temporary) == (str(first), True)
    assert (len(asking.requests), asking.waits) == (1, [])
    asking.handler = fine
    assert await client.content(FEED, bytes.decode) == "good"
    asking.now += timedelta(minutes=16)
    assert await client.content(LISTING.format("cs.AI"), bytes.decode) == "good"
    assert asking.waits == []


async def test_the_rest_of_a_long_retry_after_is_waited_for_when_it_is_short() -> None:
    """A question that comes near its end has the patience for it."""
    asking = Asking(busy("3600"))
    client = asking.client
    await fails(client, LISTING.format("cs.CV"))
    asking.now += timedelta(minutes=50)
    asking.handler = fine
    assert await client.content(LISTING.format("cs.AI"), bytes.decode) == "good"
    assert asking.waits == [600.0]
    assert asking.notices == ["arXiv is busy; trying again in 600 s"]
    await client.content(LISTING.format("cs.LG"), bytes.decode)
    assert asking.waits == [600.0]


async def test_waiting_for_what_another_was_told_counts_as_waiting() -> None:
    """All waits of a question together stay within half an hour."""
    asking = Asking(busy("1200"))
    client = asking.client
    await fails(client, LISTING.format("cs.CV"))
    asking.now += timedelta(minutes=6)
    asking.handler = busy("500")
    await fails(client, LISTING.format("cs.AI"))
    assert asking.waits == [840.0, 500.0]


async def test_no_retry_after_is_kept_for_longer_than_a_day() -> None:
    """A mistaken one must not silence the bot for years."""
    asking = Asking(busy("999999999"))
    client = asking.client
    await fails(client, LISTING.format("cs.CV"))
    asking.now += timedelta(days=1)
    asking.handler = fine
    assert await client.content(LISTING.format("cs.CV"), bytes.decode) == "good"


async def test_patience_is_spent_once_on_a_host_that_does_not_answer() -> None:
    """For ten minutes the others try once; then one is patient again."""
    asking = Asking(busy())
    client = asking.client
    await fails(client, LISTING.format("cs.CV"))
    assert asking.waits == USUAL
    asking.now += timedelta(minutes=9)
    for subject in ("cs.AI", "cs.LG", "hep-th"):
        await fails(client, LISTING.format(subject))
    assert (len(asking.requests), asking.waits) == (8, USUAL)
    asking.now += timedelta(minutes=1)
    await fails(client, LISTING.format("cs.AI"))
    assert asking.waits == USUAL * 2


async def test_another_host_has_patience_of_its_own() -> None:
    """The feed may answer while the listings do not."""
    asking = Asking(busy())
    client = asking.client
    await fails(client, LISTING.format("cs.CV"))
    await fails(client, FEED)
    assert asking.waits == USUAL * 2


async def test_one_success_brings_the_patience_back() -> None:
    """The host has recovered."""
    good, bad = httpx.Response(200, text="good"), httpx.Response(503)
    asking = Asking(in_turn(*[bad] * 5, good, bad, good))
    client = asking.client
    await fails(client, LISTING.format("cs.CV"))
    await client.content(LISTING.format("cs.AI"), bytes.decode)
    await client.content(LISTING.format("cs.LG"), bytes.decode)
    assert asking.waits == [*USUAL, 30.0]


async def test_a_short_question_does_not_wait_for_what_another_was_told() -> None:
    """Half an hour has been waited already."""
    asking = Asking(busy("899"))
    client = asking.client
    first = await fails(client, LISTING.format("cs.CV"))
    again = await fails(client, LISTING.format("cs.AI"))
    assert str(again) == str(first)
    assert (len(asking.requests), asking.waits) == (3, [899, 899])


async def test_a_host_that_refuses_a_question_is_not_tired() -> None:
    """A wrong question says nothing of the next."""
    asking = Asking(lambda _: httpx.Response(404))
    client = asking.client
    await fails(client, LISTING.format("cs.XX"))
    asking.handler = busy()
    await fails(client, LISTING.format("cs.CV"))
    assert asking.waits == USUAL
