"""The sentences that state a paper's motivation, method, result and conclusion, word for word."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from adapters.summaries.extractive.cues import (
    ADVERB,
    WE_DO,
    WE_FIND,
    Role,
    opens,
    said,
    spoken,
    words,
)
from adapters.summaries.extractive.headings import Sentence
from adapters.summaries.extractive.length import length
from adapters.summaries.extractive.roles import ORDER, Part

BOUND = 60  # words of a field, when it has two sentences
LONGEST = 100  # words of one sentence; a longer one is no summary of anything
CLOSE = 2  # sentences at the end among which a conclusion stands
MOTIVE = 0.5  # the probability of being background or aim from which on a sentence is a motive
SURELY = 0.9  # the same, from which on the one that names a gap is preferred
PERHAPS = 0.35  # the probability of a role from which on it fills a field that nothing else fills
RIGHT_AFTER = 0.6  # the same for the sentence that joins the best one
ADDITION = 0.15  # of probability: what a sentence loses that says "moreover"
FOUND = 0.1  # of probability: what a result gains that says "we find"
NEARLY = 0.25  # the probability of being a result from which on "we find" makes it one
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

# No motive: what the authors do or find themselves, what was done, what only goes on about it.
OURS = said("we our")
IS_DONE = said(
    f"(?:is|are|was|were)_{ADVERB}(?:then_|first_|also_)?"
    + words(
        """proved proven shown found given derived calculated computed obtained presented reported
        established measured identified determined discussed observed used analy[sz]ed applied
        provided studied considered investigated tested made"""
    )
)
GOES_ON = opens("such they then here the_principle")


@dataclass(frozen=True, slots=True)
class _Abstract:
    """The sentences of an abstract, what is heard in them, and those that no field holds yet."""

    sentences: Sequence[Sentence]
    heard: Sequence[str]
    parts: Sequence[Part]
    tldr: int
    free: frozenset[int]

    def of_role(self, role: Role) -> list[int]:
        """The free places of *role*, in order."""
        return [i for i in sorted(self.free) if self.parts[i].role is role]

    def says(self, place: int, *cues: re.Pattern[str]) -> bool:
        """Whether any of *cues* is heard in the sentence at *place*."""
        return any(cue.search(self.heard[place]) for cue in cues)

    def odds(self, place: int, *roles: Role) -> float:
        """How probable it is that the sentence at *place* plays one of *roles*."""
        return sum(self.parts[place].odds[ORDER.index(role)] for role in roles)

    def clearness(self, place: int, role: Role) -> float:
        """How probable *role* is at *place*; less where the sentence only adds to others."""
        return self.odds(place, role) - (ADDITION if self.says(place, ADDS) else 0.0)

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
    heard = [spoken(sentence.text) for sentence in sentences]
    rest = _Abstract(sentences, heard, parts, tldr, frozenset(fit))
    found: dict[str, list[int]] = {}
    for name, choose in STEPS:
        if not found.get(name):
            found[name] = choose(rest)
            rest = replace(rest, free=rest.free.difference(found[name]))
    return Fields(**{name: _joined([sentences[i].text for i in found[name]]) for name in found})


def _joined(texts: Sequence[str]) -> str:
    """*texts* in one line; no blank after an ideographic full stop."""
    return "".join(t if t.endswith(("。", "！", "？")) else f"{t} " for t in texts).strip()


def _conclusion(abstract: _Abstract) -> list[int]:
    """What the abstract closes with, if it says that it does; never its only result."""
    under_heading = [i for i in sorted(abstract.free) if abstract.sentences[i].closes]
    if under_heading:
        return under_heading[:1]
    start, results = max(1, len(abstract.sentences) - CLOSE), abstract.of_role(Role.RESULT)
    closing = [i for i in results if i >= start and abstract.says(i, CLOSING)]
    return closing[-1:] if len(results) > 1 else []


def _motivation(abstract: _Abstract) -> list[int]:
    """What is lacking in the world, with the sentence it leans on; else what is known or aimed."""
    known = _motives(abstract)
    gaps = [i for i, odds in known.items() if odds >= SURELY and abstract.says(i, GAP)]
    best = gaps[0] if gaps else max(known, key=known.__getitem__, default=-1)
    if best < 0:
        return []
    before = best - 1
    leans = known.get(before, 0.0) >= SURELY and abstract.says(best, LEANS)
    return [before, best] if leans and abstract.are_brief(before, best) else [best]


def _motives(abstract: _Abstract) -> dict[int, float]:
    """The places that may tell a motive, each with how probable it is."""
    found = {}
    for place in sorted(abstract.free):
        odds = abstract.odds(place, Role.BACKGROUND, Role.OBJECTIVE)
        if odds >= MOTIVE and not _only_tells(abstract, place):
            found[place] = odds
    return found


def _aims_or_lacks(abstract: _Abstract, place: int) -> bool:
    return abstract.parts[place].role is Role.OBJECTIVE or abstract.says(place, GAP)


def _only_tells(abstract: _Abstract, place: int) -> bool:
    """Whether a sentence tells what was done, found or built, and so no motive."""
    if abstract.says(place, WE_DO, WE_FIND):
        return True
    follows = place > abstract.tldr and abstract.says(place, GOES_ON)
    return not _aims_or_lacks(abstract, place) and (follows or abstract.says(place, OURS, IS_DONE))


def _method(abstract: _Abstract) -> list[int]:
    """The sentence that most clearly tells the method; better one that tells no finding."""
    clear = {
        place: abstract.clearness(place, Role.METHOD)
        - (ADDITION if abstract.says(place, WE_FIND) else 0.0)
        for place in abstract.of_role(Role.METHOD)
    }
    return _clearest(abstract, Role.METHOD, clear)


def _result(abstract: _Abstract) -> list[int]:
    """The sentence that most clearly tells a result; above all one that says so."""
    clear = {}
    for place in sorted(abstract.free):
        says_so = abstract.says(place, WE_FIND)
        odds, known = abstract.odds(place, Role.RESULT), abstract.odds(place, Role.BACKGROUND)
        if abstract.parts[place].role is Role.RESULT or (says_so and odds >= max(NEARLY, known)):
            clear[place] = abstract.clearness(place, Role.RESULT) + (FOUND if says_so else 0.0)
    return _clearest(abstract, Role.RESULT, clear)


def _clearest(abstract: _Abstract, role: Role, clear: Mapping[int, float]) -> list[int]:
    """The clearest of some places, and the one right after it if it is sure and both are brief."""
    if not clear:
        return []
    best = max(clear, key=clear.__getitem__)
    after = best + 1
    joins = after in clear and abstract.odds(after, role) >= RIGHT_AFTER
    return [best, after] if joins and abstract.are_brief(best, after) else [best]


def _likeliest(abstract: _Abstract, role: Role) -> list[int]:
    """What most probably plays *role*, though another is a little likelier or it is unclear."""
    odds = {i: abstract.odds(i, role) for i in sorted(abstract.free)}
    best = max(odds, key=odds.__getitem__, default=-1)
    return [best] if odds.get(best, 0.0) >= PERHAPS else []


STEPS: tuple[tuple[str, Callable[[_Abstract], list[int]]], ...] = (
    ("conclusion", _conclusion),
    ("result", _result),
    ("method", _method),
    ("motivation", _motivation),
    ("result", partial(_likeliest, role=Role.RESULT)),  # each of these only if still empty
    ("method", partial(_likeliest, role=Role.METHOD)),
)
