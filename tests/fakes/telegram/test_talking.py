"""What people write, where, and what of it the bot gets to hear."""

from __future__ import annotations

import pytest
from telegram import Bot, Message, Update
from telegram.error import BadRequest

from tests.fakes.telegram.conftest import Call
from tests.fakes.telegram.server import LocalTelegram


@pytest.fixture
def group(telegram: LocalTelegram, ada: int) -> int:
    """A supergroup in which the bot is a plain member."""
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    telegram.updates.drop()
    return group


@pytest.fixture
def forum(telegram: LocalTelegram, ada: int) -> int:
    """A forum in which the bot is a plain member."""
    forum = telegram.supergroup("Forum", ada, forum=True)
    telegram.add_bot(forum, ada)
    telegram.updates.drop()
    return forum


async def heard(bot: Bot) -> list[Message]:
    """The messages that the bot has got since, as the real library reads them."""
    updates = await bot.get_updates(timeout=0, allowed_updates=Update.ALL_TYPES)
    if updates:
        await bot.get_updates(offset=updates[-1].update_id + 1, timeout=0)
    return [update.effective_message for update in updates if update.effective_message]


async def test_a_person_is_told_in_full(telegram: LocalTelegram, bot: Bot) -> None:
    """Name, language, chat; commands and links are marked."""
    person = telegram.person("小明", username="ming", language="zh-hans")
    telegram.begin(person, "p_2401_00001")
    telegram.tell(person, "see https://arxiv.org/abs/2401.00001 😀 #ml @ming")
    start, said = await heard(bot)
    assert start.text == "/start p_2401_00001"
    assert start.from_user is not None
    assert (start.from_user.id, start.from_user.language_code) == (person, "zh-hans")
    assert (start.chat.id, start.chat.type, start.chat.username) == (person, "private", "ming")
    assert start.parse_entities() == {start.entities[0]: "/start"}
    assert list(said.parse_entities().values()) == [
        "https://arxiv.org/abs/2401.00001",
        "#ml",
        "@ming",
    ]


def test_links_to_the_bot_are_followed(telegram: LocalTelegram, ada: int) -> None:
    """As START with what they carry; what no link can carry is a mistake of the test."""
    name = telegram.username
    assert telegram.follow(ada, f"https://t.me/{name}?start=abc").text == "/start abc"
    assert telegram.follow(ada, f"t.me/{name.upper()}?start=").text == "/start"
    for url in ("https://t.me/other?start=abc", "https://example.org/?start=abc"):
        with pytest.raises(ValueError, match="does not lead to the bot"):
            telegram.follow(ada, url)
    with pytest.raises(ValueError, match="no link can carry"):
        telegram.begin(ada, "a b")


@pytest.mark.parametrize(
    ("text", "is_heard"),
    [
        ("hello all", False),
        ("/today", True),
        ("/today@paperround_bot now", True),
        ("/today@another_bot", False),
        ("thanks @Paperround_Bot!", True),
        ("thanks @paperround_bot2", False),
    ],
)
async def test_in_a_group_the_bot_hears_what_is_for_it(
    telegram: LocalTelegram, bot: Bot, ada: int, group: int, text: str, *, is_heard: bool
) -> None:
    """Without privacy mode, or as administrator, it hears all."""
    telegram.say(ada, group, text)
    assert bool(await heard(bot)) == is_heard
    telegram.world.privacy = False
    telegram.say(ada, group, text)
    assert len(await heard(bot)) == 1
    telegram.world.privacy = True
    telegram.promote_bot(group, ada)
    telegram.say(ada, group, text)
    assert len(await heard(bot)) == 1


async def test_replies_to_the_bot_are_heard(
    telegram: LocalTelegram, bot: Bot, ada: int, group: int
) -> None:
    """Those to others are not; outside topics they carry a thread that is none."""
    sent = await bot.send_message(group, "digest")
    mine = telegram.say(ada, group, "thanks", reply_to=sent.message_id)
    telegram.say(ada, group, "you are welcome", reply_to=mine.message_id)
    (reply,) = await heard(bot)
    assert (reply.text, reply.is_topic_message) == ("thanks", None)
    assert reply.message_thread_id == sent.message_id


async def test_a_bare_command_is_for_the_bot_that_wrote_last(
    telegram: LocalTelegram, bot: Bot, ada: int, group: int
) -> None:
    """Another one takes them over, until this one writes."""
    telegram.other_bot(group)
    telegram.say(ada, group, "/today")
    telegram.say(ada, group, "/today@paperround_bot")
    assert [message.text for message in await heard(bot)] == ["/today@paperround_bot"]
    await bot.send_message(group, "here I am")
    telegram.say(ada, group, "/today")
    assert len(await heard(bot)) == 1


async def test_an_administrator_may_hide(
    telegram: LocalTelegram, bot: Bot, ada: int, group: int
) -> None:
    """Behind the group itself."""
    telegram.say(ada, group, "/subscribe", anonymous=True)
    (message,) = await heard(bot)
    assert message.from_user is not None
    assert message.from_user.username == "GroupAnonymousBot"
    assert message.sender_chat is not None
    assert message.sender_chat.id == group


async def test_an_edit_is_told(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """As such; only people's own."""
    said = telegram.tell(ada, "/todya")
    telegram.edited(said, "/today")
    *_, update = await bot.get_updates()
    assert update.edited_message is not None
    assert (update.edited_message.text, update.edited_message.message_id) == (
        "/today",
        said.message_id,
    )
    await bot.send_message(ada, "x")
    with pytest.raises(ValueError, match="only the bot edits what it wrote"):
        telegram.edited(telegram.sent[0], "y")


async def test_a_channel_speaks_for_itself(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Its posts name no person; edits come as such."""
    channel = telegram.channel("News", ada, username="daily_papers")
    telegram.add_bot(channel, ada)
    post = telegram.post(channel, "/subscribe cs.CV")
    telegram.edited(post, "/subscribe cs.LG")
    *_, posted, edited = await bot.get_updates()
    assert posted.channel_post is not None
    assert posted.channel_post.from_user is None
    assert posted.channel_post.sender_chat is not None
    assert posted.channel_post.sender_chat.username == "daily_papers"
    assert edited.edited_channel_post is not None
    sent = await bot.send_message("@Daily_Papers", "digest")
    assert sent.from_user is None
    assert telegram.texts(channel) == ["digest"]


async def test_a_topic_is_a_place_of_its_own(
    telegram: LocalTelegram, bot: Bot, ada: int, forum: int
) -> None:
    """What is said there carries its number, and comes back there."""
    topic = telegram.topic(forum, "cs.CV")
    telegram.say(ada, forum, "/today", topic)
    telegram.say(ada, forum, "/today")
    created, there, general = await heard(bot)
    assert created.forum_topic_created is not None
    assert (there.message_thread_id, there.is_topic_message) == (topic, True)
    assert there.chat.is_forum
    assert (general.message_thread_id, general.is_topic_message) == (None, None)
    await there.reply_text("here", do_quote=False)
    await general.reply_text("there", do_quote=False)
    assert telegram.texts(forum, topic) == ["here"]
    assert [message.thread for message in telegram.messages(forum)] == [topic, None]


@pytest.mark.parametrize("wrong", [1, 999])
async def test_a_topic_that_is_none(
    telegram: LocalTelegram, bot: Bot, ada: int, forum: int, group: int, wrong: int
) -> None:
    """General has no number; neither have other chats."""
    for chat in (forum, group, ada):
        with pytest.raises(BadRequest, match="Message thread not found"):
            await bot.send_message(chat, "x", message_thread_id=wrong)


async def test_topics_are_closed_and_deleted(
    telegram: LocalTelegram, bot: Bot, ada: int, forum: int
) -> None:
    """Nobody writes in a closed one but who may open it; a deleted one is not found."""
    topic = telegram.topic(forum, "cs.CV")
    telegram.close_topic(forum, topic)
    telegram.close_topic(forum)
    for thread in (topic, None):
        with pytest.raises(BadRequest, match="Topic_closed"):
            await bot.send_message(forum, f"x {thread}", message_thread_id=thread)
    telegram.reopen_topic(forum, topic)
    assert [message.forum_topic_closed is not None for message in await heard(bot)] == [
        False,
        True,
        True,
        False,
    ]
    await bot.send_message(forum, "open again", message_thread_id=topic)
    telegram.promote_bot(forum, ada, "can_manage_topics")
    await bot.send_message(forum, "I hold the key")
    telegram.delete_topic(forum, topic)
    with pytest.raises(BadRequest, match="Message thread not found"):
        await bot.send_message(forum, "gone", message_thread_id=topic)
    assert telegram.texts(forum) == ["I hold the key"]


def test_people_do_what_people_can(telegram: LocalTelegram, ada: int, group: int) -> None:
    """Anything else is a mistake of the test."""
    bob, channel = telegram.person("Bob"), telegram.channel("News", ada)
    telegram.block(ada)
    for person, chat, text, told in (
        (bob, ada, "x", "private chat is not theirs"),
        (ada, ada, "x", "have blocked the bot"),
        (bob, group, "x", "is not in the group"),
        (ada, channel, "x", "people `post` in channels"),
        (ada, group, " ", "1 to 4,096 characters"),
        (ada, group, "x" * 4097, "1 to 4,096 characters"),
        (1, group, "x", "nobody at this Telegram"),
        (ada, 1, "x", "no chat at this Telegram"),
    ):
        with pytest.raises(ValueError, match=told):
            telegram.say(person, chat, text)
    with pytest.raises(ValueError, match="people `say` things elsewhere"):
        telegram.post(group, "x")
    with pytest.raises(ValueError, match="has no topics"):
        telegram.topic(group, "x")
    with pytest.raises(ValueError, match="has no message 999"):
        telegram.message(group, 999)


def test_where_the_bot_is_not_it_hears_nothing(
    telegram: LocalTelegram, call: Call, ada: int
) -> None:
    """Not even commands with its name."""
    group = telegram.group("Others", ada)
    telegram.updates.drop()
    telegram.say(ada, group, "/today@paperround_bot")
    assert call("getUpdates")["result"] == []
