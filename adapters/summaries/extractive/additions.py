"""
Clauses at the end of a long sentence that only add to it: the rest is whole, and true without them.

Where that is not plain, they stay: conditions and caveats, items of a list, halves of a pair, and
whatever the main clause comes after.
"""

from __future__ import annotations

import re
from itertools import islice

from adapters.summaries.extractive.caveats import AUTHORS, BINDING, CAVEAT
from adapters.summaries.extractive.cues import words
from adapters.summaries.extractive.length import length
from adapters.summaries.extractive.splitter import FORMULA

MOST = 12  # clauses that are tried; whoever writes more of them wrote no sentence
LONG, LEAST = 26, 14  # words: a longer sentence loses additions at its end, if so many are left
DOING = r"(?:\w+ly_)?(?!during|being|having|\w*thing\b)[a-z]{2,}ing_(?!(?:and|or)\b)"
DO = words(  # "test", "use", "report" and the like may be nouns
    """show demonstrate prove evaluate apply discuss compare provide present give propose introduce
    find validate analy[sz]e derive develop establish illustrate investigate explore obtain achieve
    improve outperform describe verify examine conduct perform"""
)
ADDITION = re.compile(
    (
        rf"(?:{FORMULA.pattern})"
        r"|(?P<starts>(?P<apart>;)\s(?=(?:moreover|furthermore|in_addition|additionally|also|we)\b)"
        r"|(?:,|\s[-–—]{1,3})\s(?=(?:and_|so_)?(?:which|especially|particularly|so_that"
        r"|(?:thus|thereby|hence|therefore)_\w+ing)\b)"
        r"|(?P<where>,)\s(?=(?:in_which|where)\b)"
        r"|(?P<while>,)\s(?=(?:while|whereas)\b)"
        rf"|(?P<doing>,)\s(?={DOING})"
        rf"|(?P<more>,)\s(?=and_(?:(?:then|also|thus|further|\w+ly)_)*{DO}(?:e?[sd])?\b)"
        r"|(?P<we>,)\s(?=and_(?:\w+_)?we\b))"
    ).replace("_", " "),
    re.IGNORECASE | re.DOTALL,
)
VERB = "(?:is|are|was|were|can|could|may|might|will|would|must|has|have|had|does|do)"
MAIN = re.compile(
    rf"(?:^|, )(?:here )?{AUTHORS.replace('_', ' ')} \w+"
    rf"|\b(?:{VERB}|shows?|suggests?|demonstrates?|reveals?)\b",
    re.IGNORECASE,
)
AFTER_IT = re.compile(  # the clause was only put in: what it was put into goes on
    rf", (?:\w+ly )?(?:{VERB}|we|it|they|there|the|a|an|our|to|into|or|and that|and the|and an?)\b",
    re.IGNORECASE,
)
BEFORE_MAIN = (
    r"(?:in|for|with|when|while|to|by|using|given|at|on|from|under|although|as|since|because|if"
    r"|after|before|during|through|within|among|unlike|instead|despite|compared|based|between)\b"
)
OPENED = re.compile(
    rf"(?:^|, (?:(?:and|that|but) )?){BEFORE_MAIN}[^,]*$|,(?: \S+){{1,2}}$"
    r"|\b(?:i\.e|e\.g|etc|namely)\.?$",
    re.IGNORECASE,
)
STATED = re.compile(  # that something, but not yet what of it
    r"\b(?:show\w*|prov\w+|demonstrat\w+|find\w*|found|argu\w+|observ\w+|suggest\w*|reveal\w*"
    rf"|indicat\w+|premise|fact|claim\w*|idea) that\b(?!.*\b{VERB}\b)",
    re.IGNORECASE,
)
HALF = re.compile(  # of a list, of a pair, of a condition: what follows belongs to it
    r"[;:]|\((?:[ivx]+|[a-z]|\d{1,2})\)|\bboth\b(?!.*\band\b)|\beither\b(?!.*\bor\b)"
    r"|\bbetween\b(?!.*\band\b)"
    r"|\bthat (?:when|if|by|for|in|with|given|under|without|after|using)\b[^,]*$",
    re.IGNORECASE,
)
ONE_OF_TWO = re.compile(
    r"\b(?:one|former|hand|some|distinct|differ\w*|two|both|combine\w*|first)\b", re.IGNORECASE
)
NAMED = re.compile(r"\b(?:such as|including|like|e\.g)\b|, [^,]*,")
ITEM = re.compile(r", (?:and|or)\b")
SYMBOL = re.compile(r"\$|\b(?:where|which) \S{1,2} (?:is|are|denotes?)\b")
PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"))


def without_additions(sentence: str) -> str:
    """*sentence*; where it is long, without the clauses at its end that only add to it."""
    if length(sentence) <= LONG:
        return sentence
    for at in islice(ADDITION.finditer(sentence), MOST):
        kept, rest = sentence[: at.start()], sentence[at.start() :]
        if at["starts"] and length(kept) >= LEAST and _adds(at, kept, rest) and _holds(kept, rest):
            return _ended(kept, sentence)
    return sentence


def _adds(at: re.Match[str], kept: str, rest: str) -> bool:
    """Whether *rest* adds a clause to *kept*: it is no item, no meaning of a symbol, no foil."""
    if at["apart"]:
        return True
    against = (
        AFTER_IT.search(rest),
        at["doing"] and (NAMED.search(kept) or ITEM.search(rest)),
        at["where"] and SYMBOL.search(rest),
        at["while"] and ONE_OF_TWO.search(kept),
        at["more"] and ", " in kept,
        at["we"] and ", we" in kept,
    )
    return not any(against)


def _holds(kept: str, rest: str) -> bool:
    """Whether *kept* is a whole statement, and true without the *rest* of its sentence."""
    limits = BINDING.search(rest) or CAVEAT.search(rest)
    is_open = OPENED.search(kept) or STATED.search(kept) or HALF.search(kept)
    return (
        MAIN.search(kept) is not None
        and not (limits or is_open)
        and all(kept.count(opening) == kept.count(closing) for opening, closing in PAIRS)
        and kept.count('"') % 2 == 0
    )


def _ended(kept: str, sentence: str) -> str:
    """*kept* with the mark that ends *sentence*."""
    bare = kept.rstrip(" ,;–—-")
    return bare + sentence[-1] if sentence[-1] in ".!?" else bare
