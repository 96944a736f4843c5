"""Telegram as a platform that listens: how it begins, how it ends, what it does beside."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator

import pytest
from structlog.testing import capture_logs

from adapters.conversation import DeliveryError, Request
from adapters.telegram.platform import TelegramPlatform
from adapters.views import Action, View
from storage.people import Address
from tests.adapters.telegram.conftest import Listener, saying
from tests.adapters.telegram.platforms import a_platform, closing, listening
from tests.fakes.telegram.server import LocalTelegram


@pytest.fixture
async def platform(telegram: LocalTelegram) -> AsyncIterator[TelegramPlatform]:
    """The bot, not begun yet."""
    async with closing(a_platform(telegram)) as platform:
        yield platform


def private(person: int) -> Address:
    """Somebody's private chat."""
    return Address(platform="telegram", chat_id=str(person))


async def test_what_people_write_is_answered(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Also what they wrote before the bot began; and commands are proposed meanwhile."""
    async with listening(platform, listener):
        assert (await telegram.reply(ada)).text == "heard /start"
        said = telegram.tell(ada, "/saved")
        assert (await telegram.reply(ada, said)).text == "heard /saved"
        await telegram.until(lambda: "saved" in telegram.commands_for())


async def test_answers_do_not_wait_until_commands_are_proposed(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Which takes a call for each language and kind of chat; it ends with the rest."""
    slow = telegram.fault("slow", method="getMyCommands", seconds=30)
    async with listening(platform, listener):
        assert (await telegram.reply(ada)).text == "heard /start"
        assert slow.struck == 1


async def test_at_the_end_answers_arrive_and_nothing_is_told_again(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """An update that was fetched is confirmed, and its answer is finished."""
    go = asyncio.Event()

    async def slowly(request: Request) -> AsyncIterator[View]:
        await go.wait()
        yield saying(f"heard {request.text}")

    listener.answering = slowly
    async with listening(platform, listener) as task:
        await listener.asked("/start")
        task.cancel()
        await telegram.until(lambda: telegram.updates.pending == 0)
        assert telegram.texts(ada) == []
        go.set()
        await asyncio.wait({task})
    assert telegram.texts(ada) == ["heard /start"]
    async with closing(a_platform(telegram)) as again, listening(again, listener):
        said = telegram.tell(ada, "/saved")
        await telegram.reply(ada, said)
    assert listener.words == ["/start", "/saved"]


async def test_it_listens_again_after_an_end(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Each update is answered once all the same."""
    async with listening(platform, listener):
        await telegram.reply(ada)
    async with listening(platform, listener):
        said = telegram.tell(ada, "/saved")
        await telegram.reply(ada, said)
    assert telegram.texts(ada) == ["heard /start", "heard /saved"]


async def test_an_update_that_nobody_can_read_stops_no_other(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener
) -> None:
    """The log tells of which kind it was, and nothing that is in it."""
    telegram.push("message", {"text": "a secret thought", "message_id": "?"})
    telegram.push("poll_answer", {})
    telegram.push()
    person = telegram.person("Ada")
    telegram.begin(person)
    with capture_logs() as logs:
        async with listening(platform, listener):
            assert (await telegram.reply(person)).text == "heard /start"
    unread = [log for log in logs if log["event"] == "update not read"]
    assert [log["kind"] for log in unread] == ["message", "poll_answer"]
    assert "a secret thought" not in str(logs)


async def test_an_update_that_nobody_can_read_stops_no_end(
    platform: TelegramPlatform, telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """It comes as the answer to the last word."""
    async with listening(platform, listener):
        await telegram.reply(ada)
        telegram.fault("500", method="getUpdates")
        telegram.push("message", {"text": "?"})
        await telegram.until(lambda: telegram.faults.waiting[0].struck)
    assert telegram.updates.pending == 1


async def test_a_group_gets_links_before_anybody_listens(
    platform: TelegramPlatform, telegram: LocalTelegram, ada: int
) -> None:
    """What is delivered at the very start asks for the bot's name itself."""
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    assert platform.link("p_1") == ""
    view = saying("A digest", Action(label="1", data="1:card:1", payload="p_1"))
    address = Address(platform="telegram", chat_id=str(group))
    sent = await platform.send(address, view, "key")
    message = telegram.message(group, int(sent))
    assert message.button("1")["url"] == "https://t.me/paperround_bot?start=p_1"
    assert platform.link("p_1") == "https://t.me/paperround_bot?start=p_1"
    await platform.edit(address, sent, saying("A digest, mended"))
    assert telegram.texts(group) == ["A digest, mended"]


async def test_what_is_sent_before_telegram_is_there_was_surely_not_sent(
    platform: TelegramPlatform, telegram: LocalTelegram, ada: int
) -> None:
    """So it is tried again without a doubt, at the start and later."""
    telegram.go_down()
    everyone = await _surely_not_sent(platform, ada)
    assert [(error.everyone, error.retry_after) for error in everyone] == [(True, 10.0)] * 2
    telegram.come_back()
    await platform.send(private(ada), saying("Good morning"), "key")
    telegram.go_down()
    await _surely_not_sent(platform, ada)
    telegram.come_back()
    assert telegram.texts(ada) == ["Good morning"]


async def _surely_not_sent(platform: TelegramPlatform, person: int) -> list[DeliveryError]:
    errors = []
    for sending in (
        platform.send(private(person), saying("Good morning"), "key"),
        platform.edit(private(person), "1", saying("Good morning")),
    ):
        with pytest.raises(DeliveryError) as caught:
            await sending
        error = caught.value
        assert (error.gone, error.uncertain, error.moved_to) == (False, False, "")
        errors.append(error)
    return errors


async def test_who_is_in_a_chat(
    platform: TelegramPlatform, telegram: LocalTelegram, ada: int
) -> None:
    """As far as Telegram tells; where it cannot be asked, nobody is."""
    bob = telegram.person("Bob")
    group = telegram.group("Readers", ada)
    telegram.add_bot(group, ada)
    address = Address(platform="telegram", chat_id=str(group))
    assert await platform.has_member(address, str(ada))
    assert not await platform.has_member(address, str(bob))
    assert not await platform.has_member(address, "nobody")
    telegram.go_down()
    assert not await platform.has_member(address, str(ada))
    async with closing(a_platform(telegram)) as cut_off:
        assert not await cut_off.has_member(address, str(ada))
    telegram.come_back()


async def test_it_is_closed_as_often_as_one_likes(
    telegram: LocalTelegram, listener: Listener, ada: int
) -> None:
    """Also where it never began, or could not."""
    never = a_platform(telegram)
    await never.close()
    await never.close()
    telegram.go_down()
    vain = a_platform(telegram)
    assert not await vain.has_member(private(ada), str(ada))
    await vain.close()
    telegram.come_back()
    begun = a_platform(telegram)
    async with listening(begun, listener):
        await telegram.reply(ada)
    await begun.close()
    await begun.close()
