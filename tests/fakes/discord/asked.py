"""One request as the routes see it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord.forms import Form


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked: the parts of the address by name, what follows the question mark, the body."""

    path: str
    names: Mapping[str, str]
    query: Mapping[str, str] = field(default_factory=dict)
    form: Form = field(default_factory=Form)

    def id(self, name: str) -> int:
        """The id that stands at *name* in the address."""
        return int(self.names[name])

    @property
    def body(self) -> Any:
        """The body, as JSON has it."""
        return self.form.body

    @property
    def thing(self) -> dict[str, Any]:
        """The body where it is an object."""
        return self.body if isinstance(self.body, dict) else {}
