"""
JSON as models write it: trailing or missing commas, other quotes, bare keys, an end that is cut.

Strict JSON is read by `json`; this is for what that refuses. Escapes have been mended before.
"""

from __future__ import annotations

import json
import re
from typing import Any

DEEPEST = 5  # objects and lists in one another; an answer has two
BLANK = re.compile(r"[\s,]*")
PAIRS = {'"': '"', "'": "'", "“": '”"', "‘": "’'", "„": "“”", "«": "»"}
BARE_KEY = re.compile(r"[\w-]{1,30}")
STOPS = frozenset(",}]\n")  # end a word without quotes
KEY_AHEAD = r"""["'“‘„«]?[\w;.\- ]{1,30}["'”’“»]?\s*[:：]"""
# A quote ends a text only where the object goes on behind it: others are part of what is said.
AFTER_KEY = re.compile(r"\s*[:：]")
AFTER_VALUE = re.compile(rf"\s*(?:,?\s*[}}\]]|,\s*[{{\[\"'“]|,?\s*{KEY_AHEAD}|,?\s*$)")
NOTHING = frozenset({"null", "none", "nil", "undefined", ""})


class Unreadable(ValueError):
    """What stands there is no JSON, however kindly it is read."""


class Cut(Unreadable):
    """The text ended in the middle."""


class Reader:
    """Reads one object out of *text*; *end* is where it ended, *cut* that it never did."""

    def __init__(self, text: str, start: int) -> None:
        self._text = text
        self.end = start
        self.cut = False

    def read(self) -> dict[str, Any]:
        """The object; of one that is cut, what is whole in it. Raises `Unreadable`."""
        return self._object(1)

    def _object(self, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        self.end += 1
        try:
            while self._next() != "}":
                key = self._key()
                found[key] = self._value(depth)
        except Cut:
            self.cut = True
            if depth > 1:
                raise  # an inner object that is not whole is worth nothing
            return found
        self.end += 1
        return found

    def _next(self) -> str:
        """The sign that follows after blanks and commas."""
        blank = BLANK.match(self._text, self.end)
        self.end = blank.end() if blank else self.end
        return self._at(self.end)

    def _key(self) -> str:
        sign = self._next()
        if sign in PAIRS:
            key = self._string(AFTER_KEY)
        else:
            bare = BARE_KEY.match(self._text, self.end)
            if bare is None:
                raise Unreadable
            key, self.end = bare[0], bare.end()
        colon = AFTER_KEY.match(self._text, self.end)
        if colon is None:
            raise Cut if self.end >= len(self._text) else Unreadable
        self.end = colon.end()
        return key

    def _value(self, depth: int) -> Any:
        sign = self._next()
        if sign in "{[" and depth >= DEEPEST:
            raise Unreadable
        if sign == "{":
            return self._object(depth + 1)
        if sign == "[":
            return self._list(depth + 1)
        if sign in PAIRS:
            return self._string(AFTER_VALUE)
        return self._bare()

    def _list(self, depth: int) -> list[Any]:
        found = []
        self.end += 1
        while self._next() != "]":
            found.append(self._value(depth))
        self.end += 1
        return found

    def _bare(self) -> bool | None:
        """A word without quotes: nothing, or something that is no text (false)."""
        start = self.end
        while self._at(self.end) not in STOPS:
            self.end += 1
        return None if self._text[start : self.end].strip().lower() in NOTHING else False

    def _at(self, place: int) -> str:
        """The sign at *place*."""
        if place >= len(self._text):
            raise Cut
        return self._text[place]

    def _string(self, after: re.Pattern[str]) -> str:
        """The text between two quotes; *after* is what follows on the second."""
        closing = PAIRS[self._text[self.end]]
        start = at = self.end + 1
        while at < len(self._text):
            if self._text[at] == "\\":
                at += 2
            elif self._text[at] in closing and after.match(self._text, at + 1):
                self.end = at + 1
                return _decoded(self._text[start:at])
            else:
                at += 1
        self.end = len(self._text)
        raise Cut


def _decoded(body: str) -> str:
    quoted = re.sub(r'(\\.)|"', lambda match: match[1] or r"\"", body, flags=re.DOTALL)
    try:
        return str(json.loads(f'"{quoted}"', strict=False))
    except ValueError as error:
        raise Unreadable from error
