"""Papers for words that somebody types in any chat, to show one of them there (inline mode)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from adapters.conversation import Find, Finds, Inquiry, Request
from adapters.messages import Entry
from adapters.paging import shortened
from adapters.views import View
from bot.cards import shared_view
from bot.commands.access import is_admitted
from bot.commands.desk import Desk
from bot.commands.reaching import START
from bot.commands.read import papers_named
from bot.digest import byline
from bot.guess import guessed
from bot.lists import MOST_FOUND, entries_stored
from bot.lookup import parse_search
from bot.payloads import command_payload, paper_payload
from bot.refusal import Refusal, sentence
from bot.typed import typed
from bot.wording import Wording
from storage.identifiers import Identifier
from storage.people import Address, Chat, ChatKind, Reader
from storage.records import Paper
from storage.text import one_line

A_PAGE = 20  # papers
LONGEST = 256  # characters that are looked at: what Telegram lets people type there
RECENT = timedelta(days=7)  # how old a digest may be that is offered before anything is typed
OPEN = sentence("Open Paperround")
NOTHING = sentence("Nothing stored has all of that. Open Paperround")


class Inquiring:
    """
    Answers inquiries, from what is stored: they come at every letter, and arXiv is not asked.

    Nothing is remembered of who asks, and no summary is made.
    """

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def __call__(self, inquiry: Inquiry) -> Finds:
        """A page of papers; nothing but the way to the bot for who was not admitted."""
        store = self._desk.store
        private = Address(platform=inquiry.platform, chat_id=inquiry.reader)
        chat = await store.chat(private)
        reader = await store.reader(inquiry.platform, inquiry.reader)
        wording = self._wording(inquiry, chat, reader)
        request = Request(address=private, kind=ChatKind.PRIVATE, reader=inquiry.reader)
        if not is_admitted(request, chat, reader, self._desk.deployment):
            return Finds(label=wording.say(OPEN), payload=command_payload(START))
        words = one_line(inquiry.words)[:LONGEST]
        if named := papers_named(words):
            return await self._named(named, private, wording)
        start = max(0, min(inquiry.start, MOST_FOUND))
        limit = min(start + A_PAGE + 1, MOST_FOUND)  # one more tells whether there are more
        papers = await (self._searched(words, limit) if words else self._newest(chat, limit))
        page = papers[start : start + A_PAGE]
        return Finds(
            finds=await self._finds(page, private, wording),
            next=start + A_PAGE if len(papers) > start + A_PAGE else 0,
            label=wording.say(NOTHING if words and not page else OPEN),
            payload=command_payload(START),
        )

    def _wording(self, inquiry: Inquiry, chat: Chat | None, reader: Reader | None) -> Wording:
        """The language that this person is spoken to in their private chat."""
        deployment = self._desk.deployment
        first = guessed(deployment.defaults, inquiry.language, deployment.languages)
        settings = chat.settings if chat else first
        own = reader.language if reader else ""
        return Wording(own or settings.language, settings.zone)

    async def _named(
        self, named: Sequence[Identifier], private: Address, wording: Wording
    ) -> Finds:
        """The papers that were named; for one that is not stored the private chat asks arXiv."""
        shown = named[:A_PAGE]
        stored = await self._desk.store.papers([identifier.id for identifier in shown])
        papers = [stored[identifier.id] for identifier in shown if identifier.id in stored]
        return Finds(
            finds=await self._finds(papers, private, wording),
            label=wording.say("Open {id} in Paperround", id=named[0]),
            payload=paper_payload(str(named[0])),
        )

    async def _searched(self, words: str, limit: int) -> Sequence[Paper]:
        """What `/search` finds, as long as the words make sense; the last one is being typed."""
        try:
            query = parse_search(words)
        except Refusal:  # half a category, say: more letters follow
            return ()
        *whole, last = query.words or ("",)
        if typed(words).endswith(last):
            query = replace(query, words=tuple(whole), begun=last)
        return (await self._desk.store.search(query, limit=limit)).papers

    async def _newest(self, chat: Chat | None, limit: int) -> Sequence[Paper]:
        """What the private chat was told last, if that is not long ago; else what is new at all."""
        store = self._desk.store
        last = (await store.last_digests([chat.key])).get(chat.key) if chat else None
        if chat and last and last.day > (self._desk.now() - RECENT).date():
            digest = await store.digest_of(chat.key, last.day)
            told = list(dict.fromkeys(one.paper_id for one in digest.told)) if digest else []
            stored = await store.papers(told)
            if stored:
                return [stored[paper_id] for paper_id in told[:limit] if paper_id in stored]
        return await store.newest_papers(limit=limit)

    async def _finds(
        self, papers: Sequence[Paper], private: Address, wording: Wording
    ) -> tuple[Find, ...]:
        desk = self._desk
        stored = await desk.store.summaries([paper.id for paper in papers])
        fits = desk.fits(private.platform)
        opens = bool(desk.link(private, command_payload(START)))
        return tuple(
            _find(entry, shortened(shared_view(entry, wording, opens=opens), fits), wording)
            for entry in entries_stored(papers, stored, wording.language)
        )


def _find(entry: Entry, view: View, wording: Wording) -> Find:
    paper = entry.paper
    names = byline([author.plain for author in paper.authors], wording)
    return Find(
        paper_id=paper.id,
        title=paper.title.plain,
        about=" · ".join(filter(None, (names, paper.primary, paper.id))),
        view=view,
    )
