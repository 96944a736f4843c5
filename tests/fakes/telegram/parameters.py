"""The parameters of one call, read as the Bot API reads them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from tests.fakes.telegram.forms import File, Form
from tests.fakes.telegram.refusal import malformed

INTEGER = re.compile(r"-?\d{1,19}")


class Parameters:
    """What one call of *method* brought; a value of the wrong form is refused."""

    def __init__(self, method: str, form: Form) -> None:
        self.method = method
        self._form = form

    @property
    def names(self) -> frozenset[str]:
        """What is set."""
        return frozenset(self._form.values) | frozenset(self._form.files)

    @property
    def values(self) -> Mapping[str, str]:
        """The values as written."""
        return self._form.values

    @property
    def written(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """What tells this call from another one: files count by their names."""
        files = [(name, file.name) for name, file in self._form.files.items()]
        return self.method, tuple(sorted([*self._form.values.items(), *files]))

    def has(self, name: str) -> bool:
        """Whether there is a value that is not empty."""
        return bool(self._form.values.get(name))

    def text(self, name: str) -> str:
        """The value as written; empty where there is none."""
        return self._form.values.get(name, "")

    def integer(self, name: str, default: int = 0) -> int:
        """A whole number."""
        written = self._form.values.get(name, "")
        if not written:
            return default
        if not INTEGER.fullmatch(written):
            raise malformed(f"invalid {name} specified")
        return int(written)

    def flag(self, name: str) -> bool:
        """Whether it is true."""
        return self._form.values.get(name, "").lower() in ("true", "yes", "1")

    def json(self, name: str, kind: type[list[Any]] | type[dict[str, Any]]) -> Any:
        """A JSON list or object; an empty one where there is none."""
        written = self._form.values.get(name, "")
        if not written:
            return kind()
        try:
            value = json.loads(written)
        except ValueError as error:
            raise malformed(f"can't parse {name} JSON object") from error
        if not isinstance(value, kind):
            raise malformed(f"can't parse {name}: {kind.__name__} expected")
        return value

    def file(self, name: str) -> File | None:
        """A file that was sent as *name*, or in a part that *name* points to."""
        attached = self._form.values.get(name, "").removeprefix("attach://")
        return self._form.files.get(name) or self._form.files.get(attached)
