"""Sending, editing, deleting: what the real library hears, and what is refused."""

from __future__ import annotations

import httpx
import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden

from tests.fakes.telegram.conftest import Call
from tests.fakes.telegram.server import LocalTelegram

KEYBOARD = InlineKeyboardMarkup([[InlineKeyboardButton("More", callback_data="1:more")]])


async def test_a_message_is_told_and_recorded(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Text, entities, buttons, preview: in the answer, in the chat, in the record."""
    sent = await bot.send_message(
        ada,
        " <b>Ti&amp;tle</b> <a href='https://arxiv.org/abs/2401.00001'>x</a>\n",
        parse_mode=ParseMode.HTML,
        reply_markup=KEYBOARD,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
        protect_content=True,
    )
    assert sent.text == "Ti&tle x"
    assert [(entity.type, entity.offset, entity.length) for entity in sent.entities] == [
        ("bold", 0, 6),
        ("text_link", 7, 1),
    ]
    assert sent.reply_markup == KEYBOARD
    assert sent.from_user is not None
    assert sent.from_user.username == telegram.username
    assert sent.chat.first_name == "Ada"
    (record,) = telegram.sent
    assert record == telegram.last(ada)
    assert record.labels == ("More",)
    assert record.links == ("https://arxiv.org/abs/2401.00001",)
    assert record.options["link_preview_options"] == {"is_disabled": True}
    assert record.button("More")["callback_data"] == "1:more"
    with pytest.raises(ValueError, match="no button says 'Less', only More"):
        record.button("Less")


async def test_a_message_can_answer_another(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """If that one is there, or need not be."""
    asked = telegram.tell(ada, "hello")
    sent = await bot.send_message(ada, "hello!", reply_to_message_id=asked.message_id)
    assert sent.reply_to_message is not None
    assert sent.reply_to_message.text == "hello"
    with pytest.raises(BadRequest, match="Message to be replied not found"):
        await bot.send_message(ada, "hm", reply_to_message_id=999)
    alone = await bot.send_message(
        ada, "hm?", reply_to_message_id=999, allow_sending_without_reply=True
    )
    assert alone.reply_to_message is None


async def test_a_file_is_sent_with_its_words(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """As several parts; its content is kept."""
    content = b"@article{x,\r\n  title = {\xc3\xa9}\r\n}\r\n--not-a-boundary\r\n"
    sent = await bot.send_document(
        ada, content, filename="2401.00001.bib", caption="<i>BibTeX</i>", parse_mode="HTML"
    )
    assert sent.document is not None
    assert (sent.document.file_name, sent.caption) == ("2401.00001.bib", "BibTeX")
    (record,) = telegram.sent
    assert record.document is not None
    assert record.document.content == content
    with pytest.raises(BadRequest, match="There is no text in the message to edit"):
        await bot.edit_message_text("x", ada, sent.message_id)


def test_a_file_must_be_there(
    telegram: LocalTelegram, call: Call, client: httpx.Client, ada: int
) -> None:
    """An id of an older one is not modelled."""
    assert "no document" in call("sendDocument", chat_id=ada, document="abc")["description"]
    url = f"{telegram.base_url}{telegram.token}/sendDocument"
    answer = client.post(url, data={"chat_id": str(ada)}, files={"document": ("x.bib", b"")})
    assert answer.json()["description"] == "Bad Request: file must be non-empty"
    assert telegram.forgive() == [
        "sendDocument: Bad Request: there is no document in the request",
        "sendDocument: Bad Request: file must be non-empty",
    ]


async def test_an_edit_replaces_text_and_keyboard(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Without a keyboard the one that was there goes; the same again is no edit."""
    sent = await bot.send_message(ada, "page 1", reply_markup=KEYBOARD)
    edited = await bot.edit_message_text("page 2", ada, sent.message_id)
    assert isinstance(edited, Message)
    assert (edited.text, edited.reply_markup) == ("page 2", None)
    assert edited.edit_date is not None
    with pytest.raises(BadRequest, match="Message is not modified: specified new message"):
        await bot.edit_message_text("page 2", ada, sent.message_id)
    await bot.edit_message_reply_markup(ada, sent.message_id, reply_markup=KEYBOARD)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(ada, sent.message_id, reply_markup=KEYBOARD)
    now = telegram.last(ada)
    assert now is not None
    assert (now.text, now.labels, now.edits) == ("page 2", ("More",), 2)
    assert [edit.text for edit in telegram.edits] == ["page 2", "page 2"]
    assert telegram.sent[0].text == "page 1"


async def test_only_what_is_there_and_its_own_is_edited(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Neither deleted messages nor those of people."""
    theirs = telegram.tell(ada, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("yours", ada, theirs.message_id)
    sent = await bot.send_message(ada, "x")
    telegram.erase(telegram.sent[0])
    with pytest.raises(BadRequest, match="Message to edit not found"):
        await bot.edit_message_text("y", ada, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(ada, sent.message_id)


async def test_a_message_can_be_deleted_for_two_days(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Later it stays."""
    young = await bot.send_message(ada, "young")
    old = await bot.send_message(ada, "old")
    assert await bot.delete_message(ada, young.message_id)
    telegram.advance(48 * 3600 + 1)
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(ada, old.message_id)
    assert telegram.texts(ada) == ["old"]


async def test_in_groups_others_are_deleted_by_administrators(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """With the right to do so."""
    group = telegram.supergroup("Readers", ada)
    telegram.add_bot(group, ada)
    said = telegram.say(ada, group, "off topic")
    with pytest.raises(BadRequest, match="Message can't be deleted"):
        await bot.delete_message(group, said.message_id)
    telegram.promote_bot(group, ada)
    telegram.advance(61)
    assert await bot.delete_message(group, said.message_id)


async def test_a_person_must_be_there(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """Unknown, met but silent, blocking, gone: each has its error, and each comes to an end."""
    stranger = telegram.person("Boole")
    with pytest.raises(BadRequest, match="Chat not found"):
        await bot.send_message(stranger, "x")
    group = telegram.group("Logic", ada, stranger)
    telegram.add_bot(group, stranger)
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(stranger, "y")
    telegram.begin(stranger)
    await bot.send_message(stranger, "welcome")
    telegram.block(stranger)
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(stranger, "z")
    telegram.unblock(stranger)
    await bot.send_message(stranger, "welcome back")
    telegram.deactivate(stranger)
    with pytest.raises(Forbidden, match="user is deactivated"):
        await bot.send_message(stranger, "gone")
    assert [call.status for call in telegram.refusals()] == [400, 403, 403, 403]


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"text": "x"}, "chat_id is empty"),
        ({"chat_id": "@nobody", "text": "x"}, "chat not found"),
        ({"chat_id": "--5", "text": "x"}, "chat not found"),
        ({"chat_id": 5}, "message text is empty"),
        ({"chat_id": 5, "text": " \n\t "}, "text must be non-empty"),
        ({"chat_id": 5, "text": "x", "parse_mode": "Markdown"}, "unsupported parse_mode"),
        ({"chat_id": 5, "text": "x" * 4097}, "message is too long"),
        ({"chat_id": 5, "text": "😀" * 2049}, "message is too long"),
        ({"chat_id": 5, "text": "é" * 16385}, "text is too long"),
        ({"chat_id": 5, "text": "x", "entities": "["}, "can't parse entities JSON object"),
        ({"chat_id": 5, "text": "x", "entities": {}}, "can't parse entities: list expected"),
    ],
)
def test_what_cannot_be_sent(
    telegram: LocalTelegram, call: Call, parameters: dict[str, object], reason: str
) -> None:
    """Each is refused with a reason."""
    answer = call("sendMessage", **parameters)
    assert (answer["error_code"], answer["description"]) == (400, f"Bad Request: {reason}")
    telegram.forgive()


@pytest.mark.parametrize(
    ("parameters", "reason"),
    [
        ({"message_thread_id": "x"}, "invalid message_thread_id specified"),
        ({"reply_parameters": {}}, None),
        ({"reply_parameters": {"message_id": "x"}}, "message_id must be an Integer"),
    ],
)
def test_where_a_message_goes_is_told_in_numbers(
    telegram: LocalTelegram, call: Call, ada: int, parameters: dict[str, object], reason: str | None
) -> None:
    """Nothing else is understood."""
    answer = call("sendMessage", chat_id=ada, text="x", **parameters)
    assert answer["ok"] == (reason is None)
    assert (reason or "") in answer.get("description", "")
    assert len(telegram.forgive()) == (reason is not None)


@pytest.mark.parametrize(
    "entity",
    [
        {"type": "bold"},
        {"type": "bold", "offset": 0, "length": 9},
        {"type": "bold", "offset": -1, "length": 1},
    ],
)
def test_entities_must_lie_within_the_text(
    telegram: LocalTelegram, call: Call, ada: int, entity: dict[str, object]
) -> None:
    """Given apart from it, they are counted in UTF-16 units."""
    assert not call("sendMessage", chat_id=ada, text="abc", entities=[entity])["ok"]
    assert len(telegram.forgive()) == 1
    fine = {"type": "bold", "offset": 1, "length": 2}
    assert call("sendMessage", chat_id=ada, text=" 😀 ", entities=[fine])["result"]["entities"] == [
        {"type": "bold", "offset": 0, "length": 2}
    ]


async def test_the_longest_message_fits(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """4,096 units after the markup is off, and as many bytes of markup as one likes."""
    await bot.send_message(ada, f"<b>{'😀' * 2048}</b>", parse_mode="HTML")
    assert telegram.sent[0].entities[0]["length"] == 4096


async def test_too_many_entities_are_lost_or_refused(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """Beyond 100 they are dropped, which is a violation; too many bytes of links are refused."""
    await bot.send_message(ada, "<b>x</b> " * 101, parse_mode="HTML")
    assert len(telegram.sent[0].entities) == 100
    assert telegram.forgive() == [f"sendMessage to {ada}: 101 entities: those beyond 100 are lost"]
    link = f"<a href='https://arxiv.org/{'x' * 100}'>x</a> "
    with pytest.raises(BadRequest, match="Entities_too_long"):
        await bot.send_message(ada, link * 80, parse_mode="HTML")
    assert telegram.forgive() == ["sendMessage: Bad Request: ENTITIES_TOO_LONG"]


async def test_markup_that_cannot_be_read_is_a_violation(
    telegram: LocalTelegram, bot: Bot, ada: int
) -> None:
    """As the library tells it; what is read but wrong is one too."""
    with pytest.raises(BadRequest, match='Can\'t parse entities: unsupported start tag "p"'):
        await bot.send_message(ada, "<p>x</p>", parse_mode="HTML")
    assert "Unsupported start tag" in telegram.forgive()[0]
    await bot.send_message(
        ada, f"AT&T <a href='https://t.me/{telegram.username}?start=a.b'>x</a>", parse_mode="HTML"
    )
    assert telegram.forgive() == [
        f"sendMessage to {ada}: '&' is not escaped in \"&T <a href='\"",
        f"sendMessage to {ada}: a start payload that is not 1 to 64 of A-Z a-z 0-9 _ -: 'a.b'",
    ]


async def test_paid_messages_are_a_violation(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """They cost."""
    await bot.send_message(ada, "x", allow_paid_broadcast=True)
    assert telegram.forgive() == [f"sendMessage to {ada}: a message that costs Stars"]


async def test_reactions_and_actions(telegram: LocalTelegram, bot: Bot, ada: int) -> None:
    """One emoji of those there are; an action of those there are."""
    said = telegram.tell(ada, "thanks")
    assert await bot.set_message_reaction(ada, said.message_id, "❤")
    assert telegram.message(ada, said.message_id).reactions[bot.id] == ("❤",)
    assert await bot.send_chat_action(ada, "typing")
    with pytest.raises(BadRequest, match="Reaction_invalid"):
        await bot.set_message_reaction(ada, said.message_id, "🧀")
    with pytest.raises(BadRequest, match="Reactions_too_many"):
        await bot.set_message_reaction(ada, said.message_id, ["👍", "👎"])
    with pytest.raises(BadRequest, match="Message to react not found"):
        await bot.set_message_reaction(ada, 999, "👍")
    with pytest.raises(BadRequest, match="Wrong parameter action in request"):
        await bot.send_chat_action(ada, "dancing")
    assert len(telegram.forgive()) == 3
