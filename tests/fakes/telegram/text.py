"""The text of messages: its markup, its limits, and the entities Telegram finds by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

from tests.fakes.telegram.html import parse_html
from tests.fakes.telegram.markup import Formatted, units
from tests.fakes.telegram.parameters import Parameters
from tests.fakes.telegram.refusal import malformed

TEXT_LIMIT = 4096  # UTF-16 units, after the markup is taken off
CAPTION_LIMIT = 1024
RAW_LIMIT = 1 << 15  # bytes, as written
ENTITIES = 100
ENTITY_BYTES = 9500  # https://github.com/tdlib/telegram-bot-api/issues/820
ENTITY_FRAME = 12  # bytes of an entity beside its address

CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
SEEN = re.compile(
    r"(?P<url>https?://[^\s<>\"]+)"
    r"|(?P<bot_command>(?<![^\s(\[])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?\b)"
    r"|(?P<mention>(?<![\w/@])@[A-Za-z][A-Za-z0-9_]{2,31}\b)"
    r"|(?P<hashtag>(?<![\w/#])#\w*[^\W\d]\w*)"
)


def read_text(asked: Parameters, name: str = "text", entities: str = "entities") -> Formatted:
    """The text of a message that the bot sends: markup read, trimmed, within all limits."""
    raw = asked.text(name)
    if not raw:
        raise malformed("message text is empty")
    found = fits(formatted(raw, asked.text("parse_mode"), asked.json(entities, list)), TEXT_LIMIT)
    if not found.text:
        raise malformed("text must be non-empty")
    return found


def read_caption(asked: Parameters) -> Formatted:
    """The caption of a file, perhaps empty."""
    given = asked.json("caption_entities", list)
    found = formatted(asked.text("caption"), asked.text("parse_mode"), given)
    return fits(found, CAPTION_LIMIT, what="message caption")


def formatted(raw: str, mode: str, entities: list[Any]) -> Formatted:
    """*raw* as it will be shown."""
    if len(raw.encode()) > RAW_LIMIT:
        raise malformed("text is too long")
    raw = CONTROL.sub(" ", raw.replace("\r", ""))
    if mode.lower() == "html":
        found = _read_html(raw)
        return Formatted(found.text, list(found.entities), list(found.remarks))
    if mode:
        raise malformed("unsupported parse_mode")  # Markdown loses too much to be of use here
    given = [entity for entity in entities if isinstance(entity, dict)]
    for entity in given:
        _check(entity, units(raw))
    return _trimmed(Formatted(raw, given))


@lru_cache(maxsize=512)  # a broadcast writes the same text to many
def _read_html(raw: str) -> Formatted:
    return _trimmed(parse_html(raw))


def fits(found: Formatted, limit: int, *, what: str = "message") -> Formatted:
    """*found*, if it is within what a message holds; surplus entities are gone, and remarked."""
    if units(found.text) > limit:
        raise malformed(f"{what} is too long")
    if len(found.entities) > ENTITIES:
        found.remarks.append(f"{len(found.entities)} entities: those beyond {ENTITIES} are lost")
        del found.entities[ENTITIES:]
    size = sum(ENTITY_FRAME + len(entity.get("url", "").encode()) for entity in found.entities)
    if size > ENTITY_BYTES:
        raise malformed("ENTITIES_TOO_LONG")
    return found


def _check(entity: dict[str, Any], length: int) -> None:
    offset, size = entity.get("offset"), entity.get("length")
    if not isinstance(entity.get("type"), str) or not isinstance(offset, int):
        raise malformed("can't parse MessageEntity: type and offset must be set")
    if not isinstance(size, int) or offset < 0 or size <= 0 or offset + size > length:
        raise malformed(f"entity beginning at UTF-16 offset {offset} ends after the text")


def _trimmed(found: Formatted) -> Formatted:
    """Blanks around the text go, and the entities move with it."""
    text = found.text.strip()
    if text == found.text:
        return found
    lead = units(found.text[: len(found.text) - len(found.text.lstrip())])
    end, kept = units(text), []
    for entity in found.entities:
        first = max(0, entity["offset"] - lead)
        last = min(end, entity["offset"] - lead + entity["length"])
        if last > first:
            kept.append({**entity, "offset": first, "length": last - first})
    return Formatted(text, kept, found.remarks)


def seen_entities(text: str) -> list[dict[str, Any]]:
    """What Telegram finds by itself in *text*, typed by a person."""
    return list(_seen(text))


def _seen(text: str) -> Iterator[dict[str, Any]]:
    for found in SEEN.finditer(text):
        kind = found.lastgroup or ""
        yield {
            "type": kind,
            "offset": units(text[: found.start()]),
            "length": units(found.group()),
        }
