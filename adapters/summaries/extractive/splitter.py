"""
Cut an abstract into its sentences, with formulas, abbreviations and names in one piece.

A mark that could end a sentence does so unless something speaks against it: a lower-case letter
after it, an open bracket around it, an abbreviation or an initial before it.
"""

from __future__ import annotations

import re

from adapters.summaries.extractive.cues import words

# `$x$`, `$$x$$`, `\(x\)`, `\[x\]`, `\begin{equation}x\end{equation}`. A dollar before or after a
# blank is money: "$5 and $6".
DISPLAYED = r"\{(?:equation|align(?:ed|at)?|eqnarray|gather|multline|displaymath|math)\*?\}"
FORMULA = re.compile(
    r"\$\$[^$]{1,1000}\$\$"
    r"|(?<![\\$])\$(?![\s$])(?:[^$\\]|\\.){0,1000}?(?<!\s)\$(?!\d)"
    r"|\\\((?:(?!\\\().){1,1000}?\\\)|\\\[(?:(?!\\\[).){1,1000}?\\\]"
    rf"|\\begin{DISPLAYED}(?:(?!\\begin{DISPLAYED}).){{1,1000}}?\\end{DISPLAYED}",
    re.DOTALL,
)
STOPPED = re.compile(r"(?<!\\right)\.\s{0,9}(?:\$\$?|\\[)\]]|\\end\{[^{}]{1,20}\})$")
LINK = re.compile(r"(?:https?://|www\.)[^\s()<>]+")
CLOSERS = "\"'”’»)\\]}"
MARK = re.compile(
    rf"[.!?…]+(?:\$(?=\s)|[{CLOSERS}])*(?=\s)"
    r"|(?<=[a-z]{3})[.?](?=(?:We|The|In|This|That|These|Our|It|Here|However)\s)"  # no blank
    r"|[。！？]+[」』）”’]*(?=.)|\n",
    re.DOTALL,
)
OPENERS = "\"'“‘«([{`*_"

# What never ends a sentence; what does only before a word that clearly opens one; and what stands
# for another word only before a number ("no. 5", "Eq. (3)", "Sec. II").
NEVER = re.compile(
    words(
        r"""e\.g i\.e cf vs viz eg ie w\.r\.t approx resp a\.k\.a prof dr mr mrs ms st phys rev lett
        astron astrophys commun proc nucl instrum meth univ dept et incl esp aka suppl acad j mt"""
    )
)
OFTEN = re.compile(
    words(
        r"""al inc ltd co corp jr sr u\.s u\.k u\.s\.a e\.u d\.c i\.i\.d ph\.d m\.sc b\.sc a\.m p\.m
        stat syst b\.c a\.d soc nat est l\.h\.s r\.h\.s math trans ann bull inst sci eds?"""
    )
)
BEFORE_NUMBER = re.compile(
    words(
        """nos? pp? n v ver op figs? eqn?s? secs? sect refs? thms? lem props? def cor ch chap vols?
        art app tab alg ex rem gen ser jan feb mar apr jun jul aug sept? oct nov dec"""
    )
)
CLEAR = re.compile(
    words(
        """we the this these those our in it its here however moreover furthermore finally to for
        as an by on using when while there they their such also additionally experiments
        experimental results recent recently since although despite with both one thus therefore
        hence first second then next many most unlike instead specifically code if from at based
        after through under let suppose assume consider given that all what how"""
    )
)
WORD = re.compile(r"[^\s(\[{\"'“‘«]*$")
DOTTED = re.compile(r"[a-z](?:\.[a-z])+")  # `w.p`, `a.s`: never the end of a plain word
NUMBER = re.compile(r"[A-Z]?\d|[(\[$]?\$?[A-Z]?\d|\$|[IVX]+\b|[A-Z]\b")
IN_A_LIST = re.compile(r"(?:^|(?:[:;,]|(?P<word>\S*)\.|\band)\s)\s*\d{1,2}$")
BRACKETS = {"(": ")", "[": "]", "{": "}"}
BRACKET = re.compile(r"[()\[\]{}]")
LONGEST_ASIDE = 600  # characters; a bracket that stays open longer was never meant to be closed
LAST_WORD = 40  # characters before a mark in which its word is sought


def split(text: str) -> tuple[str, ...]:
    """The sentences of *text*, in order, without the white space around them; no character lost."""
    masked = _mask(text)
    aside = _asides(masked)
    found, start = [], 0
    for mark in MARK.finditer(masked):
        if _ends_sentence(masked, mark, start, aside):
            found.append(text[start : mark.end()].strip())
            start = mark.end()
    found.append(text[start:].strip())
    return tuple(sentence for sentence in found if sentence)


def _mask(text: str) -> str:
    """*text* with the inside of formulas and links as filler; every place stays where it is."""
    masked = FORMULA.sub(_filled, text)
    return LINK.sub(lambda match: _filled_link(match[0]), masked)


def _filled(match: re.Match[str]) -> str:
    """A formula as `$xxx$`; a full stop at its end is kept, it may end a sentence."""
    kept = "." if STOPPED.search(match[0]) else "x"
    return f"${'x' * (len(match[0]) - 3)}{kept}$"


def _filled_link(link: str) -> str:
    bare = link.rstrip(".,;:!?'\"”’")
    return "x" * len(bare) + link[len(bare) :]


def _asides(masked: str) -> frozenset[int]:
    """The places inside brackets that are closed again before long."""
    inside: set[int] = set()
    open_at: list[tuple[int, str]] = []
    for bracket in BRACKET.finditer(masked):
        if closing := BRACKETS.get(bracket[0]):
            open_at.append((bracket.start(), closing))
        elif open_at and bracket[0] == open_at[-1][1]:
            start, _ = open_at.pop()
            if bracket.start() - start <= LONGEST_ASIDE:
                inside.update(range(start, bracket.start()))
    return frozenset(inside)


def _ends_sentence(masked: str, mark: re.Match[str], start: int, aside: frozenset[int]) -> bool:
    """Whether the sentence that began at *start* ends with *mark*."""
    rest = masked[mark.end() : mark.end() + LAST_WORD].lstrip()
    if not rest:
        return False
    if mark[0] == "\n":
        return not rest[0].islower()
    if mark.start() in aside and not _closes_whole(masked, mark, start):
        return False
    if mark[0][0] in "。！？":
        return True
    opener = rest.lstrip(OPENERS).strip()
    if _goes_on(rest, opener):
        return False
    is_dot = mark[0][0] == "." and not mark[0].startswith("..")
    return not is_dot or _is_full_stop(masked, mark, start, opener)


def _closes_whole(masked: str, mark: re.Match[str], start: int) -> bool:
    """Whether *mark* ends a sentence that stands in brackets altogether."""
    return mark[0].endswith(")") and masked[start : mark.start()].lstrip().startswith("(")


def _goes_on(rest: str, opener: str) -> bool:
    """Whether what follows a mark cannot begin a sentence."""
    if not opener:
        return True
    return rest[0] in ",;:)]}&%=<>+/|" or (opener[0].islower() and not _is_name(opener))


def _is_name(opener: str) -> bool:
    """Whether a word begins small but is written as a name: `mRNA`, `p-adic`."""
    word = opener.split(maxsplit=1)[0]
    return any(char.isupper() for char in word[1:3]) or (word[1:2] == "-" and word[2:3].isalpha())


def _is_full_stop(masked: str, mark: re.Match[str], start: int, opener: str) -> bool:
    """Whether the dot ends a sentence, not an abbreviation, an initial or a number in a list."""
    before = masked[max(start, mark.start() - LAST_WORD) : mark.start()].strip()
    word = WORD.search(before)
    last = word[0] if word else ""
    bare = last.lower()
    if not before or NEVER.fullmatch(bare) or _numbers_an_item(before):
        return False
    if BEFORE_NUMBER.fullmatch(bare) and (len(last) > 1 or last.islower()):
        return not NUMBER.match(opener)
    following = opener.split(maxsplit=1)[0].strip(",;:").lower()
    doubtful = OFTEN.fullmatch(bare) or _is_initial(last) or DOTTED.fullmatch(last)
    return not doubtful or bool(CLEAR.fullmatch(following))


def _numbers_an_item(before: str) -> bool:
    """Whether a text ends with the number of an item of a list: ": 2", ". 3", but not "Sec. 3"."""
    found = IN_A_LIST.search(before)
    return found is not None and not BEFORE_NUMBER.fullmatch((found["word"] or "").lower())


def _is_initial(word: str) -> bool:
    """Whether *word* is one capital, or capitals with dots between: `J`, `A.P`, `J.-L`."""
    parts = [part for part in re.split(r"[.\-]", word) if part]
    return bool(parts) and all(len(part) == 1 and part.isupper() for part in parts)
