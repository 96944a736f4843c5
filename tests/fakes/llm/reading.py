"""What a request asks for; everything that a chat completion may not be is refused."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.fakes.llm.records import Asked, Wrong

KNOWN = {
    "model", "messages", "max_tokens", "max_completion_tokens", "temperature", "response_format",
}  # fmt: skip
LIMITS = ("max_tokens", "max_completion_tokens")
FIELDS = ["tldr", "motivation", "method", "result", "conclusion"]
CODES = {
    "English": "en", "Simplified Chinese": "zh", "Japanese": "ja", "Korean": "ko", "German": "de",
    "French": "fr", "Spanish": "es", "Portuguese": "pt", "Russian": "ru", "Italian": "it",
}  # fmt: skip
PAPER = re.compile(
    r"<title>(?P<title>[^\n]+)</title>"
    r"(?:\n<abstract>(?P<abstract>[^\n]+)</abstract>)?"
    r"(?:\n<comment>(?P<comment>[^\n]+)</comment>)?"
    r"(?:\n(?P<faults>Your last answer was refused\..+))?",
    re.DOTALL,
)
MARKS = re.compile(r"</?(?:title|abstract|comment)>")
ONE = re.compile(r"^Write in ([A-Z][A-Za-z ]+);", re.MULTILINE)
SEVERAL = re.compile(r'"([a-z]{2})" in ([A-Z][a-z]+(?: [A-Z][a-z]+)?)')


def read_request(raw: bytes) -> Asked:
    """What the body *raw* asks for; raises `Wrong`."""
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise Wrong(400, "We could not parse the JSON body of your request.") from error
    if not isinstance(body, dict):
        raise Wrong(400, "The body of a request is an object.")
    for name in body:
        if name not in KNOWN:
            said = f"Unrecognized request argument supplied: {name}"
            raise Wrong(400, said, param=name)
    rules, data = _messages(body.get("messages"))
    paper = PAPER.fullmatch(data)
    if paper is None or len(MARKS.findall(data)) != 2 * len(
        [name for name in ("title", "abstract", "comment") if paper[name]]
    ):
        raise Wrong(400, "The paper does not stand between its marks.", param="messages")
    languages = _languages(rules)
    return Asked(
        title=paper["title"],
        abstract=paper["abstract"] or "",
        comment=paper["comment"] or "",
        languages=languages,
        faults=paper["faults"] or "",
        rules=rules,
        form=_form(body.get("response_format"), languages),
        limit=_limit(body),
        body=body,
    )


def _messages(messages: Any) -> tuple[str, str]:
    """The rules and the data, from two messages or from one."""
    if not isinstance(messages, list) or not all(
        isinstance(message, dict)
        and set(message) == {"role", "content"}
        and isinstance(message["content"], str)
        for message in messages
    ):
        raise Wrong(400, "Messages are objects with a role and a text.", param="messages")
    contents = [message["content"] for message in messages]
    match [message["role"] for message in messages]:
        case ["system", "user"]:
            return contents[0], contents[1]
        case ["user"]:
            rules, _, data = contents[0].partition("\n\n")
            return rules, data
    raise Wrong(400, "There is one system message at most, and one of the user.", param="messages")


def _languages(rules: str) -> tuple[str, ...]:
    one = ONE.search(rules)
    found = [CODES.get(one[1], "")] if one else []
    for code, name in [] if one else SEVERAL.findall(rules):
        if CODES.get(name) != code:
            raise Wrong(400, f"{name} is not {code}.", param="messages")
        found.append(code)
    if not found or "" in found or "JSON" not in rules:
        raise Wrong(400, "The rules name no language, or no JSON.", param="messages")
    return tuple(found)


def _limit(body: dict[str, Any]) -> int:
    told = [body[name] for name in LIMITS if name in body]
    if len(told) > 1:
        raise Wrong(400, "There are two limits.", param="max_tokens")
    for limit in told:
        if not isinstance(limit, int) or isinstance(limit, bool) or not 0 < limit <= 1 << 17:
            raise Wrong(400, f"Invalid limit {limit!r}.", param="max_tokens")
    temperature = body.get("temperature", 1)
    if isinstance(temperature, bool) or not isinstance(temperature, int | float):
        raise Wrong(400, "The temperature is a number.", param="temperature")
    if not 0 <= temperature <= 2:
        raise Wrong(400, "The temperature is at least 0 and at most 2.", param="temperature")
    return told[0] if told else 0


def _form(told: Any, languages: tuple[str, ...]) -> str:
    """The kind of *told*, whose shape must be one of those that exist."""
    if told is None:
        return "text"
    param = "response_format"
    match told:
        case {"type": "json_object", **rest} if set(rest) <= {"schema"}:
            if rest:
                _check_schema(rest["schema"], languages)
            return "json_object_schema" if rest else "json_object"
        case {"type": "json_schema", "json_schema": {"name": str(name), "schema": schema, **rest}}:
            if not re.fullmatch(r"[\w-]{1,64}", name) or rest != {"strict": True}:
                raise Wrong(400, "The schema has a bad name, or is not strict.", param=param)
            _check_schema(schema, languages)
            return "json_schema"
    raise Wrong(400, f"Invalid response_format {told!r}.", param=param)


def _check_schema(schema: Any, languages: tuple[str, ...]) -> None:
    """Hold *schema* to what OpenAI calls strict, and to the languages asked for."""
    param = "response_format"
    keys = list(schema.get("properties", {}))
    if keys != (FIELDS if len(languages) == 1 else list(languages)):
        raise Wrong(400, f"The schema has the keys {keys}.", param=param)
    for part in (schema, *schema.get("$defs", {}).values()):
        if part.get("type") != "object" or part.get("additionalProperties") is not False:
            raise Wrong(400, "'additionalProperties' must be false.", param=param)
        if sorted(part["required"]) != sorted(part["properties"]):
            raise Wrong(400, "Every key must be required.", param=param)
    for value in schema["properties"].values():
        if value not in ({"type": "string"}, {"$ref": "#/$defs/s"}):
            raise Wrong(400, f"Invalid schema {value!r}.", param=param)
