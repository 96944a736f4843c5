"""What one message says, ready for the library to send, and how it is told from others."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from hashlib import blake2s
from io import BytesIO
from typing import TypeVar

import discord
import structlog
from discord.ui import LayoutView, TextDisplay

from adapters.cutting import cut
from adapters.discord.errors import INVALID_FORM, LONGEST
from adapters.discord.render import Rendered

log = structlog.get_logger()

NONCE_LENGTH = 25  # characters: docs.discord.com/developers/resources/message#create-message
LONGEST_PLAIN = 1600  # characters; each may become two, or take three bytes
NOBODY = discord.AllowedMentions.none()

T = TypeVar("T")


def nonce_of(key: str) -> str | None:
    """What Discord knows the message *key* by for some minutes; none where it has no key."""
    return blake2s(key.encode(), digest_size=16).hexdigest()[:NONCE_LENGTH] if key else None


def called(told: Rendered) -> discord.AllowedMentions:
    """Who hears of *told* when it is sent: the one role that it calls, whatever else is in it."""
    if not told.ping.isdecimal():
        return NOBODY
    roles = [discord.Object(int(told.ping))]
    return discord.AllowedMentions(everyone=False, users=False, roles=roles, replied_user=False)


def files(told: Rendered) -> list[discord.File]:
    """The file of *told*, if there is one, from its beginning."""
    if told.file is None:
        return []
    name, text = told.file
    return [discord.File(BytesIO(text.encode(errors="replace")), filename=name)]


async def written_or_plain(told: Rendered, write: Callable[[LayoutView], Awaitable[T]]) -> T:
    """
    What comes of *write*-ing the view of *told*, of which the library is to keep nothing.

    Where Discord refuses how it is written, that is a fault of ours: it is logged, and the plain
    text is written instead. Presses are answered by their data, so no view has to be remembered.
    """
    told.view.stop()
    try:
        return await write(told.view)
    except discord.HTTPException as error:
        if error.code != INVALID_FORM:
            raise
        log.error("message refused, sent plain", reason=cut(error.text, LONGEST))  # noqa: TRY400
    return await write(_plain(told))


def _plain(told: Rendered) -> LayoutView:
    """The words of *told* and nothing else."""
    view = LayoutView(timeout=None)
    words = discord.utils.escape_markdown(cut(told.plain, LONGEST_PLAIN))
    view.add_item(TextDisplay(words.strip() or "…"))
    return view
