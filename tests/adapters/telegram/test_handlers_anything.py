"""Whatever is written, wherever: it is for the bot or it is not, and nothing breaks."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, MessageEntity, User
from telegram.constants import ChatType, MessageEntityType

from adapters.telegram.addressed import Addressed

ME = User(7, "Paperround", is_bot=True, username="paperround_bot")
ADA = User(5, "Ada", is_bot=False)
ADDRESSED = Addressed(ME, lambda name: name == "paper")
MOMENT = datetime(2025, 12, 12, tzinfo=UTC)
PARTS = ("@paperround_bot", "/paper", "/paper@paperround_bot", "/paper@other", "😀", " ", "\n")
WORDS = st.lists(st.one_of(st.sampled_from(PARTS), st.text(max_size=4096)), max_size=8)
MARKS = st.builds(
    MessageEntity,
    st.sampled_from(MessageEntityType),
    st.integers(0, 5000),
    st.integers(0, 5000),
    user=st.sampled_from((ME, ADA, None)),
)


def written(where: str, text: str | None, marks: list[MessageEntity], **how: object) -> Message:
    """A message in a chat of this kind."""
    chat = Chat(5 if where == ChatType.PRIVATE else -5, where)
    return Message(1, MOMENT, chat, from_user=ADA, text=text, entities=marks, **how)  # type: ignore[arg-type]


@given(
    where=st.sampled_from(
        [ChatType.PRIVATE, ChatType.GROUP, ChatType.SUPERGROUP, ChatType.CHANNEL]
    ),
    text=st.one_of(st.none(), WORDS.map("".join)),
    marks=st.lists(MARKS, max_size=5),
    is_caption=st.booleans(),
)
def test_any_message_is_for_the_bot_or_not(
    where: str, text: str | None, marks: list[MessageEntity], *, is_caption: bool
) -> None:
    """Also with marks that lie outside the text, and in texts of any signs."""
    message = written(where, text, marks)
    if is_caption:
        message = written(where, None, [], caption=text, caption_entities=marks)
    words = ADDRESSED.words(message)
    assert words is None or words in (text or "") or where != ChatType.PRIVATE
    assert where != ChatType.PRIVATE or (words or "") == (text or "")


@given(st.text(max_size=100), st.text(max_size=100))
def test_the_name_is_taken_out_whole(before: str, after: str) -> None:
    """Wherever it stands, and whatever stands around it, counted as Telegram counts."""
    begin = len(before.encode("utf-16-le", "surrogatepass")) // 2
    mark = MessageEntity(MessageEntityType.MENTION, begin, len("@Paperround_Bot"))
    message = written(ChatType.GROUP, f"{before}@Paperround_Bot{after}", [mark])
    assert ADDRESSED.words(message) == (before + after).strip()
