"""
Every sentence the bot says, in each language it speaks.

English is written here; the other languages are gettext catalogues in `locales/`, read as they
are (`.po`), so that no compiled file has to be kept beside them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache, lru_cache
from gettext import GNUTranslations, NullTranslations
from importlib.resources import files
from io import BytesIO
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_time
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from adapters.messages import Accounts, Labels
from bot.refusal import Refusal, sentence
from bot.rules import BadRule
from storage.records import Announcement, AnnounceType, Batch, BatchState

SPOKEN = ("en", "zh")  # the languages of labels and sentences; summaries come in more
STATES = {
    BatchState.WAITING: "is not out yet",
    BatchState.STALE: "is not out yet",
    BatchState.QUIET: "brought nothing",
    BatchState.FAILED: "could not be fetched",
}
TYPES: Mapping[AnnounceType, str] = {
    AnnounceType.NEW: sentence("new"),
    AnnounceType.CROSS: sentence("cross-listed"),
    AnnounceType.REPLACE: sentence("new version"),
    AnnounceType.REPLACE_CROSS: sentence("new version, cross-listed"),
}
SHORT_PATTERNS = {"en": "EEE d MMM", "zh": "M月d日（EEE）"}
GAPS = {"zh": ""}  # between two sentences; a full stop in Chinese has its own
DAY_PATTERNS = {"en": "EEE d MMM y", "zh": "y年M月d日 EEE"}


@cache
def catalogue(language: str) -> NullTranslations:
    """The translations into *language*; English where the bot does not speak it."""
    if language == "en" or language not in SPOKEN:
        return NullTranslations()
    compiled = BytesIO()
    write_mo(compiled, written_in(language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def written_in(language: str) -> Catalog:
    """All that is written in *language*, one file a subject; ValueError for what stands twice."""
    whole = Catalog(locale=language)
    folder = files("bot").joinpath("locales", language, "LC_MESSAGES")
    for source in sorted(folder.iterdir(), key=lambda file: file.name):
        for message in read_po(BytesIO(source.read_bytes()), locale=language):
            if message.id and message.id in whole:
                raise ValueError(f"{source.name} says again: {message.id!r}")
            if message.id:
                whole[message.id] = message
    return whole


REMEMBERED = 256  # days


@lru_cache(REMEMBERED)
def _day(day: date, language: str) -> str:
    return format_date(day, DAY_PATTERNS[language], locale=language)


class Wording:
    """What the bot says, in one language and one time zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self.language = language
        self._spoken = language if language in SPOKEN else "en"
        self._zone = zone
        self._catalogue = catalogue(self._spoken)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Wording):
            return NotImplemented
        return (self.language, self._zone) == (other.language, other._zone)

    def __hash__(self) -> int:
        return hash((self.language, self._zone))

    def say(self, sentence: str, /, **values: object) -> str:
        """*sentence* in this language, with its places filled."""
        return self._catalogue.gettext(sentence).format(**values)

    def count(self, one: str, many: str, number: int, /, **values: object) -> str:
        """The form that fits *number*, which fills the place `{n}`."""
        return self._catalogue.ngettext(one, many, number).format(n=number, **values)

    def told(self, refusal: Refusal) -> str:
        """What *refusal* says, in this language."""
        if isinstance(refusal, BadRule):
            said = [self.say(text, **refusal.values) for text in refusal.sentences]
            return GAPS.get(self._spoken, " ").join(said)
        return self.say(refusal.said, **refusal.values) if refusal.values else self._plain(refusal)

    def _plain(self, refusal: Refusal) -> str:
        return self._catalogue.gettext(refusal.said)

    def day(self, day: date) -> str:
        """A day with its weekday, as people of this language write it."""
        return _day(day, self._spoken)

    def short_day(self, day: date) -> str:
        """A day of these weeks, with its weekday, without its year."""
        return format_date(day, SHORT_PATTERNS[self._spoken], locale=self._spoken)

    def moment(self, moment: datetime) -> str:
        """A day and a time of day, both in the reader's zone."""
        day = self.day(moment.astimezone(self._zone).date())
        return self.say("{day}, {time}", day=day, time=self.clock(moment))

    def clock(self, moment: datetime) -> str:
        """The time of day of *moment* in the reader's zone."""
        return format_time(moment, "HH:mm", tzinfo=self._zone, locale=self._spoken)

    def labels(
        self,
        day: date,
        accounts: Accounts,
        batches: Sequence[Batch],
        uncollected: Sequence[str] = (),
    ) -> Labels:
        """The words of one digest; *uncollected* subjects were asked for, and not collected."""
        notices = [notice for batch in batches if (notice := self.notice(batch))]
        notices += [
            self.say(
                "{subject}: nothing was collected for {day}.", subject=subject, day=self.day(day)
            )
            for subject in uncollected
        ]
        return self._labels(
            title=self.day(day),
            counts=self.count("{n} paper", "{n} papers", accounts.shown),
            accounts=self.accounts(accounts),
            notices=tuple(notices),
        )

    def _labels(
        self, *, title: str, counts: str, accounts: tuple[str, ...], notices: tuple[str, ...]
    ) -> Labels:
        return Labels(
            language=self.language,
            title=title,
            counts=counts,
            accounts=accounts,
            notices=notices,
            thanks=self.say("Thank you to arXiv for use of its open access interoperability."),
            contents=self.say("Contents"),
            details=self.say("Details"),
            abstract=self.say("Abstract"),
            motivation=self.say("Motivation"),
            method=self.say("Method"),
            result=self.say("Result"),
            conclusion=self.say("Conclusion"),
            offline=self.say("from the abstract"),
            cross=self.say("cross-listed"),
            withdrawn=self.say("withdrawn"),
            others=self.say("+ {count}", count="{count}", total="{total}"),
        )

    def accounts(self, accounts: Accounts) -> tuple[str, ...]:
        """The foot of a digest: what was announced, what is shown, where the sentences are from."""
        first = [
            self.say("{n} announced", n=accounts.announced),
            self.say("{n} shown", n=accounts.shown),
        ]
        second = []
        if accounts.summarised:
            second.append(self.say("{n} summarised", n=accounts.summarised))
        if accounts.offline:
            second.append(self.say("{n} from the abstract", n=accounts.offline))
        return tuple(filter(None, (" · ".join(first), self.say(", ").join(second))))

    def card_labels(
        self, announcements: Sequence[Announcement], asked_version: int | None
    ) -> Labels:
        """The words of one paper's card: where it was announced, and whether it is the newest."""
        notices = [
            self.say(
                "Announced {day} in {subject} ({type}).",
                day=self.day(announcement.day),
                subject=announcement.subject,
                type=self.say(TYPES[announcement.type]),
            )
            for announcement in announcements
        ]
        if asked_version is not None:
            notices.insert(
                0, self.say("This is the newest version, not v{version}.", version=asked_version)
            )
        return self._labels(title="", counts="", accounts=(), notices=tuple(notices))

    def batch(self, batch: Batch) -> str:
        """One line about a batch, for the person who collects."""
        known = f"{batch.subject}: {self.day(batch.day)}"
        if batch.state is not BatchState.FRESH:
            because = f" ({batch.reason})" if batch.reason else ""
            return f"{known} {STATES[batch.state]}{because}."
        parts = [
            f"{batch.new + batch.cross} announced ({batch.new} new, {batch.cross} cross-listed)",
            f"{batch.replaced} replaced",
        ]
        if batch.missing:
            parts.append(f"{batch.missing} of {batch.declared} declared did not arrive")
        because = f" ({batch.reason})" if batch.reason else ""
        return f"{known} is out: {', '.join(parts)}{because}."

    def notice(self, batch: Batch) -> str:
        """What a reader should know of a batch that is late, lacking or not to be had."""
        known = {"subject": batch.subject, "day": self.day(batch.day)}
        if batch.missing:
            return self.count(
                "arXiv lists {n} paper more in {subject} than was received.",
                "arXiv lists {n} papers more in {subject} than were received.",
                batch.missing,
                **known,
            )
        if batch.state is BatchState.QUIET:
            return self.say("{subject}: no announcement on {day}, as on a holiday.", **known)
        if batch.state is BatchState.FRESH:
            return ""
        if batch.state is BatchState.FAILED:
            return self.say(
                "{subject}: arXiv could not be asked about {day} (last try {time}).",
                time=self.clock(batch.checked_at),
                **known,
            )
        return self.say(
            "{subject}: arXiv's list for {day} is not out yet (last look {time}).",
            time=self.clock(batch.checked_at),
            **known,
        )


@lru_cache(REMEMBERED)
def wording_of(language: str, zone: ZoneInfo) -> Wording:
    """The wording for a language and a zone: the same one each time, which is soon compared."""
    return Wording(language, zone)
