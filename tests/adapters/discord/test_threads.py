"""The rest of a digest, in the thread below its first message."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from adapters.conversation import Unacceptable
from adapters.discord.message_ids import Standing, read, written
from adapters.discord.messenger import Messenger
from tests.adapters.discord.conftest import KEY, place, refusal, saying
from tests.fakes.discord.conftest import Bot, Lab
from tests.fakes.discord.permissions import BOT_MAY
from tests.fakes.discord.server import LocalDiscord

FIRST = saying("first", head="Tuesday, 25 November · 14 papers")
REST = saying("rest", head="Tuesday · page 2 of 3")
LAST = saying("last", head="Tuesday · page 3 of 3")


def without(*lacking: str) -> Iterable[str]:
    """What the bot may do otherwise."""
    return [name for name in BOT_MAY if name not in lacking]


@pytest.mark.parametrize("kind", ["text", "news"])
async def test_the_rest_stands_in_the_days_thread(
    local: LocalDiscord, messenger: Messenger, lab: Lab, kind: str
) -> None:
    """One message in the channel; the thread is called by what begins in it."""
    channel = local.channel(lab.guild, "daily", kind=kind)
    first = await messenger.send(place(channel), FIRST)
    rest = await messenger.send(place(channel), REST, below=first)
    last = await messenger.send(place(channel), LAST, below=first)
    (thread,) = local.threads(channel)
    assert (thread.id, thread.name) == (int(first), "Tuesday · page 2 of 3")
    assert [rest, last] == [f"{first}/{one.id}" for one in local.messages(thread.id)]
    assert [one.id for one in local.messages(channel)] == [int(first)]
    assert len(local.calls_of("thread_of_message")) == 1


async def test_what_stands_in_the_thread_is_edited(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """By its id alone."""
    first = await messenger.send(place(lab.papers), FIRST)
    rest = await messenger.send(place(lab.papers), REST, below=first)
    await messenger.edit(place(lab.papers), rest, saying("healed"))
    assert local.texts(int(first)) == ["healed"]


async def test_the_thread_is_opened_once(
    local: LocalDiscord, messenger: Messenger, bot: Bot, lab: Lab
) -> None:
    """After a cut connection, and by another process too, it is the same one."""
    first = await messenger.send(place(lab.papers), FIRST)
    local.fault("drop", route="thread_of_message", after=True)
    error = await refusal(messenger.send(place(lab.papers), REST, key=KEY, below=first))
    assert not error.uncertain  # the message itself was not even tried
    rest = await messenger.send(place(lab.papers), REST, key=KEY, below=first)
    assert await Messenger(bot).send(place(lab.papers), REST, key=KEY, below=first) == rest
    assert (len(local.threads(lab.papers)), len(local.messages(int(first)))) == (1, 1)


async def test_a_cut_connection_in_the_thread_doubles_nothing(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """There are nonces there as well."""
    first = await messenger.send(place(lab.papers), FIRST)
    local.fault("drop", route="create_message", after=True)
    assert (await refusal(messenger.send(place(lab.papers), REST, key=KEY, below=first))).uncertain
    await messenger.send(place(lab.papers), REST, key=KEY, below=first)
    assert len(local.messages(int(first))) == 1


@pytest.mark.parametrize("lacking", ["create_public_threads", "send_messages_in_threads"])
async def test_without_threads_the_rest_stands_in_the_channel(
    local: LocalDiscord, messenger: Messenger, lab: Lab, lacking: str
) -> None:
    """Which the bot may write in; it does not ask for each part."""
    local.revoke(lab.papers, lacking)
    first = await messenger.send(place(lab.papers), FIRST)
    rest = await messenger.send(place(lab.papers), REST, key=KEY, below=first)
    last = await messenger.send(place(lab.papers), LAST, below=first)
    assert [one.id for one in local.messages(lab.papers)] == list(map(int, (first, rest, last)))
    assert len(local.refusals()) == 1


async def test_a_voice_channel_has_no_threads(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """But words."""
    voice = local.channel(lab.guild, "talk", kind="voice")
    first = await messenger.send(place(voice), FIRST)
    await messenger.send(place(voice), REST, below=first)
    assert len(local.messages(voice)) == 2


async def test_other_troubles_in_the_thread_stay_what_they_are(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """And nothing of it comes to stand in the channel."""
    voice = local.channel(lab.guild, "talk", kind="voice")
    begun = await messenger.send(place(voice), FIRST)
    local.fault("503", route="create_message")
    assert not (await refusal(messenger.send(place(voice), REST, below=begun))).uncertain
    first = await messenger.send(place(lab.papers), FIRST)
    for route in ("thread_of_message", "create_message"):
        local.fault("503", route=route)
        await refusal(messenger.send(place(lab.papers), REST, key=KEY, below=first))
    await messenger.send(place(lab.papers), REST, key=KEY, below=first)
    assert len(local.messages(lab.papers)) == len(local.messages(int(first))) == 1


async def test_who_deletes_the_thread_does_not_want_the_rest(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """The chat goes on."""
    first = await messenger.send(place(lab.papers), FIRST)
    await messenger.send(place(lab.papers), REST, below=first)
    local.delete_channel(int(first))
    error = await refusal(messenger.send(place(lab.papers), LAST, below=first))
    assert isinstance(error, Unacceptable)
    assert not error.gone
    await messenger.send(place(lab.papers), FIRST)


async def test_with_the_channel_its_thread_is_gone(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Then the chat is gone too."""
    first = await messenger.send(place(lab.papers), FIRST)
    await messenger.send(place(lab.papers), REST, below=first)
    local.delete_channel(lab.papers)
    assert (await refusal(messenger.send(place(lab.papers), LAST, below=first))).gone


async def test_who_locks_the_thread_does_not_want_the_rest(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Nor tomorrow's to be held up."""
    first = await messenger.send(place(lab.papers), FIRST)
    await messenger.send(place(lab.papers), REST, below=first)
    local.archive(int(first), locked=True)
    error = await refusal(messenger.send(place(lab.papers), LAST, below=first))
    assert isinstance(error, Unacceptable)


async def test_who_deletes_the_first_message_does_not_want_the_rest(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Where there is no thread yet."""
    first = await messenger.send(place(lab.papers), FIRST)
    local.erase(local.message(lab.papers, int(first)))
    error = await refusal(messenger.send(place(lab.papers), REST, below=first))
    assert isinstance(error, Unacceptable)


async def test_the_bot_remembers_a_thousand_threads(messenger: Messenger) -> None:
    """A bot that runs for years does not grow."""
    threads = messenger._threads  # noqa: SLF001 - what it remembers has no other face
    for number in range(1500):
        threads.remember(number, number)
    assert len(threads._places) == 1000  # noqa: SLF001


def test_the_name_of_a_message_tells_where_it_stands() -> None:
    """Where that is not the chat itself."""
    for standing in (Standing(7, 8), Standing(9, 8)):
        assert read(7, written(7, standing)) == standing
    assert (written(7, Standing(7, 8)), written(7, Standing(9, 8))) == ("8", "9/8")
