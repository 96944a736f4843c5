"""What a test may look at: messages, calls, interactions and their answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from tests.fakes.discord.components import BUTTON, SELECTS, TEXT, every
from tests.fakes.discord.world import COMPONENTS_V2, LOADING, File, Post

Json = dict[str, Any]

ANSWERS = {4: "message", 5: "later", 6: "later update", 7: "update", 8: "choices", 9: "modal"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """
    A message as it stood at one moment; *at* is when it arrived, in seconds of the clock.

    *only_for*: the person who alone sees it. *pings*: who is notified by it. *loading*: the person
    sees that the bot is thinking.
    """

    channel: int
    id: int
    at: float
    author: int
    content: str = ""
    flags: int = 0
    kind: int = 0
    embeds: tuple[Json, ...] = ()
    components: tuple[Json, ...] = ()
    files: tuple[File, ...] = ()
    nonce: str | int | None = None
    only_for: int | None = None
    pings: tuple[str | int, ...] = ()
    reply_to: int | None = None
    edits: int = 0

    @property
    def loading(self) -> bool:
        """Whether the bot has only begun to answer."""
        return bool(self.flags & LOADING)

    @property
    def is_layout(self) -> bool:
        """Whether it is made of components of version 2."""
        return bool(self.flags & COMPONENTS_V2)

    @property
    def text(self) -> str:
        """All its words, as they are read from above: contents, embeds, texts of components."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title", ""), embed.get("description", "")]
            for one in embed.get("fields") or ():
                parts += [one["name"], one["value"]]
            parts.append((embed.get("footer") or {}).get("text", ""))
        parts += [one["content"] for one in self.every if one["type"] == TEXT]
        return "\n".join(part for part in parts if part)

    @property
    def every(self) -> tuple[Json, ...]:
        """All components, nested ones too."""
        return tuple(every(list(self.components)))

    @property
    def buttons(self) -> tuple[Json, ...]:
        """All buttons, also those beside sections."""
        return tuple(one for one in self.every if one["type"] == BUTTON)

    @property
    def selects(self) -> tuple[Json, ...]:
        """All menus."""
        return tuple(one for one in self.every if one["type"] in SELECTS)

    @property
    def labels(self) -> tuple[str, ...]:
        """What the buttons say, or show where they have no words."""
        return tuple(label_of(button) for button in self.buttons)

    @property
    def custom_ids(self) -> tuple[str, ...]:
        """The names of the buttons and menus."""
        return tuple(one["custom_id"] for one in self.every if "custom_id" in one)

    def button(self, label: str) -> Json:
        """The first button that says *label*; a mistake of the test where none does."""
        for button in self.buttons:
            if label_of(button) == label:
                return button
        raise ValueError(f"no button says {label!r}, only {', '.join(self.labels) or 'nothing'}")


def label_of(button: Json) -> str:
    """What a button says."""
    return str(button.get("label") or (button.get("emoji") or {}).get("name") or "")


def snapshot(post: Post) -> Message:
    """*post* as it now stands."""
    return Message(
        channel=post.channel,
        id=post.id,
        at=post.at,
        author=post.author,
        content=post.content,
        flags=post.flags,
        kind=post.kind,
        embeds=tuple(post.embeds),
        components=tuple(post.components),
        files=tuple(post.files),
        nonce=post.nonce,
        only_for=post.only_for,
        pings=post.pings,
        reply_to=post.reply_to,
        edits=post.edits,
    )


@dataclass(slots=True)
class Call:
    """One request, and how it was answered: *status* 0 where it was not."""

    route: str
    channel: int | None
    at: float
    path: str
    body: Any = None
    status: int = 0
    code: int = 0
    message: str = ""


@dataclass(slots=True)
class Interaction:
    """
    Something that a person does with the bot, which must answer within 3 seconds.

    *kind*: 2 a command, 3 a press or choice, 4 an autocomplete, 5 a filled-in modal. *words*: the
    command or the custom id. *answer* is the type of the first answer, *original* its message.
    *waiting*: the bot has said that it answers later, and has not.
    """

    id: int
    token: str
    kind: int
    person: int
    channel: int
    at: float
    words: str
    guild: int | None = None
    data: Json = field(default_factory=dict)
    message: int | None = None
    owners: Mapping[str, str] = field(default_factory=dict)
    answered_at: float | None = None
    answer: int = 0
    original: int | None = None
    followups: list[int] = field(default_factory=list)
    choices: list[Json] = field(default_factory=list)
    modal: Json = field(default_factory=dict)
    waiting: bool = False
    cause: int | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What the bot said to an interaction, so many seconds *after* it; messages as they now stand.

    *kind* is one of "message", "later" (the bot is thinking), "later update", "update", "choices"
    and "modal". *message* is none where it was deleted.
    """

    interaction: int
    after: float
    kind: str
    waiting: bool = False
    message: Message | None = None
    followups: tuple[Message, ...] = ()
    choices: tuple[Json, ...] = ()
    modal: Json = field(default_factory=dict)

    @property
    def text(self) -> str:
        """All that was said, the follow-ups too."""
        said = [self.message] if self.message else []
        return "\n".join(message.text for message in (*said, *self.followups))


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


def doubles(messages: Sequence[Message]) -> dict[tuple[int, str], int]:
    """What was said to all more than once in the same place, and how often."""
    counted = Counter(
        (message.channel, message.text) for message in messages if message.only_for is None
    )
    return {said: times for said, times in counted.items() if times > 1}
