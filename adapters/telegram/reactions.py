"""Thumbs and hearts below messages -> what a reader thinks of a paper."""

from __future__ import annotations

from collections.abc import Sequence
from types import MappingProxyType

from telegram import MessageReactionUpdated, ReactionType, ReactionTypeEmoji

from adapters.conversation import Bot, Feeling, Reaction
from adapters.telegram.lines import Lines
from adapters.telegram.places import chat_address

FEELINGS = MappingProxyType({"👍": Feeling.MORE, "❤": Feeling.MORE, "👎": Feeling.LESS})
PICTURE = "\ufe0f"  # asks for an emoji in colours; some apps send it along


class Reactions:
    """Where Telegram tells who reacted: in private chats, and in groups to administrators."""

    def __init__(self, bot: Bot, lines: Lines) -> None:
        self._bot = bot
        self._lines = lines

    async def changed(self, told: MessageReactionUpdated) -> None:
        """Somebody put something below a message, or took it away."""
        if told.user is None:  # anonymous
            return
        feeling = feeling_of(told.new_reaction)
        if feeling is feeling_of(told.old_reaction):
            return
        reader = str(told.user.id)
        reaction = Reaction(
            address=chat_address(told.chat.id),
            reader=reader,
            message_id=str(told.message_id),
            feeling=feeling,
        )
        async with self._lines.turn(str(told.chat.id), reader):
            await self._bot.reacted(reaction)


def feeling_of(reactions: Sequence[ReactionType]) -> Feeling:
    """What *reactions* say together; the last one counts, and `none` where nothing is said."""
    emoji = (one.emoji for one in reactions if isinstance(one, ReactionTypeEmoji))
    felt = [FEELINGS[plain] for one in emoji if (plain := one.removesuffix(PICTURE)) in FEELINGS]
    return felt[-1] if felt else Feeling.NONE
