"""The button that shows the sentences of the abstract behind a summary."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING

from adapters.views import Line, Span, Style, View, ViewKind
from bot.buttons import button, instead
from bot.commands.command import Asked, Family, Press, first_of
from bot.commands.desk import Desk
from bot.compose import entry_of
from bot.languages import NAMES
from bot.lookup import identifier_in
from bot.refusal import Refusal, sentence
from bot.wording import Wording
from storage.identifiers import abstract_page
from storage.records import AnnounceType, Paper, Summary

if TYPE_CHECKING:
    from bot.evidence import Backed

LABELS = {
    "tldr": sentence("TL;DR"),
    "motivation": sentence("Motivation"),
    "method": sentence("Method"),
    "result": sentence("Result"),
    "conclusion": sentence("Conclusion"),
}


class Proof:
    """What the abstract says itself, beside what the model made of it."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def family(self) -> Family:
        """The press alone: nobody asks for it without the card before their eyes."""
        return Family(presses=(Press(verb="proof", run=self.proof, is_private=True, shows=True),))

    async def proof(self, asked: Asked) -> AsyncIterator[View]:
        """Each field of the summary in that language, with the sentences behind it."""
        paper_id, language = first_of(asked.parts, 2)
        if language not in NAMES:
            raise Refusal(sentence("This language is not offered here any more."))
        card = await (await self._desk.finder()).card(str(identifier_in(paper_id)))
        wording = Wording(language, asked.chat.settings.zone)
        stored = await self._desk.store.summaries([card.paper.id])
        entry = entry_of(card.paper, stored.get(card.paper.id, ()), language, AnnounceType.NEW)
        if entry.offline:
            raise Refusal(
                sentence("There is no summary of this paper in that language: read its abstract.")
            )
        # Most deployments never come here, and what reads numbers takes some megabytes.
        from bot.evidence import evidence

        backed = evidence(entry.summary, self._desk.summaries.sentences(card.paper))
        yield instead(self._desk.fitted(_view(card.paper, entry.summary, backed, wording), asked))


def _view(paper: Paper, summary: Summary, backed: list[Backed], wording: Wording) -> View:
    """The fields one after the other; numbers are set in bold on both sides."""
    title = Span(paper.title.plain, Style.BOLD, abstract_page(paper.id))
    back = button(wording.say("Back to the card"), "in", paper.id, wording.language)
    return View(
        kind=ViewKind.LIST,
        head=(Line((title,)),),
        lines=tuple(_lines(summary, backed, wording)),
        foot=(Line((Span(wording.say("Quoted from the abstract; numbers in bold")),)),),
        actions=((back,),),
    )


def _lines(summary: Summary, backed: list[Backed], wording: Wording) -> Iterator[Line]:
    for one in backed:
        yield Line()
        label = Span(f"{wording.say(LABELS[one.field])}  ", Style.BOLD)
        yield Line((label, *_spans(one.text, summary.language, Style.PLAIN)))
        for quoted in one.sentences:
            yield Line((Span("› "), *_spans(quoted, "en", Style.ITALIC)))


def _spans(text: str, language: str, style: Style) -> Iterator[Span]:
    from bot.evidence import marked  # see above

    for piece in marked(text, language):
        yield Span(piece.text, Style.BOLD if piece.is_number else style)
