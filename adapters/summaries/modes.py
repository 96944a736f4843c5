"""
In which manner an endpoint is asked, and what it takes exception to. Pure.

One manner suits no two kinds of server: some hold a model to a JSON schema, some to JSON, some to
nothing; reasoning models take no temperature and call the limit of tokens otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

from adapters.model import Question
from adapters.summaries.prompt import data, rules, schema
from adapters.summaries.replies import Complaint

ROOM, ROOM_A_LANGUAGE = 200, 700  # tokens an answer may take; five fields take 250 to 600
TEMPERATURE = 0.2  # true to the text, but another try is another answer
NAME = "summary"


class Mode(StrEnum):
    """How a model is held to JSON, the best way first."""

    SCHEMA = "json_schema"
    OBJECT_SCHEMA = "json_object with schema"  # llama-cpp-python, Together, Fireworks
    OBJECT = "json_object"
    PLAIN = "plain"  # by the prompt alone


MODES = tuple(Mode)
LIMITS = ("max_tokens", "max_completion_tokens", "")


class Feature(StrEnum):
    """What of a request an endpoint may not know."""

    FORMAT = "format"
    LIMIT = "limit"
    TEMPERATURE = "temperature"
    SYSTEM = "system"


NAMED = {
    Feature.FORMAT: re.compile(
        r"""response[_\ .]?(?:format|schema)|json[_\ ](?:schema|object|mode)|additionalproperties
        |\$(?:ref|defs)|structured[_\ ]outputs?|guided|grammar|text\.format""",
        re.VERBOSE,
    ),
    Feature.LIMIT: re.compile(r"max_(?:completion_|output_|new_)?tokens"),
    Feature.TEMPERATURE: re.compile(r"temperature"),
    Feature.SYSTEM: re.compile(
        r"""system\ (?:role|message|prompt|instruction)|developer\ instruction|messages\[0\]\.role
        |role.{0,20}['"`]system|['"`]system['"`]""",
        re.VERBOSE,
    ),
}


@dataclass(frozen=True, slots=True)
class Manner:
    """One way to ask: the *mode*, the *limit*'s name (none: no limit), with what else."""

    mode: Mode = Mode.SCHEMA
    limit: str = LIMITS[0]
    temperature: bool = True
    system: bool = True

    def without(self, feature: Feature) -> Manner | None:
        """The next manner that asks less of *feature*; none where nothing of it is left."""
        match feature:
            case Feature.FORMAT:
                left = MODES[MODES.index(self.mode) + 1 :]
                return replace(self, mode=left[0]) if left else None
            case Feature.LIMIT:
                names = LIMITS[LIMITS.index(self.limit) + 1 :]
                return replace(self, limit=names[0]) if names else None
            case Feature.TEMPERATURE:
                return replace(self, temperature=False) if self.temperature else None
            case Feature.SYSTEM:
                return replace(self, system=False) if self.system else None

    def lesser(self) -> Iterator[Manner]:
        """The manners to try where the endpoint does not say what it does not know."""
        for feature in Feature:
            if (manner := self.without(feature)) is not None:
                yield manner

    def as_json(self) -> dict[str, Any]:
        """What `manner_in` reads."""
        return asdict(self)


BEST = Manner()


def manner_in(told: Any) -> Manner | None:
    """The manner that was written down as *told*; none where it is no manner of today."""
    try:
        manner = Manner(**{**told, "mode": Mode(told["mode"])})
        known = manner.limit in LIMITS and all(
            isinstance(flag, bool) for flag in (manner.temperature, manner.system)
        )
    except (TypeError, KeyError, ValueError):
        return None
    return manner if known else None


def named_in(complaint: Complaint) -> Feature | None:
    """The feature that *complaint* is about: what it points at, else what it names first."""
    for text in (complaint.place.lower(), complaint.words):
        places = {
            found.start(): feature
            for feature, pattern in NAMED.items()
            if (found := pattern.search(text))
        }
        if places:
            return places[min(places)]
    return None


def room_for(languages: Sequence[str], widened: int) -> int:
    """The tokens that an answer in *languages* may take; more where the model thinks before."""
    return (ROOM + ROOM_A_LANGUAGE * len(languages)) * widened


def request_for(question: Question, model: str, manner: Manner, *, room: int) -> dict[str, Any]:
    """The body of a call: *question* to *model* in this *manner*."""
    told, paper = rules(question.languages), data(question)
    messages = (
        [{"role": "system", "content": told}, {"role": "user", "content": paper}]
        if manner.system
        else [{"role": "user", "content": f"{told}\n\n{paper}"}]
    )
    body: dict[str, Any] = {"model": model, "messages": messages}
    if manner.limit:
        body[manner.limit] = room
    if manner.temperature:
        body["temperature"] = TEMPERATURE
    form = _format(manner.mode, question.languages)
    return {**body, "response_format": form} if form else body


def _format(mode: Mode, languages: Sequence[str]) -> dict[str, Any] | None:
    match mode:
        case Mode.SCHEMA:
            held = {"name": NAME, "strict": True, "schema": schema(languages)}
            return {"type": "json_schema", "json_schema": held}
        case Mode.OBJECT_SCHEMA:
            return {"type": "json_object", "schema": schema(languages)}
        case Mode.OBJECT:
            return {"type": "json_object"}
        case Mode.PLAIN:
            return None
