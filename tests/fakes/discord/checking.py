"""What is wrong with a body, and where: the refusal 50035 and its `errors`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tests.fakes.discord.refusal import Refused

Place = tuple[str | int, ...]
"""The way to a field: `("embeds", 0, "title")`."""


def words(written: str) -> frozenset[str]:
    """A set of names, written as one text."""
    return frozenset(written.split())


class Checked:
    """
    Looks at fields and collects what is wrong with them.

    Texts are counted in code points, as Discord counts them.
    """

    def __init__(self) -> None:
        self.found: list[tuple[Place, str, str]] = []

    def wrong(self, place: Place, code: str, message: str) -> None:
        """Note one mistake."""
        self.found.append((place, code, message))

    def text(self, place: Place, value: Any, least: int = 0, most: int = 1 << 30) -> str:
        """A string of *least* to *most* characters; the empty one where it is none."""
        if not isinstance(value, str):
            self._none(place, value, "STRING_TYPE_CONVERT", "Could not interpret value as string.")
            return ""
        if not value and least:
            self.wrong(place, "BASE_TYPE_REQUIRED", "This field is required")
        elif not least <= len(value) <= most:
            self._length(place, least, most)
        return str(value)

    def whole(self, place: Place, value: Any, least: int, most: int) -> int:
        """A whole number between *least* and *most*; *least* where it is none."""
        if isinstance(value, bool) or not isinstance(value, int):
            self._none(place, value, "NUMBER_TYPE_COERCE", f"Value {value!r} is not int.")
            return least
        if value < least:
            told = f"int value should be greater than or equal to {least}."
            self.wrong(place, "NUMBER_TYPE_MIN", told)
        elif value > most:
            told = f"int value should be less than or equal to {most}."
            self.wrong(place, "NUMBER_TYPE_MAX", told)
        return value

    def flag(self, place: Place, value: Any) -> bool:
        """True or false."""
        if not isinstance(value, bool):
            self.wrong(place, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.")
        return bool(value)

    def several(self, place: Place, value: Any, least: int = 0, most: int = 1 << 30) -> list[Any]:
        """A list of *least* to *most* things; the empty one where it is none."""
        if not isinstance(value, list):
            self._none(place, value, "LIST_TYPE_CONVERT", "Only iterables may be used in a list.")
            return []
        if not least <= len(value) <= most:
            self._length(place, least, most)
        return value

    def thing(self, place: Place, value: Any) -> dict[str, Any]:
        """An object; the empty one where it is none."""
        if not isinstance(value, dict):
            self._none(place, value, "DICT_TYPE_CONVERT", "Only dictionaries may be used.")
            return {}
        return value

    def choice(self, place: Place, value: Any, among: Sequence[Any]) -> Any:
        """One of a few values."""
        if value not in among:
            told = ", ".join(str(one) for one in among)
            self._none(place, value, "BASE_TYPE_CHOICES", f"Value must be one of {{{told}}}.")
        return value

    def link(self, place: Place, value: Any, most: int = 2048) -> str:
        """An address of the web."""
        address = self.text(place, value, 1, most)
        scheme, found, rest = address.partition("://")
        if address and (not found or not rest or " " in address):
            self.wrong(place, "URL_TYPE_INVALID_URL", "Not a well formed URL.")
        elif address and scheme not in ("http", "https", "attachment", "discord"):
            told = f"Scheme {scheme!r} must be one of ('http', 'https', 'discord')."
            self.wrong(place, "URL_TYPE_INVALID_SCHEME", told)
        return address

    def settle(self) -> None:
        """Refuse the body if anything is wrong with it."""
        if not self.found:
            return
        errors: dict[str, Any] = {}
        for place, code, message in self.found:
            inner = errors
            for part in place:
                inner = inner.setdefault(str(part), {})
            inner.setdefault("_errors", []).append({"code": code, "message": message})
        raise Refused(400, 50035, "Invalid Form Body", malformed=True, more={"errors": errors})

    def _none(self, place: Place, value: Any, code: str, message: str) -> None:
        if value is None:
            code, message = "BASE_TYPE_REQUIRED", "This field is required"
        self.wrong(place, code, message)

    def _length(self, place: Place, least: int, most: int) -> None:
        if least:
            told = f"Must be between {least} and {most} in length."
            self.wrong(place, "BASE_TYPE_BAD_LENGTH", told)
        else:
            told = f"Must be {most} or fewer in length."
            self.wrong(place, "BASE_TYPE_MAX_LENGTH", told)
