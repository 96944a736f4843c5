"""What a bot wants to say, looked at before anything is said."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.discord.checking import Checked, words
from tests.fakes.discord.components import check_components
from tests.fakes.discord.embeds import check_embeds
from tests.fakes.discord.refusal import refused
from tests.fakes.discord.world import COMPONENTS_V2, EPHEMERAL, SILENT, SUPPRESS_EMBEDS, File, Post

CONTENT_LIMIT = 2000
NONCE_LIMIT = 25
FILES = 10
FILE_LIMIT = 10 << 20  # bytes
OLD_FIELDS = ("content", "embeds", "poll", "sticker_ids")  # not beside components of version 2
NOT_MODELLED = ("poll", "sticker_ids")
KNOWN = words(
    "content tts embeds components flags nonce enforce_nonce allowed_mentions message_reference "
    "attachments username avatar_url applied_tags thread_name poll sticker_ids"
)
MENTION = re.compile(r"@(everyone|here)|<@(!?|&)(\d+)>")


@dataclass(slots=True)
class Draft:
    """
    A message to be sent, or what an edit changes: only what was *given* counts there.

    *notes* is what a correct bot would not have sent although Discord takes it.
    """

    given: frozenset[str]
    content: str = ""
    embeds: list[dict[str, Any]] = field(default_factory=list)
    components: list[dict[str, Any]] = field(default_factory=list)
    flags: int = 0
    files: list[File] = field(default_factory=list)
    kept: frozenset[int] = frozenset()
    nonce: str | int | None = None
    enforce_nonce: bool = False
    mentions: dict[str, Any] | None = None
    reply_to: int | None = None
    reply_needed: bool = True
    notes: list[str] = field(default_factory=list)


def read_draft(body: Any, files: Sequence[File], *, before: Post | None = None) -> Draft:
    """What *body* says, for a new message or as an edit of what was there *before*."""
    checked = Checked()
    told = checked.thing((), body)
    checked.settle()
    draft = Draft(frozenset(name for name in told if told[name] is not None or before))
    draft.notes += [f"there is no field {name!r}" for name in sorted(told.keys() - KNOWN)]
    draft.notes += [f"{name!r} is not modelled" for name in NOT_MODELLED if told.get(name)]
    if told.get("flags") is not None:
        draft.flags = checked.whole(("flags",), told["flags"], 0, (1 << 31) - 1)
    layout = bool((draft.flags | (before.flags if before else 0)) & COMPONENTS_V2)
    if layout:
        _no_old_fields(checked, told)
    if told.get("content") is not None:
        draft.content = checked.text(("content",), told["content"], 0, CONTENT_LIMIT)
    draft.embeds = check_embeds(checked, ("embeds",), told.get("embeds") or [])
    draft.components = check_components(checked, told.get("components") or [], layout=layout)
    draft.mentions = _mentions(checked, told.get("allowed_mentions"))
    _nonce(checked, told, draft)
    _reply(checked, told.get("message_reference"), draft)
    _files(checked, told, files, draft)
    checked.settle()
    _weigh(draft)
    if before is None and not (draft.content or draft.embeds or draft.components or draft.files):
        raise refused(50006, malformed=True)
    return draft


def _no_old_fields(checked: Checked, told: dict[str, Any]) -> None:
    for name in OLD_FIELDS:
        if told.get(name):
            message = f"The '{name}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            checked.wrong((name,), code, message)


def _mentions(checked: Checked, value: Any) -> dict[str, Any] | None:
    if value is None:
        return None
    place = ("allowed_mentions",)
    mentions = checked.thing(place, value)
    parse = checked.several((*place, "parse"), mentions.get("parse") or [])
    for number, kind in enumerate(parse):
        checked.choice((*place, "parse", number), kind, ("users", "roles", "everyone"))
    for name in ("users", "roles"):
        named = checked.several((*place, name), mentions.get(name) or [], 0, 100)
        if named and name in parse:
            told = f"parse:[{name!r}] and {name}: [ids...] are mutually exclusive."
            checked.wrong(place, "MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE", told)
    return mentions


def _nonce(checked: Checked, told: dict[str, Any], draft: Draft) -> None:
    nonce = told.get("nonce")
    if isinstance(nonce, int) and not isinstance(nonce, bool):
        draft.nonce = nonce
    elif nonce is not None:
        draft.nonce = checked.text(("nonce",), nonce, 0, NONCE_LIMIT)
    draft.enforce_nonce = bool(told.get("enforce_nonce"))
    if draft.enforce_nonce and nonce is None:
        checked.wrong(("nonce",), "BASE_TYPE_REQUIRED", "This field is required")


def _reply(checked: Checked, value: Any, draft: Draft) -> None:
    if value is not None:
        place = ("message_reference",)
        named = str(checked.thing(place, value).get("message_id", ""))
        if not named.isdecimal():
            told = f'Value "{named}" is not snowflake.'
            checked.wrong((*place, "message_id"), "NUMBER_TYPE_COERCE", told)
            return
        draft.reply_to = int(named)
        draft.reply_needed = bool(value.get("fail_if_not_exists", True))


def _files(checked: Checked, told: dict[str, Any], files: Sequence[File], draft: Draft) -> None:
    named = checked.several(("attachments",), told.get("attachments") or [], 0, FILES)
    if len(files) > FILES:
        checked.wrong(("attachments",), "BASE_TYPE_MAX_LENGTH", f"Must be {FILES} or fewer.")
    described = {}
    for number, one in enumerate(named):
        attachment = checked.thing(("attachments", number), one)
        described[str(attachment.get("id"))] = attachment
    numbers = {str(file.id) for file in files}
    draft.kept = frozenset(int(name) for name in described.keys() - numbers if name.isdecimal())
    for file in files:
        described_as = described.get(str(file.id), {})
        name = str(described_as.get("filename") or file.name)
        description = str(described_as.get("description") or "")
        draft.files.append(File(file.id, name, file.content, description))
    if any(len(file.content) > FILE_LIMIT for file in files):
        raise refused(40005, malformed=True)


def _weigh(draft: Draft) -> None:
    """Flags that mean nothing here are left out by Discord; a correct bot sends none."""
    known = SUPPRESS_EMBEDS | SILENT | COMPONENTS_V2 | EPHEMERAL
    if draft.flags & ~known:
        draft.notes.append(f"flags {draft.flags & ~known} cannot be set")
        draft.flags &= known


def pinged(content: str, mentions: dict[str, Any] | None) -> tuple[str | int, ...]:
    """Who is notified by *content*: without *mentions* all that are named in it."""
    allowed = {"parse": ["users", "roles", "everyone"]} if mentions is None else mentions
    parse = allowed.get("parse") or []
    found: list[str | int] = []
    for everyone, kind, number in MENTION.findall(content):
        if everyone:
            if "everyone" in parse:
                found.append("everyone")
            continue
        name = "roles" if kind == "&" else "users"
        if name in parse or number in {str(one) for one in allowed.get(name) or ()}:
            found.append(int(number))
    return tuple(dict.fromkeys(found))
