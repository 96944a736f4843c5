"""
Learn the roles of sentences from abstracts that people marked: `python -m training.roles DATA`.

A sentence's trust is what its annotators' agreement is worth; where all of them differed, its label
is little better than chance. Two choices are left to the dev split, all others were made by
cross-validation within the train split.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix

from adapters.summaries.extractive.cues import PHRASES, Role
from adapters.summaries.extractive.roles import ORDER, Model, best_path, unpacked
from adapters.summaries.extractive.signs import signs
from training.packing import fingerprint, put
from training.reading import LICENCE, ORIGIN, rows
from training.rounding import Numbers, unit, whole
from training.scoring import Agreement, agreement
from training.softmax import ROUGHLY, TO_THE_END, Softmax, fitted

Row = dict[str, Any]
STRENGTH = 0.03
RARE = 3  # sentences; a sign that fewer have teaches nothing
KEPT = (5_000, 10_000)  # signs: what the dev split chooses from
PULLS = (0.0, 0.15, 0.3, 0.5)  # of what usually follows what: the same
DOUBTED, AGREED = 0.5, 0.7  # annotators' confidence: all differed below, all agreed above
TRUST = (0.2, 0.6, 1.0)
APART = 1e-5  # between the weight of the last sign that is kept and of the first that is not


@dataclass(frozen=True, slots=True)
class Choice:
    """What is left to the dev split: how many signs at most, and the pull of what follows what."""

    most: int
    pull: float

    def __str__(self) -> str:
        return f"at most {self.most} signs, pull {self.pull}"


@dataclass(frozen=True, slots=True)
class Examples:
    """Sentences with their signs, roles (places in `Role`) and trust, an abstract after another."""

    signs: Sequence[set[str]]
    roles: Numbers
    trust: Numbers


def examples(abstracts: Iterable[Row]) -> Examples:
    """The sentences of *abstracts*."""
    every = list(abstracts)
    confidence = np.array([value for row in every for value in row["confs"]])
    return Examples(
        list(chain.from_iterable(signs(row["sentences"]) for row in every)),
        np.array([ORDER.index(Role(label)) for row in every for label in row["labels"]]),
        np.asarray(TRUST)[np.digitize(confidence, (DOUBTED, AGREED))],
    )


def matrix(found: Sequence[set[str]], names: Sequence[str]) -> csr_matrix:
    """A row a sentence, a column a sign of *names*, a one where it has it."""
    place = {name: i for i, name in enumerate(names)}
    columns = [sorted(place[sign] for sign in there & place.keys()) for there in found]
    ends = np.cumsum([0, *map(len, columns)])
    ones = np.ones(ends[-1])
    return csr_matrix((ones, list(chain.from_iterable(columns)), ends), (len(found), len(names)))


def known(of: Examples) -> list[str]:
    """The signs that are not rare, in order."""
    counted = Counter(chain.from_iterable(of.signs))
    return sorted(sign for sign, count in counted.items() if count >= RARE)


def ranked(of: Examples, names: Sequence[str]) -> list[tuple[float, str]]:
    """All *names*, those first that a model of all of them leans on most, with how much."""
    table = matrix(of.signs, names)
    found = fitted(table, of.roles, of.trust, strength=STRENGTH, left=ROUGHLY)
    often = np.sqrt(np.asarray(table.sum(axis=0)).ravel())
    leant_on = np.abs(found.weights).max(axis=0) * often
    return sorted(zip(leant_on.tolist(), names, strict=True), reverse=True)


def kept(order: Sequence[tuple[float, str]], most: int) -> list[str]:
    """At most the *most* first names, cut where the next one plainly weighs less."""
    while most < len(order) and order[most - 1][0] - order[most][0] < APART:
        most -= 1
    return sorted(name for _, name in order[:most])


def followed(abstracts: Iterable[Row]) -> Numbers:
    """How much likelier a role (column) is after another (row) than anywhere: a logarithm."""
    pairs, single = np.ones((len(ORDER), len(ORDER))), np.ones(len(ORDER))
    for row in abstracts:
        places = [ORDER.index(Role(label)) for label in row["labels"]]
        for place in places:
            single[place] += 1
        for before, after in pairwise(places):
            pairs[before, after] += 1
    after = np.log(pairs / pairs.sum(axis=1, keepdims=True))
    likelier: Numbers = after - np.log(single / single.sum())
    return likelier


def section(names: Sequence[str], found: Softmax, follows: Numbers) -> dict[str, Any]:
    """What is kept of a model, in whole numbers."""
    by_sign = found.weights.T
    scale = unit((by_sign, found.bias, follows), largest=by_sign)
    width = len(ORDER)
    steps = whole(follows, scale)
    return {
        "signs": "\n".join(names),
        "weights": whole(by_sign, scale),
        "bias": whole(found.bias, scale),
        "follows": [steps[i : i + width] for i in range(0, width * width, width)],
        "scale": scale,
        "phrases": fingerprint(PHRASES),
    }


def sections(abstracts: Sequence[Row]) -> Iterator[tuple[Choice, dict[str, Any]]]:
    """The section `roles` as it is learnt from *abstracts*, once for each choice."""
    of, follows = examples(abstracts), followed(abstracts)
    order = ranked(of, known(of))
    for most in KEPT:
        names = kept(order, most)
        table = matrix(of.signs, names)
        found = fitted(table, of.roles, of.trust, strength=STRENGTH, left=TO_THE_END)
        for pull in PULLS:
            yield Choice(most, pull), section(names, found, pull * follows)


def learn(abstracts: Sequence[Row], judged: Sequence[Row]) -> tuple[Choice, dict[str, Any]]:
    """The choice that reads *judged* best, where annotators agreed; the section it gives."""
    tried = []
    for choice, made in sections(abstracts):
        fit = agreement(judged, read(unpacked(made), judged))
        print(f"{choice}: {fit}")
        tried.append((fit.trusted, choice, made))
    _, choice, made = max(tried, key=lambda one: one[0])
    return choice, made


def read(model: Model, abstracts: Iterable[Row]) -> list[list[str]]:
    """The roles that *model* gives the sentences of each of *abstracts*."""
    found = (best_path(model.fits(row["sentences"]), model.follows) for row in abstracts)
    return [[ORDER[place].value for place in path] for path in found]


def crossed(abstracts: Sequence[Row], choice: Choice, folds: int = 5) -> Agreement:
    """How well each fold of *abstracts* is read by what was learnt from the others."""
    found: list[list[str]] = [[] for _ in abstracts]
    for fold in range(folds):
        others = [row for i, row in enumerate(abstracts) if i % folds != fold]
        made = next(made for made_by, made in sections(others) if made_by == choice)
        found[fold::folds] = read(unpacked(made), abstracts[fold::folds])
    return agreement(abstracts, found)


def main() -> None:
    """Learn, and write what was learnt into the file of weights."""
    data = Path(sys.argv[1])
    train, dev = (rows(data, f"csabstruct_{split}.jsonl") for split in ("train", "dev"))
    choice, made = learn(train, dev)
    about = {
        "learnt": f"CSAbstruct, train split ({len(train)} abstracts); two choices by dev: {choice}",
        "origin": ORIGIN["csabstruct"],
        "licence": LICENCE,
        "figures": {
            f"dev split, {len(dev)} abstracts": str(agreement(dev, read(unpacked(made), dev))),
            "train split, five folds, each read by the others": str(crossed(train, choice)),
        },
    }
    print(f"{put('roles', made, about)} bytes of weights")


if __name__ == "__main__":
    main()
