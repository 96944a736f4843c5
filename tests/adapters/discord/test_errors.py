"""What each error means to who wanted to send: by a table, and as the library really raises it."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import aiohttp
import discord
import pytest
import yarl
from aiohttp.client_reqrep import ConnectionKey

from adapters.conversation import DeliveryError, Forbidden, Unacceptable
from adapters.discord.errors import SECONDS_WITHOUT_TOKEN, NotSentTwice, delivery_error, told
from adapters.discord.messenger import Messenger
from tests.adapters.discord.conftest import place, refusal, saying
from tests.fakes.discord.conftest import Bot, Lab
from tests.fakes.discord.faults import Kind
from tests.fakes.discord.scene import TOKEN
from tests.fakes.discord.server import LocalDiscord

GONE, FORBIDDEN, DOUBT, REFUSED, AGAIN = "gone", "forbidden", "doubt", "refused", "again"
HOST = ConnectionKey("discord.com", 443, True, True, None, None, None)  # noqa: FBT003 - theirs
VIA = {"Via": "1.1 google"}


def answer(
    status: int, code: int = 0, text: str = "", headers: dict[str, str] | None = None
) -> discord.HTTPException:
    """What the library makes of an answer."""
    response: Any = SimpleNamespace(status=status, reason="", headers=headers or {})
    kinds = {403: discord.Forbidden, 404: discord.NotFound}
    kind = kinds.get(status, discord.DiscordServerError if status >= 500 else discord.HTTPException)
    return kind(response, {"code": code, "message": text} if code else text)


def outcome(error: BaseException, *, writes: bool = True) -> str:
    """What becomes of a message, in one word."""
    meant = delivery_error(error, writes=writes)
    assert meant.retry_after is None
    assert meant.gone + meant.uncertain + isinstance(meant, Forbidden) <= 1
    if isinstance(meant, Unacceptable):
        return REFUSED
    told = {GONE: meant.gone, FORBIDDEN: isinstance(meant, Forbidden), DOUBT: meant.uncertain}
    return next((name for name, is_so in told.items() if is_so), AGAIN)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (answer(404, 10003), GONE),
        (answer(404, 10004), GONE),
        (answer(404, 10013), GONE),
        (answer(403, 50007), GONE),
        (answer(403, 50278), GONE),
        (answer(403, 50001), FORBIDDEN),
        (answer(403, 50013), FORBIDDEN),
        (answer(403, 160005), FORBIDDEN),
        (answer(400, 40067), FORBIDDEN),
        (answer(404, 10008), REFUSED),
        (answer(400, 30046), REFUSED),
        (answer(400, 50035), REFUSED),
        (answer(400, 50083), REFUSED),
        (answer(413, 40005), REFUSED),
        (answer(400, 160004), REFUSED),
        (answer(403, 0, "<html>Cloudflare</html>"), AGAIN),
        (answer(404, 0, "404: Not Found"), AGAIN),
        (answer(500, 0, "500: Internal Server Error"), DOUBT),
        (answer(502), DOUBT),
        (answer(524), DOUBT),
        (answer(503), AGAIN),
        (aiohttp.ServerDisconnectedError(), DOUBT),
        (aiohttp.ClientOSError(104, "Connection reset by peer"), DOUBT),
        (aiohttp.ClientPayloadError(), DOUBT),
        (aiohttp.SocketTimeoutError(), DOUBT),
        (ConnectionResetError(104, "Connection reset by peer"), DOUBT),
        (TimeoutError(), DOUBT),
        (NotSentTwice(), DOUBT),
        (aiohttp.ClientConnectorError(HOST, OSError(111, "refused")), AGAIN),
        (aiohttp.ConnectionTimeoutError(), AGAIN),
        (aiohttp.InvalidURL("x"), AGAIN),
        (RuntimeError("Session is closed"), AGAIN),
        (discord.ClientException("closed"), AGAIN),
    ],
)
def test_each_error_means_one_thing(error: BaseException, expected: str) -> None:
    """And leaves no doubt where only something was prepared."""
    assert outcome(error) == expected
    assert outcome(error, writes=False) == (AGAIN if expected == DOUBT else expected)


@pytest.mark.parametrize(
    ("error", "seconds", "everyone"),
    [
        (discord.RateLimited(100.0), 100.0, False),
        (answer(429, 0, "error code: 1015", {"Retry-After": "600"}), 600.0, True),
        (answer(429, 0, "", {}), 60.0, True),
        (answer(429, 0, "", {"Retry-After": "Tomorrow"}), 60.0, True),
        (answer(429, 20028, "", {"Retry-After": "9", **VIA}), 9.0, False),
        (answer(429, 0, "", {"Retry-After": "9", "X-RateLimit-Global": "true", **VIA}), 9.0, True),
        (answer(400, 40003), 600.0, False),
        (answer(401, 0, "401: Unauthorized"), SECONDS_WITHOUT_TOKEN, True),
    ],
)
def test_who_is_told_to_wait(error: BaseException, seconds: float, *, everyone: bool) -> None:
    """The chat, or everyone; nothing was delivered."""
    meant = delivery_error(error)
    assert (meant.retry_after, meant.everyone) == (seconds, everyone)
    assert (meant.gone, meant.uncertain) == (False, False)


def test_an_error_that_is_known_already_stays() -> None:
    """So that it may be translated twice."""
    known = DeliveryError("x", gone=True)
    assert delivery_error(known) is known
    with pytest.raises(DeliveryError) as raised, told():
        raise known
    assert raised.value is known


def test_faults_of_ours_are_no_refusals() -> None:
    """They are seen, with all that tells where they are."""
    with pytest.raises(ValueError, match="ours"), told():
        raise ValueError("ours")


@pytest.mark.parametrize(
    "error",
    [
        answer(400, 50035, f"Invalid Form Body\nIn content: {TOKEN} and what people wrote"),
        answer(400, 50035, f"refused for {TOKEN}"),
        answer(502, 0, "<html>what people wrote</html>"),
        OSError(f"https://discord.com/api/webhooks/1/{TOKEN}/what people wrote"),
        aiohttp.ConnectionTimeoutError(f"timeout to host http://me:{TOKEN}@proxy/x"),
    ],
)
def test_a_reason_tells_no_secret(error: BaseException) -> None:
    """Nor a page of HTML, nor the words that it refuses."""
    reason = str(delivery_error(error))
    assert reason
    assert TOKEN not in reason
    assert "<html>" not in reason
    assert "In content" not in reason


def test_a_reason_says_what_it_was() -> None:
    """In a few words."""
    assert str(delivery_error(answer(403, 50013, "Missing Permissions"))) == (
        "403 50013 Missing Permissions"
    )
    assert str(delivery_error(TimeoutError())) == "TimeoutError"
    assert len(str(delivery_error(OSError("word " * 500)))) <= 200


@pytest.mark.parametrize(
    ("kind", "doubt", "wait"),
    [("drop", True, None), ("503", False, None), ("cloudflare", False, 600.0)],
)
async def test_what_the_library_really_raises(
    local: LocalDiscord, messenger: Messenger, lab: Lab, kind: Kind, wait: float, *, doubt: bool
) -> None:
    """Which is no error of its own in part."""
    local.fault(kind, route="create_message")
    error = await refusal(messenger.send(place(lab.papers), saying("x")))
    assert (error.uncertain, error.retry_after) == (doubt, wait)


async def test_a_token_that_was_taken_back(
    local: LocalDiscord, messenger: Messenger, bot: Bot, lab: Lab
) -> None:
    """Everyone waits, as each try counts against the address."""
    local.token = "another"  # noqa: S105 - opens nothing
    error = await refusal(messenger.send(place(lab.papers), saying("x")))
    assert (error.retry_after, error.everyone) == (SECONDS_WITHOUT_TOKEN, True)
    assert bot.http.token is not None
    assert bot.http.token not in str(error)


def test_an_address_is_left_out() -> None:
    """It may hold the token of an interaction."""
    url = yarl.URL("https://discord.com/api/v10/webhooks/1/secret/messages/@original")
    assert "secret" not in str(delivery_error(aiohttp.InvalidURL(url)))
