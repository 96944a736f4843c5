"""
Brackets in a sentence that may go: abbreviations that come up nowhere else, glosses, citations.

All others stay, as what they hold may be a condition, a hedge or an argument.
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.caveats import BINDING
from adapters.summaries.extractive.cues import words
from adapters.summaries.extractive.splitter import FORMULA

CITED = r"\[(?:\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|[^\[\]$]{0,80}\b(?:19|20)\d\d[a-z]?)\]"
# Formulas are matched first, so as to stay whole.
BESIDE = re.compile(
    rf"(?:{FORMULA.pattern})"
    r"|(?<![\s,:;–—-])(?<!\W\w)\s+\((?P<aside>[^()$\\]{0,150})\)(?=[\s,.;:!?]|$)"
    rf"|\s+(?P<cited>{CITED}(?:,?\s*{CITED})*)(?=[\s,.;:!?]|$)",
    re.DOTALL,
)
ABBREVIATION = r"(?:or )?(?:[A-Z]\S* ){0,2}\S*[A-Z]\S*[A-Z0-9…]\S*(?:,? for short)?"
GLOSS = rf"{words('e[.]?g i[.]?e such_as for_example for_instance see also_known also_called')}\b.*"
YEAR = r"(?:[A-Z].*\b)?(?:19|20)\d\d[a-z]?"
MAY_GO = re.compile(rf"{ABBREVIATION}|{GLOSS}|{YEAR}".replace("_", " "), re.DOTALL)
# What needs its object, which the bracket is: "the method of [2]", "such as (Li et al., 2018)".
BEFORE = words("in of by from to with on for as like than see and or via following follows?")
NEEDED_BY = re.compile(rf"(?:^|\b{BEFORE}|\bal\.)$")


def without_asides(sentence: str) -> str:
    """*sentence* without the brackets that may go."""
    return BESIDE.sub(_kept, sentence).strip()


def _kept(match: re.Match[str]) -> str:
    """What stays of a formula, an aside or a citation: an aside does, if it is taken up later."""
    aside, before = match["aside"], match.string[: match.start()]
    if NEEDED_BY.search(before) or not (aside or match["cited"]):
        return match[0]
    if match["cited"]:
        return ""
    name = aside.strip().removeprefix("or ").partition(",")[0].removesuffix("s")
    again = re.search(rf"(?<!\w){re.escape(name)}s?(?!\w)", match.string[match.end() :])
    goes = MAY_GO.fullmatch(aside.strip()) and not BINDING.search(aside)
    return "" if goes and not again else match[0]
