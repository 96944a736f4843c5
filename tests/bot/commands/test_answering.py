"""From a request to its answer: which command, who may, and nothing that a person can break."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from structlog.testing import capture_logs

from adapters.conversation import Request, Who
from adapters.views import Manner, View
from bot.buttons import notice
from bot.commands.answering import Answering
from bot.commands.command import Asked, Command, Press
from bot.commands.desk import Access, Deployment, Desk
from bot.commands.table import Table
from bot.jobs import JobName
from bot.refusal import Refusal, sentence
from storage.people import Address, ChatKind, ChatState
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS, Office

HERE = Address(platform="sink", chat_id="7")


class Heard:
    """Commands that write down what they were asked."""

    def __init__(self) -> None:
        self.asked: list[Asked] = []

    async def run(self, asked: Asked) -> AsyncIterator[View]:
        """Say it back."""
        self.asked.append(asked)
        yield notice(f"heard {asked.words}")

    async def refuse(self, asked: Asked) -> AsyncIterator[View]:
        """Begin, and then refuse."""
        yield notice("one moment")
        raise Refusal(sentence("There is no category {written}."), written=asked.words)

    async def fail(self, asked: Asked) -> AsyncIterator[View]:
        """A fault of ours."""
        yield notice("one moment")
        raise ZeroDivisionError(asked.words)

    def table(self) -> Table:
        """A few commands and presses."""
        commands = (
            Command(name="help", description="", run=self.run),
            Command(name="start", description="", run=self.run),
            Command(name="refuse", description="", run=self.refuse),
            Command(name="fail", description="", run=self.fail),
            Command(name="subscribe", description="", run=self.run, who=Who.SETTLERS),
            Command(name="status", description="", run=self.run, who=Who.OPERATORS),
        )
        presses = (
            Press(verb="page", run=self.run),
            Press(verb="drop", run=self.run, who=Who.SETTLERS),
            Press(verb="no", run=self.refuse),
        )
        return Table(
            commands={command.name: command for command in commands},
            presses={press.verb: press for press in presses},
            spoken=self.run,
        )


@pytest.fixture
def heard() -> Heard:
    """What was asked."""
    return Heard()


def a_request(text: str = "", data: str = "", **changes: Any) -> Request:
    """What reader 7 asks in their private chat."""
    request = Request(address=HERE, kind=ChatKind.PRIVATE, reader="7", text=text, data=data)
    return replace(request, **changes)


async def views(desk: Desk, heard: Heard, request: Request) -> list[View]:
    """All views of the answer."""
    return [view async for view in Answering(desk, heard.table())(request)]


async def said(desk: Desk, heard: Heard, request: Request) -> str:
    """What the last view of the answer says."""
    *_, last = await views(desk, heard, request)
    return " ".join(line.text for line in last.lines)


def deployed(desk: Desk, **changes: Any) -> Desk:
    """The desk of a deployment that is set so."""
    return replace(desk, deployment=Deployment(defaults=SETTINGS, **changes))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/help", ""),
        ("/HELP  a  b ", "a  b"),
        ("／help@PaperroundBot cs.CV, x", "cs.CV, x"),
        ("/help\ncs.CV", "cs.CV"),
        ("help", ""),
        ("helpless", "helpless"),
        ("help me", "help me"),
        ("2512.10863", "2512.10863"),
    ],
)
async def test_what_is_written_finds_its_command(
    desk: Desk, heard: Heard, text: str, words: str
) -> None:
    """With or without the bot's name; all else is spoken."""
    assert await said(desk, heard, a_request(text)) == f"heard {words}"


@pytest.mark.parametrize(
    ("request_", "sentence"),
    [
        (a_request("/subscibe cs.CV"), "There is no command /subscibe. Did you mean /subscribe?"),
        (a_request("/xyzzyxyzzy"), "There is no command /xyzzyxyzzy; /help lists them all."),
        (a_request(data="1:gone:7"), "This button is too old; please write it anew."),
        (a_request(data="2:page:7"), "This button is too old; please write it anew."),
        (a_request(data="page"), "This button is too old; please write it anew."),
        (a_request("/refuse cs.VC"), "There is no category cs.VC."),
    ],
)
async def test_what_cannot_be_done_is_one_sentence(
    desk: Desk, heard: Heard, request_: Request, sentence: str
) -> None:
    """A short word aside to who pressed a button, a message to who wrote."""
    *_, last = await views(desk, heard, request_)
    assert [line.text for line in last.lines] == [sentence]
    assert last.manner is (Manner.ASIDE if request_.data else Manner.MESSAGE)


async def test_a_press_carries_its_words(desk: Desk, heard: Heard) -> None:
    """What stands behind the verb, with all its colons."""
    assert await said(desk, heard, a_request(data="1:page:2025-12-12:2")) == "heard 2025-12-12:2"
    assert heard.asked[0].parts == ("2025-12-12", "2")


async def test_a_fault_of_ours_is_logged_and_owned(desk: Desk, heard: Heard) -> None:
    """In the chat's language; what was written is not in the log."""
    with capture_logs() as logs:
        answer = await said(desk, heard, a_request("/fail hunter2", language="zh-hans"))
    assert answer == "这里出了差错，已记录下来。请稍后再试。"
    (log,) = logs
    assert (log["event"], log["platform"]) == ("not answered", "sink")
    assert "hunter2" not in str({k: v for k, v in log.items() if k != "exc_info"})


async def test_a_chat_is_guessed_once(desk: Desk, heard: Heard, store: Store) -> None:
    """Language and zone from what the platform says of the person who comes first."""
    await said(desk, heard, a_request("/help", language="zh-hans"))
    await said(desk, heard, a_request("/help", language="fr"))
    chat = await store.chat(HERE)
    assert chat is not None
    assert (chat.settings.language, chat.settings.zone.key) == ("zh", "Asia/Shanghai")
    assert [asked.wording.language for asked in heard.asked] == ["zh", "zh"]
    assert await store.reader("sink", "7") == heard.asked[0].reader


async def test_only_those_who_may_settle_do(desk: Desk, heard: Heard) -> None:
    """Commands and buttons alike; everybody may ask."""
    group: dict[str, Any] = {"kind": ChatKind.GROUP, "may_settle": False}
    for request in (
        a_request("/subscribe cs.CV", **group),
        a_request(data="1:drop:1", **group),
    ):
        assert (await said(desk, heard, request)).startswith("Only administrators of this chat")
    assert heard.asked == []
    assert await said(desk, heard, a_request("/help", **group)) == "heard "
    assert await said(desk, heard, a_request("help", **group)) == "heard help"


async def test_only_operators_see_how_it_stands(desk: Desk, heard: Heard, store: Store) -> None:
    """By the settings, by a claim, or at the machine itself."""
    status = a_request("/status")
    assert await said(desk, heard, status) == "Only the administrators of this bot may do that."
    for names in ({"admins": frozenset({"sink:7"})}, {"owners": frozenset({"sink:7"})}):
        assert await said(deployed(desk, **names), heard, status) == "heard "
    reader = await store.reader("sink", "7")
    assert reader is not None
    await store.make_operator(reader.key)
    assert await said(desk, heard, status) == "heard "
    assert [asked.is_operator for asked in heard.asked] == [True] * 3


async def test_a_stranger_gets_one_line_and_costs_nothing(
    desk: Desk, heard: Heard, store: Store
) -> None:
    """Nothing is remembered of them, and they are told whom to ask."""
    closed = deployed(desk, access=Access.INVITE)
    for request in (a_request("/help"), a_request(data="1:page:1"), a_request("cs.CV")):
        assert await said(closed, heard, request) == (
            "This bot is not open to all; ask whoever runs it to let you in."
        )
    assert (await store.chat(HERE), await store.reader("sink", "7")) == (None, None)
    named = deployed(
        desk, access=Access.LIST, operator_name="Ada", operator_contact="ada@example.org"
    )
    assert "ask Ada, ada@example.org to let" in await said(named, heard, a_request("/help"))
    assert heard.asked == []
    used_up = "This invitation is used up or too old; ask for a new one."
    for kind in ("claim", "invite"):
        link = a_request(f"/start {kind}-0123456789abcdef")
        assert await said(closed, heard, link) == used_up
        assert await store.chat(HERE) is None
        until = NOW + timedelta(days=1)
        await store.keep_invite("0123456789abcdef", kind, uses=1, until=until)
        assert await said(closed, heard, link) == f"heard {kind}-0123456789abcdef"
        await store.forget(chat=1)
        await store.use_invite("0123456789abcdef", kind, at=NOW)
        await store.tidy(until + timedelta(seconds=1))


async def test_who_was_admitted_is_answered(desk: Desk, heard: Heard, store: Store) -> None:
    """The reader, everybody in an admitted chat, or those on the list."""
    closed = deployed(desk, access=Access.INVITE)
    reader = await store.open_reader("sink", "7", at=NOW)
    await store.admit(reader.key)
    assert await said(closed, heard, a_request("/help")) == "heard "
    group = Address(platform="sink", chat_id="-1")
    chat = await store.open_chat(group, ChatKind.GROUP, SETTINGS)
    await store.admit_chat(chat.key)
    other = a_request("/help", reader="8", address=group, kind=ChatKind.GROUP)
    assert await said(closed, heard, other) == "heard "
    for name in ("sink:9", "sink:-2"):
        listed = deployed(desk, access=Access.LIST, listed=frozenset({name}))
        there = replace(other, reader="9", address=replace(group, chat_id="-2"))
        assert await said(listed, heard, there) == "heard "
    assert "not open to all" in await said(
        deployed(desk, access=Access.LIST), heard, a_request("/help")
    )


@pytest.mark.parametrize("access", [Access.INVITE, Access.LIST])
async def test_a_member_of_an_admitted_group_is_let_in(
    desk: Desk, heard: Heard, store: Store, access: Access
) -> None:
    """A card's link in the group opens the private chat of somebody who never asked there."""
    asked: list[tuple[str, str]] = []

    async def has_member(address: Address, reader: str) -> bool:
        asked.append((address.chat_id, reader))
        return reader == "7"

    group = Address(platform="sink", chat_id="-1")
    chat = await store.open_chat(group, ChatKind.GROUP, SETTINGS)
    closed = replace(
        deployed(desk, access=access, listed=frozenset({"sink:-1", "other:-5"})),
        has_member=has_member,
    )
    link = a_request("/start p_2512_10863")
    if access is Access.INVITE:
        assert "not open to all" in await said(closed, heard, link)
        assert asked == []
        await store.admit_chat(chat.key)
    assert await said(closed, heard, link) == "heard p_2512_10863"
    assert await said(closed, heard, a_request("/help")) == "heard "
    assert asked == [("-1", "7")] * (1 if access is Access.INVITE else 2)
    elsewhere = Address(platform="sink", chat_id="8")
    other = a_request("/help", reader="8", address=elsewhere)
    assert "not open to all" in await said(closed, heard, other)
    assert await store.reader("sink", "8") is None
    in_a_group = a_request("/help", address=replace(group, chat_id="-3"), kind=ChatKind.GROUP)
    assert ("not open to all" in await said(closed, heard, in_a_group)) is (access is Access.LIST)


async def test_who_was_gone_is_there_again(
    desk: Desk, office: Office, heard: Heard, store: Store
) -> None:
    """Somebody who writes has not blocked the bot: digests come again."""
    chat = await store.open_chat(HERE, ChatKind.PRIVATE, SETTINGS)
    await store.chat_gone(chat.key, NOW)
    await said(desk, heard, a_request("/help"))
    assert heard.asked[0].chat.state is ChatState.ACTIVE
    again = await store.chat(HERE)
    assert again is not None
    assert again.state is ChatState.ACTIVE
    assert office.jobs == [(JobName.COLLECT, {})]
