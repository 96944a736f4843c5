"""The words by which a clause limits its sentence: without it, the rest might be untrue."""

from __future__ import annotations

import re

from adapters.summaries.extractive.cues import WORK, words

BINDS = words(
    r"""if unless only provided assum\w+ suppos\w+ except excluding condition\w* when\w* under
    hypothes\w* conjectur\w* not no none nobody nothing never cannot \w+n['’]t without until nor
    neither hardly barely nearly almost possibly perhaps sometimes usually typically otherwise
    at_least at_most up_to limit\w* restrict\w* single preliminary approximat\w* inexact"""
)
BINDING = re.compile(rf"\b{BINDS}\b".replace("_", " "), re.IGNORECASE)
# What speaks against leaving out the end of a sentence: a contrast, a cost, a range.
CAVEAT = re.compile(
    r"\b(?:but|however|although|though|yet|vanish\w*|requires?|unclear|unknown|gap|vulnerable"
    r"|cost|expense|fails?|below|above|valid for)\b",
    re.IGNORECASE,
)
AUTHORS = rf"(?:we|(?:this|the_present|our)_(?:\w+_)?{WORK})"
