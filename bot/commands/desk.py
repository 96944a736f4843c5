"""What all commands work with: the store, papers, summaries, jobs, what is set for all chats."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import blake2s
from typing import Protocol

from adapters.audience import NOBODY_ELSE, Audience
from adapters.destinations import Destination
from adapters.paging import Fits, shortened
from adapters.views import View
from bot.commands.command import Asked
from bot.digests import Digests
from bot.jobs import JobName
from bot.lookup import Lookup
from bot.money.budget import UNBOUND, Terms
from bot.refusal import Refusal, sentence
from bot.shape import Shape, shaped
from bot.summarise import Summaries
from storage.people import Address, ChatSettings
from storage.store import Store

DIRECT = 30  # bytes of words that a button carries as they are


class Access(StrEnum):
    """Who may use a deployment: anybody, who has an invite, or whom an administrator listed."""

    OPEN = "open"
    INVITE = "invite"
    LIST = "list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Deployment:
    """
    What is set for all chats.

    *defaults* are the settings of a chat seen for the first time. *owners* sit at the machine
    itself; they and *admins* are readers as `telegram:123`, *listed* those readers and chats that
    are let in while *access* is `list`. *languages* are those that readers may choose. *keep_days*:
    for how long deliveries and messages are remembered. On platforms in *followers_only* a chat
    that follows nothing is never written to unasked. Summaries are made by a *model* ('': none) on
    such *terms*.
    """

    defaults: ChatSettings
    access: Access = Access.OPEN
    owners: frozenset[str] = frozenset()
    admins: frozenset[str] = frozenset()
    listed: frozenset[str] = frozenset()
    languages: tuple[str, ...] = ("en", "zh")
    operator_name: str = ""
    operator_contact: str = ""
    keep_days: int = 90
    followers_only: frozenset[str] = frozenset()
    started_at: datetime | None = None
    model: str = ""
    terms: Terms = UNBOUND


class Ask(Protocol):
    """Puts a job that is to run now."""

    async def __call__(self, name: JobName, **arguments: str | int) -> bool:
        """False where the same job waits already."""


class UnderWay(Protocol):
    """Tells of a job that was put."""

    async def __call__(self, name: JobName, **arguments: str | int) -> bool:
        """Whether it is still to be done for the first time."""


async def _done(name: JobName, **arguments: str | int) -> bool:
    """Whatever was put is done."""
    return False


async def _nobody(address: Address, reader: str) -> bool:
    """Nobody is in any chat."""
    return False


async def _readers_alone(address: Address) -> Audience:
    """Nobody else is reached by any chat."""
    return NOBODY_ELSE


async def _nowhere(address: Address, reader: str) -> Destination | None:
    """No place is one of several."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """
    What commands work with.

    *finder* looks papers up, *ask* puts a job and *under_way* tells whether it is done, *fits* says
    what fits one message of a platform, *shape* how its pages look, *token* makes a token that
    nobody can guess, *link* a deep link into a platform's private chat with the bot ('' where it
    has none), from a payload; *has_member* tells whether a reader is in a chat, *audience* whom its
    digests reach beyond its readers, *destination* what a place is to a reader. Where it never
    *asks_arxiv* (the demonstration), what is stored is all there is.
    """

    store: Store
    finder: Callable[[], Awaitable[Lookup]]
    summaries: Summaries
    digests: Digests
    ask: Ask
    fits: Callable[[str], Fits]
    now: Callable[[], datetime]
    deployment: Deployment
    token: Callable[[], str]
    shape: Callable[[str], Shape] = lambda _platform: Shape()
    link: Callable[[Address, str], str] = lambda _address, _payload: ""
    under_way: UnderWay = _done
    has_member: Callable[[Address, str], Awaitable[bool]] = _nobody
    audience: Callable[[Address], Awaitable[Audience]] = _readers_alone
    destination: Callable[[Address, str], Awaitable[Destination | None]] = _nowhere
    asks_arxiv: bool = True

    def fitted(self, view: View, asked: Asked) -> View:
        """*view* as one message that fits where it was *asked* for."""
        name = asked.chat.address.platform
        return shortened(shaped(view, self.shape(name), asked.wording), self.fits(name))

    async def carry(self, words: str) -> str:
        """What a button carries for *words*: themselves where they are short, else a token."""
        if len(words.encode()) <= DIRECT and ":" not in words:
            return f"={words}"
        token = blake2s(words.encode(), digest_size=8).hexdigest()
        await self.store.keep_words(token, words, at=self.now())
        return token

    async def carried(self, token: str) -> str:
        """The words that `carry` gave *token* for; raises `Refusal` when they were forgotten."""
        if token.startswith("="):
            return token[1:]
        words = await self.store.words_of(token)
        if words is None:
            raise Refusal(sentence("This button is too old; please write it anew."))
        return words
