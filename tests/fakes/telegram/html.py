"""The HTML of messages, read as strictly as Telegram reads it (TDLib, MessageEntity.cpp)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.fakes.telegram.links import checked_link
from tests.fakes.telegram.markup import (
    ATTRIBUTES,
    KNOWN,
    REFERENCE,
    TYPES,
    Formatted,
    character,
    units,
    unparsed,
)
from tests.fakes.telegram.refusal import Refused

SPACE = " \t\n\r\0\v"
PLAIN = re.compile(  # as most is written: read at once, for speed
    r"([^<&]+)|</([a-z]+)>|<(b|i|u|s|code|pre|blockquote)>|<a href=\"([^\"&\s]+)\">"
    r"|<blockquote (expandable)>|&(lt|gt|amp|quot);"
)
TAG_NAME = re.compile(rf"[^{SPACE}>]*")
ATTRIBUTE_NAME = re.compile(rf"[^{SPACE}=>/\"']*")
TOKEN = re.compile(r"[A-Za-z0-9.-]*")
BLANK = re.compile(rf"[{SPACE}]*")


@dataclass(slots=True)
class Open:
    """A tag that has no end yet: where its text begins, in UTF-16 units and in pieces."""

    tag: str
    attributes: dict[str, str]
    offset: int
    begin: int


def parse_html(text: str) -> Formatted:
    """The text and entities of *text*; raises `Refused` with Telegram's words."""
    return _Reader(text).read()


class _Reader:
    def __init__(self, text: str) -> None:
        self._source = text
        self._at = 0
        self._out: list[str] = []
        self._units = 0
        self._open: list[Open] = []
        self._found = Formatted("", [])

    def read(self) -> Formatted:
        """Everything."""
        while self._at < len(self._source):
            found = PLAIN.match(self._source, self._at)
            if found is not None:
                self._plain(found)
            elif self._source[self._at] == "&":
                self._put(self._reference())
            elif self._source.startswith("</", self._at):
                self._end_tag()
            else:
                self._start_tag()
        if self._open:
            tag = self._open[-1].tag
            raise unparsed(f'Can\'t find end tag corresponding to start tag "{tag}"')
        self._found.text = "".join(self._out)
        self._found.entities.sort(key=lambda entity: (entity["offset"], -entity["length"]))
        self._found.remarks.extend(_overlaps(self._found.entities))
        return self._found

    def _put(self, text: str) -> None:
        self._out.append(text)
        self._units += len(text) if text.isascii() else units(text)

    def _reference(self) -> str:
        """The character that `&...` stands for, or the `&` itself."""
        found = REFERENCE.match(self._source, self._at)
        read = character(found) if found else ""
        if not read:
            self._remark(f"'&' is not escaped in {self._source[self._at : self._at + 12]!r}")
            self._at += 1
            return "&"
        self._at = found.end() if found else self._at
        return read

    def _plain(self, found: re.Match[str]) -> None:
        begin, self._at = self._at, found.end()
        kind = found.lastindex or 0
        written = found.group(kind)
        match kind:
            case 1:
                self._put(written)
            case 2:
                self._ended(written, begin)
            case 3:
                self._opened(written, {})
            case 4:
                self._opened("a", {"href": written})
            case 5:
                self._opened("blockquote", {written: "1"})
            case _:
                self._put(KNOWN[written])

    def _start_tag(self) -> None:
        begin = self._at
        name = self._take(TAG_NAME, begin + 1)
        if self._at >= len(self._source):
            raise self._wrong("Unclosed start tag", begin)
        tag = name.lower()
        if tag not in TYPES:
            raise self._wrong(f'Unsupported start tag "{tag}"', begin)
        attributes = dict(self._attributes(tag, begin))
        self._at += 1
        if tag == "span" and attributes.get("class") != "tg-spoiler":
            raise self._wrong('Tag "span" must have class "tg-spoiler"', begin)
        for unknown in set(attributes) - set(ATTRIBUTES.get(tag, ())):
            self._remark(f"the tag {tag!r} has no attribute {unknown!r}")
        self._opened(tag, attributes)

    def _opened(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "blockquote" and any(outer.tag == tag for outer in self._open):
            self._remark("a blockquote within a blockquote: they do not nest")
        self._open.append(Open(tag, attributes, self._units, len(self._out)))

    def _attributes(self, tag: str, begin: int) -> Iterator[tuple[str, str]]:
        while True:
            self._take(BLANK, self._at)
            if self._source.startswith(">", self._at):
                return
            name = self._take(ATTRIBUTE_NAME, self._at)
            if self._at >= len(self._source):
                raise self._wrong(f'Unclosed start tag "{tag}"', begin)
            if not name:
                raise self._wrong(f'Empty attribute name in the tag "{tag}"', begin)
            self._take(BLANK, self._at)
            if self._source.startswith("=", self._at):
                self._take(BLANK, self._at + 1)
                yield name, self._value(begin)
            elif tag == "blockquote" and name == "expandable":
                yield name, "1"
            else:
                told = f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                raise self._wrong(told, begin)

    def _value(self, begin: int) -> str:
        quote = self._source[self._at : self._at + 1]
        if quote not in ('"', "'"):
            start = self._at
            token = self._take(TOKEN, start)
            if self._source[self._at : self._at + 1] not in (*SPACE, ">"):
                raise self._wrong("Unexpected end of name token", start)
            return token.lower()
        end = self._source.find(quote, self._at + 1)
        if end < 0 or end + 1 >= len(self._source):
            raise self._wrong("Unclosed start tag", begin)
        written = self._source[self._at + 1 : end]
        self._at = end + 1
        if re.search(r"&(?!(?:lt|gt|amp|quot|#\d+|#x[0-9A-Fa-f]+);)", written):
            self._remark(f"'&' is not escaped in the attribute {written[:60]!r}")
        return REFERENCE.sub(lambda found: character(found) or found.group(), written)

    def _end_tag(self) -> None:
        begin = self._at
        name = self._take(TAG_NAME, begin + 2).lower()
        self._take(BLANK, self._at)
        if self._open and not self._source.startswith(">", self._at):
            raise self._wrong("Unclosed end tag", begin)
        self._at += 1
        self._ended(name, begin)

    def _ended(self, name: str, begin: int) -> None:
        if not self._open:
            raise self._wrong("Unexpected end tag", begin)
        opened = self._open.pop()
        if not name:
            self._remark("an end tag without a name")
        elif name != opened.tag:
            told = f'Unmatched end tag at byte offset {self._byte(begin)}, expected "</{opened.tag}'
            raise unparsed(f'{told}>", found "</{name}>"')
        if self._units > opened.offset:
            self._close(opened)

    def _close(self, opened: Open) -> None:
        """The entity that ends here."""
        length = self._units - opened.offset
        entity: dict[str, Any] = {
            "type": TYPES[opened.tag],
            "offset": opened.offset,
            "length": length,
        }
        match opened.tag:
            case "a":
                entity["url"] = self._link(opened)
            case "pre" | "code":
                self._code(opened, entity)
                return
            case "blockquote" if "expandable" in opened.attributes:
                entity["type"] = "expandable_blockquote"
            case "tg-emoji":
                entity["custom_emoji_id"] = self._emoji(opened)
        if entity.get("url") == "":
            self._remark(f"a link that is no address is dropped: {opened.attributes}")
        else:
            self._found.entities.append(entity)

    def _link(self, opened: Open) -> str:
        written = opened.attributes.get("href", "") or "".join(self._out[opened.begin :])
        return checked_link(written)

    def _emoji(self, opened: Open) -> str:
        written = opened.attributes.get("emoji-id", "")
        if not written.isdecimal():
            raise unparsed("Invalid custom emoji identifier specified")
        return written

    def _code(self, opened: Open, entity: dict[str, Any]) -> None:
        """A `code` that fills a `pre` tells its language, in whichever order they nest."""
        language = opened.attributes.get("class", "").removeprefix("language-")
        last = self._found.entities[-1] if self._found.entities else {}
        same = (last.get("offset"), last.get("length")) == (entity["offset"], entity["length"])
        if same and {last.get("type"), entity["type"]} == {"pre", "code"}:
            entity = {**last, **entity, "type": "pre"}
            self._found.entities.pop()
        self._found.entities.append({**entity, "language": language} if language else entity)

    def _take(self, pattern: re.Pattern[str], start: int) -> str:
        found = pattern.match(self._source, start)
        text = found.group() if found else ""
        self._at = start + len(text)
        return text

    def _remark(self, what: str) -> None:
        self._found.remarks.append(what)

    def _byte(self, index: int) -> int:
        return len(self._source[:index].encode())

    def _wrong(self, what: str, begin: int) -> Refused:
        return unparsed(f"{what} at byte offset {self._byte(begin)}")


def _overlaps(entities: list[dict[str, Any]]) -> Iterator[str]:
    """Code wins over a link that shares its text: the link is lost."""
    codes = [entity for entity in entities if entity["type"] in ("code", "pre")]
    for link in entities if codes else ():
        if link["type"] == "text_link" and any(_meet(link, code) for code in codes):
            yield f"a link within or around code is lost: {link['url']}"


def _meet(one: dict[str, Any], other: dict[str, Any]) -> bool:
    ends = one["offset"] + one["length"], other["offset"] + other["length"]
    return bool(one["offset"] < ends[1] and other["offset"] < ends[0])
