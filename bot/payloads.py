"""
What stands behind `t.me/BOT?start=`: a paper, a rule, a command, a press; at most 64 signs. Pure.

Source: https://core.telegram.org/bots/features#deep-linking (A-Z a-z 0-9 _ -).
"""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from storage.identifiers import Identifier, NotAnIdentifier, parse_identifier

LONGEST = 64  # signs
ALLOWED = re.compile(rf"[A-Za-z0-9_-]{{1,{LONGEST}}}")
NEW = re.compile(r"([0-9]{4})_([0-9]{4,5}(?:v[0-9]+)?)")
OLD = re.compile(r"([a-z]+(?:-[a-z]+)?)_([0-9]{7}(?:v[0-9]+)?)")
TOKEN = re.compile(r"[0-9a-f]+")
NAME = re.compile(r"[a-z][a-z0-9_]{0,31}")  # of a command
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?")


class PayloadKind(StrEnum):
    """What a payload opens; the value is what it begins with."""

    PAPER = "p_"
    CITATION = "b_"
    SPOKEN = "l_"
    RULE = "r_"
    STORED = "s_"
    COMMAND = "c_"
    PRESS = "d_"
    CLAIM = "claim-"
    INVITE = "invite-"


@dataclass(frozen=True, slots=True)
class Payload:
    """
    One payload, understood.

    *words* are an identifier, perhaps with its version; the same with a language behind it
    (`2512.10863:zh`); a rule's text; a command's name; a token.
    """

    kind: PayloadKind
    words: str


def parse(text: str) -> Payload | None:
    """What *text* means; none for anything malformed. Never raises."""
    if not ALLOWED.fullmatch(text):
        return None
    for kind, understood in READ.items():
        if text.startswith(kind):
            words = understood(text.removeprefix(kind))
            return Payload(kind, words) if words else None
    return None


def paper_payload(paper_id: str, version: int | None = None) -> str:
    """What opens the card of a paper, given by its canonical id."""
    return f"{PayloadKind.PAPER}{_written(str(Identifier(paper_id, version)))}"


def citation_payload(paper_id: str) -> str:
    """What opens the citation of a paper."""
    return f"{PayloadKind.CITATION}{_written(paper_id)}"


def spoken_payload(paper_id: str, language: str) -> str:
    """What opens the card of a paper in a language, given by its code."""
    return f"{PayloadKind.SPOKEN}{language}_{_written(paper_id)}"


def rule_payload(text: str) -> str | None:
    """What opens a rule, given as its text; none where it is too long, and must be stored."""
    packed = f"{PayloadKind.RULE}{_packed(text)}"
    return packed if len(packed) <= LONGEST else None


def stored_payload(token: str) -> str:
    """What opens the rule that is kept under *token*."""
    return f"{PayloadKind.STORED}{token}"


def command_payload(name: str) -> str:
    """What asks for the command of this name, without words."""
    return f"{PayloadKind.COMMAND}{name}"


def press_payload(token: str) -> str:
    """What repeats the press that is kept under *token*."""
    return f"{PayloadKind.PRESS}{token}"


def claim_payload(token: str) -> str:
    """What makes an administrator of the person who opens it."""
    return f"{PayloadKind.CLAIM}{token}"


def invite_payload(token: str) -> str:
    """What admits the person who opens it."""
    return f"{PayloadKind.INVITE}{token}"


def _packed(text: str) -> str:
    """The UTF-8 of *text* as base64url without its padding."""
    return urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def _rule(packed: str) -> str:
    """The text that `_packed` packed; nothing where it never did."""
    try:
        text = urlsafe_b64decode(packed + "=" * (-len(packed) % 4)).decode()
    except ValueError:  # no multiple of 8 bits, or no UTF-8
        return ""
    return text if _packed(text) == packed else ""


def _written(identifier: str) -> str:
    """An identifier in the signs that links may have; `_paper` reads it."""
    return identifier.replace(".", "_").replace("/", "_")


def _spoken(written: str) -> str:
    """The identifier and the language behind *written*; nothing where there can be none."""
    language, _, rest = written.partition("_")
    named = _paper(rest) if LANGUAGE.fullmatch(language) else ""
    return f"{named}:{language}" if named else ""


def _paper(written: str) -> str:
    """The identifier behind *written*, as people write it; nothing where there can be none."""
    new, old = NEW.fullmatch(written), OLD.fullmatch(written)
    named = ".".join(new.groups()) if new else "/".join(old.groups()) if old else ""
    try:
        found = str(parse_identifier(named))
    except NotAnIdentifier:
        return ""
    return found if found == named else ""


def _stored(token: str) -> str:
    return token if TOKEN.fullmatch(token) else ""


def _command(name: str) -> str:
    return name if NAME.fullmatch(name) else ""


READ: Mapping[PayloadKind, Callable[[str], str]] = MappingProxyType(
    {
        PayloadKind.PAPER: _paper,
        PayloadKind.CITATION: _paper,
        PayloadKind.SPOKEN: _spoken,
        PayloadKind.RULE: _rule,
        PayloadKind.STORED: _stored,
        PayloadKind.COMMAND: _command,
        PayloadKind.PRESS: _stored,
        PayloadKind.CLAIM: str,
        PayloadKind.INVITE: str,
    }
)
