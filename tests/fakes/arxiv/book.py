"""What the local arXiv announced on which day, and arXiv's rules of what is out when and where."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from storage.taxonomy import ARCHIVES, CATEGORIES
from tests.fakes.arxiv.papers import FakePaper

EASTERN = ZoneInfo("America/New_York")
ANNOUNCED_AT = time(20)  # the evening before; https://info.arxiv.org/help/availability.html
HARVESTED_AT = time(22, 30)  # when OAI-PMH has it
SATURDAY = 5
LAST_VERSION_ANNOUNCED = 5  # replacements beyond are announced nowhere

Listed = Literal["new", "cross", "replace", "replace-cross"]
ORDER: tuple[Listed, ...] = ("new", "cross", "replace", "replace-cross")


@dataclass(frozen=True, slots=True)
class Entry:
    """A paper in somebody's batch: how it appears depends on what was asked for."""

    paper: FakePaper
    type: Listed

    @property
    def place(self) -> tuple[int, str]:
        """What entries are sorted by."""
        return ORDER.index(self.type), self.paper.id


@dataclass(slots=True)
class Book:
    """All announcements, past and to come, by their (US Eastern) day."""

    days: dict[date, tuple[FakePaper, ...]] = field(default_factory=dict)
    holidays: set[date] = field(default_factory=set)

    def announce(self, day: date, *papers: FakePaper) -> None:
        """Let *papers* (perhaps none) be announced on *day*, beside those already there."""
        if day.weekday() >= SATURDAY or day in self.holidays:
            raise ValueError(f"arXiv announces nothing on {day:%A}, {day}")
        self.days[day] = (*self.days.get(day, ()), *papers)

    def holiday(self, day: date) -> None:
        """Let *day* pass without an announcement."""
        if day in self.days:
            raise ValueError(f"{day} has its announcement already")
        self.holidays.add(day)

    def is_out(self, day: date, now: datetime, *, at: time = ANNOUNCED_AT) -> bool:
        """Whether the announcement of *day* has been made by *now*."""
        return day in self.days and now >= evening_before(day, at)

    def newest(self, now: datetime, *, hidden: Iterable[date] = ()) -> date | None:
        """The day of the newest announcement made by *now*, those *hidden* left out."""
        out = (day for day in self.days if self.is_out(day, now) and day not in set(hidden))
        return max(out, default=None)

    def previous(self, day: date | None) -> date | None:
        """The announcement day before *day*."""
        return max((other for other in self.days if day and other < day), default=None)

    def following(self, day: date, now: datetime) -> date | None:
        """The first announcement day after *day* that is out."""
        later = (other for other in self.days if other > day and self.is_out(other, now))
        return min(later, default=None)

    def batch(self, day: date | None, asked: frozenset[str]) -> tuple[Entry, ...]:
        """What the categories *asked* announced on *day*, in arXiv's order."""
        announced = self.days.get(day, ()) if day else ()
        entries = (_entry(paper, asked) for paper in announced)
        return tuple(sorted((entry for entry in entries if entry), key=lambda entry: entry.place))

    def known(self, now: datetime, *, at: time = ANNOUNCED_AT) -> dict[str, tuple[FakePaper, date]]:
        """Every paper announced by *now*, as it was announced last, and on which day."""
        known: dict[str, tuple[FakePaper, date]] = {}
        for day in sorted(self.days):
            if self.is_out(day, now, at=at):
                known |= {paper.id: (paper, day) for paper in self.days[day]}
        return known


def eastern_day(now: datetime) -> date:
    """The day it is at arXiv."""
    return now.astimezone(EASTERN).date()


def midnight(day: date) -> datetime:
    """The Eastern midnight at which *day* begins."""
    return datetime.combine(day, time(0), EASTERN)


def evening_before(day: date, at: time = ANNOUNCED_AT) -> datetime:
    """The evening on which the batch of *day* is announced."""
    return datetime.combine(day - timedelta(days=1), at, EASTERN)


def categories_asked(subject: str) -> frozenset[str] | None:
    """All categories that *subject* (a category or an archive) stands for; none: unknown."""
    archive = ARCHIVES.get(subject)
    if archive is not None and archive.categories:
        own = set(archive.categories)
    elif subject in CATEGORIES:
        own = {subject}
    else:
        return None
    aliases = {CATEGORIES[name].alias_of for name in own if name in CATEGORIES}
    others = {name for name, category in CATEGORIES.items() if category.alias_of in own}
    return frozenset(own | others | {name for name in aliases if name})


def _entry(paper: FakePaper, asked: frozenset[str]) -> Entry | None:
    """How *paper* appears to whom asked for these categories, if at all."""
    if not asked.intersection(paper.announced_in):
        return None
    at_home = paper.primary in asked
    if paper.type == "replace":
        if paper.version > LAST_VERSION_ANNOUNCED:
            return None
        return Entry(paper, "replace" if at_home else "replace-cross")
    return Entry(paper, "new" if paper.type == "new" and at_home else "cross")
