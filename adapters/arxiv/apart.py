"""
A combined feed, asked for in chunks, taken apart by subject. Pure.

In arXiv's own server an announcement has one of three actions: new, cross (an old paper newly
cross-listed) and replace. A feed calls an item `new` where the action is new and the primary
category is among those asked for, and `cross` where the action is cross, or new with the primary
elsewhere (arXiv/arxiv-feed, feed/database.py). So the same paper is `cross` in the feed of cs.AI
and `new` in that of cs.CV and cs.AI together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from storage.records import AnnounceType, Paper, Sighting
from storage.taxonomy import canonical, categories_of

PLACES = {kind: place for place, kind in enumerate(AnnounceType)}  # arXiv's own order


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """The *categories* that were asked for together, and what their feed holds."""

    categories: tuple[str, ...]
    items: tuple[Sighting, ...]


def asked_for(subject: str) -> tuple[str, ...]:
    """The categories that the feed is asked for, to know the batch of *subject*."""
    return tuple(canonical(category) for category in categories_of(subject))


def in_chunks(subjects: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """All categories of *subjects*, each once, at most *most* at a time."""
    wanted = list(dict.fromkeys(name for subject in subjects for name in asked_for(subject)))
    return [tuple(wanted[start : start + most]) for start in range(0, len(wanted), most)]


def take_apart(subject: str, chunks: Iterable[Chunk]) -> tuple[Sighting, ...]:
    """What *subject* announced, in arXiv's order: new, cross, replace, replace-cross."""
    chunks = tuple(chunks)
    within = set(asked_for(subject))
    new = {s.paper.id for c in chunks for s in c.items if s.type is AnnounceType.NEW}
    found: dict[str, Sighting] = {}
    for chunk in chunks:
        here = within.intersection(chunk.categories)
        for seen in chunk.items:
            # A new paper is announced in all its categories, whichever of them was asked for;
            # of others it is only known that something happened in one that was.
            where = within if seen.paper.id in new else here
            if where.intersection(seen.paper.filed_under):
                _keep(found, _as_seen_by(subject, within, seen, is_new=seen.paper.id in new))
    return tuple(sorted(found.values(), key=lambda sighting: PLACES[sighting.type]))


def _keep(found: dict[str, Sighting], sighting: Sighting | None) -> None:
    """A first announcement outranks a replacement of the same day, as it does in arXiv's feed."""
    if sighting is None:
        return
    earlier = found.get(sighting.paper.id)
    if earlier is None or PLACES[sighting.type] < PLACES[earlier.type]:
        found[sighting.paper.id] = sighting


def _as_seen_by(subject: str, within: set[str], seen: Sighting, *, is_new: bool) -> Sighting | None:
    """What *seen* is to *subject*, or nothing where it is no part of its batch."""
    at_home = seen.paper.primary in within
    if not seen.type.is_first:
        kind = AnnounceType.REPLACE if at_home else AnnounceType.REPLACE_CROSS
    elif is_new and at_home:
        kind = AnnounceType.NEW
    elif not is_new and _is_category(subject, seen.paper):
        return None  # an old paper, newly cross-listed elsewhere
    else:
        kind = AnnounceType.CROSS
    return Sighting(paper=seen.paper, type=kind)


def _is_category(subject: str, paper: Paper) -> bool:
    """Whether *subject* is the very primary category of *paper*, not an archive around it."""
    return asked_for(subject) == (paper.primary,)
