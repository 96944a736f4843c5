"""
What an error of Discord means to who wanted to send: gone, forbidden, told to wait, in doubt.

The codes: https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import aiohttp
import discord

from adapters.conversation import DeliveryError, Forbidden, Unacceptable
from adapters.cutting import cut

UNKNOWN_CHANNEL, UNKNOWN_MESSAGE = 10003, 10008
MISSING_ACCESS, MISSING_PERMISSIONS = 50001, 50013
HAS_THREAD, THREAD_LOCKED = 160004, 160005
IS_PUBLISHED = 40033
NO_TEXT_CHANNEL = 50008  # a forum, say: messages stand in its posts alone
INVALID_FORM = 50035
# Channel, guild and person do not exist, or the person does not let the bot write to them.
GONE = (UNKNOWN_CHANNEL, 10004, 10013, 50007, 50278)
OPENS_TOO_FAST = 40003
NEEDS_TAG = 40067  # a forum without a tag that the bot may set: its people can change that
SECONDS_BETWEEN_OPENS = 600.0
# Each answer 401 counts among the 10,000 in ten minutes after which the address is blocked.
SECONDS_WITHOUT_TOKEN = 300.0
SECONDS_UNTOLD = 60.0  # where a 429 does not say how long
# Nothing of the request was written: https://docs.aiohttp.org/en/stable/client_reference.html
NOT_WRITTEN = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.InvalidURL,
    aiohttp.NonHttpUrlClientError,
)
LONGEST = 200  # characters of a reason
# A bot's token, and addresses: those of interactions and webhooks hold a token of their own.
SECRET = re.compile(r"[\w-]{20,}\.[\w-]{5,}\.[\w-]{20,}|\b\w+://\S+")


class NotSentTwice(Exception):
    """The library wanted to write a post again that may stand already, and was kept from it."""


NO_ANSWER = (
    discord.DiscordException,
    aiohttp.ClientError,
    OSError,  # timeouts as well
    RuntimeError,  # the session is closed
    NotSentTwice,
)


@contextmanager
def told(*, writes: bool = True) -> Iterator[None]:
    """
    Raise the errors of Discord as `DeliveryError`.

    What only prepares a message (not *writes*: to open a private channel, say) may be done again
    and again: whatever became of it, the message itself was surely not sent.
    """
    try:
        yield
    except NO_ANSWER as error:
        raise delivery_error(error, writes=writes) from error


def code_of(error: DeliveryError) -> int:
    """The code that Discord gave for *error*; 0 where it gave none."""
    cause = error.__cause__
    return cause.code if isinstance(cause, discord.HTTPException) else 0


def delivery_error(error: BaseException, *, writes: bool = True) -> DeliveryError:
    """*error* as everyone else knows it; its text holds no token, and nothing that people wrote."""
    reason = reason_of(error)
    match error:
        case DeliveryError():
            return error
        case discord.RateLimited():
            return DeliveryError(reason, retry_after=error.retry_after)
        case discord.HTTPException():
            return _waits(error, reason) or _refusal(error, reason, writes=writes)
        case aiohttp.ClientError() | OSError() | NotSentTwice():
            return DeliveryError(reason, uncertain=writes and not isinstance(error, NOT_WRITTEN))
        case _:
            return DeliveryError(reason)


def _waits(error: discord.HTTPException, reason: str) -> DeliveryError | None:
    """The error of who is told to wait, or has to; none for any other."""
    if error.status == HTTPStatus.UNAUTHORIZED:  # the token is dead: `listen` tells
        return DeliveryError(reason, retry_after=SECONDS_WITHOUT_TOKEN, everyone=True)
    if error.code == OPENS_TOO_FAST:
        return DeliveryError(reason, retry_after=SECONDS_BETWEEN_OPENS)
    if error.status != HTTPStatus.TOO_MANY_REQUESTS:
        return None
    headers = error.response.headers
    # Without `Via` it is Cloudflare, which blocks the address: https://github.com/Rapptz/discord.py
    everyone = "Via" not in headers or "X-RateLimit-Global" in headers
    return DeliveryError(
        reason, retry_after=_seconds(headers.get("Retry-After")), everyone=everyone
    )


def _seconds(told: str | None) -> float:
    try:
        return float(told or SECONDS_UNTOLD)
    except ValueError:
        return SECONDS_UNTOLD


def _refusal(error: discord.HTTPException, reason: str, *, writes: bool) -> DeliveryError:
    if error.code in GONE:
        return DeliveryError(reason, gone=True)
    if error.code == NEEDS_TAG or (error.status == HTTPStatus.FORBIDDEN and error.code):
        return Forbidden(reason)
    if error.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        # It is 503 where the servers in front reached nobody, and where a guild is out of order.
        is_told = error.status == HTTPStatus.SERVICE_UNAVAILABLE
        return DeliveryError(reason, uncertain=writes and not is_told)
    # Without a code it comes from somebody on the way, such as a proxy.
    return Unacceptable(reason) if error.code else DeliveryError(reason)


def reason_of(error: BaseException) -> str:
    """What *error* says, without secrets, pages of HTML, and words that people may have typed."""
    if isinstance(error, discord.HTTPException):
        # The first line is Discord's own; those below name the fields of ours that it refuses.
        said = "" if error.text.lstrip().startswith("<") else error.text.partition("\n")[0]
        text = f"{error.status} {error.code or ''} {said}"
    else:
        text = f"{type(error).__name__}: {error}".rstrip(": ")
    return cut(" ".join(SECRET.sub("…", text).split()), LONGEST)
