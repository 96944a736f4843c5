"""What platforms and the bot ask of each other: requests, answers, messages, reactions."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from adapters.audience import Audience, Lack
from adapters.destinations import Destination
from adapters.views import View
from storage.people import Address, ChatKind


class DeliveryError(Exception):
    """
    A platform did not take a message; the message says why, and never holds a secret.

    *gone*: the chat is no more there for the bot (blocked, kicked, deleted): pause it, no retry.
    *uncertain*: the request was written, no answer came; the message may have arrived.
    *retry_after*: seconds that the platform told to wait (flood limit); the chat is paused for
    them, or the whole platform where *everyone*. *moved_to*: the chat's new id on its platform.
    Otherwise it was surely not delivered, and may be tried again.
    """

    def __init__(
        self,
        message: str,
        *,
        gone: bool = False,
        uncertain: bool = False,
        retry_after: float | None = None,
        everyone: bool = False,
        moved_to: str = "",
    ) -> None:
        super().__init__(message)
        self.gone = gone
        self.uncertain = uncertain
        self.retry_after = retry_after
        self.everyone = everyone
        self.moved_to = moved_to


class Unacceptable(DeliveryError):
    """The platform will never take this message, however often it is tried."""


class Forbidden(DeliveryError):
    """
    The chat is there, but its people do not let the bot write in it.

    They may change that, and nobody tells when they do. *lack* is what they would have to allow,
    where the platform tells.
    """

    def __init__(self, message: str, *, lack: Lack | None = None) -> None:
        super().__init__(message)
        self.lack = lack or Lack()


class Unwelcome(Exception):
    """A platform does not let this bot in at all: its token is wrong, or was taken back."""


class Unavailable(Exception):
    """A platform cannot be reached now; the message says why, and never holds a secret."""


class Who(StrEnum):
    """
    Who may use a command.

    In groups and channels only their own administrators change what the chat follows (`settlers`);
    `operators` administer the deployment, where that may be done (`Request.may_operate`), or as
    `operators anywhere`.
    """

    ANYONE = "anyone"
    SETTLERS = "settlers"
    OPERATORS = "operators"
    OPERATORS_ANYWHERE = "operators anywhere"


class ParameterKind(StrEnum):
    """What a parameter of a command takes; in the end all of them are words."""

    TEXT = "text"
    RULE = "rule"
    FOLLOWED = "followed"  # a rule that the chat follows, or its number
    PAPER = "paper"
    CATEGORY = "category"
    COMMAND = "command"
    DATE = "date"
    NUMBER = "number"
    SETTING = "setting"
    VALUE = "value"  # of the setting that is named beside it
    HOUR = "hour"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedParameter:
    """A parameter of a command as a platform lists it, in the language asked for."""

    name: str
    description: str
    kind: ParameterKind
    is_required: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """
    A command as a platform lists it; its *name* is the same in every language.

    Its *description* and its *parameters* are in the language asked for. *picks*: it is of use only
    where a person can pick one of several places; other platforms do not list it.
    """

    name: str
    description: str
    who: Who
    parameters: tuple[OfferedParameter, ...] = ()
    picks: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Filling:
    """
    A parameter of a command that somebody is about to fill in, where a platform tells that.

    *command* and *parameter* are named in English. *words* is what is typed so far, *others* what
    stands in the other parameters, by their names.
    """

    address: Address
    reader: str
    command: str
    parameter: str
    words: str = ""
    language: str = ""
    others: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What may be filled in: *words*, and what is shown for them."""

    words: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """
    What a person typed or pressed, the same on every platform.

    *text* is a command with its words, or free text; *data* is an action that was pressed, then
    *text* holds the words that the action asked for, and *picked* the place that was picked.
    *options* are the words for a command's parameters by their English names, where a platform
    asks for each by itself.

    *reader* is the person's id on the platform; *may_settle*: they administer the chat (always so
    in a private one); *may_operate*: it is asked in a place where the deployment may be
    administered. *language* is what the platform says of the person, '' where it says nothing.
    *message_id* is the message that the pressed button is on. *is_unreached*: asked once more,
    since what was meant for the person alone (`Manner.ALONE`) could not be sent to them. *lacks*
    names what the bot would have to be allowed before digests can come to the chat. *around* is the
    id of the server that the chat belongs to, where a platform has such.
    """

    address: Address
    kind: ChatKind
    reader: str
    text: str = ""
    data: str = ""
    may_settle: bool = True
    may_operate: bool = True
    language: str = ""
    message_id: str = ""
    is_unreached: bool = False
    lacks: tuple[str, ...] = ()
    around: str = ""
    picked: Address | None = None
    options: Mapping[str, str] = field(default_factory=dict)


class Feeling(StrEnum):
    """What a reader's reaction to a paper says; `none` takes back what was said."""

    MORE = "more"
    LESS = "less"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction:
    """What a *reader* put on a message instead of words."""

    address: Address
    reader: str
    message_id: str
    feeling: Feeling


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """
    Words typed in any chat to show a paper there, where a platform has that (inline mode).

    *start* is how many finds were shown before; *language* is what the platform says of the person.
    """

    platform: str
    reader: str
    words: str
    language: str = ""
    start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Find:
    """One paper found: what is listed of it, and the view that is sent when it is chosen."""

    paper_id: str
    title: str
    about: str
    view: View


@dataclass(frozen=True, slots=True, kw_only=True)
class Finds:
    """
    What an inquiry found; there may be more from *next* on (0: no more).

    *label* is on a button above them that opens the private chat with *payload*.
    """

    finds: tuple[Find, ...] = ()
    next: int = 0
    label: str = ""
    payload: str = ""


class Remembered(Protocol):
    """A short text that outlives the program."""

    async def read(self) -> str:
        """The text as it was last written; '' before that."""

    async def write(self, text: str) -> None:
        """Let it be *text* from now on."""


class Turns(Protocol):
    """How quickly a platform may be spoken to."""

    async def turn(self, chat: Address | None = None, *, answer: bool = False) -> None:
        """Wait until a message may go; an *answer* to a person goes before what is none."""

    def pause(self, seconds: float, chat: Address | None = None) -> None:
        """The platform told *chat*, or everyone, to be silent for *seconds*."""


class Bot(Protocol):
    """What a platform asks of the bot, and tells it. Nothing here ever raises."""

    def answer(self, request: Request) -> AsyncIterator[View]:
        """
        One view or several: the first is shown at once, each further one replaces it by an edit.

        Where a view belongs is its `Manner`; one that is said aside is neither replaced nor
        replaces. What cannot be done is a view that says so.
        """

    def is_word(self, data: str) -> bool:
        """Whether a press is answered by a word aside: it need not wait for other answers."""

    def sorry(self, request: Request) -> View:
        """What is said where a platform itself could not answer *request*."""

    async def suggested(self, filling: Filling) -> tuple[Suggestion, ...]:
        """What may be filled in, the best first; people may write something else all the same."""

    async def shown(self, address: Address, message_id: str, view: View) -> None:
        """A message that answers somebody shows *view*: a reaction to it finds its paper."""

    async def reacted(self, reaction: Reaction) -> None:
        """Somebody reacted to a message."""

    async def inquired(self, inquiry: Inquiry) -> Finds:
        """Papers for words that were typed somewhere else."""

    async def left(self, address: Address) -> None:
        """The bot was blocked in a chat, or thrown out; a thread's id names that thread alone."""

    async def returned(self, address: Address) -> None:
        """The bot is let in again where it was blocked."""

    async def moved(self, address: Address, chat_id: str) -> None:
        """The platform gave a chat a new id."""

    def offered(self, language: str) -> tuple[Offered, ...]:
        """All commands, in reading order."""

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that commands are listed in; the deployment's own comes first."""


class Platform(Protocol):
    """A place where people talk: it listens, and it speaks."""

    name: str

    async def listen(self, bot: Bot) -> None:
        """
        Receive what people ask and answer until cancelled; handlers under way are finished.

        Raises `Unwelcome` where trying again is no use.
        """

    async def send(self, address: Address, view: View, key: str, below: str = "") -> str:
        """
        Send *view*, once for each *key*; the id of the message. Raises `DeliveryError`.

        *below* is the message that it goes on from, if any: where a platform has threads, it
        belongs in that message's.
        """

    async def edit(self, address: Address, message_id: str, view: View) -> None:
        """Replace what a message says. Raises `DeliveryError`."""

    @property
    def fits(self) -> Callable[[View], bool]:
        """Whether a view fits one message: a plain function, as other processes ask it too."""

    async def has_member(self, address: Address, reader: str) -> bool:
        """Whether *reader* is in the chat at *address*; false where that cannot be told."""

    async def destination(self, address: Address, reader: str) -> Destination | None:
        """
        The place at *address*, for *reader*; none where that cannot be told.

        Nor where it is no place of a server in which people pick one of several.
        """

    def link(self, payload: str) -> str:
        """A deep link into the private chat with the bot; '' where there is none."""

    async def publish(self, address: Address, message_id: str) -> None:
        """
        Show a message to all who follow its chat from elsewhere; again, it changes nothing.

        Raises `DeliveryError`. Not on the way of any delivery: platforms let it wait for long.
        """

    async def audience(self, address: Address) -> Audience:
        """Whom the digests of a chat may reach beyond its readers; nobody where nobody knows."""

    def private(self, reader: str) -> Address | None:
        """The private chat with *reader*, whether it is open or not; none where there is none."""
