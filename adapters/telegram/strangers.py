"""People whom the bot may not write to: they never began, or have blocked it."""

from __future__ import annotations

from adapters.telegram.remembered import Remembered

MOST = 10_000  # people


class Strangers:
    """Telegram is not asked again and again; who writes to the bot is no stranger any more."""

    def __init__(self) -> None:
        self._people: Remembered[str, str] = Remembered(MOST)

    def add(self, person: str) -> None:
        """Telegram said that *person* has no private chat with the bot."""
        self._people.put(person, person)

    def met(self, person: str) -> None:
        """*person* is there, in their private chat."""
        self._people.drop(person)

    def __contains__(self, person: str) -> bool:
        return self._people.get(person) is not None
