"""Which commands Discord is told: only when they are others than those that it was told last."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from hashlib import blake2s
from typing import Any

import discord
import structlog
from discord.app_commands import AppCommandError, CommandTree

from adapters.conversation import Remembered
from adapters.discord.errors import NO_ANSWER, reason_of

log = structlog.get_logger()

EVERYWHERE = ""  # the name of what is registered for all

Known = dict[str, str]
"""The hash of what was told, for all and for each guild."""


async def register_commands(
    tree: CommandTree[Any],
    remembered: Remembered,
    guilds: Sequence[int] = (),
    *,
    force: bool = False,
) -> bool:
    """
    Tell Discord of the commands in *tree*, whose client is logged in; whether all that was done.

    What did not change is not told again, unless by *force*: it takes no more than 200 new ones a
    day. *guilds* may have commands of their own; others that had some are told that these are over.
    """
    known = _known(await remembered.read())
    scopes = dict.fromkeys((EVERYWHERE, *map(str, guilds), *known))
    wanted = {scope: await _hash(tree, scope) for scope in scopes}
    changed = [scope for scope in scopes if force or known.get(scope) != wanted[scope]]
    told = [scope for scope in changed if await _is_told(tree, scope)]
    now = {scope: hashed for scope, hashed in wanted.items() if scope in told}
    if now:
        await remembered.write(json.dumps({**known, **now}, sort_keys=True))
    return told == changed


async def _hash(tree: CommandTree[Any], scope: str) -> str:
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree.get_commands(guild=_guild(scope))
    ]
    written = json.dumps(payload, sort_keys=True).encode()
    return blake2s(written, digest_size=16).hexdigest()


async def _is_told(tree: CommandTree[Any], scope: str) -> bool:
    try:
        await tree.sync(guild=_guild(scope))
    except (AppCommandError, *NO_ANSWER) as error:
        log.warning("commands not registered", guild=scope or None, reason=reason_of(error))
        return False
    log.info("commands registered", guild=scope or None)
    return True


def _guild(scope: str) -> discord.Object | None:
    return discord.Object(int(scope)) if scope else None


def _known(text: str) -> Known:
    """What was written; nothing where somebody else wrote."""
    try:
        told: Mapping[str, Any] = json.loads(text or "{}")
        return {
            scope: str(hashed) for scope, hashed in told.items() if scope.isdecimal() or not scope
        }
    except (ValueError, AttributeError):
        return {}
