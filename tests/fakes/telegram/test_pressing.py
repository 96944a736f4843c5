"""Buttons pressed, inline queries asked and chosen from, reactions set."""

from __future__ import annotations

from typing import Any

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    Message,
    Update,
)
from telegram.error import BadRequest

from tests.fakes.telegram.conftest import Call
from tests.fakes.telegram.records import Message as Record
from tests.fakes.telegram.server import LocalTelegram

KEYBOARD = InlineKeyboardMarkup(
    [
        [InlineKeyboardButton("More", callback_data="1:more")],
        [InlineKeyboardButton("Page", url="https://arxiv.org")],
    ]
)
OLD = "Query is too old and response timeout expired or query id is invalid"


@pytest.fixture
async def digest(telegram: LocalTelegram, bot: Bot, ada: int) -> Record:
    """A message with a button."""
    await bot.send_message(ada, "digest", reply_markup=KEYBOARD)
    return telegram.sent[0]


def article(name: str, **how: Any) -> InlineQueryResultArticle:
    """One result."""
    content = InputTextMessageContent("<b>Title</b>", parse_mode="HTML")
    return InlineQueryResultArticle(name, "Title", content, **how)


async def newest(bot: Bot) -> Update:
    """The last update."""
    return (await bot.get_updates(offset=-1, allowed_updates=Update.ALL_TYPES))[0]


async def test_a_press_is_told_and_answered(
    telegram: LocalTelegram, bot: Bot, ada: int, digest: Record
) -> None:
    """With the message as it stands, by data or by label."""
    telegram.press(ada, digest, "1:more")
    query = telegram.press(ada, digest, label="More")
    assert [waiting.words for waiting in telegram.unanswered()] == ["1:more", "1:more"]
    pressed = (await newest(bot)).callback_query
    assert pressed is not None
    assert (pressed.id, pressed.data, pressed.from_user.id) == (query, "1:more", ada)
    assert isinstance(pressed.message, Message)
    assert pressed.message.text == "digest"
    assert await pressed.answer("Saved", show_alert=True)
    answer = await telegram.answered(query)
    assert (answer.text, answer.alert, answer.after < 5) == ("Saved", True, True)


async def test_a_query_is_answered_once_and_soon(
    telegram: LocalTelegram, bot: Bot, ada: int, digest: Record
) -> None:
    """Fifteen seconds; twice is a violation."""
    late, twice = telegram.press(ada, digest, "1:more"), ""
    telegram.advance(16)
    with pytest.raises(BadRequest, match=OLD):
        await bot.answer_callback_query(late)
    twice = telegram.press(ada, digest, "1:more")
    await bot.answer_callback_query(twice)
    assert telegram.violations == []
    with pytest.raises(BadRequest, match=OLD):
        await bot.answer_callback_query(twice)
    assert telegram.forgive() == ["answerCallbackQuery: '1:more' is answered twice"]
    with pytest.raises(BadRequest, match=OLD):
        await bot.answer_callback_query("never asked")


async def test_a_toast_is_short_and_a_link_is_ours(
    telegram: LocalTelegram, bot: Bot, ada: int, digest: Record
) -> None:
    """200 characters; a link opens a bot."""
    query = telegram.press(ada, digest, "1:more")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.answer_callback_query(query, "x" * 201)
    with pytest.raises(BadRequest, match="Url_invalid"):
        await bot.answer_callback_query(query, url="https://arxiv.org")
    assert len(telegram.forgive()) == 2
    url = f"https://t.me/{telegram.username}?start=x"
    await bot.answer_callback_query(query, "x" * 200, url=url)
    answer = telegram.answer_to(query)
    assert answer is not None
    assert answer.url == url


async def test_only_what_is_there_is_pressed(
    telegram: LocalTelegram, bot: Bot, ada: int, digest: Record
) -> None:
    """As the keyboard is now; old apps and forgers send anything."""
    for data, label in (("1:less", ""), (None, "Page")):
        with pytest.raises(ValueError, match="no button to press"):
            telegram.press(ada, digest, data, label=label)
    await bot.edit_message_text("digest, page 2", ada, digest.message_id)
    with pytest.raises(ValueError, match="no button to press"):
        telegram.press(ada, digest, "1:more")
    telegram.forge(ada, digest, "1:anything")
    pressed = (await newest(bot)).callback_query
    assert pressed is not None
    assert pressed.data == "1:anything"


async def test_of_a_deleted_message_little_is_told(
    telegram: LocalTelegram, bot: Bot, ada: int, digest: Record
) -> None:
    """Its place only."""
    telegram.erase(digest)
    telegram.forge(ada, digest, "1:more")
    pressed = (await newest(bot)).callback_query
    assert pressed is not None
    assert pressed.message is not None
    assert not pressed.message.is_accessible  # the library makes a `Message` of it all the same
    assert pressed.message.message_id == digest.message_id


async def test_an_inline_query_is_answered_and_chosen_from(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """The choice is told; what was sent can be edited if it has buttons."""
    query = telegram.inline(ada, "2401.00001", offset="10")
    asked = (await newest(bot)).inline_query
    assert asked is not None
    assert (asked.query, asked.offset, asked.chat_type) == ("2401.00001", "10", "sender")
    results = [article("a"), article("b", reply_markup=KEYBOARD)]
    button = InlineQueryResultsButton("Settings", start_parameter="settings")
    await asked.answer(results, cache_time=60, is_personal=True, next_offset="20", button=button)
    answer = await telegram.answered(query)
    assert [result["id"] for result in answer.results] == ["a", "b"]
    assert (answer.cache_time, answer.personal, answer.next_offset) == (60, True, "20")
    assert answer.button == {"text": "Settings", "start_parameter": "settings"}
    sent = telegram.choose(ada, query, "b")
    assert (sent.text, sent.labels, sent.entities[0]["type"]) == ("Title", ("More", "Page"), "bold")
    chosen = (await newest(bot)).chosen_inline_result
    assert chosen is not None
    assert (chosen.result_id, chosen.inline_message_id) == ("b", sent.inline_id)
    assert await bot.edit_message_text(
        "Edited", inline_message_id=sent.inline_id, reply_markup=KEYBOARD
    )
    assert telegram.inline_message(sent.inline_id).text == "Edited"
    telegram.press(ada, sent, "1:more")
    pressed = (await newest(bot)).callback_query
    assert pressed is not None
    assert (pressed.message, pressed.inline_message_id) == (None, sent.inline_id)
    await bot.edit_message_reply_markup(inline_message_id=sent.inline_id)
    with pytest.raises(BadRequest, match="Message_id_invalid"):
        await bot.edit_message_text("x", inline_message_id="unknown")


async def test_a_choice_in_a_chat_with_the_bot_is_heard_there(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """As a message that came by it; without feedback the choice itself is not told."""
    telegram.inline_feedback = False
    query = telegram.inline(ada, "x")
    await bot.answer_inline_query(query, [article("a")])
    sent = telegram.choose(ada, query, "a", ada)
    message = (await newest(bot)).message
    assert message is not None
    assert message.via_bot is not None
    assert (message.message_id, message.via_bot.id) == (sent.message_id, bot.id)
    with pytest.raises(ValueError, match="shows no result 'z'"):
        telegram.choose(ada, query, "z")
    with pytest.raises(ValueError, match="256 characters at most"):
        telegram.inline(ada, "x" * 257)


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"results": [{"type": "article", "id": "x"}] * 51}, "RESULTS_TOO_MUCH"),
        ({"results": ["x"]}, "can't parse inline query result: object expected"),
        ({"results": [{"type": "article", "id": ""}]}, "RESULT_ID_INVALID"),
        ({"results": [{"type": "article", "id": "é" * 33}]}, "RESULT_ID_INVALID"),
        ({"results": [{"type": "article", "id": "x"}] * 2}, "RESULT_ID_DUPLICATE"),
        ({"results": [{"type": "article", "id": "x"}]}, "it has no title or no content"),
        (
            {
                "results": [
                    {"type": "article", "id": "x", "title": "t", "input_message_content": {}}
                ]
            },
            "message text is empty",
        ),
        ({"results": [], "next_offset": "x" * 65}, "NEXT_OFFSET_INVALID"),
        ({"results": [], "button": {"start_parameter": "x"}}, "text must be set"),
        ({"results": [], "button": {"text": "x", "start_parameter": "a.b"}}, "START_PARAM_INVALID"),
    ],
)
def test_inline_results_have_their_rules(
    telegram: LocalTelegram, call: Call, ada: int, parameters: dict[str, Any], reason: str
) -> None:
    """Each breach is refused and noted."""
    query = telegram.inline(ada, "x")
    answer = call("answerInlineQuery", inline_query_id=query, **parameters)
    assert reason in answer["description"]
    assert len(telegram.forgive()) == 1
    assert telegram.answer_to(query) is None


def test_the_texts_of_results_are_checked_too(
    telegram: LocalTelegram, call: Call, ada: int
) -> None:
    """Like messages; other kinds than articles are not modelled."""
    query = telegram.inline(ada, "x")
    content = {"message_text": "<p>x</p>", "parse_mode": "HTML"}
    result = {"type": "article", "id": "x", "title": "t", "input_message_content": content}
    answer = call("answerInlineQuery", inline_query_id=query, results=[result])
    assert "can't parse entities" in answer["description"]
    content["message_text"] = "AT&T"
    assert call("answerInlineQuery", inline_query_id=query, results=[result])["ok"]
    other = telegram.inline(ada, "y")
    assert call("answerInlineQuery", inline_query_id=other, results=[{"type": "gif", "id": "x"}])[
        "ok"
    ]
    assert telegram.forgive()[1:] == [
        "answerInlineQuery: '&' is not escaped in '&T'",
        "answerInlineQuery: 'gif' is not modelled",
    ]


async def test_reactions_are_told_where_the_bot_may_see_them(
    telegram: LocalTelegram, bot: Bot, ada: int, digest: Record
) -> None:
    """In private; in groups to an administrator; in channels as sums."""
    await newest(bot)
    telegram.react(ada, digest, "👍")
    told = (await newest(bot)).message_reaction
    assert told is not None
    assert (told.user and told.user.id, told.message_id) == (ada, digest.message_id)
    assert len(told.new_reaction) == 1
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    await bot.send_message(group, "digest")
    before = telegram.updates.pending
    telegram.react(ada, telegram.sent[-1], "👍")
    assert telegram.updates.pending == before
    telegram.promote_bot(group, ada)
    telegram.react(ada, telegram.sent[-1])
    told = (await newest(bot)).message_reaction
    assert told is not None
    assert (len(told.old_reaction), len(told.new_reaction)) == (1, 0)


async def test_a_channel_tells_sums_of_reactions(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """And nobody's name."""
    bob, channel = telegram.person("Bob"), telegram.channel("News", ada)
    telegram.add_bot(channel, ada)
    await newest(bot)
    await bot.send_message(channel, "digest")
    telegram.react(ada, telegram.sent[0], "👍", "🔥")
    telegram.react(bob, telegram.sent[0], "👍")
    told = (await newest(bot)).message_reaction_count
    assert told is not None
    assert [count.total_count for count in told.reactions] == [2, 1]
