"""The local Telegram as a process of its own, told what to do over HTTP."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import NetworkError, RetryAfter
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest
from telegram.warnings import PTBUserWarning

from tests.fakes.telegram.conftest import NO_TLS
from tests.fakes.telegram.control import DOINGS
from tests.fakes.telegram.process import TelegramProcess
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")
KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="1:more")]])


@pytest.fixture(scope="module")
def process() -> Iterator[TelegramProcess]:
    """One process for all tests here: to start it takes a while."""
    with TelegramProcess("--username", "another_bot") as process:
        yield process
        assert process.ask("violations") == []


@pytest.fixture
def bot(process: TelegramProcess) -> Bot:
    """The real bot against that process."""
    request = HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": NO_TLS})
    return ExtBot(process.ask("token"), base_url=process.base_url, request=request)


@pytest.fixture
def ada(process: TelegramProcess) -> int:
    """Somebody who has started the bot there."""
    person = process.ask("person", first_name="Ada")
    assert isinstance(person, int)
    process.ask("begin", person=person)
    return person


async def test_a_story_is_told_over_http(process: TelegramProcess, bot: Bot, ada: int) -> None:
    """What is done by methods elsewhere is done by name here."""
    async with bot:
        assert bot.username == process.ask("username") == "another_bot"
        await bot.send_message(ada, "digest", reply_markup=KEYBOARD)
        (message,) = process.ask("messages", chat=ada)
        assert (message["text"], message["keyboard"][0][0]["text"]) == ("digest", "More")
        query = process.ask("press", person=ada, message=message, label="More")
        await bot.answer_callback_query(query, "Here")
        assert process.ask("answer_to", query=query)["text"] == "Here"
        process.ask("react", person=ada, message=message, emoji=["👍"])
        group = process.ask("group", title="Readers", people=[ada])
        process.ask("add_bot", chat=group, by=ada)
        process.ask("promote_bot", chat=group, by=ada, rights=["can_manage_topics"])
        await bot.send_document(group, b"@article{}", filename="x.bib")
        (file,) = process.ask("messages", chat=group)
        assert file["document"] == {"name": "x.bib", "content": "@article{}"}
        assert [call["status"] for call in process.ask("calls_of", method="sendMessage")] == [200]
        assert list(process.ask("doubles")) == []


async def test_faults_and_limits_are_set_over_http(
    process: TelegramProcess, bot: Bot, ada: int
) -> None:
    """And counted."""
    process.ask("hold")
    async with bot:
        fault = process.ask("fault", kind="drop", after=True, chat=ada)
        with pytest.raises(NetworkError):
            await bot.send_message(ada, "lost")
        assert process.ask("struck", number=fault["number"]) == 1
        assert process.ask("texts", chat=ada) == ["lost"]
        process.ask("set", burst=1, delay=0.01, privacy=False)
        with pytest.raises(RetryAfter):
            await bot.send_message(ada, "too much")
        process.ask("set", burst=5, delay=0.0)
        process.ask("advance", seconds=60)
        await bot.send_message(ada, "more")
        assert process.ask("doubles") == {}
        assert process.ask("cpu") > 0


async def test_an_inline_message_is_meant_by_its_id(
    process: TelegramProcess, bot: Bot, ada: int
) -> None:
    """It has no chat."""
    query = process.ask("inline", person=ada, query="x")
    content = {"message_text": "Title"}
    markup = KEYBOARD.to_dict()
    result = {"type": "article", "id": "a", "title": "t", "input_message_content": content}
    async with bot:
        results = [{**result, "reply_markup": markup}]
        parameters = {"inline_query_id": query, "results": results}
        with pytest.warns(PTBUserWarning, match="Please use"):
            await bot.do_api_request("answerInlineQuery", parameters)
    sent = process.ask("choose", person=ada, query=query, result="a")
    process.ask("press", person=ada, message=sent, data="1:more")
    assert [waiting["words"] for waiting in process.ask("unanswered")] == ["1:more"]


@pytest.mark.parametrize(
    ("name", "arguments", "told"),
    [
        ("dance", {}, "nothing is called 'dance'"),
        ("stop", {}, "nothing is called 'stop'"),
        ("set", {"colour": "red"}, "nothing to set called 'colour'"),
        ("tell", {"person": 1, "text": "x"}, "nobody at this Telegram has the id 1|no chat"),
        ("tell", {"wrong": 1}, "unexpected keyword argument"),
    ],
)
def test_a_mistake_of_the_test_is_told(
    process: TelegramProcess, name: str, arguments: dict[str, object], told: str
) -> None:
    """Not hidden."""
    with pytest.raises(ValueError, match=told):
        process.ask(name, **arguments)


def test_every_name_is_a_method() -> None:
    """Of the server; none is forgotten."""
    for name in DOINGS:
        assert callable(getattr(LocalTelegram, name))
    asking = {"until", "wait", "reply", "answered"}  # a remote test asks again instead
    life = {"start", "stop", "go_down", "come_back"}
    inner = {"leave", "hears", "hear", "meet", "announce", "add_post"}
    public = {name for name in dir(LocalTelegram) if not name.startswith("_")}
    methods = {name for name in public if callable(getattr(LocalTelegram, name))}
    assert methods - DOINGS == asking | life | inner


def test_it_ends_when_told_and_when_its_parent_ends() -> None:
    """Nothing stays behind; outside its block nothing can be asked."""
    with TelegramProcess() as process:
        inner: subprocess.Popen[str] = process._process  # type: ignore[assignment]  # noqa: SLF001
        inner.send_signal(signal.SIGTERM)
        assert inner.wait(10) == 0
    with pytest.raises(RuntimeError, match="inside its `with`"):
        TelegramProcess().ask("sent")
    with pytest.raises(RuntimeError, match="did not start"), TelegramProcess("--nonsense"):
        pass
