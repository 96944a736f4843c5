from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Find, Finds, Inquiry
from adapters.views import Action, Line, Span, Style, View
from tests.adapters.telegram.conftest import AnyApplication, Listener
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


def find(number: int, title: str = "A <b> title") -> Find:
    """One paper found."""
    card = View(
        head=(Line((Span(title, Style.BOLD),)),),
        actions=(
            (
                Action(label="arXiv", link="https://arxiv.org/abs/2512.10863"),
                Action(label="Save", data="1:save:2512.10863", payload="p_2512_10863"),
            ),
        ),
    )
    return Find(paper_id=f"2512.{number:05}", title=title, about="Ada, Bob", view=card)


def finding(*found: Find, **how: Any) -> Callable[[Inquiry], Awaitable[Finds]]:
    """A search that finds these, whatever is asked."""

    async def search(_: Inquiry) -> Finds:
        return Finds(finds=found, **how)

    return search


async def test_what_is_typed_finds_papers(telegram: LocalTelegram, listener: Listener) -> None:
    """As a list to choose from; the card that is chosen opens the rest in the private chat."""
    bob = telegram.person("Bob", language="zh-hans")
    listener.finding = finding(find(1), next=25, label="Open the bot", payload="start")
    query = telegram.inline(bob, "diffusion", offset="50")
    answer = await telegram.answered(query)
    assert listener.inquiries == [
        Inquiry(
            platform="telegram", reader=str(bob), words="diffusion", language="zh-hans", start=50
        )
    ]
    (result,) = answer.results
    assert (result["id"], result["title"]) == ("2512.00001", "A <b> title")
    assert result["description"] == "Ada, Bob"
    assert (answer.next_offset, answer.cache_time, answer.personal) == ("25", 300, True)
    assert answer.button == {"text": "Open the bot", "start_parameter": "start"}
    chosen = telegram.choose(bob, query, "2512.00001")
    assert chosen.text == "A <b> title"
    assert chosen.button("Save")["url"] == f"https://t.me/{telegram.username}?start=p_2512_10863"


async def test_nothing_found_is_an_answer(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Odd offsets begin anew; a payload that no link can carry makes no button."""
    listener.finding = finding(label="Open", payload="what?")
    answer = await telegram.answered(telegram.inline(ada, "", offset="²"))
    assert (answer.results, answer.next_offset, answer.button) == ((), "", {})
    assert listener.inquiries[0].start == 0


async def test_at_most_fifty_each_once(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """As Telegram wants it."""
    listener.finding = finding(*map(find, range(60)), find(1), find(61, ""))
    answer = await telegram.answered(telegram.inline(ada, "x"))
    assert [result["id"] for result in answer.results] == [f"2512.{n:05}" for n in range(50)]
    listener.finding = finding(find(61, ""))
    (result,) = (await telegram.answered(telegram.inline(ada, "y"))).results
    assert result["title"] == "2512.00061"


async def test_older_words_of_a_person_are_given_up(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """When newer ones come; those of others are not."""
    given_up = []
    going = asyncio.Event()

    async def search(inquiry: Inquiry) -> Finds:
        try:
            await going.wait()
        except asyncio.CancelledError:
            given_up.append(inquiry.words)
            raise
        return Finds()

    listener.finding = search
    bob = telegram.person("Bob")
    theirs = telegram.inline(bob, "theirs")
    older = telegram.inline(ada, "dif")
    await listener.until(lambda: len(listener.inquiries) == 2)
    newer = telegram.inline(ada, "diffusion")
    await listener.until(lambda: len(listener.inquiries) == 3)
    going.set()
    await telegram.answered(newer)
    await telegram.answered(theirs)
    assert given_up == ["dif"]
    assert [query.id for query in telegram.unanswered()] == [older]


async def test_an_answer_that_is_not_taken_is_passed_over(
    telegram: LocalTelegram, listener: Listener, ada: int, application: AnyApplication
) -> None:
    """Too late, or refused; the next one is answered."""
    told = "query is too old and response timeout expired or query ID is invalid"
    telegram.fault("refuse", method="answerInlineQuery", description=told)
    telegram.inline(ada, "x")
    await telegram.until(lambda: telegram.calls_of("answerInlineQuery"))
    await telegram.answered(telegram.inline(ada, "y"))
    assert application.running


async def test_a_search_that_breaks_breaks_nothing(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """It should never happen; the next one is answered."""

    async def search(inquiry: Inquiry) -> Finds:
        if inquiry.words == "x":
            raise ZeroDivisionError
        return Finds()

    listener.finding = search
    with capture_logs() as logs:
        telegram.inline(ada, "x")
        await listener.until(lambda: listener.inquiries)
        await telegram.answered(telegram.inline(ada, "y"))
    assert [type(log["exc_info"]) for log in logs] == [ZeroDivisionError]
