"""
What speaks for and against a sentence as the one that stands for its whole abstract.

Training and reading share this module: weights belong to traits by their names. Traits are numbers
between 0 and about 1, lengths up to 8; one that is 0 is left out.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import TypeAlias

from adapters.summaries.extractive.cues import Role, spoken
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.kin import cosine, pairs, share, stems
from adapters.summaries.extractive.length import length
from adapters.summaries.extractive.offers import CUES, FAR_EAST, LEANING, MENTION, OFFER, STUDY
from adapters.summaries.extractive.rarity import rarity
from adapters.summaries.extractive.roles import ORDER, Part

Traits: TypeAlias = dict[str, float]

KNOTS = (6, 10, 14, 18, 22, 26, 30, 36, 44)  # words: lengths at which one more weighs differently
TENS, LONGEST = 10, 80  # words; longer ones are all alike
SHOWN = {
    "digit": re.compile(r"\d"),
    "percent": re.compile("%"),
    "bracket": re.compile(r"[(\[]"),
    "question": re.compile(r"\?"),
    "colon": re.compile("[:;]"),
    "link": re.compile("https?:"),
    "opens with we": re.compile("^[Ww]e "),
    "formula": re.compile(r"\$"),
}
PLACES = 4  # from either end; beyond, all are alike
FEW = 5  # sentences; in so short an abstract the last ones weigh differently
GREATEST = (
    "offer",
    "of the title",
    "rare of the title",
    "like the title",
    "pairs of the title",
    "like all",
    "objective",
)


def traits(
    title: str, sentences: Sequence[Sentence], tidied: Sequence[str], parts: Sequence[Part]
) -> list[Traits]:
    """
    The traits of each of *sentences*, a whole abstract in its order; *tidied* as they are shown.

    *parts* are the roles they play; none in a language in which roles are not told.
    """
    texts = [sentence.text for sentence in sentences]
    heard = [spoken(text) for text in texts]
    found: list[Traits] = [{"aim": float(one.role is Role.OBJECTIVE)} for one in sentences]
    for source in (
        map(_place, range(len(texts)), [len(texts)] * len(texts)),
        map(_length, tidied),
        _announced(heard),
        map(_said, heard, map(spoken, tidied)),
        map(_seen, tidied),
        _played(parts) if parts else ({} for _ in texts),
        _shared(title, texts),
    ):
        for there, more in zip(found, source, strict=True):
            there.update(more)
    _compare(found)
    _contrast(found)
    return [{name: value for name, value in there.items() if value} for there in found]


def _place(index: int, count: int) -> Traits:
    """Where the sentence *index* of *count* stands."""
    far = index / count
    return {
        f"place {min(index, PLACES)}": 1.0,
        f"place -{min(count - 1 - index, PLACES)}": 1.0,
        "how far": far,
        "how far of few": far if count <= FEW else 0.0,
    }


def _length(shown: str) -> Traits:
    words = length(shown)
    beyond = {f"beyond {knot} words": max(0.0, words - knot) / TENS for knot in KNOTS}
    return beyond | {"words": min(words, LONGEST) / TENS}


def _announced(heard: Sequence[str]) -> Iterator[Traits]:
    """How plainly each sentence says that it tells what the paper does."""
    ways = {"offer": (OFFER,), "study": (STUDY, FAR_EAST), "mention": (MENTION,)}
    said = {
        way: [any(cue.search(one) for cue in cues) for one in heard] for way, cues in ways.items()
    }
    said["announcement"] = list(map(max, said["offer"], said["study"]))
    for i in range(len(heard)):
        there: Traits = {}
        for way, flags in said.items():
            if flags[i]:
                there[way] = 1.0
                there[f"first {way}"] = float(not any(flags[:i]))
                there[f"only {way}"] = float(flags.count(True) == 1)
        there["mention alone"] = float(said["mention"][i] and not any(said["announcement"]))
        yield there


def _said(heard: str, shown: str) -> Traits:
    return _heard("cue", heard, CUES) | _heard("leans", shown, LEANING)


def _seen(shown: str) -> Traits:
    return {name: 1.0 for name, mark in SHOWN.items() if mark.search(shown)}


def _heard(kind: str, words: str, cues: Mapping[str, re.Pattern[str]]) -> Traits:
    return {f"{kind} {name}": 1.0 for name, cue in cues.items() if cue.search(words)}


def _played(parts: Sequence[Part]) -> Iterator[Traits]:
    """The role of each sentence and those of its neighbours, as probabilities."""
    roles = [part.role for part in parts]
    odds = [{str(role): value for role, value in zip(ORDER, p.odds, strict=True)} for p in parts]
    before, after = [{}, *odds], [*odds[1:], {}]
    for i, own in enumerate(odds):
        yield {
            **own,
            **{f"after {role}": value for role, value in before[i].items()},
            **{f"before {role}": value for role, value in after[i].items()},
            f"first {roles[i]}": float(roles[i] not in roles[:i]),
            f"only {roles[i]}": float(roles.count(roles[i]) == 1),
        }


def _shared(title: str, sentences: Sequence[str]) -> Iterator[Traits]:
    """What each of *sentences* shares with *title* and with the others; rare words weigh more."""
    named, said, rare = stems(title), [stems(sentence) for sentence in sentences], rarity()
    often = Counter(stem for one in said for stem in set(one))
    again, weighed = [stem for stem, count in often.items() if count > 1], rare.weighed(often)
    for i, one in enumerate(said):
        yield {
            "of the title": share(named, one),
            "rare of the title": rare.share(named, one),
            "of it in the title": share(one, named),
            "rare of it in the title": rare.share(one, named),
            "like the title": cosine(Counter(one), Counter(named)),
            "pairs of the title": share(pairs(named), pairs(one)),
            "said again": share(one, again),
            "like all": cosine(Counter(one), often),
            "rare like all": cosine(rare.weighed(dict.fromkeys(one, 1)), weighed),
            "rare": rare.of(set(one)) / len(set(one)) if one else 0.0,
            "of the first": share(one, said[0]) if i else 0.0,
            "of the last": share(one, said[-1]) if i + 1 < len(said) else 0.0,
        }


def _compare(found: Sequence[Traits]) -> None:
    """Mark what is greatest in the abstract: the best of it weighs more than its amount."""
    for name in GREATEST:
        values = [there.get(name, 0.0) for there in found]
        for there, value in zip(found, values, strict=True):
            there[f"most {name}"] = float(value == max(values) > 0)


def _contrast(found: Sequence[Traits]) -> None:
    """Mark what only tells what was known, where another sentence says what the paper does."""
    if any(there.get("announcement") for there in found):
        for there in found:
            if not there.get("announcement"):
                there["known beside an announcement"] = there.get(Role.BACKGROUND, 0.0)
