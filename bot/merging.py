"""Two answers about one batch -> one batch: what is new, what was known, what is missing. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from adapters.ports import Announced
from bot.days import is_given_up, is_weekend
from storage.announced import Seen
from storage.records import AnnounceType, Batch, BatchState, Paper, Sighting


class Known:
    """What a subject announced on earlier days, asked paper by paper."""

    def __init__(self, seen: Collection[Seen]) -> None:
        self._exact = {(s.paper_id, s.version, s.type) for s in seen}
        self._any_version = {(s.paper_id, s.type) for s in seen}
        self._first = {s.paper_id for s in seen if s.type.is_first}

    def has(self, sighting: Sighting) -> bool:
        """Whether the same version was announced in the same way; an untold version fits any."""
        paper = sighting.paper
        if paper.version is None:
            return (paper.id, sighting.type) in self._any_version
        told = (paper.id, paper.version, sighting.type) in self._exact
        return told or (paper.id, None, sighting.type) in self._exact

    def has_first(self, sighting: Sighting) -> bool:
        """Whether the paper was announced here before, as new or as a cross-list."""
        return sighting.paper.id in self._first


def answered_day(
    answer: Announced,
    due: date,
    *,
    settled: Collection[date],
    known: Known,
    beside: Collection[str] = (),
) -> date:
    """
    The day whose batch *answer* holds: the day it names, unless its content says otherwise.

    A feed's date may lag a day behind its content. It holds the batch that is due where it names a
    weekend day, where most of its papers stand *beside* it in an answer that names the due day, or
    where the day it names is *settled* and most of its papers were never announced.
    """
    named = answer.day or due
    if answer.declared is not None or named >= due or not answer.sightings:
        return named
    ids = {sighting.paper.id for sighting in answer.sightings}
    if is_weekend(named) or len(ids.intersection(beside)) * 2 > len(ids):
        return due
    unknown = sum(not known.has(sighting) for sighting in answer.sightings)
    return due if named in settled and unknown * 2 > len(ids) else named


class Judgement(NamedTuple):
    """A batch and what it announced."""

    batch: Batch
    sightings: tuple[Sighting, ...]


class Evidence(NamedTuple):
    """Everything known about one batch: answers, faults, and what was stored of it before."""

    subject: str
    day: date
    answers: Sequence[Announced]
    faults: Sequence[str]
    stored: Batch | None
    held: Sequence[Sighting]
    known: Known


def judge(evidence: Evidence, *, now: datetime) -> Judgement:
    """
    Tell whether the batch is out, and put it together from all that was answered.

    Freshness goes by content, never by dates alone: a cache may serve yesterday's batch under
    today's date, which looks like a batch of papers that were all announced before.
    """
    of_today = [a for a in evidence.answers if a.day == evidence.day and not a.unchanged]
    filled = [a for a in of_today if a.sightings]
    fresh = [a for a in filled if not all(map(evidence.known.has, a.sightings))]
    if fresh or (evidence.held and evidence.stored):
        return _assembled(evidence, fresh, now)
    if filled:
        return _without(evidence, BatchState.STALE, "arXiv still shows an earlier batch", now)
    if of_today:
        return _without(evidence, BatchState.QUIET, "", now, sources=[a.source for a in of_today])
    if evidence.stored and _still_stands(evidence.stored, evidence.answers):
        return Judgement(replace(evidence.stored, checked_at=now), ())
    if evidence.answers:
        late = is_given_up(evidence.day, now)
        reason = "arXiv has not announced it yet" if not late else "arXiv did not announce it"
        return _without(evidence, BatchState.WAITING, reason, now)
    return _without(evidence, BatchState.FAILED, "", now)


def _still_stands(stored: Batch, answers: Sequence[Announced]) -> bool:
    """Whether nothing was answered that could change what was stored before."""
    return stored.state is BatchState.QUIET or (
        bool(answers) and all(answer.unchanged for answer in answers)
    )


def _without(
    evidence: Evidence,
    state: BatchState,
    reason: str,
    now: datetime,
    *,
    sources: Iterable[str] = (),
) -> Judgement:
    """A batch with nothing in it, for *reason*."""
    batch = Batch(
        subject=evidence.subject,
        day=evidence.day,
        state=state,
        declared=0 if state is BatchState.QUIET else None,
        sources=tuple(sources),
        reason="; ".join(filter(None, (reason, *evidence.faults))),
        checked_at=now,
    )
    return Judgement(batch, ())


def _assembled(evidence: Evidence, fresh: Sequence[Announced], now: datetime) -> Judgement:
    """The union of what was held before and what is fresh, the listing's order first."""
    stored = evidence.stored
    ordered = sorted(fresh, key=lambda answer: answer.declared is None)
    found = {sighting.paper.id: sighting for sighting in evidence.held}
    for answer in ordered:
        for sighting in answer.sightings:
            _add(found, sighting, evidence.known, sure=answer.declared is not None)
    sightings = tuple(sorted(found.values(), key=lambda s: PLACES[s.type]))
    declared = [a.declared for a in ordered if a.declared is not None]
    before = stored.sources if stored and evidence.held else ()
    batch = Batch(
        subject=evidence.subject,
        day=evidence.day,
        state=BatchState.FRESH,
        declared=declared[0] if declared else (stored.declared if stored else None),
        sources=tuple(dict.fromkeys((*before, *(a.source for a in ordered)))),
        reason="; ".join(evidence.faults),
        checked_at=now,
    )
    return Judgement(counted(batch, sightings), sightings)


def counted(batch: Batch, sightings: Sequence[Sighting]) -> Batch:
    """*batch* with the counts of what it announced."""
    count = Counter(sighting.type for sighting in sightings)
    return replace(
        batch,
        new=count[AnnounceType.NEW],
        cross=count[AnnounceType.CROSS],
        replaced=count[AnnounceType.REPLACE] + count[AnnounceType.REPLACE_CROSS],
    )


PLACES = {kind: place for place, kind in enumerate(AnnounceType)}  # arXiv's own order


def _add(found: dict[str, Sighting], sighting: Sighting, known: Known, *, sure: bool) -> None:
    earlier = found.get(sighting.paper.id)
    if earlier is not None:
        paper = filled_up(earlier.paper, sighting.paper)
        found[sighting.paper.id] = replace(earlier, paper=paper)
        return
    # A combined feed does not say into which of a paper's categories it was newly cross-listed.
    if sure or sighting.type is not AnnounceType.CROSS or not known.has_first(sighting):
        found[sighting.paper.id] = sighting


GAPS = ("version", "comment", "journal_ref", "doi", "licence", "submitted", "updated")


def filled_up(paper: Paper, other: Paper) -> Paper:
    """
    *paper* with its gaps filled from *other*, what another source says of the same paper.

    Where *other* tells of a newer version, its words count. The longer list of authors counts:
    listing pages cut theirs after about a hundred names.
    """
    if (other.version or 0) > (paper.version or 0):
        paper, other = other, paper
    authors = max(paper.authors, other.authors, key=len)
    gaps = {name: getattr(other, name) for name in GAPS if getattr(paper, name) is None}
    withdrawn = paper.withdrawn or other.withdrawn
    return replace(paper, **gaps, authors=authors, withdrawn=withdrawn)
