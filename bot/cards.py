"""One paper -> its card, for its reader or to be shared; every word in their language. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from adapters.messages import Entry
from adapters.views import Action, Detail, Item, Line, Span, View, ViewKind
from bot.buttons import button, can_be_copied, card_button, line
from bot.compose import entry_of
from bot.digest import details_of
from bot.languages import NAMES
from bot.lists import stored_item
from bot.lookup import Card
from bot.payloads import citation_payload, spoken_payload
from bot.wording import Wording
from storage.identifiers import abstract_page, pdf_page
from storage.records import AnnounceType, Paper

NAMED = 3  # authors that are named
A_ROW = 5  # buttons


@dataclass(frozen=True, slots=True, kw_only=True)
class Besides:
    """
    What a card shows beside the paper and its summary.

    Whether it is *saved*; the *languages* to choose from; a *citation*, which is copied by its
    button if it is short, and else comes as a file; a *note* on why there is no better summary.
    """

    saved: bool = False
    languages: tuple[str, ...] = ()
    citation: str = ""
    note: str = ""


def card_view(card: Card, entry: Entry | None, wording: Wording, besides: Besides) -> View:
    """
    The card of a paper.

    The title stands in its one item, linked, with the authors as byline, where it is filed and
    when it came as marks, and the abstract as the last of its details; no head repeats them. The
    head holds only what must be read first: a paper that was withdrawn, a version that is not the
    one asked for. Without an *entry* the summary is being made.
    """
    paper, awaited = card.paper, entry is None
    entry = entry or entry_of(paper, (), wording.language, AnnounceType.NEW)
    sources = (*_source(entry, wording, awaited=awaited), *filter(None, (besides.note,)))
    return View(
        kind=ViewKind.CARD,
        head=tuple(map(line, _warnings(card, wording))),
        items=(_item(card, entry, wording),),
        foot=(*_facts(paper, wording), *map(line, sources)),
        actions=(
            (*_links(paper, wording), *_evidence(entry, wording)),
            _verdicts(paper, wording, saved=besides.saved),
            *_tools(paper, wording, besides),
        ),
    )


def shared_view(entry: Entry, wording: Wording, *, opens: bool) -> View:
    """
    A paper as somebody shows it in a chat where the bot need not be.

    Its buttons lead elsewhere, as nobody there can be answered: to arXiv, and where the platform
    *opens* private chats by links, to the card there. The abstract stands in for a sentence of it.
    """
    item = stored_item(0, entry, wording)
    abstract = entry.paper.abstract.plain
    if not item.text and abstract:
        item = replace(item, details=(Detail(label=wording.say("Abstract"), text=abstract),))
    card = card_button(wording.say("Open in Paperround"), entry.paper.id)
    rows = (_links(entry.paper, wording), (card,)) if opens else (_links(entry.paper, wording),)
    return View(kind=ViewKind.CARD, items=(item,), actions=rows)


def _warnings(card: Card, wording: Wording) -> Iterator[str]:
    if card.paper.withdrawn:
        yield wording.say("This paper was withdrawn.")
    if card.asked_version is not None:
        yield wording.say("This is the newest version, not v{version}.", version=card.asked_version)


def _item(card: Card, entry: Entry, wording: Wording) -> Item:
    paper = card.paper
    version = f" v{paper.version}" if paper.version else ""
    marks = (" ".join(paper.filed_under), f"{paper.id}{version}", _when(card, wording))
    return Item(
        paper_id=paper.id,
        title=paper.title.plain,
        link=abstract_page(paper.id),
        byline=_authors(paper, wording),
        text=entry.summary.tldr,
        marks=tuple(filter(None, marks)),
        details=details_of(entry, wording),
    )


def _authors(paper: Paper, wording: Wording) -> str:
    """The first authors, and how many more there are."""
    names = [author.plain for author in paper.authors]
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    others = wording.say("+ {count}", count=len(names) - NAMED, total=len(names))
    return f"{shown} {others}"


def _when(card: Card, wording: Wording) -> str:
    """The newest day it was announced on; else the day it was submitted on, if that is known."""
    if card.announcements:
        newest = max(announcement.day for announcement in card.announcements)
        return wording.say("announced {day}", day=wording.day(newest))
    submitted = card.paper.submitted
    return wording.say("submitted {day}", day=wording.day(submitted.date())) if submitted else ""


def _facts(paper: Paper, wording: Wording) -> Iterator[Line]:
    """What its authors say of it besides: where it was published, and their comment."""
    published = " · ".join(filter(None, (paper.journal_ref, paper.doi and f"doi:{paper.doi}")))
    for label, text in (
        (wording.say("Published: "), published),
        (wording.say("Comment: "), paper.comment),
    ):
        if text:
            yield Line((Span(label), Span(text)))


def _source(entry: Entry, wording: Wording, *, awaited: bool) -> Iterator[str]:
    """Where the sentences are from; nothing where there are none."""
    if awaited:
        yield wording.say("The summary follows here.")
    elif entry.offline and entry.summary.tldr:
        yield wording.say("Sentences taken from the abstract")
    elif entry.offline:
        return
    elif entry.summary.prompt:  # by a prompt of ours: `bot.checking` let it pass
        yield wording.say("LLM summary, checked against the abstract")
    else:
        yield wording.say("LLM summary")


def _links(paper: Paper, wording: Wording) -> tuple[Action, ...]:
    """Where to read it; a paper that was withdrawn has no PDF."""
    arxiv = Action(label=wording.say("arXiv"), link=abstract_page(paper.id))
    if paper.withdrawn:
        return (arxiv,)
    return arxiv, Action(label=wording.say("PDF"), link=pdf_page(paper.id))


def _evidence(entry: Entry, wording: Wording) -> Iterator[Action]:
    """What shows the sentences behind a summary that was put in other words."""
    if not entry.offline:
        paper_id = entry.paper.id
        yield button(wording.say("Evidence"), "proof", paper_id, wording.language)


def _verdicts(paper: Paper, wording: Wording, *, saved: bool) -> tuple[Action, ...]:
    """What a reader says of it; the language lets the card be shown again as it was."""
    keep = (
        button(wording.say("Saved ✓"), "unsave", paper.id, wording.language)
        if saved
        else button(wording.say("Save"), "save", paper.id, wording.language)
    )
    return (
        keep,
        button(wording.say("More like this"), "more", paper.id),
        button(wording.say("Less"), "less", paper.id),
    )


def _tools(paper: Paper, wording: Wording, besides: Besides) -> Iterator[tuple[Action, ...]]:
    """
    Rows of what else can be asked: among it the card in each other language.

    Where others see the card, who wants it otherwise gets one of their own.
    """
    citation = besides.citation
    others = [code for code in besides.languages if code != wording.language]
    cite = wording.say("BibTeX")
    tools = (
        Action(label=cite, copy=citation)
        if can_be_copied(citation)
        else button(cite, "bib", paper.id, payload=citation_payload(paper.id)),
        button(wording.say("Why"), "why", paper.id),
        *(
            button(NAMES[code][1], "in", paper.id, code, payload=spoken_payload(paper.id, code))
            for code in others
        ),
    )
    return (tools[first : first + A_ROW] for first in range(0, len(tools), A_ROW))
