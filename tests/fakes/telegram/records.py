"""What a test may look at: messages, calls, questions and their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.fakes.telegram.forms import File
from tests.fakes.telegram.keyboards import Keyboard
from tests.fakes.telegram.world import Post


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A message as it stood at one moment; *at* is when it arrived, in seconds of the clock."""

    chat: int
    message_id: int
    at: float
    date: int
    text: str
    entities: tuple[Mapping[str, Any], ...] = ()
    keyboard: Keyboard = ()
    thread: int | None = None
    reply_to: int | None = None
    sender: int | None = None
    document: File | None = None
    options: Mapping[str, Any] = field(default_factory=dict)
    service: Mapping[str, Any] = field(default_factory=dict)
    reactions: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    edits: int = 0
    inline_id: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say, row by row."""
        return tuple(button["text"] for row in self.keyboard for button in row)

    @property
    def links(self) -> tuple[str, ...]:
        """The addresses behind words, in their order."""
        return tuple(entity["url"] for entity in self.entities if "url" in entity)

    def button(self, label: str) -> Mapping[str, Any]:
        """The button that says *label*; a mistake of the test where none does."""
        for row in self.keyboard:
            for button in row:
                if button["text"] == label:
                    return button
        raise ValueError(f"no button says {label!r}, only {', '.join(self.labels) or 'nothing'}")


def snapshot(post: Post, inline_id: str = "") -> Message:
    """*post* as it now stands."""
    return Message(
        chat=post.chat,
        message_id=post.message_id,
        at=post.at,
        date=post.date,
        text=post.text,
        entities=tuple(post.entities),
        keyboard=post.keyboard,
        thread=post.thread,
        reply_to=post.reply_to,
        sender=post.sender,
        document=post.document,
        options=post.options,
        service=post.service,
        reactions=dict(post.reactions),
        edits=post.edits,
        inline_id=inline_id,
    )


@dataclass(slots=True)
class Call:
    """One call of the Bot API, and how it was answered: *status* 0 where it was not."""

    method: str
    chat: int | None
    at: float
    parameters: Mapping[str, str]
    status: int = 0
    description: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the bot said to a press or an inline query, so many seconds *after* it."""

    query: str
    after: float
    text: str = ""
    alert: bool = False
    url: str = ""
    results: Sequence[Mapping[str, Any]] = ()
    next_offset: str = ""
    cache_time: int = 0
    personal: bool = False
    button: Mapping[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Query:
    """A press or an inline query that waits for its answer."""

    id: str
    kind: str
    person: int
    at: float
    words: str
    answer: Answer | None = None


def most_in(moments: Sequence[float], seconds: float) -> int:
    """The most of *moments* that lie within *seconds* of each other, the end left out."""
    most = first = 0
    for last, moment in enumerate(moments):
        while moment - moments[first] >= seconds:
            first += 1
        most = max(most, last - first + 1)
    return most


def gaps(moments: Sequence[float]) -> list[float]:
    """The seconds between one and the next."""
    return [later - earlier for earlier, later in pairwise(moments)]


def doubles(messages: Sequence[Message]) -> dict[tuple[int, int | None, str], int]:
    """What was said more than once in the same place: chat, topic and text, and how often."""
    counted = Counter((message.chat, message.thread, message.text) for message in messages)
    return {said: times for said, times in counted.items() if times > 1}
