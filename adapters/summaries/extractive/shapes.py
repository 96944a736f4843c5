"""What can be said of a form of a sentence, in numbers: how long, how likely its words, what went."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate

from adapters.summaries.extractive.clauses import Form, Span
from adapters.summaries.extractive.prepared import Abstract
from adapters.summaries.extractive.terms import pairs
from adapters.summaries.extractive.traits import Traits

LENGTHS = (5, 8, 10, 12, 14, 17, 20, 25, 30, 40, 50)  # terms at which one more may count otherwise
USUAL = (15, 20)  # terms of a summary: a short and a common one


@dataclass(frozen=True, slots=True)
class Weighed:
    """The sentence at *place*: its *fit* and lead over the best, the *chances* of its terms."""

    place: int
    fit: float
    behind: float
    chances: Sequence[float]


def shapes(abstract: Abstract, weighed: Weighed, found: Sequence[Form]) -> Iterator[Traits]:
    """The shape of each form *found* of one sentence."""
    place = weighed.place
    starts = list(accumulate(map(len, abstract.pieces[place]), initial=0))
    reached = list(accumulate(weighed.chances, initial=0.0))
    for form in found:
        spans = [(starts[start], starts[end]) for start, end in form.spans]
        yield {
            **_whole(weighed),
            **_likely(reached, spans),
            **_told(abstract, abstract.terms[place], spans),
            **_dropped(weighed.chances, reached, spans),
        }


def _whole(weighed: Weighed) -> Traits:
    return {"fit": 10 * weighed.fit, "behind": 10 * weighed.behind}


def _likely(reached: Sequence[float], spans: Sequence[Span]) -> Traits:
    """How long a form is, and how many of its terms a summary is likely to have."""
    count = sum(end - start for start, end in spans)
    expected = sum(reached[end] - reached[start] for start, end in spans)
    found = {f"more than {bound}": (count - bound) / 10 for bound in LENGTHS if count > bound}
    found |= {f"shared with {usual}": 2 * expected / (count + usual) for usual in USUAL}
    found["likely"] = expected / (count or 1)
    found["expected"] = expected / 10
    return found


def _told(abstract: Abstract, there: Sequence[str], spans: Sequence[Span]) -> Traits:
    """What a form tells of the title, and of what the abstract repeats."""
    kept = [one for start, end in spans for one in there[start:end]]
    count = len(kept) or 1
    return {
        "title told": len(abstract.named.intersection(kept)) / (len(abstract.named) or 1),
        "title's share": sum(one in abstract.named for one in kept) / count,
        "repeated share": sum(abstract.counted[one] > 1 for one in kept) / count,
        "repeated pairs' share": sum(abstract.paired[pair] > 1 for pair in pairs(kept)) / count,
        "kept": len(kept) / (len(there) or 1),
        "cut": float(len(kept) < len(there)),
    }


def _dropped(chances: Sequence[float], reached: Sequence[float], spans: Sequence[Span]) -> Traits:
    """How likely a summary has what a form leaves out before it and after it, and what it ends with."""
    start, end, count = spans[0][0], spans[-1][1], len(chances)
    found: Traits = {"first likely": chances[start] if start < count else 0.0}
    found["last likely"] = chances[end - 1] if end else 0.0
    if start:
        found["before likely"] = reached[start] / start
        found["before"] = start / 10
    if end < count:
        found["after likely"] = (reached[count] - reached[end]) / (count - end)
        found["after"] = (count - end) / 10
        found["next likely"] = chances[end]
    if len(spans) > 1:
        found["aside"] = 1.0
    return found
