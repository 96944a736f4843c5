"""The one error that people read."""

from __future__ import annotations

from collections.abc import Mapping


def sentence(text: str) -> str:
    """*text* as it is; so marked, it is known to be said to people, and to need translations."""
    return text


class Refusal(Exception):
    """
    What was asked cannot be done; the message says why and what to do, in plain sentences.

    *said* is the sentence in English with places for *values*; `Wording.told` says it in a
    reader's language.
    """

    def __init__(self, said: str, /, **values: object) -> None:
        super().__init__(said.format(**values) if values else said)
        self.said = said
        self.values: Mapping[str, object] = values
