"""
Make a sentence of an abstract stand alone: what leads over to it is dropped, and plain asides.

Nothing is ever added or moved: what is left are words of that one sentence, in their order.
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.clauses import AUTHORS, MOTIVE, without_additions
from adapters.summaries.extractive.cues import WORK, words
from adapters.summaries.extractive.length import shortened
from adapters.summaries.extractive.splitter import FORMULA

# "In this paper,"; "However,"; and clauses that only point back: "To address this issue, we …".
PLACE = rf"(?:here|in_(?:this|our|the_present|the_current)_(?:\w+_){{0,2}}?{WORK})"
LINK = words(
    r"""however but yet and so thus hence therefore then moreover furthermore further finally lastly
    additionally also besides consequently accordingly instead nevertheless nonetheless overall
    specifically concretely firstly? secondly? thirdly? first second third next meanwhile similarly
    unfortunately conversely in_(?:addition|particular|summary|short|brief|contrast|response)
    as_a_(?:result|consequence|solution|remedy) more_(?:specifically|precisely|concretely)
    to_(?:this|that|these)_ends? for_(?:this|that|these)_(?:purpose|reason)s? to_do_(?:this|so)
    on_the_other_hand by_contrast with_this_in_mind as_such after_that notably importantly
    interestingly crucially remarkably surprisingly ultimately eventually subsequently"""
)
TOWARDS = words(  # not "for" or "in": "For such graphs, we prove …" holds for nothing else
    """to in_order_to motivated_by inspired_by based_on building_on towards? following because_of
    due_to in_view_of in_light_of against"""
)
POINTING = words("this these those that such it them the_above the_aforementioned")
STEP = r"(?:_[^\s,.;:()$]+)"
BACK = f"{TOWARDS}{STEP}{{0,4}}?_{POINTING}{STEP}{{0,5}}"
LEAD = re.compile(
    (
        rf"abstract[.:]\s+|{LINK},\s+"
        r"|(?:but|so|thus|hence|therefore|then|also|first|finally|here)_(?=we\b)"
        rf"|{PLACE}(?:,\s+|\s+(?=(?:we|i|a|an|the)\b))"
        rf"|{BACK},\s+(?=(?:we|i|this|our|a|an|the|here|in_this)\b)"
        rf"|{MOTIVE},\s+(?=(?:here_)?{AUTHORS}\b)"
    ).replace("_", " "),
    re.IGNORECASE,
)
WE_THEN = re.compile(
    "^(We|I) (?:then|also|further|furthermore|next|thus|therefore|hence|additionally|finally) "
)
# What may go: round brackets after a word, but no enumeration "(ii)" and no argument, as in
# "O (n log n)"; and citations in square ones. Formulas are matched first, so as to stay whole.
BESIDE = re.compile(
    rf"(?:{FORMULA.pattern})"
    r"|(?<![\sA-Z])(?<!\W\w)\s+\((?!(?:[ivx]+|[a-z]|\d{1,2})\))(?P<aside>[^()$\\]*)\)(?=[\s,.;:!?]|$)"
    r"|\s*\[(?P<cited>\d{1,3}(?:\s*[,;–-]\s*\d{1,3})*|[^\[\]$]{0,80}\b(?:19|20)\d\d[a-z]?)\]"
    r"(?=[\s,.;:!?]|$)",
    re.DOTALL,
)
TELLING = re.compile(r"[A-Z]{2}|[^\W\d_]{3}")
PLAIN_WORD = re.compile(r"(?:[a-z][a-z'’]+(?:-[a-z]+)*|a)(?=[\s,;:.]|$)")


def tidy(sentence: str) -> str:
    """*sentence* without what only leads over to it, without plain asides, and not overlong."""
    bare = BESIDE.sub(_kept, sentence).strip()
    return shortened(without_additions(_opened(bare))) or sentence


def _opened(sentence: str) -> str:
    """*sentence* from its first own word on, with a capital, and with no "then" after "we"."""
    rest = sentence
    while match := LEAD.match(rest):
        rest = rest[match.end() :]
    opened = rest if rest == sentence else capital(rest)
    return WE_THEN.sub(r"\1 ", opened)


def capital(sentence: str) -> str:
    """*sentence* with a capital, unless it begins with a name or a formula of its own letters."""
    return sentence[0].upper() + sentence[1:] if PLAIN_WORD.match(sentence) else sentence


def _kept(match: re.Match[str]) -> str:
    """What stays of a formula, an aside or a citation: an aside does, if it is taken up later."""
    if match["cited"]:
        return ""
    aside = (match["aside"] or "").strip()
    again = re.search(rf"(?<!\w){re.escape(aside)}(?!\w)", match.string[match.end() :])
    return match[0] if again or not TELLING.search(aside) else ""
