"""A day's announcements and summaries -> a digest whose accounts add up. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adapters.messages import Accounts, Entry, Section
from storage.records import Announcement, AnnounceType, Batch, Paper, Summarised, Summary
from storage.taxonomy import canonical, categories_of, categories_of_all, subject_name

OFFLINE = "extractive"  # the engine whose summaries are sentences of the abstract
IMPORTED = "imported"  # the engine of a record that came without one


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One day as it is stored."""

    day: date
    announced: Sequence[tuple[Announcement, Paper]]
    batches: Sequence[Batch]


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A paper as the day lists it: once, however many categories announced it."""

    paper: Paper
    type: AnnounceType
    place: tuple[bool, bool, int]


def papers_of(day: Day) -> tuple[Listed, ...]:
    """
    Every paper announced for the first time on *day*, each once, in arXiv's order.

    A paper is `new` if any subject announced it so, else `cross`; replacements are left out.
    """
    found: dict[str, Listed] = {}
    for announcement, paper in day.announced:
        if announcement.type.is_first:
            listed = _listed(announcement, paper)
            known = found.setdefault(paper.id, listed)
            if listed.place < known.place:
                found[paper.id] = listed
    return tuple(sorted(found.values(), key=lambda listed: (listed.place, listed.paper.key)))


def _listed(announcement: Announcement, paper: Paper) -> Listed:
    at_home = paper.primary in categories_of(announcement.subject)
    is_cross = announcement.type is AnnounceType.CROSS
    place = (is_cross, not at_home, announcement.position if at_home else 0)
    return Listed(paper=paper, type=announcement.type, place=place)


def asked_for(listed: Sequence[Listed], subjects: Sequence[str]) -> tuple[Listed, ...]:
    """Those whose primary category is among *subjects* (none named: all)."""
    if not subjects:
        return tuple(listed)
    wanted = set(categories_of_all(subjects))
    return tuple(item for item in listed if item.paper.primary in wanted)


def sections_of(entries: Sequence[Entry], subjects: Sequence[str]) -> tuple[Section, ...]:
    """*entries* by primary category: in the order of *subjects*, else alphabetically."""
    by_category: dict[str, list[Entry]] = {}
    for entry in entries:
        by_category.setdefault(entry.paper.categories[0], []).append(entry)
    ranks = {category: rank for rank, category in enumerate(categories_of_all(subjects))}
    names = sorted(by_category, key=lambda name: (ranks.get(canonical(name), len(ranks)), name))
    return tuple(
        Section(category=name, name=subject_name(name), entries=tuple(by_category[name]))
        for name in names
    )


def entry_of(
    paper: Paper, summaries: Sequence[Summarised], language: str, kind: AnnounceType
) -> Entry:
    """
    *paper* with the best summary there is of it for a reader of *language*.

    A complete summary in that language comes first, of the newest version before older ones, then
    the sentences of the abstract. An imported record that came incomplete is `left_out`.
    """
    wanted = [s.summary for s in summaries if s.summary.language == language and not _offline(s)]
    complete = [summary for summary in wanted if summary.complete]
    if complete:
        return Entry(paper=paper, summary=complete[0], type=kind, offline=False)
    spare = [s for s in summaries if _offline(s)]
    newest = max(spare, key=lambda s: (s.version, s.summary.prompt), default=None)
    summary = newest.summary if newest else Summary(tldr="", language=language, engine=OFFLINE)
    return Entry(paper=paper, summary=summary, type=kind, offline=True, left_out=bool(wanted))


def _offline(item: Summarised) -> bool:
    return item.summary.engine == OFFLINE


def accounts_of(
    listed: Sequence[Listed], entries: Sequence[Entry], batches: Sequence[Batch]
) -> Accounts:
    """How the digest adds up: announced = new + cross, shown = summarised + offline."""
    new = sum(item.type is AnnounceType.NEW for item in listed)
    offline = sum(entry.offline for entry in entries)
    return Accounts(
        announced=len(listed),
        new=new,
        cross=len(listed) - new,
        matched=len(entries),
        shown=len(entries),
        summarised=len(entries) - offline,
        offline=offline,
        missing=sum(batch.missing for batch in batches),
    )
