"""A bot of which a test needs the answers alone."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

from adapters.conversation import (
    Filling,
    Finds,
    Inquiry,
    Offered,
    Reaction,
    Request,
    Suggestion,
)
from adapters.views import Line, Span, View
from storage.people import Address


async def unasked(_: Request) -> AsyncIterator[View]:
    """Nobody asks."""
    for view in tuple[View, ...]():
        yield view


class AnsweringBot:
    """Answers as it is told to; everything else it is told leaves it cold."""

    languages: tuple[str, ...] = ("en",)

    def __init__(self, answer: Callable[[Request], AsyncIterator[View]] = unasked) -> None:
        self._answer = answer

    def answer(self, request: Request) -> AsyncIterator[View]:
        """As the test tells."""
        return self._answer(request)

    def offered(self, language: str) -> tuple[Offered, ...]:
        """No commands."""
        return ()

    def is_word(self, data: str) -> bool:
        """Every press has an answer of its own."""
        return False

    def sorry(self, request: Request) -> View:
        """A word of regret."""
        return View(lines=(Line((Span("sorry"),)),))

    async def suggested(self, filling: Filling) -> tuple[Suggestion, ...]:
        """Nothing."""
        return ()

    async def shown(self, address: Address, message_id: str, view: View) -> None:
        """Nobody asks later."""

    async def reacted(self, reaction: Reaction) -> None:
        """Nobody reacts."""

    async def inquired(self, inquiry: Inquiry) -> Finds:
        """Nothing is found."""
        return Finds()

    async def left(self, address: Address) -> None:
        """Nobody leaves."""

    async def returned(self, address: Address) -> None:
        """Nobody returns."""

    async def moved(self, address: Address, chat_id: str) -> None:
        """Nobody moves."""
