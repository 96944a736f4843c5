"""Which calls are answered with what: rules by call, by paper, or by share with a seed."""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from itertools import count
from typing import Any, TypedDict, get_args

from tests.fakes.llm.kinds import Kind
from tests.fakes.llm.records import Asked


class How(TypedDict, total=False):
    """
    Which calls a rule is for, and its particulars; what is left out has its default in `Rule`.

    *calls* are their numbers from 1, *every* each so many-th, *title* that of one paper, *words* a
    part of its title or abstract, *language* one that is asked for, *nth* the first, second, …
    call for its paper. *share* of the papers (0 to 1), drawn by *seed* anew for each call of a
    paper, or, with *for_ever*, once. *times* is how often the rule applies (none: always).

    *seconds* is how long `slow` takes, *retry_after* what `429` and `503` ask for (none: they do
    not say), *text* what `say` says, *status* and *headers* go with `reply`, whose body is *text*.
    """

    calls: Collection[int]
    every: int
    title: str
    words: str
    language: str
    nth: int
    share: float
    seed: int
    for_ever: bool
    times: int | None
    seconds: float
    retry_after: float | str | None
    text: str
    status: int
    headers: dict[str, str]


@dataclass(slots=True)
class Rule:
    """One rule of the script; *struck* counts the calls it was for. See `How`."""

    kind: Kind
    calls: Collection[int] = ()
    every: int = 0
    title: str = ""
    words: str = ""
    language: str = ""
    nth: int = 0
    share: float = 1.0
    seed: int = 0
    for_ever: bool = False
    times: int | None = None
    seconds: float = 5.0
    retry_after: float | str | None = None
    text: str = ""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    number: int = 0
    struck: int = 0

    def __post_init__(self) -> None:
        """Refuse what could never happen."""
        if self.kind not in get_args(Kind):
            raise ValueError(f"no answer is called {self.kind!r}")
        if not 0 <= self.share <= 1:
            raise ValueError("a share is between 0 and 1")

    def strikes(self, asked: Asked, number: int, nth: int) -> bool:
        """Whether this rule is for the call *number*, the *nth* for its paper; counts it then."""
        meant = (
            (not self.calls or number in self.calls)
            and (not self.every or number % self.every == 0)
            and (not self.title or asked.title == self.title)
            and self.words in f"{asked.title} {asked.abstract}"
            and (not self.language or self.language in asked.languages)
            and self.nth in (0, nth)
            and (self.times is None or self.struck < self.times)
            and self._drawn(asked.title, 0 if self.for_ever else nth)
        )
        self.struck += meant
        return meant

    def _drawn(self, title: str, nth: int) -> bool:
        """The same for the same call of the same paper, in whatever order they come."""
        if self.share >= 1:
            return True
        return random.Random(f"{self.seed} {nth} {title}").random() < self.share  # noqa: S311


@dataclass(slots=True)
class Script:
    """The rules, the oldest first; each call is for one of them, else answered well."""

    rules: list[Rule] = field(default_factory=list)
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def add(self, kind: Kind, **how: Any) -> Rule:
        """Let calls be answered with *kind*, after the rules that were added before; see `How`."""
        rule = Rule(kind, **how)
        rule.number = next(self._numbers)
        self.rules.append(rule)
        return rule

    def struck(self) -> list[int]:
        """How many calls each rule was for."""
        return [rule.struck for rule in self.rules]

    def heal(self) -> None:
        """Let everything be answered well from now on."""
        self.rules.clear()

    def rule_for(self, asked: Asked, number: int, nth: int) -> Rule | None:
        """The rule that the call *number* is for; none where it is answered well."""
        return next((rule for rule in self.rules if rule.strikes(asked, number, nth)), None)
