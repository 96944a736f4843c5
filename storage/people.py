"""The nouns of delivery: chats with their settings, readers, and what is on its way to a chat."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum
from typing import NamedTuple
from zoneinfo import ZoneInfo


class ChatKind(StrEnum):
    """What kind of place a chat is; groups and channels are followed by many."""

    PRIVATE = "private"
    GROUP = "group"
    CHANNEL = "channel"


class ChatState(StrEnum):
    """Whether a chat gets its digests: `gone` has blocked the bot, or is no more."""

    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


class Layout(StrEnum):
    """`compact` digests have many papers a message, `cards` one."""

    COMPACT = "compact"
    CARDS = "cards"


class Order(StrEnum):
    """`arxiv` is the order of the announcement, `for-you` that of a reader's taste."""

    ARXIV = "arxiv"
    FOR_YOU = "for-you"


class Revisions(StrEnum):
    """Which replacements a digest tells of."""

    SAVED = "saved"
    ALL = "all"
    OFF = "off"


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class Address:
    """Where a chat is: on which platform, under which of its ids ('' for no thread)."""

    platform: str
    chat_id: str
    thread_id: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.platform, self.chat_id, self.thread_id)))


EVERY_DAY = tuple(range(7))
UTC_ZONE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatSettings:
    """
    How a chat wants its digests; the hour is wall-clock time in its zone.

    *days* are weekdays of the chat's own calendar, Monday is 0. *limit* is papers a digest.
    *publish*: those who follow the chat from elsewhere get its digests; *ping* is the role that
    each one calls ('': none).
    """

    language: str = "en"
    hour: time = time(8, 30)
    zone: ZoneInfo = UTC_ZONE
    days: tuple[int, ...] = EVERY_DAY
    limit: int = 10
    layout: Layout = Layout.COMPACT
    order: Order = Order.ARXIV
    cross_lists: bool = True
    revisions: Revisions = Revisions.SAVED
    empty_days: bool = True
    publish: bool = False
    ping: str = ""


@dataclass(frozen=True, kw_only=True)  # no slots, see `Portion`
class Chat:
    """
    A place where digests go; *key* is ours, and stays when the platform gives it a new id.

    *last_planned* is the local day of the newest digest planned. *resumes_at* ends a pause.
    *admitted*: an administrator of the deployment let it in.
    """

    key: int
    address: Address
    kind: ChatKind
    settings: ChatSettings
    state: ChatState = ChatState.ACTIVE
    last_planned: date | None = None
    resumes_at: datetime | None = None
    admitted: bool = False


class Followed(NamedTuple):  # not a dataclass: a planning reads millions, and sends them about
    """One rule of a chat, as its canonical text, and since when."""

    key: int
    chat: int
    rule: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """
    A person on a platform; *language* is their own, where they chose one.

    *is_operator*: they administer the deployment, by a claim link.
    """

    key: int
    platform: str
    reader_id: str
    language: str = ""
    admitted: bool = False
    is_operator: bool = False
