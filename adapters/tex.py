"""TeX to plain text: titles, names and abstracts as people read them, beside what was received."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from typing import ClassVar

from adapters import formulas
from storage.text import Text, one_line, paragraphs, speakable

LONGEST = 20_000  # characters; the longest of 75,000 real abstracts has 3,488

MARKS = re.compile(r"[\\${}~]|``|''|--")
# What is set aside before anything else is read, and put back at the end: formulas, addresses,
# and what only looks like TeX. "$5 and $10" holds no formula, nor does "a $ in text, a $ more".
ASIDE = re.compile(
    r"""
      \\begin\{(?P<name>equation|align|gather|multline|eqnarray|displaymath|math)(?P<star>\*?)\}
          (?P<environment>.{1,2000}?)\\end\{(?P=name)(?P=star)\}
    | \$\$(?P<display>[^$]{1,2000})\$\$
    | \\\[(?P<bracket>.{1,2000}?)\\\]
    | \\\((?P<paren>.{1,2000}?)\\\)
    | \\ensuremath\{(?P<ensured>[^{}]{1,2000})\}
    | \$(?!\d[^$\\^_{}=<>]*(?:\$\d|\s\$)|\s(?=[^$]*[A-Za-z]{2})[^$\\^_{}=<>]*\$)
          (?P<inline>(?:[^$\\]|\\.)+)\$
    | \\url\s*\{(?P<url>[^{}\s]*)\}
    | (?P<address>(?:https?://|www\.)(?:[^\s\\{}$<>"]|\\[%_\#&~$])+)
    | (?<!\\)\\verb\*?(?P<fence>[^\w\s*{\\])(?P<code>[^\n]{0,200}?)(?P=fence)
    | (?P<members>(?<![\w\\}\]^])\{[^{}\\$]{1,60},[^{}\\$]{0,60}\})
    | (?<!\\)(?P<script>[\^_]\{[^{}$]{1,60}\})
    | \\{0,2}(?P<percent>%)
    | (?P<newline>\\\\)(?=[$\#&_{}(\[])
    | \\(?P<escaped>[$\#&_{}])
    | (?P<stray>\$|\\[()\[\]]|[\U000F0000-\U000FFFFD])
    """,
    re.VERBOSE | re.DOTALL,
)
FORMULAS = frozenset({"environment", "display", "bracket", "paren", "ensured", "inline", "script"})
FIRST_PLACE = 0xF0000  # in a private plane of Unicode each thing set aside keeps its place
PLACE = re.compile("[\U000f0000-\U000ffffd]")
ESCAPED = re.compile(r"\\([%_#&~$])")

LIGATURES = (
    (re.compile(r"(?<!-)---(?!-)"), "—"),
    (re.compile(r"(?<!-)--(?!-)"), "–"),
    (re.compile(r"(?<!\\)``"), "“"),
    (re.compile(r"(?<!\\)''"), "”"),
    (re.compile(r"(?<=[^\s(\\~\d])~(?=[^\s~])|(?<=\d)~(?=[^\s~\d])"), " "),  # but ~50, and 3~5
)
DOUBLED = re.compile(r"\\\\(?=['\"`^~=.]|[^\x00-\x7f\U000F0000-\U000FFFFD])")
PIECE = re.compile(r"\\[A-Za-z]+(?:\*(?=\s*\{))?\s*|\\.|[{}]|[^\\{}]+|\\", re.DOTALL)
OPTION = re.compile(r"\s*\[([^\]]*)\]")

POINTS = frozenset("'`\"^~=.")
ACCENT_LETTERS = frozenset("Hbcdkruv")
CITATIONS = (
    "cite", "citet", "citep", "citealt", "citealp", "citeauthor", "citeyear", "Citet", "Citep",
)  # fmt: skip
LAYOUT = (
    "protect", "xspace", "noindent", "centering", "tiny", "scriptsize", "footnotesize", "small",
    "normalsize", "large", "Large", "LARGE", "huge", "Huge",
)  # fmt: skip
SPACING = dict.fromkeys((*formulas.STYLES, *formulas.SWITCHES, *LAYOUT), "")
SPACING |= dict.fromkeys(("par", "newline", "linebreak", "smallskip", "medskip", "bigskip"), " ")
UNSEEN = ("begin", "end", "label", "hspace", "vspace", "color", "textcolor", "colorbox")


def as_text(raw: str) -> Text:
    """A title, a name, a comment: *raw* as received, and as people read it, in one line."""
    return Text(raw, plain(raw))


def as_abstract(raw: str) -> Text:
    """An abstract: *raw* as received, and as people read it, a line for each paragraph."""
    return Text(raw, paragraphs(_converted(raw)))


def plain(raw: str) -> str:
    """*raw* without its TeX, in one line; never raises, and never loses a word."""
    return one_line(_converted(raw))


def _converted(raw: str) -> str:
    """*raw* without its TeX, its white space untouched."""
    if len(raw) > LONGEST or not MARKS.search(raw):
        return raw
    try:
        return _read(speakable(raw))
    except RecursionError:  # braces or accents nested hundreds deep: no abstract, so as it came
        return raw


def _read(text: str) -> str:
    """*text* without its TeX."""
    aside: dict[str, str] = {}

    def place(match: re.Match[str]) -> str:
        return aside.setdefault(_set_aside(match), chr(FIRST_PLACE + len(aside)))

    text = ASIDE.sub(place, text)
    for ligature, sign in LIGATURES:
        text = ligature.sub(sign, text)
    if MARKS.search(text):
        text = _Prose(text).rest()
    contents = list(aside)
    return PLACE.sub(lambda match: contents[ord(match[0]) - FIRST_PLACE], text)


def _set_aside(match: re.Match[str]) -> str:
    """What stands in the end where *match* was."""
    kind = match.lastgroup or ""
    text = match[kind]
    if kind in FORMULAS:
        return _formula(text, match[0])
    if kind in ("url", "address"):
        return ESCAPED.sub(r"\1", text)
    return " " if kind == "newline" else text


def _formula(body: str, whole: str) -> str:
    r"""The formula as Unicode, else as received; some dollars hold only a link (`$\href{..}$`)."""
    if whole.startswith(r"$\href"):
        return _read(body)
    return formulas.unicode_formula(body) or one_line(whole)


def _balanced(pieces: list[str]) -> list[str]:
    """*pieces* with every brace that has no partner made an ordinary sign."""
    opened: list[int] = []
    for at, piece in enumerate(pieces):
        if piece == "{":
            opened.append(at)
        elif piece == "}" and opened:
            opened.pop()
        elif piece == "}":
            pieces[at] = r"\}"
    for at in opened:
        pieces[at] = r"\{"
    return pieces


class _Prose:
    """Reads text outside formulas from left to right."""

    def __init__(self, text: str) -> None:
        self._pieces = _balanced(PIECE.findall(DOUBLED.sub(r"\\", text)))
        self._at = 0

    def rest(self, end: str = "") -> str:
        """All up to the piece *end*."""
        parts = []
        while (piece := self._take()) not in ("", end):
            parts.append(self._part(piece))
        return "".join(parts)

    def _peek(self) -> str:
        return self._pieces[self._at] if self._at < len(self._pieces) else ""

    def _take(self) -> str:
        piece = self._peek()
        self._at += 1
        return piece

    def _group(self) -> str | None:
        """The group that follows; none where none does."""
        if self._peek().isspace() and self._pieces[self._at + 1 : self._at + 2] == ["{"]:
            self._at += 1
        if self._peek() != "{":
            return None
        self._at += 1
        return self.rest("}")

    def _argument(self) -> str:
        """What an accent stands on: a group, or the next sign with any blanks before it."""
        group = self._group()
        if group is not None or self._peek() in ("", "}"):
            return group or ""
        piece = self._take()
        if piece.startswith("\\"):
            return self._part(piece)
        first = len(piece) - len(piece.lstrip()) + 1
        self._push(piece[first:])
        return piece[:first] if piece.strip() else piece + self._argument()

    def _push(self, piece: str) -> None:
        """Read *piece*, the rest of the one just taken, again."""
        if piece:
            self._at -= 1
            self._pieces[self._at] = piece

    def _option(self) -> str:
        found = OPTION.match(self._peek())
        if found is None:
            return ""
        self._push(self._take()[found.end() :])
        return found[1]

    def _part(self, piece: str) -> str:
        if piece == "{":
            return self.rest("}")
        if not piece.startswith("\\"):
            return piece
        name = piece[1:].rstrip().removesuffix("*")
        if name.isascii() and name.isalpha():
            return self._macro(name, piece)
        return self._control(piece[1:], piece)

    def _control(self, sign: str, piece: str) -> str:
        """A backslash and one *sign* that is no letter of ASCII."""
        if sign in POINTS:
            return self._accent(sign, piece)
        if sign.isspace() or sign == "\\":
            return " "
        known = formulas.signs().get(sign) if sign else None
        return known if known is not None else (sign if sign.isalpha() else piece)

    def _macro(self, name: str, piece: str) -> str:
        if name in self._macros:
            return self._macros[name](self, name, piece)
        if name in ACCENT_LETTERS:
            return self._accent(name, piece)
        if name in SPACING:
            return SPACING[name]
        sign = formulas.signs().get(name)
        if sign is not None:
            letter = len(sign) == 1 and unicodedata.name(sign, "").startswith("LATIN")
            return sign + (" " if piece[-1].isspace() and not letter else "")  # K\o benhavn
        return "" if self._peek() == "{" else piece  # an author's \name says something itself

    def _accent(self, accent: str, piece: str) -> str:
        named = accent if accent in POINTS else piece
        if accent == '"' and self._peek()[:1].isspace():  # \"quoted\" as JSON has it
            return named
        text = self._argument()
        letters = text.lstrip()
        letter = formulas.accented(accent, letters[0]) if letters[:1].isalpha() else ""
        if not letter or (accent in ("'", '"') and len(letter) > 1):  # don\'t, \"quoted\"
            return named + text
        return letter + letters[1:]

    def _unseen(self, name: str, piece: str) -> str:
        """What the typesetter alone reads: an environment's name, a colour, a length."""
        option = self._option()
        if self._group() is None:
            return piece + option
        return "" if "color" in name else " "

    def _item(self, _name: str, _piece: str) -> str:
        return f" {self._option() or '•'} "

    def _citation(self, _name: str, piece: str) -> str:
        notes = [self._option(), self._option()]
        keys = self._group()
        if keys is None:
            return piece + "".join(f"[{note}] " for note in notes if note)
        return f"[{', '.join(part for part in (*notes, keys) if part)}]"

    def _link(self, _name: str, piece: str) -> str:
        address, text = self._group(), self._group()
        if address is None or text is None:
            return address or piece
        return text if address == text else f"{text} ({address})"

    def _note(self, _name: str, piece: str) -> str:
        text = self._group()
        return piece if text is None else f" ({text})"

    def _fraction(self, _name: str, piece: str) -> str:
        above, below = self._group(), self._group()
        return f"{above}/{below}" if below is not None else (above or piece)

    def _letters(self, name: str, _piece: str) -> str:
        return formulas.lettered(name, self._argument())

    def _hat(self, name: str, piece: str) -> str:
        return self._accent(formulas.ACCENTS[name], "") if self._peek() == "{" else piece

    def _small(self, name: str, piece: str) -> str:
        text = self._group()
        if text is None:
            return piece
        try:
            return formulas.small("super" if name == "textsuperscript" else "sub", text)
        except formulas.Unconvertible:
            return text

    _macros: ClassVar[dict[str, Callable[[_Prose, str, str], str]]] = {
        **dict.fromkeys(UNSEEN, _unseen),
        **dict.fromkeys(CITATIONS, _citation),
        **dict.fromkeys(formulas.FRACTIONS, _fraction),
        **dict.fromkeys(formulas.ALPHABETS, _letters),
        **dict.fromkeys(formulas.ACCENTS, _hat),
        **dict.fromkeys(("footnote", "thanks"), _note),
        **dict.fromkeys(("textsuperscript", "textsubscript"), _small),
        "href": _link,
        "item": _item,
    }
