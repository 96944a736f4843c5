"""The sentences that state a paper's motivation, method, result and conclusion, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.summaries.extractive.cues import Role, opens, said, spoken, words
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.roles import Part
from adapters.summaries.extractive.tidy import length

BOUND = 60  # words of a field, when it has two sentences
LONGEST = 100  # words of one sentence; a longer one is no summary of anything
CLOSE = 2  # sentences at the end among which a conclusion stands
CLEARLY = 0.3  # the lead of a part from which on it may fill a field
ADDITION = 1.0  # what a sentence loses that says "moreover"
ADDS = opens("moreover furthermore additionally besides also in_addition second third finally")
CONTRAST = "however but yet unfortunately despite nevertheless nonetheless still"
GAP = said(
    """however remains? lacks? lacking challenge challenges challenging difficult suffers? fails?
    limited limits limitations? problem problems little unclear unknown expensive needs? needed
    poorly unfortunately missing open_question unexplored overlook(?:s|ed|ing)? impractical brittle
    not_(?:yet|well|been) there_(?:is|are|exists)_(?:still_)?(?:no|little|few) (?:然而|但).*"""
)
LEANS = opens(f"{CONTRAST} this these such it they then second its their (?:然而|但).*")
FINDINGS = words("results? findings? observations? analys[ie]s experiments? work study insights")
CLOSING = said(
    rf"""conclu(?:de|des|ded|sions?) implications? suggest suggests suggested suggesting expected
    impl(?:y|ies|ying)_that pav(?:e|es|ing)_the_way future_(?:work|research|studies|directions?)
    (?:these|our|the)_(?:\w+_)?{FINDINGS}_(?:\w+_)?(?:suggest|impl|highlight|underscore|pave)\w*
    (?:these|our|the)_(?:\w+_)?{FINDINGS}_(?:\w+_)?(?:open|point|provide|offer|contribut)\w*
    (?:these|our|the)_(?:\w+_)?{FINDINGS}_(?:\w+_)?(?:support|establish|lay|indicat|reveal)\w*
    this_(?:work|paper|study)_(?:\w+_)?(?:pave|open|highlight|underscore|lay|establishe)s?
    we_(?:\w+_)?(?:expect|hope|believe|anticipate|envision|conclude|conjecture|speculate)
    .*(?:综上|总之|结论|結論).*"""
)


@dataclass(frozen=True, slots=True)
class _Abstract:
    """The sentences of an abstract, and the places of those that no field holds yet."""

    sentences: Sequence[Sentence]
    parts: Sequence[Part]
    tldr: int
    free: frozenset[int]

    def of_role(self, role: Role) -> list[int]:
        """The free places of *role*, in order."""
        return [i for i in sorted(self.free) if self.parts[i].role is role]

    def says(self, place: int, cue: re.Pattern[str]) -> bool:
        """Whether *cue* is heard in the sentence at *place*."""
        return bool(cue.search(spoken(self.sentences[place].text)))

    def clearness(self, place: int) -> float:
        """The lead of the part at *place*; less where the sentence only adds to others."""
        return self.parts[place].lead - (ADDITION if self.says(place, ADDS) else 0.0)

    def are_brief(self, *places: int) -> bool:
        """Whether the sentences at *places* together make a field of good length."""
        return sum(length(self.sentences[i].text) for i in places) <= BOUND


@dataclass(frozen=True, slots=True)
class Fields:
    """What an abstract states of its paper, a field empty where it states nothing."""

    motivation: str = ""
    method: str = ""
    result: str = ""
    conclusion: str = ""


def fields(sentences: Sequence[Sentence], parts: Sequence[Part], tldr: int) -> Fields:
    """The four fields; a sentence stands in one of them only, and never again as the *tldr*."""
    fit = (i for i, s in enumerate(sentences) if i != tldr and length(s.text) <= LONGEST)
    abstract = _Abstract(sentences, parts, tldr, frozenset(fit))
    conclusion = _conclusion(abstract)
    abstract = replace(abstract, free=abstract.free.difference(conclusion))
    chosen = (
        _motivation(abstract),
        _clearest(abstract, Role.METHOD),
        _clearest(abstract, Role.RESULT),
        conclusion,
    )
    return Fields(*(_joined([sentences[i].text for i in places]) for places in chosen))


def _joined(texts: Sequence[str]) -> str:
    """*texts* in one line; no blank after an ideographic full stop."""
    return "".join(t if t.endswith(("。", "！", "？")) else f"{t} " for t in texts).strip()


def _conclusion(abstract: _Abstract) -> list[int]:
    """What the abstract closes with, if it says that it does."""
    under_heading = [i for i in sorted(abstract.free) if abstract.sentences[i].closes]
    if under_heading:
        return under_heading[:1]
    start = max(1, len(abstract.sentences) - CLOSE)
    closing = [i for i in abstract.of_role(Role.RESULT) if i >= start and abstract.says(i, CLOSING)]
    return closing[-1:]


def _motivation(abstract: _Abstract) -> list[int]:
    """What is lacking in the world, with the sentence it leans on; else what is aimed at."""
    known = [
        i for i in abstract.of_role(Role.BACKGROUND) if i < abstract.tldr or abstract.says(i, GAP)
    ]
    if not known:
        return abstract.of_role(Role.OBJECTIVE)[:1]
    gap = next((i for i in known if abstract.says(i, GAP)), known[0])
    before = gap - 1
    leans = before in known and abstract.says(gap, LEANS) and abstract.are_brief(before, gap)
    return [before, gap] if leans else [gap]


def _clearest(abstract: _Abstract, role: Role) -> list[int]:
    """The sentence that most clearly plays *role*, and the one right after it if both are brief."""
    places = [i for i in abstract.of_role(role) if abstract.parts[i].lead >= CLEARLY]
    if not places:
        return []
    best = max(places, key=abstract.clearness)
    pair = best + 1 in places and abstract.are_brief(best, best + 1)
    return [best, best + 1] if pair else [best]
