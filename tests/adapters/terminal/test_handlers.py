from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from io import StringIO

import pytest
from rich.console import Console

from adapters.conversation import Request
from adapters.terminal.handlers import LOCAL
from adapters.terminal.messenger import Place, TerminalPlatform
from adapters.views import Action, Line, Manner, Span, View
from storage.people import ChatKind
from tests.answering import AnsweringBot

ACTIONS = (
    Action(label="More", data="1:more:2512.10863"),
    Action(label="arXiv", link="https://arxiv.org/abs/2512.10863"),
    Action(label="BibTeX", copy="@misc{a,\n  title = {A}\n}"),
)


def saying(text: str, *actions: Action) -> View:
    """A view of one line."""
    return View(lines=(Line((Span(text),)),), actions=(actions,) if actions else ())


class Bot:
    """A bot that answers what it heard, with the same three actions each time."""

    def __init__(self) -> None:
        self.heard: list[Request] = []

    async def __call__(self, request: Request) -> AsyncIterator[View]:
        """One view."""
        self.heard.append(request)
        yield saying(f"heard {request.text or request.data}", *ACTIONS)


async def typing(*lines: str) -> AsyncIterator[str]:
    """A person who types *lines*."""
    for line in lines:
        yield line


def terminal(lines: AsyncIterator[str]) -> tuple[TerminalPlatform, StringIO]:
    """A terminal, and what it printed."""
    stream = StringIO()
    return TerminalPlatform(Console(width=80, file=stream), lines, Place(language="zh")), stream


async def test_what_is_typed_goes_to_the_bot() -> None:
    """As one reader of one private chat, in their language; empty lines ask for nothing."""
    bot = Bot()
    platform, stream = terminal(typing("  /paper 2512.10863\r", "", " "))
    await platform.listen(AnsweringBot(bot))
    assert bot.heard == [
        Request(
            address=LOCAL,
            kind=ChatKind.PRIVATE,
            reader="local",
            text="/paper 2512.10863",
            may_settle=True,
            language="zh",
        )
    ]
    assert str(LOCAL) == "terminal:local"
    assert stream.getvalue().startswith(
        "heard /paper 2512.10863\n\nm1  [1] More  [2] arXiv https://"
    )


async def test_a_number_presses_an_action() -> None:
    """On the newest message, or on the one that is named; its message goes with it."""
    bot = Bot()
    platform, _ = terminal(typing("hello", "again", "1", "m1 1", "M2  1"))
    await platform.listen(AnsweringBot(bot))
    pressed = [(request.data, request.message_id, request.text) for request in bot.heard[2:]]
    data = "1:more:2512.10863"
    assert pressed == [(data, "2", ""), (data, "1", ""), (data, "2", "")]


@pytest.mark.parametrize("line", ["4", "m9 1", "m1 4", "0", "m1", "1 2", "9" * 4096, "-1", "1."])
async def test_what_no_action_bears_goes_to_the_bot(line: str) -> None:
    """It has the words to answer kindly."""
    bot = Bot()
    platform, _ = terminal(typing("hello", line))
    await platform.listen(AnsweringBot(bot))
    assert [request.text for request in bot.heard] == ["hello", line]


async def test_addresses_and_texts_to_copy_are_printed() -> None:
    """The bot hears nothing of it."""
    bot = Bot()
    platform, stream = terminal(typing("hello", "2", "3"))
    await platform.listen(AnsweringBot(bot))
    assert len(bot.heard) == 1
    assert stream.getvalue().endswith(
        "\n\nhttps://arxiv.org/abs/2512.10863\n\n@misc{a,\n  title = {A}\n}\n\n"
    )


async def test_later_views_replace_the_first() -> None:
    """By an edit: the same message, printed again."""

    async def answer(request: Request) -> AsyncIterator[View]:
        yield saying("one moment")
        yield saying("nearly", ACTIONS[0])
        yield saying("done", ACTIONS[0])

    platform, stream = terminal(typing("hello"))
    await platform.listen(AnsweringBot(answer))
    assert stream.getvalue() == (
        "one moment\n\n"
        "m1 · updated\nnearly\n\nm1  [1] More\n\n"
        "m1 · updated\ndone\n\nm1  [1] More\n\n"
    )


async def test_a_view_takes_the_place_that_it_is_meant_for() -> None:
    """That of the message whose button was pressed; a word aside replaces nothing."""

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.text:
            yield saying("page 1", ACTIONS[0])
            return
        yield replace(saying("noted"), manner=Manner.ASIDE)
        yield replace(saying("page 2", ACTIONS[0]), manner=Manner.INSTEAD)
        yield replace(saying("page 2, whole", ACTIONS[0]), manner=Manner.INSTEAD)

    platform, stream = terminal(typing("hello", "1"))
    await platform.listen(AnsweringBot(answer))
    assert stream.getvalue() == (
        "page 1\n\nm1  [1] More\n\n"
        "noted\n\n"
        "m1 · updated\npage 2\n\nm1  [1] More\n\n"
        "m1 · updated\npage 2, whole\n\nm1  [1] More\n\n"
    )


async def test_an_answer_of_nothing_prints_nothing() -> None:
    """Some things are only noted."""

    async def answer(request: Request) -> AsyncIterator[View]:
        if request.text != "/start":
            return
        yield saying("welcome")

    platform, stream = terminal(typing("hello"))
    await platform.listen(AnsweringBot(answer))
    assert stream.getvalue() == ""


async def test_cancelling_lets_the_answer_end() -> None:
    """Whoever stops the program still reads what was asked for before."""
    begun, going = asyncio.Event(), asyncio.Event()

    async def answer(request: Request) -> AsyncIterator[View]:
        begun.set()
        await going.wait()
        yield saying("done")

    platform, stream = terminal(typing("hello", "not this"))
    listening = asyncio.create_task(platform.listen(AnsweringBot(answer)))
    await begun.wait()
    listening.cancel()
    going.set()
    with pytest.raises(asyncio.CancelledError):
        await listening
    assert stream.getvalue() == "done\n\n"


class Gone(StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str, /) -> int:
        """Fail as the system does."""
        raise BrokenPipeError(32, "Broken pipe")


async def test_listening_ends_where_nobody_reads() -> None:
    """As `paperround chat | head` does, without an error."""
    bot = Bot()
    platform = TerminalPlatform(Console(file=Gone()), typing("one", "two"), Place())
    await platform.listen(AnsweringBot(bot))
    assert [request.text for request in bot.heard] == ["one"]
