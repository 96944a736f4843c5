"""Commands that read: one paper's card, what was pasted, a search, a citation."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import TypeVar

from adapters.messages import Entry
from adapters.views import Action, Line, Span, Style, View
from bot.buttons import can_be_copied, instead, notice
from bot.cards import Besides, card_view
from bot.commands.command import (
    A_PAPER,
    Asked,
    Command,
    Family,
    Kind,
    Parameter,
    Press,
    first_of,
    page_named,
)
from bot.commands.desk import Desk
from bot.compose import entry_of
from bot.lists import MOST_FOUND, entries_stored, found_view, named_view
from bot.lookup import LONGEST_SEARCH, Card, identifier_in
from bot.money.purse import Asker, place_of
from bot.refusal import Refusal, sentence
from bot.rules import FOREIGN, SENTENCES, Fault
from bot.turning import arrows
from bot.typed import shortened as repeated
from bot.typed import typed
from bot.wording import Wording
from storage.identifiers import Identifier, find_identifiers
from storage.people import ChatKind
from storage.records import AnnounceType, Paper
from storage.text import one_line

T = TypeVar("T")

PATIENCE = 1.0  # seconds; what takes longer follows by an edit
A_PAGE = 5  # papers of a search on one page
NUMBER = re.compile(r"(?:m\d{1,6}\s+)?\d{1,6}", re.IGNORECASE)  # what presses a terminal's buttons


class Read:
    """
    `/paper`, `/search`, pasted links, and the buttons that open cards.

    *bibtex* writes a citation; *sleep* tells when a person has waited long enough.
    """

    def __init__(
        self,
        desk: Desk,
        bibtex: Callable[[Paper], str],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._bibtex = bibtex
        self._sleep = sleep

    def family(self) -> Family:
        """The commands and presses."""
        return Family(
            commands=(
                Command(
                    name="paper",
                    description=sentence("One paper's card; a pasted link does the same"),
                    run=self.paper,
                    parameters=(A_PAPER,),
                ),
                Command(
                    name="search",
                    description=sentence("Search the papers stored here"),
                    run=self.search,
                    parameters=(
                        Parameter(
                            name="words",
                            kind=Kind.TEXT,
                            description=sentence('Words, "phrases", cat:cs.CV'),
                            is_required=True,
                        ),
                    ),
                ),
            ),
            presses=(
                Press(verb="card", run=self.paper, is_private=True, shows=True),
                Press(verb="in", run=self.in_language, shows=True),
                Press(verb="bib", run=self.cite, is_private=True, shows=True),
                Press(verb="find", run=self.find, shows=True),
            ),
        )

    async def paper(self, asked: Asked) -> AsyncIterator[View]:
        """`/paper ID|link`: what is known at once; the summary by an edit, where it takes long."""
        if not asked.words.strip():
            raise Refusal(sentence("Name a paper, for example: /paper 2401.12345."))
        async for view in self._card(asked, identifier_in(asked.words), _wording(asked)):
            yield view

    async def in_language(self, asked: Asked) -> AsyncIterator[View]:
        """The same card in another language."""
        paper_id, language = first_of(asked.parts, 2)
        if language not in self._desk.deployment.languages:
            raise Refusal(sentence("This language is not offered here any more."))
        wording = Wording(language, asked.chat.settings.zone)
        async for view in self._card(asked, identifier_in(paper_id), wording):
            yield instead(view)

    async def pasted(self, asked: Asked) -> AsyncIterator[View]:
        """What was written without a command: the card of the one paper it names, or a list."""
        named = papers_named(asked.words)
        if not named:
            raise self._unknown(asked)
        if len(named) > 1:
            stored = await self._desk.store.papers([identifier.id for identifier in named])
            yield self._desk.fitted(named_view(named, stored, asked.wording), asked)
            return
        async for view in self._card(asked, named[0], _wording(asked)):
            yield view

    def _unknown(self, asked: Asked) -> Refusal:
        """What is said to words that name no paper; a number may have been meant for a button."""
        number = " ".join(asked.words.split())
        shape = self._desk.shape(asked.chat.address.platform)
        if shape.numbered and NUMBER.fullmatch(number):
            return Refusal(sentence("No message here has a button {number}."), number=number)
        return Refusal(
            sentence(
                "Paste an arXiv link or identifier to see its card. To look for papers, write"
                " /search diffusion; to follow new ones, /subscribe cs.CV diffusion."
            )
        )

    async def search(self, asked: Asked) -> AsyncIterator[View]:
        """`/search words`, in what is stored here."""
        yield await self._found(asked, one_line(asked.words)[:LONGEST_SEARCH], 1)

    async def find(self, asked: Asked) -> AsyncIterator[View]:
        """Another page of it."""
        token, at = first_of(one_line(asked.words).split(":"), 2)
        found = await self._found(asked, await self._desk.carried(token), page_named(at))
        yield instead(found)

    async def cite(self, asked: Asked) -> AsyncIterator[View]:
        """The citation of a paper, as a file, and to be copied where a button can."""
        finder = await self._desk.finder()
        paper = (await finder.card(asked.words)).paper
        text = self._bibtex(paper)
        copy = Action(label=asked.wording.say("Copy"), copy=text)
        yield View(
            lines=(Line((Span(paper.title.plain, Style.BOLD),)),),
            actions=((copy,),) if can_be_copied(text) else (),
            file_name=f"{paper.id.replace('/', '-')}.bib",
            file_text=text,
        )

    async def _card(
        self, asked: Asked, identifier: Identifier, wording: Wording
    ) -> AsyncIterator[View]:
        finder = await self._desk.finder()
        card = await finder.stored(identifier)
        if card is None:
            async with _begun(finder.asked(identifier)) as asking:
                if not await self._comes_soon(asking):
                    yield notice(wording.say("Asking arXiv about {id} …", id=identifier))
                card = await asking
        async with _begun(self._entry(asked, card.paper, wording)) as making:
            if not await self._comes_soon(making):
                yield await self._shown(asked, card, None, wording)
            entry, note = await making
        yield await self._shown(asked, card, entry, wording, note)

    async def _comes_soon(self, task: asyncio.Task[T]) -> bool:
        """Whether *task* is done before a person has waited long."""
        pause = asyncio.ensure_future(self._sleep(PATIENCE))
        try:
            await asyncio.wait({task, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            pause.cancel()
        return task.done()

    async def _entry(self, asked: Asked, paper: Paper, wording: Wording) -> tuple[Entry, str]:
        """*paper* with the best summary there is, made now if need be; why there is no better."""
        summaries, language, note = self._desk.summaries, wording.language, ""
        try:
            await summaries.write_now(paper, language, _asker(asked), wording)
        except Refusal as refusal:
            note = wording.told(refusal)
        found = await summaries.of([paper], language)
        return entry_of(paper, found.get(paper.id, ()), language, AnnounceType.NEW), note

    async def _shown(
        self, asked: Asked, card: Card, entry: Entry | None, wording: Wording, note: str = ""
    ) -> View:
        """The card with its summary; without, where that is still being made."""
        is_own = asked.chat.kind is ChatKind.PRIVATE  # else others see, and press, the same card
        besides = Besides(
            saved=is_own and await self._desk.store.is_saved(asked.reader.key, card.paper.id),
            languages=self._desk.deployment.languages,
            citation=self._bibtex(card.paper),
            note=note,
        )
        return self._desk.fitted(card_view(card, entry, wording, besides), asked)

    async def _found(self, asked: Asked, text: str, at: int) -> View:
        """Page *at* of what a search for *text* finds; no summary is made for it."""
        finder, wording = await self._desk.finder(), asked.wording
        found = await finder.search(text, limit=MOST_FOUND)
        if not found.papers:
            raise _nothing(text)
        of = -(-len(found.papers) // A_PAGE)
        at = max(1, min(at, of))
        first = (at - 1) * A_PAGE
        papers = found.papers[first : first + A_PAGE]
        stored = await self._desk.store.summaries([paper.id for paper in papers])
        entries = entries_stored(papers, stored, wording.language)
        view = found_view(text, found, entries, first + 1, wording)
        if of > 1:
            turn = arrows(at, of, "find", await self._desk.carry(text))
            view = replace(view, actions=(*view.actions, turn))
        return self._desk.fitted(view, asked)


@asynccontextmanager
async def _begun(work: Coroutine[None, None, T]) -> AsyncIterator[asyncio.Task[T]]:
    """*work*, under way until somebody has its result, or nobody waits for it any more."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        task.cancel()


def _wording(asked: Asked) -> Wording:
    """How a card answers: in the reader's own language, if they chose one; else in the chat's."""
    own = asked.reader.language
    if own in ("", asked.wording.language):
        return asked.wording
    return Wording(own, asked.chat.settings.zone)


def _asker(asked: Asked) -> Asker:
    place = place_of(asked.chat, asked.request.around)
    return Asker(reader=asked.reader.key, chat=asked.chat.key, place=place)


def papers_named(text: str) -> tuple[Identifier, ...]:
    """The papers that *text* names, each once, in the version that is named first."""
    named: dict[str, Identifier] = {}
    for identifier in find_identifiers(text):
        named.setdefault(identifier.id, identifier)
    return tuple(named.values())


def _nothing(text: str) -> Refusal:
    """What is said where no paper was found."""
    if FOREIGN.search(typed(text)):
        return Refusal(SENTENCES[Fault.SCRIPT], written=repeated(text))
    return Refusal(
        sentence(
            "No paper stored here has all of that. Fewer words, or none of cat:, find more; a paper"
            " that you know by its identifier comes with /paper."
        )
    )
