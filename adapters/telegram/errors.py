"""
What an error of Telegram means to who wanted to send: gone, moved, told to wait, in doubt, refused.

The words are those of its server: https://github.com/tdlib/telegram-bot-api (Client.cpp). The
library takes "Bad Request: " away and changes capitals, so parts of the text in lower case are
compared.
"""

from __future__ import annotations

import re
from datetime import timedelta

import httpx
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

from adapters.conversation import DeliveryError, Unacceptable
from adapters.cutting import cut

# Nobody is there for the bot, or it may not write; it hears when that changes, or when it is asked.
GONE = (
    "chat not found",
    "user not found",
    "peer_id_invalid",
    "group chat was deactivated",
    "channel_private",
    "bot is not a member",
    "need administrator rights",
    "not enough rights to send",
    "have no rights to send",
    "have no write access",
    "chat_write_forbidden",
    "chat_restricted",
    "chat_admin_required",
    "chat_send_plain_forbidden",
)
# The topic of a forum is a chat of its own to the bot: it is gone while its group goes on.
TOPIC_GONE = ("topic_closed", "topic_deleted", "topic_id_invalid", "message thread not found")
# Refused for how it is written: the same words without markup, or without buttons, may pass.
MALFORMED = (
    "can't parse",
    "entit",
    "too long",
    "text must be non-empty",
    "button",
    "keyboard",
    "reply markup",
    "wrong http url",
    "url host is empty",
)
NOT_MODIFIED = "message is not modified"
TOO_OLD = "query is too old"
# Nothing of the request was written; https://www.python-httpx.org/exceptions/
NOT_WRITTEN = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
# What the library takes for errors of the network, although Telegram said no.
REFUSED = ("too many requests", "request entity too large")

TOKEN = re.compile(r"\d+(?::|%3A)[\w-]{20,}", re.IGNORECASE)
FOREIGN = re.compile(r""""[^"]*"|\B'[^']*'|Parsing the server response .*""", re.DOTALL)
LONGEST = 200  # characters of a reason


class RetryAfterByAll(RetryAfter):
    """Telegram told the whole bot to wait; see `PacedLimiter` for how that is known."""


def delivery_error(error: TelegramError) -> DeliveryError:
    """
    *error* as everyone else knows it; its text holds no token, and nothing that people wrote.

    *gone* is also said of a topic that was closed or deleted, to which no more can be sent. Since a
    topic is a chat of its own to the bot, that pauses the topic alone. Where nothing is known of
    the outcome it is uncertain.
    """
    reason = reason_of(error)
    match error:
        case RetryAfter():
            everyone = isinstance(error, RetryAfterByAll)
            return DeliveryError(reason, retry_after=seconds_of(error), everyone=everyone)
        case ChatMigrated(new_chat_id=new_id):
            return DeliveryError(reason, moved_to=str(new_id))
        case Forbidden():
            return DeliveryError(reason, gone=True)
        case BadRequest():
            is_gone = says(error, *GONE, *TOPIC_GONE)
            return DeliveryError(reason, gone=True) if is_gone else Unacceptable(reason)
        case InvalidToken() | Conflict():  # the bot itself is not let in: `listen` tells
            return DeliveryError(reason)
        case _:
            return DeliveryError(reason, uncertain=not _was_surely_not_taken(error))


def _was_surely_not_taken(error: TelegramError) -> bool:
    """Whether a timeout, or an error of the network, came before anything could arrive."""
    if isinstance(error.__cause__, NOT_WRITTEN):
        return True
    is_answer = isinstance(error, NetworkError) and not isinstance(error, TimedOut)
    return is_answer and error.__cause__ is None and says(error, *REFUSED)


def says(error: TelegramError, *parts: str) -> bool:
    """Whether the text of *error* has one of *parts*, which are in lower case."""
    text = error.message.lower()
    return any(part in text for part in parts)


def is_malformed(error: TelegramError) -> bool:
    """Whether a message was refused for how it is written, and not for where it goes."""
    return (
        isinstance(error, BadRequest)
        and says(error, *MALFORMED)
        and not says(error, NOT_MODIFIED)  # which speaks of markup as well
    )


def seconds_of(error: RetryAfter) -> float:
    """How long Telegram told to wait."""
    told = error.retry_after  # of which type is the choice of the deployment: PTB_TIMEDELTA
    return told.total_seconds() if isinstance(told, timedelta) else float(told)


def reason_of(error: TelegramError) -> str:
    """The text of *error*, without secrets, pages of HTML, and words that people may have typed."""
    return cut(FOREIGN.sub("…", without_token(error.message)), LONGEST)


def without_token(text: str) -> str:
    """*text* without the tokens of bots: the library shows one in an error, and in addresses."""
    return TOKEN.sub("…", text)
