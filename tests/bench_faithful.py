"""
How well summaries are held to their papers, on the labelled set in `tests/bot/faithful`.

`make bench-faithful`: of the sentences with something planted, how many are found; of the faithful
ones, how many are refused all the same; with 95 % intervals (Wilson), and every miss by its name.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from time import process_time

from adapters.tex import as_abstract, as_text
from bot.faithful import Kind, Unfounded, unfounded
from storage.records import Paper, Summary

FOLDER = Path(__file__).parent / "bot" / "faithful"
SURE = 1.96  # standard deviations, for 95 %
HALVES = ("developed on", "held out")


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """
    A paper of the set and a sentence about it.

    *kind* tells what was *planted* in it, as far as anything was.
    """

    name: str
    paper: Paper
    subject: str
    language: str
    said: str
    kind: str
    planted: str

    @property
    def faithful(self) -> bool:
        """Whether the sentence says only what the paper says."""
        return not self.kind

    @property
    def half(self) -> str:
        """Papers with even numbers were looked at while the checks were written, others not."""
        return HALVES[int(self.name[4:6]) % 2]

    def found(self) -> tuple[Unfounded, ...]:
        """What the checks have against it."""
        summary = Summary(tldr=self.said, language=self.language, engine="set")
        return unfounded(summary, self.paper)


def _lines(path: Path) -> Iterator[dict[str, str]]:
    return map(json.loads, path.read_text(encoding="utf-8").splitlines())


def pairs() -> list[Pair]:
    """The whole set."""
    told = {one["paper"]: one for one in _lines(FOLDER / "papers.jsonl")}
    papers = {name: _paper(at, one) for at, (name, one) in enumerate(told.items(), start=1)}
    return [
        Pair(
            name=f"{path.stem} {one['name']}",
            paper=papers[one["name"][:3]],
            subject=told[one["name"][:3]]["subject"],
            language=path.stem,
            said=one["said"],
            kind=one.get("kind", ""),
            planted=one.get("planted", ""),
        )
        for path in sorted(FOLDER.glob("??.jsonl"))
        for one in _lines(path)
    ]


def _paper(at: int, told: dict[str, str]) -> Paper:
    return Paper(
        id=f"2601.{at:05}",
        title=as_text(told["title"]),
        abstract=as_abstract(told["abstract"]),
        authors=(),
        categories=("cs.LG",),
        comment=told["comment"] or None,
    )


def interval(hits: int, of: int) -> tuple[float, float]:
    """Where the true share lies, at 95 % (Wilson)."""
    if not of:
        return 0.0, 1.0
    share, square = hits / of, SURE * SURE
    middle = share + square / (2 * of)
    spread = SURE * sqrt(share * (1 - share) / of + square / (4 * of * of))
    low, high = (middle - spread) / (1 + square / of), (middle + spread) / (1 + square / of)
    return max(0.0, low), min(1.0, high)


def share(some: Iterable[bool]) -> str:
    """How many of *some* hold, in words."""
    all_of_them = list(some)
    hits, of = sum(all_of_them), len(all_of_them)
    low, high = interval(hits, of)
    told = f"{hits / of:.3f}" if of else "  -  "
    return f"{hits:>4}/{of:<4} {told}  [{low:.3f}, {high:.3f}]"


def report(chosen: tuple[str, ...] = HALVES) -> Iterator[str]:
    """All figures, line by line; then what went wrong in the *chosen* halves."""
    everything = pairs()
    found = {one.name: one.found() for one in everything}
    yield f"{'':24}{'found of what is planted':36}refused of what is faithful"
    for name, group in _groups(everything):
        planted = share(bool(found[one.name]) for one in group if not one.faithful)
        alarms = share(bool(found[one.name]) for one in group if one.faithful)
        yield f"{name:24}{planted:36}{alarms}"
    for kind in Kind:
        hits = share(bool(found[one.name]) for one in everything if one.kind == kind)
        yield f"{'kind ' + kind:24}{hits}"
    for one in everything:
        if one.faithful == bool(found[one.name]) and one.half in chosen:
            what = ", ".join(fault.words for fault in found[one.name]) or f"planted {one.planted}"
            yield f"{'refused' if one.faithful else 'missed'} {one.name}: {what}\n    {one.said}"


def _groups(everything: list[Pair]) -> Iterator[tuple[str, list[Pair]]]:
    yield "all", everything
    keys: tuple[Callable[[Pair], str], ...] = (
        lambda one: one.half,
        lambda one: one.language,
        lambda one: one.subject,
    )
    for key in keys:
        for value in dict.fromkeys(map(key, everything)):
            yield value, [one for one in everything if key(one) == value]


def milliseconds() -> float:
    """How long the check of one sentence takes, of a paper that was looked at before."""
    everything = pairs()
    for one in everything:
        one.found()
    begun = process_time()
    for one in everything:
        one.found()
    return (process_time() - begun) / len(everything) * 1000


def main() -> None:
    """Measure, and print."""
    for line in report(tuple(sys.argv[1:]) or HALVES):
        print(line)  # noqa: T201  # for who measures
    print(f"{milliseconds():.2f} ms a sentence")  # noqa: T201


if __name__ == "__main__":
    main()
