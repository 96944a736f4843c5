from __future__ import annotations

import pytest
from telegram import ReactionTypeCustomEmoji, ReactionTypeEmoji

from adapters.conversation import Feeling, Reaction
from adapters.telegram.reactions import feeling_of
from storage.people import Address
from tests.adapters.telegram.conftest import Listener
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.usefixtures("application")


async def test_reactions_are_told_to_the_bot(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """A thumb or a heart, another thumb, and that it was taken away; nothing else."""
    card = await telegram.reply(ada)
    for emoji in (("👍",), ("👍", "🔥"), ("❤️",), ("🔥",), ("👎",), (), ("🎉",), ("❤", "👎")):
        telegram.react(ada, card, *emoji)
    await listener.until(lambda: len(listener.reactions) == 5)
    assert listener.reactions[0] == Reaction(
        address=Address(platform="telegram", chat_id=str(ada)),
        reader=str(ada),
        message_id=str(card.message_id),
        feeling=Feeling.MORE,
    )
    assert [one.feeling for one in listener.reactions] == [
        Feeling.MORE,
        Feeling.NONE,
        Feeling.LESS,
        Feeling.NONE,
        Feeling.LESS,
    ]


async def test_reactions_in_groups_are_those_of_each_reader(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Anonymous ones are nobody's; channels tell sums, which are nobody's either."""
    bob = telegram.person("Bob")
    group, channel = telegram.supergroup("Readers", ada, bob), telegram.channel("News", ada)
    telegram.add_bot(group, ada, ("can_manage_chat",))
    telegram.add_bot(channel, ada)
    card, posted = await telegram.reply(group), await telegram.reply(channel)
    telegram.react(ada, posted, "👍")
    anonymous = {
        "chat": {"id": group, "type": "supergroup", "title": "Readers"},
        "message_id": card.message_id,
        "date": 0,
        "actor_chat": {"id": group, "type": "supergroup", "title": "Readers"},
        "old_reaction": [],
        "new_reaction": [{"type": "emoji", "emoji": "👍"}],
    }
    telegram.push("message_reaction", anonymous)
    telegram.react(bob, card, "👎")
    telegram.react(ada, card, "👍")
    await listener.until(lambda: len(listener.reactions) == 2)
    assert [(one.address.chat_id, one.reader, one.feeling) for one in listener.reactions] == [
        (str(group), str(bob), Feeling.LESS),
        (str(group), str(ada), Feeling.MORE),
    ]


def test_the_last_of_several_counts() -> None:
    """Pictures of somebody's own say nothing."""
    own = ReactionTypeCustomEmoji("1")
    thumb, down = ReactionTypeEmoji("👍"), ReactionTypeEmoji("👎")
    assert feeling_of((down, own, thumb)) is Feeling.MORE
    assert feeling_of((thumb, down)) is Feeling.LESS
    assert feeling_of((own,)) is Feeling.NONE
    assert feeling_of(()) is Feeling.NONE
