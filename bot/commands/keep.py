"""What readers keep: their reading list, and what they say of papers."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

from adapters.views import Line, Span, Style, View
from bot.buttons import aside, button, instead, line, notice
from bot.commands.command import A_PAPER, Asked, Command, Family, Handler, Press, page_named
from bot.commands.desk import Desk
from bot.lists import entries_stored, saved_view
from bot.lookup import identifier_in
from bot.refusal import Refusal, sentence
from bot.turning import arrows
from storage.identifiers import abstract_page
from storage.people import ChatKind
from storage.records import Paper

A_PAGE = 5  # papers of a reading list on one page
MORE, LESS = 1, -1  # what is said of a paper
NOTHING_SAVED = sentence("Nothing is saved yet: press Save on a card, or write /save 2401.12345.")


class Keep:
    """
    `/save`, `/saved`, and the buttons that save and judge.

    *card* shows a paper's card, from its id; *card_in* in a language, from `ID:LANGUAGE`.
    """

    def __init__(self, desk: Desk, card: Handler, card_in: Handler) -> None:
        self._desk = desk
        self._card = card
        self._card_in = card_in

    def family(self) -> Family:
        """The commands and presses."""
        return Family(
            commands=(
                Command(
                    name="save",
                    description=sentence("Put a paper on your reading list"),
                    run=self.save,
                    parameters=(A_PAPER,),
                ),
                Command(
                    name="saved",
                    description=sentence("Your reading list"),
                    run=self.saved,
                    is_private=True,
                ),
            ),
            presses=(
                Press(verb="save", run=self.save_pressed, is_word=True),
                Press(verb="unsave", run=self.unsave_pressed, is_word=True),
                Press(verb="more", run=self.more, is_word=True),
                Press(verb="less", run=self.less, is_word=True),
                Press(verb="saved", run=self.turn, is_private=True, shows=True),
            ),
        )

    async def save(self, asked: Asked) -> AsyncIterator[View]:
        """`/save ID|link`: a paper that is not stored is asked for."""
        if not asked.words.strip():
            raise Refusal(sentence("Name the paper to save, for example: /save 2401.12345."))
        receipt = await self._receipt(asked, await self._put(asked, asked.words))
        yield self._desk.fitted(receipt, asked)

    async def save_pressed(self, asked: Asked) -> AsyncIterator[View]:
        """The button of a card, or of a digest in the layout `cards`."""
        paper_id, language = _paper_and_language(asked.words)
        await self._put(asked, paper_id)
        yield aside(asked.wording.say("Saved. /saved shows your list."))
        async for view in self._card_again(asked, paper_id, language):
            yield view

    async def unsave_pressed(self, asked: Asked) -> AsyncIterator[View]:
        """The same button, once the paper is saved."""
        paper_id, language = _paper_and_language(asked.words)
        await self._desk.store.unsave(asked.reader.key, identifier_in(paper_id).id)
        yield aside(asked.wording.say("Taken off your list."))
        async for view in self._card_again(asked, paper_id, language):
            yield view

    async def more(self, asked: Asked) -> AsyncIterator[View]:
        """A reader wants more like this paper."""
        await self._say(asked, MORE)
        yield aside(asked.wording.say("Noted: more like this."))

    async def less(self, asked: Asked) -> AsyncIterator[View]:
        """A reader wants less like this paper."""
        await self._say(asked, LESS)
        yield aside(asked.wording.say("Noted: less like this."))

    async def saved(self, asked: Asked) -> AsyncIterator[View]:
        """`/saved`: the reading list, newest first."""
        yield await self._list(asked, 1)

    async def turn(self, asked: Asked) -> AsyncIterator[View]:
        """Another page of it."""
        yield instead(await self._list(asked, page_named(asked.words)))

    async def _paper(self, words: str) -> Paper:
        """The paper that *words* name, stored from now on; raises `Refusal`."""
        return (await (await self._desk.finder()).card(words)).paper

    async def _put(self, asked: Asked, words: str) -> Paper:
        """Put the paper that *words* name on the reader's list."""
        paper, store, now = await self._paper(words), self._desk.store, self._desk.now()
        await store.save(asked.reader.key, paper.id, chat=asked.chat.key, at=now)
        return paper

    async def _say(self, asked: Asked, verdict: int) -> None:
        paper = await self._paper(_paper_and_language(asked.words)[0])
        await self._desk.store.say_of(asked.reader.key, paper.id, verdict, at=self._desk.now())

    async def _receipt(self, asked: Asked, paper: Paper) -> View:
        """What `/save` answers."""
        wording = asked.wording
        title = Line((Span(paper.title.plain, Style.BOLD, abstract_page(paper.id)),))
        if asked.chat.kind is not ChatKind.PRIVATE:  # whoever pressed would show all their own list
            return View(lines=(title, line(wording.say("Saved. /saved shows your list."))))
        page = await self._desk.store.saved_page(asked.reader.key, 1, size=1)
        told = wording.count(
            "Saved: your list has {n} paper.", "Saved: your list has {n} papers.", page.count
        )
        see = button(wording.say("Saved papers"), "saved", 1)
        return View(lines=(title, line(told)), actions=((see,),))

    async def _card_again(self, asked: Asked, paper_id: str, language: str) -> AsyncIterator[View]:
        """The card in its own place, with the other button, in the language that it has."""
        if not language or asked.chat.kind is not ChatKind.PRIVATE:  # else others see that card
            return
        usual = asked.reader.language or asked.wording.language
        if language != usual and language in self._desk.deployment.languages:
            views = self._card_in(replace(asked, words=f"{paper_id}:{language}"))
        else:
            views = self._card(replace(asked, words=paper_id))
        async for view in views:
            yield instead(view)

    async def _list(self, asked: Asked, at: int) -> View:
        """Page *at* of the reading list; no summary is made for it."""
        store, wording = self._desk.store, asked.wording
        page = await store.saved_page(asked.reader.key, at, size=A_PAGE)
        if not page.count:
            return notice(wording.say(NOTHING_SAVED))
        summaries = await store.summaries([paper.id for paper in page.papers])
        entries = entries_stored(page.papers, summaries, wording.language)
        view = saved_view(page.count, entries, (page.at - 1) * A_PAGE + 1, wording)
        if page.of > 1:
            view = replace(view, actions=(*view.actions, arrows(page.at, page.of, "saved")))
        return self._desk.fitted(view, asked)


def _paper_and_language(words: str) -> tuple[str, str]:
    """What a button carries; those of digests and of old cards carry no language."""
    paper_id, _, language = words.partition(":")
    return paper_id, language
