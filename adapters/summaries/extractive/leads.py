"""
What leads over to a sentence, or tells what moved its authors: a sentence stands alone without it.

"In this paper,"; "However,"; what only points back: "To address this issue, we …"; and occasions:
"Inspired by birds, we …". "To do X, we …" stays: a reader wants to know.
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.caveats import AUTHORS, BINDS
from adapters.summaries.extractive.cues import WORK, words

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
NEED = words(r"need\w* requir\w+ must necessary has_to have_to should sufficient enough")
MOVED = words(
    """motivated_by inspired_by based_(?:up)?on building_(?:up)?on drawing while since because
    although though despite"""
)
OWN = "we|our|this|these"  # perhaps a caveat of the authors' own
MOTIVE = rf"{MOVED}(?:\$[^$]*\$|(?!\b{BINDS}\b|\b(?:{OWN})\b|,_(?:and|so|but)\b)[^$;:]){{2,300}}?"
TAKEN_UP = r"[^,]*\b(?:it|its|they|them|their|these|those|such)\b"
LEAD = re.compile(
    (
        rf"abstract[.:]\s+|{LINK},\s+"
        r"|(?:but|so|thus|hence|therefore|then|also|first|finally|here)_(?=we\b)"
        rf"|{PLACE}(?:,\s+|\s+(?=(?:we|i|a|an|the)\b))"
        rf"|{BACK},\s+(?=(?:we|i|this|our|a|an|the|here|in_this)\b)(?!.*\b{NEED}\b)"
        rf"|{MOTIVE},\s+(?=(?:here_)?{AUTHORS}\b)(?!{TAKEN_UP}|we_\w+,)"
    ).replace("_", " "),
    re.IGNORECASE,
)
FRAGMENT = re.compile(  # "First, second and third harmonics"; "In this review, which …, we …"
    r"(?:and|or|but|which|where|who|that|second|third|fourth)\b", re.IGNORECASE
)
WE_THEN = re.compile(
    "^(We|I) (?:then|also|further|furthermore|next|thus|therefore|hence|additionally|finally) "
    r"(?!(?:the|our|this|a|an|far|to)\b)"
)
PLAIN_WORD = re.compile(r"(?:[a-z][a-z'’]+(?:-[a-z]+)*|a)(?=[\s,;:.]|$)")


def without_leads(sentence: str) -> str:
    """*sentence* from its first own word on, with a capital, and with no "then" after "we"."""
    rest = sentence
    while (match := LEAD.match(rest)) and not FRAGMENT.match(rest[match.end() :]):
        rest = rest[match.end() :]
    opened = rest if rest == sentence else _capital(rest)
    return WE_THEN.sub(r"\1 ", opened)


def _capital(sentence: str) -> str:
    """*sentence* with a capital, unless it begins with a name or a formula of its own letters."""
    return sentence[0].upper() + sentence[1:] if PLAIN_WORD.match(sentence) else sentence
