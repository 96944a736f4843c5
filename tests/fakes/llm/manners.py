"""What this endpoint does not know, set by the test: endpoints differ in little else so much."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from tests.fakes.llm.records import Asked, Refused

Part = Literal[
    "json_schema", "json_object_schema", "json_object", "max_tokens", "max_completion_tokens",
    "temperature", "system",
]  # fmt: skip
FORMATS = frozenset({"json_schema", "json_object_schema", "json_object"})
WORDS = {
    "format": "Invalid parameter: 'response_format' of type '{part}' is not supported with this "
    "model.",
    "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. "
    "Use 'max_completion_tokens' instead.",
    "max_completion_tokens": "Unrecognized request argument supplied: max_completion_tokens",
    "temperature": "Unsupported value: 'temperature' does not support 0.2 with this model. Only "
    "the default (1) value is supported.",
    "system": "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
}
PARAMS = {"system": "messages[0].role"}
# llama-cpp-python 0.3: https://github.com/abetlen/llama-cpp-python, server/errors.py
PYTHON = (
    "[{{'type': 'literal_error', 'loc': ('body', 'response_format', 'type'), "
    "'msg': \"Input should be 'text' or 'json_object'\", 'input': '{part}'}}]"
)


@dataclass(frozen=True, slots=True)
class Refusing:
    """How a part of a request is refused; a *silent* one does not name what it refuses."""

    status: int
    silent: bool


@dataclass(slots=True)
class Manners:
    """The parts of requests that are refused."""

    refused: dict[Part, Refusing] = field(default_factory=dict)

    def refuse(self, *parts: Part, status: int = 400, silent: bool = False) -> None:
        """Refuse requests with any of *parts*."""
        self.refused |= dict.fromkeys(parts, Refusing(status, silent))

    def accept(self, *parts: Part) -> None:
        """Know *parts* again; all of them, where none is named."""
        for part in parts or tuple(self.refused):
            self.refused.pop(part, None)

    def check(self, asked: Asked) -> None:
        """Raise `Refused` for the first part of *asked* that this endpoint does not know."""
        for part, refusing in self.refused.items():
            if part in _parts(asked):
                raise _refusal(part, refusing)


def _parts(asked: Asked) -> set[str]:
    roles = {message["role"] for message in asked.body["messages"]}
    return {*asked.body, asked.form, *roles}


def _refusal(part: Part, refusing: Refusing) -> Refused:
    if refusing.silent:
        said = "Invalid request." if refusing.status < 500 else "Internal server error"
        return Refused(refusing.status, said)
    if part in FORMATS:
        words = WORDS["format"] if refusing.status < 500 else PYTHON
        said = words.format(part=part)
        return Refused(refusing.status, said, param="response_format" * (refusing.status < 500))
    return Refused(refusing.status, WORDS[part], param=PARAMS.get(part, part))
