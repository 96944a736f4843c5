"""
Learn which sentence stands for an abstract: `python -m training.tldr DATA`.

A sentence is worth as much as its ROUGE against the nearest of the summaries that people wrote.
Two choices are left to the dev split.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from adapters.summaries.extractive.headings import without_headings
from adapters.summaries.extractive.linear import Linear
from adapters.summaries.extractive.offers import PHRASES
from adapters.summaries.extractive.outline import telling_lines
from adapters.summaries.extractive.roles import parts
from adapters.summaries.extractive.tidy import tidy
from adapters.summaries.extractive.traits import Traits, traits
from training import rouge
from training.listwise import fitted, lists
from training.packing import fingerprint, put
from training.reading import LICENCE, ORIGIN, rows
from training.rounding import unit, whole

Row = dict[str, Any]
RARE = 10  # sentences; a trait that fewer have teaches nothing
WARMTHS = (4.0, 8.0)  # percent of ROUGE: what the dev split chooses from
STRENGTHS = (3e-4, 1e-3, 3e-3)  # the same
FINEST = 4_000  # units of the largest weight
# What abstracts on machine learning and their authors' summaries teach too little of, or nothing:
# a reader sees the sentence alone, and wants what is new; physicists announce in the passive; some
# write headings.
SET = {
    "leans opens": -0.3,
    "leans points": -0.2,
    "cue others": -0.4,
    "cue code": -1.0,
    "link": -1.0,
    "cue adds": -0.3,
    "mention": 0.0,
    "first mention": 0.0,
    "only mention": 0.0,
    "mention alone": 0.4,
    "aim": 1.0,
    "known beside an announcement": -0.3,
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is left to the dev split."""

    warmth: float
    strength: float

    def __str__(self) -> str:
        return f"warmth {self.warmth}, strength {self.strength}"


@dataclass(frozen=True, slots=True)
class Example:
    """An abstract: its sentences as they are shown, their traits, and what each is worth."""

    row: Row
    shown: Sequence[str]
    traits: Sequence[Traits]
    worth: Sequence[float]


def example(row: Row) -> Example:
    """What is learnt from one abstract."""
    sentences = without_headings(telling_lines(row["sentences"]))
    shown = [tidy(sentence.text) for sentence in sentences]
    worth = [100 * fmean(rouge.best(text, row["refs"])) for text in shown]
    return Example(row, shown, traits(row["title"], sentences, shown, parts(sentences)), worth)


def known(of: Sequence[Example]) -> list[str]:
    """The traits that are not rare, and not set beforehand, in order."""
    counted = Counter(chain.from_iterable(there for one in of for there in one.traits))
    return sorted(name for name, count in counted.items() if count >= RARE and name not in SET)


def sections(of: Sequence[Example]) -> Iterator[tuple[Choice, dict[str, Any]]]:
    """The section `tldr` as it is learnt from these abstracts, once for each choice."""
    names = known(of)
    every = lists([one.traits for one in of], names)
    worth = np.array(list(chain.from_iterable(one.worth for one in of)))
    for choice in map(Choice, *zip(*product(WARMTHS, STRENGTHS), strict=True)):
        found = fitted(every, worth, warmth=choice.warmth, strength=choice.strength)
        weights = dict(zip(names, found, strict=True)) | SET
        yield choice, section(weights)


def section(weights: Mapping[str, float]) -> dict[str, Any]:
    """What is kept of the *weights* of traits, in whole numbers."""
    names = sorted(name for name, weight in weights.items() if weight)
    values = np.array([weights[name] for name in names])
    scale = unit([values], largest=values, most=FINEST)
    return {
        "names": "\n".join(names),
        "weights": whole(values, scale),
        "scale": scale,
        "phrases": fingerprint(PHRASES),
    }


def picked(made: dict[str, Any], of: Sequence[Example]) -> list[str]:
    """The sentence of each abstract that what was learnt picks."""
    model = Linear.unpacked(made)
    return [max(zip(map(model.fit, one.traits), one.shown, strict=True))[1] for one in of]


def judged(made: dict[str, Any], of: Sequence[Example]) -> rouge.Scores:
    """ROUGE-1, 2 and L of what it picks."""
    return rouge.against([one.row for one in of], picked(made, of))


def learn(train: Sequence[Example], dev: Sequence[Example]) -> tuple[Choice, dict[str, Any]]:
    """The choice that picks best in *dev*; the section it gives."""
    tried = []
    for choice, made in sections(train):
        scores = judged(made, dev)
        print(f"{choice}: {written(scores)}")
        tried.append((fmean(scores), choice, made))
    _, choice, made = max(tried, key=lambda one: one[0])
    return choice, made


def crossed(of: Sequence[Example], choice: Choice, folds: int = 5) -> rouge.Scores:
    """ROUGE of what is picked in each fold by what was learnt from the others."""
    texts = ["" for _ in of]
    for fold in range(folds):
        others = [one for i, one in enumerate(of) if i % folds != fold]
        made = next(made for made_by, made in sections(others) if made_by == choice)
        texts[fold::folds] = picked(made, of[fold::folds])
    return rouge.against([one.row for one in of], texts)


def written(scores: rouge.Scores) -> str:
    """ROUGE-1, 2 and L as they are told."""
    r1, r2, rl = scores
    return f"ROUGE-1/2/L {r1:.2f}/{r2:.2f}/{rl:.2f}"


def main() -> None:
    """Learn, and write what was learnt into the file of weights."""
    data = Path(sys.argv[1])
    train, dev = (
        [example(row) for row in rows(data, f"scitldr_a_{split}.jsonl")]
        for split in ("train", "dev")
    )
    choice, made = learn(train, dev)
    about = {
        "learnt": f"SciTLDR-A, train split ({len(train)} abstracts); two choices by dev: {choice}",
        "origin": ORIGIN["scitldr"],
        "licence": LICENCE,
        "figures": {
            f"dev split, {len(dev)} abstracts": written(judged(made, dev)),
            "train split, five folds, each picked by the others": written(crossed(train, choice)),
        },
    }
    print(f"{put('tldr', made, about)} bytes of weights")


if __name__ == "__main__":
    main()
