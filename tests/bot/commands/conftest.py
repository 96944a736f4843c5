"""A desk with a real store, an arXiv that is a function, and a person in a private chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from adapters.conversation import Request
from adapters.ports import SourceError
from adapters.summaries.extractive.summariser import ExtractiveSummariser
from adapters.views import View
from bot.commands.command import Asked, Handler
from bot.commands.desk import Deployment, Desk
from bot.digests import Digests
from bot.jobs import JobName
from bot.lookup import Lookup
from bot.refusal import Refusal
from bot.summarise import Summaries
from bot.wording import Wording
from storage.identifiers import Identifier
from storage.people import Address, ChatKind, ChatSettings
from storage.records import Paper
from storage.store import Store

NOW = datetime(2025, 11, 26, 15, 0, tzinfo=UTC)  # a Wednesday, ten o'clock in New York
BERLIN = ZoneInfo("Europe/Berlin")
SETTINGS = ChatSettings(language="en", hour=time(8, 30), zone=BERLIN)


@dataclass
class Archive:
    """ArXiv's papers by identifier; *fault* is raised instead of any answer."""

    known: dict[str, Paper] = field(default_factory=dict)
    fault: SourceError | None = None

    async def papers(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
        """Those that exist."""
        if self.fault:
            raise self.fault
        return {i: self.known[i.id] for i in identifiers if i.id in self.known}


@dataclass
class Office:
    """A desk, and what was asked of it."""

    desk: Desk
    archive: Archive
    jobs: list[tuple[JobName, dict[str, str | int]]]


@pytest.fixture
def office(store: Store) -> Office:
    """A desk on an empty store."""
    archive = Archive()
    jobs: list[tuple[JobName, dict[str, str | int]]] = []

    async def ask(name: JobName, **arguments: str | int) -> bool:
        jobs.append((name, arguments))
        return True

    async def finder() -> Lookup:
        return Lookup(store, archive)

    def fits(platform: str) -> Callable[[View], bool]:
        return lambda view: len(view.items) <= 5

    summaries = Summaries(store, ExtractiveSummariser(), lambda: NOW, lambda *_: None)
    desk = Desk(
        store=store,
        finder=finder,
        summaries=summaries,
        digests=Digests(store, summaries, fits, lambda: NOW),
        ask=ask,
        fits=fits,
        now=lambda: NOW,
        deployment=Deployment(defaults=SETTINGS),
        token=lambda: "t0ken",
    )
    return Office(desk, archive, jobs)


@pytest.fixture
def desk(office: Office) -> Desk:
    """The desk alone."""
    return office.desk


AskFor = Callable[..., Awaitable[list[View]]]


@pytest.fixture
def ask_for(store: Store) -> AskFor:
    """
    Asks a handler, as reader 7 in the private chat 7 of a platform; all its views.

    *words* follow the command; *language* is the chat's, *kind* the kind of chat.
    """

    async def ask(
        handler: Handler,
        words: str = "",
        *,
        language: str = "en",
        kind: ChatKind = ChatKind.PRIVATE,
        is_operator: bool = False,
    ) -> list[View]:
        address = Address(platform="sink", chat_id="7")
        chat = await store.open_chat(address, kind, SETTINGS)
        reader = await store.open_reader("sink", "7", at=NOW)
        asked = Asked(
            request=Request(address=address, kind=kind, reader="7", text=words),
            chat=chat,
            reader=reader,
            wording=Wording(language, BERLIN),
            words=words,
            is_operator=is_operator,
        )
        return [view async for view in handler(asked)]

    return ask


async def answered(ask: AskFor, handler: Handler, words: str) -> list[View] | str:
    """The views of an answer, or the sentence with which it is refused."""
    try:
        return await ask(handler, words)
    except Refusal as refusal:
        return str(refusal)
