"""What each error means to who wanted to send: by a table, and as the library really raises it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import httpx
import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from adapters.conversation import Unacceptable
from adapters.telegram.errors import (
    RetryAfterByAll,
    delivery_error,
    is_malformed,
    says,
    seconds_of,
    without_token,
)
from tests.fakes.telegram.conftest import new_bot
from tests.fakes.telegram.faults import Kind
from tests.fakes.telegram.scene import TOKEN
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

GONE, DOUBT, REFUSED = "gone", "doubt", "refused"
OTHER = "7000000001:BBanother-token"


def bad(reason: str) -> BadRequest:
    """A 400 as the library makes it of what the server says."""
    return BadRequest(f"Bad Request: {reason}")


def outcome(error: TelegramError) -> str:
    """What becomes of a message, in one word."""
    told = delivery_error(error)
    assert told.retry_after is None
    assert (told.moved_to, told.everyone) == ("", False)
    assert not (told.gone and told.uncertain)
    return GONE if told.gone else DOUBT if told.uncertain else REFUSED


@pytest.mark.parametrize(
    "error",
    [
        Forbidden("Forbidden: bot was blocked by the user"),
        Forbidden("Forbidden: user is deactivated"),
        Forbidden("Forbidden: bot was kicked from the supergroup chat"),
        Forbidden("Forbidden: bot is not a member of the channel chat"),
        Forbidden("Forbidden: bot can't initiate conversation with a user"),
        Forbidden("Forbidden: the group chat was deleted"),
        bad("chat not found"),
        bad("PEER_ID_INVALID"),
        bad("group chat was deactivated"),
        bad("need administrator rights in the channel chat"),
        bad("not enough rights to send text messages to the chat"),
        bad("have no rights to send a message"),
        bad("CHAT_WRITE_FORBIDDEN"),
        bad("TOPIC_CLOSED"),
        bad("TOPIC_DELETED"),
        bad("message thread not found"),
    ],
)
def test_nobody_is_there(error: TelegramError) -> None:
    """The chat, or the topic alone, is paused; nobody writes there again."""
    assert outcome(error) == GONE


@pytest.mark.parametrize(
    "error",
    [
        bad("message to edit not found"),
        bad("message can't be edited"),
        bad("there is no text in the message to edit"),
        bad("message is not modified: specified new message content and reply markup are the same"),
        bad("query is too old and response timeout expired or query ID is invalid"),
        bad("can't parse entities: unsupported start tag"),
        bad("message is too long"),
        bad("BUTTON_DATA_INVALID"),
        bad("something new"),
        InvalidToken("Unauthorized"),
        InvalidToken("Not Found: method not found"),
        Conflict("Conflict: terminated by other getUpdates request"),
        NetworkError("Too Many Requests: something without seconds"),
        NetworkError("Request Entity Too Large"),
    ],
)
def test_it_was_surely_not_sent(error: TelegramError) -> None:
    """Telegram read it, and said no to this message alone; to a bad one it always will."""
    assert outcome(error) == REFUSED
    assert isinstance(delivery_error(error), Unacceptable) is isinstance(error, BadRequest)


@pytest.mark.parametrize(
    ("make", "cause", "expected"),
    [
        (TimedOut, httpx.ConnectTimeout("slow"), REFUSED),
        (lambda: TimedOut("Pool timeout: all are occupied"), httpx.PoolTimeout(""), REFUSED),
        (TimedOut, httpx.ReadTimeout(""), DOUBT),
        (TimedOut, httpx.WriteTimeout(""), DOUBT),
        (TimedOut, None, DOUBT),
        (lambda: NetworkError("httpx.ConnectError: "), httpx.ConnectError("refused"), REFUSED),
        (lambda: NetworkError("httpx.ProxyError: "), httpx.ProxyError("403"), REFUSED),
        (lambda: NetworkError("httpx.ReadError: "), httpx.ReadError(""), DOUBT),
        (lambda: NetworkError("httpx.WriteError: "), httpx.WriteError(""), DOUBT),
        (lambda: NetworkError("httpx.X"), httpx.RemoteProtocolError("Too many requests"), DOUBT),
        (lambda: NetworkError("Internal Server Error"), None, DOUBT),
        (lambda: NetworkError("Bad Gateway (502)"), TelegramError("Invalid response"), DOUBT),
        (lambda: TelegramError("Invalid server response"), ValueError("no JSON"), DOUBT),
    ],
)
def test_only_what_was_surely_not_written_is_no_doubt(
    make: Callable[[], TelegramError], cause: Exception | None, expected: str
) -> None:
    """A timeout or a broken connection tells nothing, unless there was no connection yet."""
    error = make()
    error.__cause__ = cause
    assert outcome(error) == expected


@pytest.mark.parametrize("wish", ["true", "false"])
@pytest.mark.parametrize("seconds", [1, 27, timedelta(seconds=27), timedelta(seconds=0.5)])
def test_a_wait_is_as_long_as_told(
    monkeypatch: pytest.MonkeyPatch, seconds: int | timedelta, wish: str
) -> None:
    """Whichever of its types the library is told to use; and of whom the limiter knows."""
    monkeypatch.setenv("PTB_TIMEDELTA", wish)
    expected = seconds.total_seconds() if isinstance(seconds, timedelta) else seconds
    assert seconds_of(RetryAfter(seconds)) == expected
    told, of_all = delivery_error(RetryAfter(seconds)), delivery_error(RetryAfterByAll(seconds))
    assert (told.retry_after, told.everyone) == (expected, False)
    assert (of_all.retry_after, of_all.everyone) == (expected, True)
    assert (told.gone, told.uncertain, told.moved_to) == (False, False, "")


def test_a_group_that_moved_says_where_to() -> None:
    """The new id, as addresses have it."""
    told = delivery_error(ChatMigrated(-1001234567890))
    assert (told.gone, told.uncertain, told.moved_to) == (False, False, "-1001234567890")


@pytest.mark.parametrize(
    ("reason", "expected"),
    [
        ("can't parse entities: unsupported start tag", True),
        ("ENTITIES_TOO_LONG", True),
        ("message is too long", True),
        ("text must be non-empty", True),
        ("BUTTON_URL_INVALID", True),
        ("reply markup is too long", True),
        ("chat not found", False),
        ("message is not modified: specified new content and reply markup are the same", False),
        ("message to edit not found", False),
    ],
)
def test_what_is_refused_for_how_it_is_written(reason: str, *, expected: bool) -> None:
    """Only then may the plain text go in its place."""
    assert is_malformed(bad(reason)) is expected
    assert not is_malformed(NetworkError(reason))


def test_capitals_do_not_matter() -> None:
    """The library changes them."""
    assert says(bad("QUERY_ID_INVALID or query ID is Invalid"), "query id is invalid")


@pytest.mark.parametrize(
    "text",
    [
        f"The token `{TOKEN}` was rejected by the server.",
        f"httpx.InvalidURL: https://api.telegram.org/bot{TOKEN}/sendMessage",
        f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",
    ],
)
def test_no_token_is_ever_told(text: str) -> None:
    """Not in a reason, which is stored, logged and shown."""
    secret = TOKEN.partition(":")[2]
    assert secret in text
    assert secret not in without_token(text)
    assert secret not in str(delivery_error(NetworkError(text)))


def test_a_reason_is_short_and_holds_nothing_of_what_was_written() -> None:
    """What Telegram quotes may be anybody's words; a page of HTML says nothing at all."""
    tag = delivery_error(bad('can\'t parse entities: unsupported start tag "my secret" at byte 4'))
    assert str(tag) == "Can't parse entities: unsupported start tag … at byte 4"
    page = NetworkError(
        f"Bad Gateway (502). Parsing the server response b'<p>\n{'x' * 999}' failed"
    )
    assert str(delivery_error(page)) == "Bad Gateway (502). …"
    button = bad("inline keyboard button URL 'https://x' is invalid: wrong HTTP URL")
    assert "https" not in str(delivery_error(button))
    assert len(str(delivery_error(NetworkError("long " * 99)))) <= 200


async def failed(bot: Bot, chat: int, thread: int | None = None) -> str:
    """What becomes of one more message."""
    with pytest.raises(TelegramError) as error:
        await bot.send_message(chat, "digest", message_thread_id=thread)
    return outcome(error.value)


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("kind", ["500", "502", "504", "drop"])
async def test_an_answer_that_is_lost_is_a_doubt(
    telegram: LocalTelegram, bot: Bot, ada: int, kind: Kind, *, after: bool
) -> None:
    """Whether the message came or not."""
    telegram.fault(kind, after=after)
    assert await failed(bot, ada) == DOUBT
    assert telegram.texts(ada) == (["digest"] if after else [])


async def test_an_answer_that_is_late_is_a_doubt(telegram: LocalTelegram, ada: int) -> None:
    """The message is there."""
    async with new_bot(telegram, read_timeout=1.0) as bot:
        telegram.fault("slow", seconds=60, after=True)
        assert await failed(bot, ada) == DOUBT
    assert telegram.texts(ada) == ["digest"]


async def test_a_telegram_that_is_not_reached_leaves_no_doubt(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Nothing was written to a connection that was refused."""
    telegram.go_down()
    assert await failed(bot, ada) == REFUSED
    telegram.come_back()
    await bot.send_message(ada, "digest")
    assert telegram.texts(ada) == ["digest"]


async def test_people_who_are_not_there(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Blocked, deleted, never met."""
    telegram.block(ada)
    assert await failed(bot, ada) == GONE
    stranger, lost = telegram.person("Eve"), telegram.person("Lost")
    telegram.begin(lost)
    telegram.deactivate(lost)
    assert await failed(bot, stranger) == GONE
    assert await failed(bot, lost) == GONE


async def test_groups_and_channels_that_do_not_want_the_bot(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Thrown out, silenced, no administrator any more."""
    shut, silent = telegram.supergroup("Shut", ada), telegram.supergroup("Silent", ada)
    channel = telegram.channel("News", ada)
    for group in (shut, silent):
        telegram.add_bot(group, ada)
    telegram.promote_bot(channel, ada)
    telegram.kick_bot(shut, ada)
    telegram.silence(silent)
    telegram.promote_bot(channel, ada, "can_edit_messages")
    for chat in (shut, silent, channel):
        assert await failed(bot, chat) == GONE


async def test_topics_that_are_closed_or_deleted(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """They are gone; the group goes on."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada)
    closed, deleted = telegram.topic(forum, "Closed", ada), telegram.topic(forum, "Deleted", ada)
    telegram.close_topic(forum, closed)
    telegram.delete_topic(forum, deleted)
    assert await failed(bot, forum, closed) == GONE
    assert await failed(bot, forum, deleted) == GONE
    await bot.send_message(forum, "to all")


async def test_a_group_that_moves(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """The error tells the new id."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    new = telegram.migrate(group)
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(group, "digest")
    assert delivery_error(error.value).moved_to == str(new)


async def test_a_flood_limit(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """In the seconds that the server told."""
    telegram.fault("429", chat=ada, retry_after=27)
    with pytest.raises(RetryAfter) as error:
        await bot.send_message(ada, "digest")
    told = delivery_error(error.value)
    assert (told.retry_after, told.everyone) == (27.0, False)


async def test_a_token_that_is_refused(telegram: LocalTelegram) -> None:
    """On a send it is no doubt; who listens says so to the operator."""
    with pytest.raises(InvalidToken) as error:
        async with new_bot(telegram, token=f"{OTHER}-of-thirty-five-letters"):
            pass
    assert OTHER in str(error.value)
    assert OTHER not in str(delivery_error(error.value))
    assert outcome(error.value) == REFUSED
