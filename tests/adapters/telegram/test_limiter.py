"""The real bot with the real pacer before it, at a strict Telegram: no flood limit in vain."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from telegram import BotCommand
from telegram.error import BadRequest, RetryAfter, TelegramError
from telegram.ext import ExtBot
from telegram.request import HTTPXRequest

from adapters.telegram.errors import delivery_error, seconds_of
from adapters.telegram.limiter import PATIENCE, PacedLimiter, Sending, is_counted, limits
from bot.pacing import Pacer
from storage.people import Address
from tests.fakes.telegram.conftest import NO_TLS
from tests.fakes.telegram.server import LocalTelegram

pytestmark = pytest.mark.filterwarnings("ignore:Deprecated since version v22.2")

ANSWER, DELIVERY = Sending.ANSWER, Sending.DELIVERY


@dataclass
class Turns:
    """A pacer's turns, as they were asked for, and its pauses."""

    pacer: Pacer
    asked: list[tuple[str, bool]] = field(default_factory=list)
    pauses: list[tuple[float, str]] = field(default_factory=list)

    async def turn(self, chat: Address | None = None, *, answer: bool = False) -> None:
        """As the pacer gives it."""
        self.asked.append((str(chat), answer))
        await self.pacer.turn(chat, answer=answer)

    def pause(self, seconds: float, chat: Address | None = None) -> None:
        """Let the pacer wait."""
        self.pauses.append((seconds, str(chat)))
        self.pacer.pause(seconds, chat)


@pytest.fixture
def turns(telegram: LocalTelegram) -> Turns:
    """The pace of Telegram; time passes there where somebody waits, and only there."""
    telegram.hold()

    async def sleep(seconds: float) -> None:
        telegram.advance(seconds)

    return Turns(Pacer(30, telegram.clock.now, sleep, limits))


@pytest.fixture
async def paced(telegram: LocalTelegram, turns: Turns) -> AsyncIterator[ExtBot[Sending]]:
    """The bot whose calls wait for their turns."""
    request, polling = (
        HTTPXRequest(httpx_kwargs={"trust_env": False, "verify": NO_TLS}) for _ in range(2)
    )
    bot: ExtBot[Sending] = ExtBot(
        telegram.token,
        base_url=telegram.base_url,
        request=request,
        get_updates_request=polling,
        rate_limiter=PacedLimiter(turns, telegram.clock.now),
    )
    async with bot:
        yield bot


@pytest.fixture
def group(telegram: LocalTelegram, ada: int) -> int:
    """A forum with the bot."""
    group = telegram.supergroup("Readers", ada, forum=True)
    telegram.add_bot(group, ada)
    return group


def others(telegram: LocalTelegram, number: int) -> list[int]:
    """So many more who have started the bot."""
    people = [telegram.person(f"Reader {index}") for index in range(number)]
    for person in people:
        telegram.begin(person)
    return people


async def refused(bot: ExtBot[Sending], chat: int, sending: Sending | None = None) -> float:
    """How many seconds who writes to *chat* is told to wait."""
    with pytest.raises(RetryAfter) as told:
        await bot.send_message(chat, "refused", rate_limit_args=sending)
    return seconds_of(told.value)


async def test_what_nobody_reads_waits_for_nothing(
    telegram: LocalTelegram, paced: ExtBot[Sending], turns: Turns, group: int, ada: int
) -> None:
    """Questions to Telegram, commands, answers to presses."""
    await paced.get_me()
    await paced.get_chat_member(group, ada)
    await paced.set_my_commands([BotCommand("start", "begin")])
    await paced.send_chat_action(ada, "typing")
    with pytest.raises(BadRequest):
        await paced.answer_callback_query("123")
    assert turns.asked == []
    assert telegram.violations == []


def test_all_that_is_shown_is_counted() -> None:
    """Whatever methods the library has for it."""
    counted = "sendMessage sendDocument sendPhoto editMessageText editMessageReplyMarkup"
    assert all(map(is_counted, counted.split()))
    free = "sendChatAction editForumTopic answerInlineQuery getUpdates deleteMessage setWebhook"
    assert not any(map(is_counted, free.split()))


async def test_who_goes_first_and_who_has_had_its_turn(
    paced: ExtBot[Sending], turns: Turns, ada: int
) -> None:
    """An answer asks as one, a delivery not at all, anything else like a digest."""
    chat = f"telegram:{ada}"
    answer = await paced.send_message(ada, "answer", rate_limit_args=ANSWER)
    delivery = await paced.send_message(ada, "delivery", rate_limit_args=DELIVERY)
    assert delivery.message_id == answer.message_id + 1
    assert (answer.text, delivery.text) == ("answer", None)  # which nobody reads
    sent = await paced.send_document(ada, b"file")
    with pytest.raises(BadRequest, match="not modified"):
        await paced.edit_message_reply_markup(ada, sent.message_id, rate_limit_args=ANSWER)
    assert turns.asked == [(chat, True), (chat, False), (chat, True)]


async def test_a_group_gets_no_more_than_twenty_a_minute(
    telegram: LocalTelegram, paced: ExtBot[Sending], group: int
) -> None:
    """Edits and all topics together; and those come at once, the others when they may."""
    topic = telegram.topic(group, "Papers")
    begun = telegram.clock.now()
    first = await paced.send_message(group, "0", rate_limit_args=ANSWER)
    for number in range(1, 70):
        if number % 3 == 0:
            await paced.edit_message_text(
                str(number), group, first.message_id, rate_limit_args=ANSWER
            )
        else:
            thread = topic if number % 3 == 1 else None
            await paced.send_message(
                group, str(number), message_thread_id=thread, rate_limit_args=ANSWER
            )
    assert telegram.refusals() == []
    assert telegram.most_in(60, chat=group) <= 20
    assert 3 * 60 < telegram.clock.now() - begun < 3 * 62 + 3


async def test_a_person_gets_a_burst_and_then_about_one_a_second(
    telegram: LocalTelegram, paced: ExtBot[Sending], ada: int
) -> None:
    """Five at once."""
    begun = telegram.clock.now()
    for number in range(20):
        await paced.send_message(ada, str(number), rate_limit_args=ANSWER)
        if number == 4:
            assert telegram.clock.now() - begun < 1
    assert telegram.refusals() == []
    assert 16 < telegram.clock.now() - begun < 20


async def test_thirty_a_second_are_never_refused(
    telegram: LocalTelegram, paced: ExtBot[Sending]
) -> None:
    """One after the other, to as many people; how they fare at once is measured elsewhere."""
    for person in others(telegram, 100):
        await paced.send_message(person, "digest")
    assert telegram.refusals() == []
    assert len(telegram.sent) == 100


async def test_an_answer_waits_as_told_and_is_sent_again(
    telegram: LocalTelegram, paced: ExtBot[Sending], turns: Turns, ada: int
) -> None:
    """Exactly so long; others do not wait."""
    (other,) = others(telegram, 1)
    telegram.fault("429", chat=ada, retry_after=27)
    begun = telegram.clock.now()
    await paced.send_message(ada, "answer", rate_limit_args=ANSWER)
    assert 27 <= telegram.clock.now() - begun < 28
    assert turns.pauses == [(27, f"telegram:{ada}")]
    assert telegram.texts(ada) == ["answer"]
    await paced.send_message(other, "digest")
    assert telegram.texts(other) == ["digest"]


async def test_an_answer_is_sent_again_only_once(
    telegram: LocalTelegram, paced: ExtBot[Sending], ada: int
) -> None:
    """A second refusal is for whoever asked."""
    telegram.fault("429", chat=ada, retry_after=5, times=2)
    assert await refused(paced, ada, ANSWER) == pytest.approx(5, abs=0.5)
    assert len(telegram.calls_of("sendMessage")) == 2


async def test_a_delivery_is_told_and_its_chat_is_silent(
    telegram: LocalTelegram, paced: ExtBot[Sending], turns: Turns, ada: int
) -> None:
    """Nobody waits with a claimed message in hand, and nobody asks Telegram meanwhile."""
    telegram.fault("429", chat=ada, retry_after=27)
    begun = telegram.clock.now()
    assert await refused(paced, ada, DELIVERY) == pytest.approx(27, abs=0.5)
    assert turns.pacer.is_silent(Address(platform="telegram", chat_id=str(ada), thread_id="3"))
    telegram.advance(20)
    assert await refused(paced, ada, DELIVERY) == pytest.approx(7, abs=0.5)
    assert await refused(paced, ada) == pytest.approx(7, abs=0.5)
    assert len(telegram.calls_of("sendMessage")) == 1
    await paced.send_message(ada, "answer", rate_limit_args=ANSWER)
    assert 27 <= telegram.clock.now() - begun < 28


async def test_nobody_is_kept_waiting_for_minutes(
    telegram: LocalTelegram, paced: ExtBot[Sending], ada: int
) -> None:
    """Who asks meanwhile hears at once that it takes longer; Telegram is not asked."""
    telegram.fault("429", chat=ada, retry_after=int(PATIENCE) + 20)
    assert await refused(paced, ada, ANSWER) > PATIENCE
    assert await refused(paced, ada, ANSWER) > PATIENCE
    assert len(telegram.calls_of("sendMessage")) == 1
    telegram.advance(21)
    await paced.send_message(ada, "answer", rate_limit_args=ANSWER)


async def test_waits_that_end_together_are_one_of_everyone(
    telegram: LocalTelegram, paced: ExtBot[Sending], turns: Turns
) -> None:
    """Telegram does not say whom it means: what two chats are told at once is meant for all."""
    first, second, third = others(telegram, 3)
    telegram.fault("429", retry_after=30, everyone=True)
    errors = await asyncio.gather(
        *(paced.send_message(chat, "x", rate_limit_args=DELIVERY) for chat in (first, second)),
        return_exceptions=True,
    )
    told = [delivery_error(error) for error in errors if isinstance(error, TelegramError)]
    assert [one.everyone for one in told] == [False, True]
    assert turns.pauses == [(30, f"telegram:{first}"), (30, "None")]
    telegram.advance(10)
    assert await refused(paced, third) == pytest.approx(20, abs=0.5)
    begun = telegram.clock.now()
    await paced.send_message(third, "answer", rate_limit_args=ANSWER)
    assert telegram.clock.now() - begun == pytest.approx(20, abs=0.5)


async def test_waits_that_end_apart_are_of_their_chats(
    telegram: LocalTelegram, paced: ExtBot[Sending], turns: Turns
) -> None:
    """Each for itself; the longer one of a chat lasts also where everyone waits."""
    first, second, third = others(telegram, 3)
    for chat, seconds in ((first, 50), (second, 30), (third, 31)):
        telegram.fault("429", chat=chat, retry_after=seconds)
        await refused(paced, chat, DELIVERY)
    assert [who for _, who in turns.pauses] == [f"telegram:{first}", f"telegram:{second}", "None"]
    assert await refused(paced, first) == pytest.approx(50, abs=0.5)
    assert await refused(paced, second) == pytest.approx(31, abs=0.5)


async def test_a_message_in_no_known_chat_is_not_tried_again(
    telegram: LocalTelegram, paced: ExtBot[Sending], turns: Turns, ada: int
) -> None:
    """It was chosen inline; nobody can be told to be silent."""
    telegram.fault("429", method="editMessageText", retry_after=9)
    with pytest.raises(RetryAfter) as told:
        await paced.edit_message_text("x", inline_message_id="abc", rate_limit_args=ANSWER)
    assert seconds_of(told.value) == 9
    assert turns.asked == [("None", True)]
    assert turns.pauses == []
    await paced.send_message(ada, "answer", rate_limit_args=ANSWER)
