"""How much a word tells: the fewer abstracts have it, the more; counted in training."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from math import log
from typing import Any

from adapters.summaries.extractive.weights import learnt


@dataclass(frozen=True, slots=True)
class Rarity:
    """How much the stems (`kin.stems`) tell that are not *common*, and less those that are."""

    common: Mapping[str, float]

    def tells(self, stem: str) -> float:
        """From 0, where every abstract has *stem*, to 1, where few do."""
        return self.common.get(stem, 1.0)

    def of(self, stems: Iterable[str]) -> float:
        """How much *stems* tell together."""
        return sum(map(self.tells, stems))

    def share(self, part: Iterable[str], whole: Iterable[str]) -> float:
        """How much of what *part* tells is in *whole* too: from 0 to 1."""
        said = set(part)
        told = self.of(said)
        return self.of(said & set(whole)) / told if told else 0.0

    def weighed(self, counts: Mapping[str, int]) -> dict[str, float]:
        """*counts* of stems, each as much as it tells."""
        return {stem: count * self.tells(stem) for stem, count in counts.items()}

    @classmethod
    def unpacked(cls, content: Mapping[str, Any]) -> Rarity:
        """What was counted, out of its section of the weights."""
        names: list[str] = content["stems"].split("\n")
        most = log((content["abstracts"] + 1) / (content["few"] + 1))
        counts = zip(names, content["counts"], strict=True)
        return cls({n: log((content["abstracts"] + 1) / (count + 1)) / most for n, count in counts})


@cache
def rarity() -> Rarity:
    """How much words tell in an abstract on arXiv."""
    return Rarity.unpacked(learnt("rarity"))
