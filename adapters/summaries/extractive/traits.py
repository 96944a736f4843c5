"""
What can be said of each sentence of an abstract, in numbers: place, length, cues, likeness, roles.

Nothing here knows a field of research: the words that matter are those of the title and those that
the abstract itself repeats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from math import log, sqrt

from adapters.summaries.extractive.announcing import CUES, LEANING, MENTION, OFFER, STUDY
from adapters.summaries.extractive.cues import Role, spoken
from adapters.summaries.extractive.prepared import Abstract
from adapters.summaries.extractive.terms import SMALL, in_order, pairs

Traits = dict[str, float]
Rarity = Callable[[str], float]
Vector = dict[str, float]
LENGTHS = (8, 12, 16, 20, 25, 30, 40)  # words at which one more may count for more or for less
ROLES = tuple(role.value for role in Role)
FIRST_PLACES = ("first", "second", "third")
LIKENESSES = ("like all", "like title", "like first", "title told", "title's", "repeated")
LIKENESSES += ("title's pairs", "repeated pairs", "title in order")


def traits(abstract: Abstract, rarity: Rarity) -> list[Traits]:
    """The traits of each sentence of *abstract*; *rarity* weighs terms."""
    return [
        {**place, **length, **cues, **likeness, **roles}
        for place, length, cues, likeness, roles in zip(
            _places(len(abstract.sentences)),
            map(_length, abstract.tidied),
            _cues(abstract),
            _compared(_likenesses(abstract, rarity)),
            _roles([part.odds for part in abstract.parts]),
            strict=True,
        )
    ]


def _places(count: int) -> list[Traits]:
    """Where each of *count* sentences stands."""
    found = []
    for i in range(count):
        here = {"place": i / count, "place²": (i / count) ** 2, "few": 1 / count}
        if i < len(FIRST_PLACES):
            here[FIRST_PLACES[i]] = 1.0
        if i >= count - 2:
            here["last" if i == count - 1 else "last but one"] = 1.0
        found.append(here)
    return found


def _length(sentence: str) -> Traits:
    words = len(sentence.split())
    beyond = {f"longer than {bound}": (words - bound) / 10 for bound in LENGTHS if words > bound}
    return beyond | {"short": max(0, 12 - words) / 10}


def _cues(abstract: Abstract) -> list[Traits]:
    """Which cues are heard in each sentence, and whether it is the first to announce the work."""
    announced = [_announced(heard) for heard in abstract.heard]
    first = next((i for i, found in enumerate(announced) if "offer" in found or "study" in found), -1)
    offer = next((i for i, found in enumerate(announced) if "offer" in found), -1)
    for i, (sentence, tidied) in enumerate(zip(abstract.sentences, abstract.tidied, strict=True)):
        heard = abstract.heard[i] if sentence.text == tidied else spoken(tidied)
        found = announced[i]
        found |= {f"cue {k}": 1.0 for k, (_, cue) in enumerate(CUES) if cue.search(abstract.heard[i])}
        found |= {f"leans {k}": 1.0 for k, (_, cue) in enumerate(LEANING) if cue.search(heard)}
        found["we"] = float(heard.startswith(" we "))
        found["tidied"] = float(sentence.text != tidied)
        found["announced before"] = float(0 <= first < i)
        found["never announced"] = float(first < 0)
        found["first announced"] = float(i == first)
        found["first offer"] = float(i == offer)
        found["an aim"] = float(sentence.role is Role.OBJECTIVE)
    return announced


def _announced(heard: str) -> Traits:
    named = {"offer": OFFER, "study": STUDY, "mention": MENTION}
    return {name: 1.0 for name, cue in named.items() if cue.search(heard)}


def _likenesses(abstract: Abstract, rarity: Rarity) -> list[list[float]]:
    """How much each sentence has in common with the title and the rest: `LIKENESSES`."""
    vectors = [_vector(there, rarity) for there in abstract.terms]
    centre: Vector = {}
    for vector in vectors:
        for one, weight in vector.items():
            centre[one] = centre.get(one, 0.0) + weight
    title = _vector(abstract.in_title, rarity)
    named = sum(map(rarity, title)) or 1.0
    found = []
    for i, (there, vector) in enumerate(zip(abstract.terms, vectors, strict=True)):
        told = sum(rarity(one) for one in title if one in vector)
        paired = set(pairs(there))
        repeated = sum(1 for one in vector if abstract.counted[one] > 1)
        again = sum(1 for pair in paired if abstract.paired[pair] > 1)
        found.append(
            [
                _cosine(vector, centre),
                _cosine(vector, title),
                _cosine(vector, vectors[0]) if i else 0.0,
                told / named,
                told / (sum(map(rarity, vector)) or 1.0),
                repeated / (len(vector) or 1),
                len(paired & abstract.paired_in_title) / (len(abstract.paired_in_title) or 1),
                again / (len(paired) or 1),
                in_order(abstract.in_title, there) / (len(abstract.in_title) or 1),
            ]
        )
    return found


def _vector(there: Iterable[str], rarity: Rarity) -> Vector:
    counted: Vector = {}
    for one in there:
        if one not in SMALL:
            counted[one] = counted.get(one, 0.0) + 1.0
    return {one: (1 + log(count)) * rarity(one) for one, count in counted.items()}


def _cosine(one: Vector, other: Vector) -> float:
    common = sum(weight * other[key] for key, weight in one.items() if key in other)
    if not common:
        return 0.0
    return common / sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))


def _compared(rows: Sequence[Sequence[float]]) -> list[Traits]:
    """Each number by itself, against the mean of its column, and whether it is the highest."""
    columns = list(zip(*rows, strict=True))
    means = [sum(column) / len(column) for column in columns]
    highest = [max(column) for column in columns]
    found = []
    for row in rows:
        here: Traits = {}
        for name, value, mean, most in zip(LIKENESSES, row, means, highest, strict=True):
            here[name] = value
            here[f"more {name}"] = value - mean
            here[f"most {name}"] = float(value == most > 0)
        found.append(here)
    return found


def _roles(odds: Sequence[Sequence[float]]) -> list[Traits]:
    """The odds of each role: of the sentence, of its neighbours, and of going from one to another."""
    found = []
    none = (0.0,) * len(ROLES)
    most = [max(column) for column in zip(*odds, strict=True)]
    for i, here in enumerate(odds):
        before = odds[i - 1] if i else none
        after = odds[i + 1] if i + 1 < len(odds) else none
        row = dict(zip(ROLES, here, strict=True))
        row |= {f"after {role}": value for role, value in zip(ROLES, before, strict=True)}
        row |= {f"before {role}": value for role, value in zip(ROLES, after, strict=True)}
        row |= {
            f"{ROLES[a]}, {ROLES[b]}": before[a] * here[b] for a, b in ((0, 1), (0, 2), (0, 3))
        }
        row |= {f"{ROLES[a]}, then {ROLES[b]}": here[a] * after[b] for a, b in pairwise((1, 2, 3))}
        row |= {
            f"most {ROLES[k]}": float(here[k] == most[k]) for k in (1, 2, 3)
        } | {
            f"first {ROLES[k]}": float(here[k] > 0.5 >= max((o[k] for o in odds[:i]), default=0.0))
            for k in (1, 2, 3)
        }
        found.append(row)
    return found
