"""How the bot comes and goes, who administers what, and how groups grow."""

from __future__ import annotations

import pytest
from telegram import (
    Bot,
    ChatMemberAdministrator,
    ChatMemberOwner,
    ChatMemberUpdated,
    Update,
)
from telegram.error import BadRequest, ChatMigrated, Forbidden

from tests.fakes.telegram.server import LocalTelegram


async def changes(bot: Bot) -> list[ChatMemberUpdated]:
    """The changes of members that the bot has heard of since."""
    updates = await bot.get_updates(timeout=0, allowed_updates=Update.ALL_TYPES)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    found = (update.my_chat_member or update.chat_member for update in updates)
    return [change for change in found if change]


def statuses(change: ChatMemberUpdated) -> tuple[str, str]:
    """From what to what."""
    return change.old_chat_member.status, change.new_chat_member.status


async def test_who_blocks_is_told_to_the_bot(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """As a change of its own membership in the private chat."""
    telegram.block(ada)
    telegram.unblock(ada)
    gone, back = await changes(bot)
    assert (gone.chat.id, statuses(gone)) == (ada, ("member", "kicked"))
    assert (back.from_user.id, statuses(back)) == (ada, ("kicked", "member"))
    with pytest.raises(ValueError, match="has not blocked the bot already"):
        telegram.unblock(ada)


@pytest.mark.parametrize("kind", ["group", "supergroup", "channel"])
async def test_the_bot_comes_and_goes(
    telegram: LocalTelegram, bot: Bot, ada: int, kind: str
) -> None:
    """Each time it is told; where it is not it may not write."""
    chat = getattr(telegram, kind)("Readers", ada)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(chat, "x")
    telegram.add_bot(chat, ada)
    await bot.send_message(chat, "hello")
    telegram.kick_bot(chat, ada)
    with pytest.raises(Forbidden, match=f"bot was kicked from the {kind} chat"):
        await bot.send_message(chat, "y")
    telegram.add_bot(chat, ada)
    await bot.send_message(chat, "back")
    assert await bot.leave_chat(chat)
    with pytest.raises(Forbidden, match=f"bot is not a member of the {kind} chat"):
        await bot.send_message(chat, "z")
    inside = "administrator" if kind == "channel" else "member"
    assert [statuses(change) for change in await changes(bot)] == [
        ("left", inside),
        (inside, "kicked"),
        ("kicked", inside),
        (inside, "left"),
    ]


async def test_in_a_channel_it_must_be_allowed_to_post(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """An administrator with that right."""
    channel = telegram.channel("News", ada)
    telegram.add_bot(channel, ada, rights=("can_manage_chat",))
    with pytest.raises(BadRequest, match="Need administrator rights in the channel chat"):
        await bot.send_message(channel, "x")
    telegram.promote_bot(channel, ada)
    await bot.send_message(channel, "digest")
    telegram.demote_bot(channel, ada)
    with pytest.raises(Forbidden, match="not a member of the channel chat"):
        await bot.send_message(channel, "y")


async def test_a_group_may_be_closed_to_it(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """To it alone, or to all but administrators."""
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    telegram.silence(group)
    with pytest.raises(BadRequest, match="Not enough rights to send text messages to the chat"):
        await bot.send_message(group, "x")
    telegram.promote_bot(group, ada)
    await bot.send_message(group, "as administrator")
    telegram.silence(group, writable=True)
    telegram.restrict_bot(group, ada)
    with pytest.raises(BadRequest, match="Not enough rights"):
        await bot.send_message(group, "y")
    assert (await bot.get_chat_member(group, bot.id)).status == "restricted"
    telegram.demote_bot(group, ada)
    await bot.send_message(group, "as member")


async def test_who_administers_is_told_on_request(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """People by their place, the bot among the administrators where it is one."""
    bob, eve, mallory = (telegram.person(name) for name in ("Bob", "Eve", "Mallory"))
    group = telegram.supergroup("Readers", ada, bob, eve)
    telegram.add_bot(group, ada)
    telegram.promote(bob, group)
    found = await bot.get_chat_administrators(group)
    assert [member.user.id for member in found] == [ada, bob]
    assert isinstance(found[0], ChatMemberOwner)
    assert isinstance(found[1], ChatMemberAdministrator)
    assert found[1].can_manage_chat
    assert not found[1].can_promote_members
    telegram.promote_bot(group, ada)
    assert len(await bot.get_chat_administrators(group)) == 3
    assert (await bot.get_chat_member(group, eve)).status == "member"
    telegram.tell(mallory, "hi")
    assert (await bot.get_chat_member(group, mallory)).status == "left"
    assert await bot.get_chat_member_count(group) == 4
    with pytest.raises(BadRequest, match="Invalid user_id specified"):
        await bot.get_chat_member(group, 1)
    stranger = telegram.person("Stranger")
    with pytest.raises(BadRequest, match="Participant_id_invalid"):
        await bot.get_chat_member(group, stranger)


async def test_private_chats_have_no_administrators(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """And nobody leaves them."""
    assert await bot.get_chat_member_count(ada) == 2
    with pytest.raises(BadRequest, match="There are no administrators in the private chat"):
        await bot.get_chat_administrators(ada)
    with pytest.raises(BadRequest, match="can't be changed in private chats"):
        await bot.leave_chat(ada)


async def test_a_channel_shows_its_members_to_administrators(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Others find them inaccessible."""
    channel = telegram.channel("News", ada, username="daily")
    with pytest.raises(Forbidden, match="not a member"):
        await bot.get_chat_administrators(channel)
    telegram.add_bot(channel, ada)
    assert len(await bot.get_chat_administrators(channel)) == 2
    telegram.restrict_bot(channel, ada)
    with pytest.raises(BadRequest, match="Member list is inaccessible"):
        await bot.get_chat_administrators(channel)


async def test_chats_are_described(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """In full, as the library reads them; public ones also from outside."""
    assert (await bot.get_chat(ada)).last_name == "Lovelace"
    forum = telegram.supergroup("Forum", ada, username="forum", forum=True)
    told = await bot.get_chat("@forum")
    assert (told.id, told.title, told.is_forum, told.type) == (forum, "Forum", True, "supergroup")
    secret = telegram.group("Secret", ada)
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.get_chat(secret)


async def test_members_come_and_go(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """The group says so; the changes themselves are told to administrators on request."""
    bob = telegram.person("Bob")
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    telegram.join(bob, group)
    telegram.part(bob, group)
    messages = [update.message for update in await bot.get_updates(timeout=0) if update.message]
    assert [len(message.new_chat_members) for message in messages[-3:]] == [1, 1, 0]
    assert messages[-1].left_chat_member is not None
    assert messages[-1].left_chat_member.id == bob
    await changes(bot)
    telegram.promote_bot(group, ada)
    telegram.join(bob, group)
    telegram.promote(bob, group)
    telegram.demote(bob, group)
    assert [statuses(change) for change in await changes(bot)][1:] == [
        ("left", "member"),
        ("member", "administrator"),
        ("administrator", "member"),
    ]


@pytest.mark.parametrize("telling", [("to", "from"), ("to",), ("from",), ()])
async def test_a_group_becomes_a_supergroup(
    telegram: LocalTelegram, bot: Bot, ada: int, telling: tuple[str, ...]
) -> None:
    """With the same people; the service messages come, or do not."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    telegram.updates.drop()
    new = telegram.migrate(group, telling)
    messages = [update.message for update in await bot.get_updates(timeout=0) if update.message]
    moves = [(message.migrate_to_chat_id, message.migrate_from_chat_id) for message in messages]
    assert moves == [(new, None) if word == "to" else (None, group) for word in telling]
    with pytest.raises(ChatMigrated):
        await bot.get_chat(group)
    await bot.send_message(new, "here we are")
    assert str(new).startswith("-100")
    telegram.say(ada, new, "/today")
    with pytest.raises(ValueError, match="is no group, or one no more"):
        telegram.migrate(group)
    with pytest.raises(ValueError, match="is not in the group"):
        telegram.say(ada, group, "/today")


def test_a_chat_has_a_founder(telegram: LocalTelegram) -> None:
    """Somebody who exists."""
    with pytest.raises(ValueError, match="somebody must have created the chat"):
        telegram.group("Nobody")
    with pytest.raises(ValueError, match="nobody at this Telegram"):
        telegram.group("Nobody", 1)
