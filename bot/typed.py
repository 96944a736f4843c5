"""
What keyboards type -> the pieces of rules, each with its signs.

Curly, CJK and full-width signs count as their ASCII kin. Commas, semicolons and new lines part
rules, but not inside quotes. A sign standing alone belongs to the piece that follows.
"""

from __future__ import annotations

import re
from typing import NamedTuple
from unicodedata import category, normalize

from storage.taxonomy import ARCHIVES, CATEGORIES, parse_subject
from storage.text import speakable

# What NFKC leaves as it is; full-width letters and signs fall to it.
KIN = str.maketrans(
    dict.fromkeys("“”„‟«»「」『』〝〞〟", '"')
    | dict.fromkeys("‘’‚‛′`´", "'")
    | dict.fromkeys("‐‑‒–—―−ー", "-")
    | dict.fromkeys("\u2028\u2029", "\n")
    | {"、": ",", "。": "."}
)
BLANKS = re.compile(r"[^\S\n]+")
# `cat:` and `author:` are the words of /search for the same things.
PIECE = re.compile(
    r"(?P<signs>[-@+ ]*(?:(?:cat|author):(?=[^\s,;])[-@+ ]*)?)"
    r'(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\s",;]+))'
)
PIECE_OR_END = re.compile(rf"(?P<end>[,;\n])|{PIECE.pattern}")
EDGES = re.compile(r"^[\W_]+|[\W_]+$")

LONGEST_REPEATED = 40  # characters of what was written

SUBJECTS = {name.lower(): parse_subject(name) for name in (*ARCHIVES, *CATEGORIES)}
RUN_TOGETHER = frozenset(re.sub(r"\W", "", name.lower()) for name in CATEGORIES if "." in name)
LIKE_A_CATEGORY = re.compile(
    rf"[a-z]{{2,}}(?:-[a-z]+)?\.[a-z][a-z-]+|(?:{'|'.join(map(re.escape, ARCHIVES))})\..+"
)


class Piece(NamedTuple):
    """One part of a rule as it was typed: *text* without its signs and quotes."""

    text: str
    is_quoted: bool
    is_author: bool
    is_excluded: bool
    typed: str


def pieces(text: str) -> tuple[tuple[Piece, ...], ...]:
    """The pieces of each rule that *text* holds; no rule is without pieces."""
    lines: list[list[Piece]] = [[]]
    for match in PIECE_OR_END.finditer(_with_quotes_closed(typed(text))):
        end, signs, quoted, bare = match.groups()
        if end:
            lines.append([])
            continue
        is_author, is_excluded = "@" in signs or "author:" in signs, "-" in signs
        text = bare if quoted is None else quoted
        lines[-1].append(Piece(text, quoted is not None, is_author, is_excluded, match[0]))
    return tuple(tuple(line) for line in lines if line)


def typed(text: str) -> str:
    """*text* with plain signs, nothing invisible, and single blanks; newlines stay."""
    text = speakable(text)
    if not text.isascii():
        # A lone accent would fall apart under NFKC: the table comes first, and after.
        text = normalize("NFKC", text.translate(KIN)).translate(KIN)
        text = "".join(sign for sign in text if category(sign) != "Cf")
    return BLANKS.sub(" ", text)


def trimmed(text: str) -> str:
    """*text* from its first letter or digit to its last."""
    return EDGES.sub("", text)


def folded(text: str) -> str:
    """*text* on one line, without difference of case."""
    return " ".join(normalize("NFKC", text.casefold()).split())


def shortened(text: str) -> str:
    """*text* on one line, as far as an answer repeats it."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_REPEATED else f"{text[: LONGEST_REPEATED - 1]}…"


def reads_as_word(word: str) -> bool:
    """Whether *word* needs no quotes to be read as what it is."""
    if word.isalnum():
        return word not in SUBJECTS
    match = PIECE.fullmatch(word)
    return bool(match and match["bare"] == word) and not (
        word in SUBJECTS or is_like_a_category(word)
    )


def is_like_a_category(token: str) -> bool:
    """
    Whether *token*, which names no category, seems to be meant as one.

    `cs.VC`, `node.js` (shaped `x.y`), `foo.*` and `cs-CV` do; `3.5`, `v2.0`, `10.1145/12`, `U.S.`
    and `Ph.D` are words.
    """
    asked = token.lower()
    if asked.endswith(".*") or LIKE_A_CATEGORY.fullmatch(asked):
        return True
    return bool(re.search("[-_:/]", asked)) and re.sub("[-_:/]", "", asked) in RUN_TOGETHER


def _with_quotes_closed(text: str) -> str:
    """*text*, whose last quote is closed at the end of its line where it was left open."""
    if text.count('"') % 2 == 0:
        return text
    head, _, tail = text.rpartition('"')
    line, newline, rest = tail.partition("\n")
    return f'{head}"{line}"{newline}{rest}' if line.strip() else f"{head}{tail}"
