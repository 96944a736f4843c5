"""
The clauses round a main clause without which it still holds: what moved its authors, additions.

A clause that sets a condition or denies something stays: without it the rest might be untrue.
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.cues import WORK, words
from adapters.summaries.extractive.length import length
from adapters.summaries.extractive.splitter import FORMULA

BINDS = words(
    r"""if unless only provided assum\w+ suppos\w+ except condition\w* when\w* under hypothes\w*
    conjectur\w* not no none nobody nothing never cannot \w+n['’]t without until nor neither
    hardly barely at_least at_most up_to"""
)
AUTHORS = rf"(?:we|(?:this|the_present|our)_(?:\w+_)?{WORK})"
MOVED = words(
    """motivated_by inspired_by based_(?:up)?on building_(?:up)?on drawing while since because
    although though despite following after"""
)
MOTIVE = rf"{MOVED}(?:\$[^$]*\$|(?!\b{BINDS}\b)[^$;:]){{2,300}}?"  # up to a comma and the authors

LONG, LEAST = 26, 14  # words: a longer sentence loses additions at its end, if so many are left
ADDS = words(
    r"""which in_which where while whereas especially particularly so_that
    (?:thus|thereby)_\w+ing"""
)
DOING = r"(?:\w+ly_)?(?!during|being|having|\w*thing\b)[a-z]{2,}ing_(?!(?:and|or)\b)"
DO = words(  # "test", "use", "report" and the like may be nouns
    """show demonstrate prove evaluate apply discuss compare provide present give propose introduce
    find validate analy[sz]e derive develop establish illustrate investigate explore obtain achieve
    improve outperform describe verify examine conduct perform"""
)
ADDITION = re.compile(
    (
        rf"(?:{FORMULA.pattern})"
        r"|(?P<starts>;\s"
        rf"|(?:,|\s[-–—]{{1,3}})\s(?=(?:(?:and|so|hence|therefore)_)?{ADDS}\b)"
        rf"|(?P<doing>,)\s(?={DOING})"
        rf"|(?P<more>,)\s(?=and_(?:(?:then|also|thus|further|\w+ly)_)*{DO}(?:e?[sd])?\b)"
        r"|,\s(?=and_(?:\w+_)?we\b))"
    ).replace("_", " "),
    re.IGNORECASE | re.DOTALL,
)
BINDING = re.compile(rf"\b{BINDS}\b".replace("_", " "), re.IGNORECASE)
AGAIN = re.compile(r", (?:we|it|they)\b", re.IGNORECASE)  # the main clause comes only now
BEFORE_MAIN = re.compile(
    r"(?:in|for|with|when|while|to|by|using|given|at|on|from|under|although|as|since|because|if"
    r"|after|before|during|through|within|among|unlike|instead|despite|compared|based)\b",
    re.IGNORECASE,
)
MAIN = re.compile(
    rf"(?:^|, )(?:here )?{AUTHORS.replace('_', ' ')} \w+"
    r"|\b(?:is|are|was|were|has|have|can|may|will|must|shows?|suggests?|demonstrates?|reveals?)\b",
    re.IGNORECASE,
)
HALF = re.compile(  # of a list, of a pair, of a condition: what follows belongs to it
    r"[;:]|\((?:[ivx]+|[a-z]|\d{1,2})\)|\bboth\b(?!.*\band\b)"
    r"|\bthat (?:when|if|by|for|in|with|given|under|without|after|using)\b[^,]*$"
)
NAMED = re.compile(r"\b(?:such as|including|like|e\.g)\b|, [^,]*,")
ITEM = re.compile(r", (?:and|or)\b")
PAIRS = (("(", ")"), ("[", "]"), ("{", "}"), ("“", "”"))


def without_additions(sentence: str) -> str:
    """*sentence*; where it is long, without the clauses at its end that only add to it."""
    if length(sentence) <= LONG:
        return sentence
    for at in ADDITION.finditer(sentence):
        kept, rest = sentence[: at.start()], sentence[at.start() :]
        if at["starts"] and length(kept) >= LEAST and _adds(at, kept, rest) and _holds(kept, rest):
            return _ended(kept, sentence)
    return sentence


def _adds(at: re.Match[str], kept: str, rest: str) -> bool:
    """Whether *rest* adds a clause to *kept*, and not the next item of a list."""
    if at["doing"]:
        return not (NAMED.search(kept) or ITEM.search(rest))
    return not (at["more"] and ", " in kept)


def _holds(kept: str, rest: str) -> bool:
    """Whether *kept* is a whole statement, and true without the *rest* of its sentence."""
    return (
        MAIN.search(kept) is not None
        and (not BEFORE_MAIN.match(kept) or ", " in kept)
        and not (HALF.search(kept) or BINDING.search(rest) or AGAIN.search(rest))
        and all(kept.count(opening) == kept.count(closing) for opening, closing in PAIRS)
        and kept.count('"') % 2 == 0
    )


def _ended(kept: str, sentence: str) -> str:
    """*kept* with the mark that ends *sentence*."""
    bare = kept.rstrip(" ,;–—-")
    return bare + sentence[-1] if sentence[-1] in ".!?" else bare
