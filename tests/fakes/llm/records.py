"""What the local endpoint writes down."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Asked:
    """What one request asks for: a paper, the languages, and how the answer is to be formed."""

    title: str
    abstract: str
    comment: str
    languages: tuple[str, ...]
    faults: str  # what it says was wrong with the last answer
    rules: str
    form: str  # json_schema, json_object, or text
    limit: int  # tokens that the answer may take; 0: no limit is told
    body: dict[str, Any] = field(repr=False)


@dataclass(slots=True)
class Call:
    """
    One call; *number* counts from 1, *nth* those of the same paper. Moments are monotonic seconds.

    *kind* is what it was answered with; *status* 0 means that the connection was cut.
    """

    number: int
    nth: int
    asked: Asked
    kind: str
    began: float
    ended: float = 0.0
    status: int = 0
    sent: int = 0
    cached: int = 0
    answered: int = 0

    @property
    def title(self) -> str:
        """The title of the paper that was asked about."""
        return self.asked.title


class Refused(Exception):
    """A request that the endpoint does not answer; *param* is what part of it is to blame."""

    def __init__(self, status: int, message: str, *, param: str = "", code: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.param = param
        self.code = code


class Wrong(Refused):
    """A request that no correct client sends: it is a violation as well."""
