"""A weighted sum of what is known by name: all that is left at run time of what was learnt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Linear:
    """How much each name *weighs*, in units of *scale*; other names weigh nothing."""

    weighs: Mapping[str, int]
    scale: float

    @classmethod
    def unpacked(cls, content: Mapping[str, Any]) -> Linear:
        """What was learnt, out of a section of the weights."""
        names: Sequence[str] = content["names"].split("\n")
        return cls(dict(zip(names, content["weights"], strict=True)), content["scale"])

    def fit(self, there: Mapping[str, float]) -> float:
        """The weighted sum of what is *there*."""
        return self.scale * sum(self.weighs.get(name, 0) * there[name] for name in there)
