"""What was chosen for a chat -> the view of its digest, every word in the chat's language. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from operator import itemgetter

from adapters.messages import Entry
from adapters.views import Detail, Item, Line, Span, Style, View, ViewKind
from bot.choose import Choice, Chosen, Section
from bot.wording import Wording
from storage.identifiers import abstract_page
from storage.records import FIELDS

REMEMBERED = 1 << 14  # papers of a day, as digests show them at each place
NAMED = 2  # authors that are named in a digest; a card names more


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatAccounts:
    """
    How a chat's digest adds up; parts that are zero are not said.

    *announced* = new + cross-listed in what the chat follows; *matched* (each paper once) =
    *shown* + *more* + *before*; *shown* = *summarised* + *offline*.
    """

    announced: int
    matched: int
    shown: int
    more: int
    before: int
    summarised: int
    offline: int
    revisions: int = 0


class Lack(StrEnum):
    """What becomes of summaries that a digest lacks."""

    FOREVER = ""  # sentences of the abstract are all there is
    AWAITED = "awaited"  # the message is edited when they are there
    UNPAID = "unpaid"  # the budget is spent


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatDigest:
    """
    What a digest tells: of which *day*, what was *chosen*; *notes*: what is late or left out.

    *lack* is what becomes of summaries that are lacking.
    """

    day: date
    chosen: Chosen
    accounts: ChatAccounts
    notes: Sequence[str] = ()
    lack: Lack = Lack.FOREVER


def accounts_of(chosen: Chosen, announced: int, entries: Mapping[str, Entry]) -> ChatAccounts:
    """The accounts of a digest that shows *chosen* of so many *announced* papers."""
    shown = [entries[choice.candidate.paper.id] for choice in chosen.shown]
    offline = sum(entry.offline for entry in shown)
    return ChatAccounts(
        announced=announced,
        matched=chosen.matched,
        shown=len(shown),
        more=chosen.beyond,
        before=chosen.before,
        summarised=len(shown) - offline,
        offline=offline,
        revisions=len(chosen.revisions),
    )


def digest_view(
    digest: ChatDigest, entries: Mapping[str, Entry], wording: Wording, *, upto: int | None = None
) -> View:
    """
    The whole digest as one view, from which pages are cut; or only its papers *upto* a number.

    *entries* hold each shown paper with its summary, by id.
    """
    shown = (*digest.chosen.shown, *digest.chosen.revisions)
    items = [
        _revision(choice, number, wording)
        if choice.section is Section.REVISION
        else _item(number, entries[choice.candidate.paper.id], wording)
        for number, choice in enumerate(shown[:upto], 1)
    ]
    return View(
        kind=ViewKind.DIGEST,
        head=head_lines(digest.day, digest.chosen, wording),
        items=tuple(items),
        headings=_headings(shown, wording),
        foot=(
            *foot_lines(digest.accounts, wording, digest.lack),
            *map(_plain, digest.notes),
        ),
    )


def head_lines(day: date, chosen: Chosen, wording: Wording) -> tuple[Line, ...]:
    """The day and how many papers; then how many of each primary category."""
    count = wording.count("{n} paper", "{n} papers", len(chosen.shown))
    first = Line((Span(wording.day(day), Style.BOLD), Span(f" · {count}")))
    if not chosen.shown:
        return (first,)
    primaries = [choice.candidate.paper.primary for choice in chosen.shown]
    by_category = [(primaries.count(name), name) for name in dict.fromkeys(primaries)]
    by_category.sort(key=itemgetter(0), reverse=True)  # of equals the first one first
    counts = " · ".join(f"{name} {n}" for n, name in by_category)
    return first, Line((Span(counts),))


def foot_lines(
    accounts: ChatAccounts, wording: Wording, lack: Lack = Lack.FOREVER
) -> tuple[Line, ...]:
    """What was announced, matched, shown; where the sentences are from. Zero is not said."""
    counts = [
        wording.say("{n} announced", n=accounts.announced),
        wording.say("{n} matched", n=accounts.matched),
        wording.say("{n} shown", n=accounts.shown),
    ]
    if accounts.more:
        counts.append(wording.say("{n} more", n=accounts.more))
    if accounts.before:
        counts.append(wording.say("{n} received before", n=accounts.before))
    sources = []
    if accounts.summarised:
        sources.append(wording.say("{n} summarised", n=accounts.summarised))
    if accounts.offline:
        sources.append(_offline(accounts.offline, wording, lack))
    second = " · ".join(filter(None, (wording.say(", ").join(sources), "/why")))
    return _plain(" · ".join(counts)), _plain(second)


def _offline(number: int, wording: Wording, lack: Lack) -> str:
    """How many are sentences of the abstract, and until when."""
    if lack is Lack.UNPAID:
        return wording.say("{n} from the abstract (budget)", n=number)
    if lack is Lack.AWAITED:
        return wording.count(
            "{n} from the abstract (its summary follows here)",
            "{n} from the abstract (their summaries follow here)",
            number,
        )
    return wording.say("{n} from the abstract", n=number)


def digest_items(entries: Sequence[Entry], first: int, wording: Wording) -> tuple[Item, ...]:
    """Papers as a digest shows them, numbered from *first* on."""
    return tuple(_item(number, entry, wording) for number, entry in enumerate(entries, first))


@lru_cache(REMEMBERED)
def _item(number: int, entry: Entry, wording: Wording) -> Item:
    """A paper as all digests in one language show it at one place."""
    paper = entry.paper
    marks = [wording.say("from the abstract")] if entry.offline else []
    if paper.withdrawn:
        marks.append(wording.say("withdrawn"))
    return Item(
        paper_id=paper.id,
        number=number,
        title=paper.title.plain,
        link=abstract_page(paper.id),
        byline=byline([author.plain for author in paper.authors], wording),
        text=entry.summary.tldr,
        marks=tuple(marks),
        details=details_of(entry, wording),
    )


def details_of(entry: Entry, wording: Wording) -> tuple[Detail, ...]:
    """The stated fields of a summary and the abstract; what is not stated is left out in chats."""
    summary = entry.summary
    labels = {
        "motivation": wording.say("Motivation"),
        "method": wording.say("Method"),
        "result": wording.say("Result"),
        "conclusion": wording.say("Conclusion"),
    }
    stated = ((labels[name], getattr(summary, name)) for name in FIELDS if name in labels)
    abstract = (wording.say("Abstract"), entry.paper.abstract.plain)
    return tuple(Detail(label=label, text=text) for label, text in (*stated, abstract) if text)


def byline(names: Sequence[str], wording: Wording) -> str:
    """The first authors, and how many more there are."""
    shown = ", ".join(names[:NAMED])
    if len(names) <= NAMED:
        return shown
    others = wording.say("+ {count}", count=len(names) - NAMED, total=len(names))
    return f"{shown} {others}"


def _revision(choice: Choice, number: int, wording: Wording) -> Item:
    """A replacement: one line, its title and its new version."""
    paper = choice.candidate.paper
    version = wording.say("now v{version}", version=paper.version or "?")
    marks = (version, wording.say("withdrawn")) if paper.withdrawn else (version,)
    return Item(
        paper_id=paper.id,
        number=number,
        title=paper.title.plain,
        link=abstract_page(paper.id),
        marks=marks,
    )


def _headings(shown: Sequence[Choice], wording: Wording) -> tuple[tuple[int, str], ...]:
    """Cross-lists and revisions have headings of their own; new papers come first without one."""
    names = {
        Section.CROSS: wording.say("Cross-lists"),
        Section.REVISION: wording.say("New versions"),
    }
    sections = [choice.section for choice in shown]
    return tuple(
        (sections.index(section), name) for section, name in names.items() if section in sections
    )


def _plain(text: str) -> Line:
    return Line((Span(text),))
