"""What one message says, ready for the library to send, and how it is told from others."""

from __future__ import annotations

from hashlib import blake2s
from io import BytesIO

import discord
from discord.ui import LayoutView, TextDisplay

from adapters.cutting import cut
from adapters.discord.render import Rendered

NONCE_LENGTH = 25  # characters: docs.discord.com/developers/resources/message#create-message
LONGEST_PLAIN = 1600  # characters; each may become two, or take three bytes
NOBODY = discord.AllowedMentions.none()


def nonce_of(key: str) -> str | None:
    """What Discord knows the message *key* by for some minutes; none where it has no key."""
    return blake2s(key.encode(), digest_size=16).hexdigest()[:NONCE_LENGTH] if key else None


def layout(told: Rendered) -> LayoutView:
    """The view of *told*; the library is not to keep it for presses, which all are answered alike."""
    told.view.stop()
    return told.view


def plain_layout(told: Rendered) -> LayoutView:
    """The words of *told* and nothing else."""
    view = LayoutView(timeout=None)
    words = discord.utils.escape_markdown(cut(told.plain, LONGEST_PLAIN))
    view.add_item(TextDisplay(words.strip() or "…"))
    return view


def files(told: Rendered) -> list[discord.File]:
    """The file of *told*, if there is one, from its beginning."""
    if told.file is None:
        return []
    name, text = told.file
    return [discord.File(BytesIO(text.encode(errors="replace")), filename=name)]
