"""What the bot says, as it stands at a strict Discord."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import discord
import pytest

from adapters.conversation import Forbidden, Unacceptable
from adapters.discord.messenger import Messenger
from adapters.views import Action
from tests.adapters.discord.conftest import KEY, person, place, refusal, saying
from tests.fakes.discord.conftest import Bot, Call, Lab, new_bot, running
from tests.fakes.discord.server import LocalDiscord

HELLO = saying("p < 0.05", Action(label="Save", data="1:save:2512.10863"), head="Tuesday")
OTHER = saying("something else")
FILED = replace(HELLO, file_name="saved.bib", file_text="@misc{é}\n")


def later(delta: timedelta) -> datetime:
    """A moment to come."""
    return discord.utils.utcnow() + delta


async def test_a_view_is_a_message(local: LocalDiscord, messenger: Messenger, lab: Lab) -> None:
    """Made of components, without a gateway; nobody is notified."""
    sent = await messenger.send(place(lab.papers), HELLO, key=KEY)
    message = local.message(lab.papers, int(sent))
    assert message.is_layout
    assert "0.05" in message.text
    assert message.button("Save")["custom_id"] == "1:save:2512.10863"
    (called,) = local.calls_of("create_message")
    assert called.body["allowed_mentions"] == {"parse": []}
    assert (called.body["enforce_nonce"], len(called.body["nonce"])) == (True, 25)


async def test_the_library_keeps_no_view(messenger: Messenger, bot: Bot, lab: Lab) -> None:
    """Presses are answered by their data; thousands of views would only fill the memory."""
    sent = await messenger.send(place(lab.papers), HELLO)
    await messenger.edit(place(lab.papers), sent, HELLO)
    assert list(bot.persistent_views) == []


async def test_a_file_goes_with_its_message(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """And an edit leaves it out, or brings another."""
    sent = await messenger.send(place(lab.papers), FILED)
    (file,) = local.history(lab.papers)[0].files
    assert (file.name, file.content.decode()) == ("saved.bib", "@misc{é}\n")
    await messenger.edit(place(lab.papers), sent, HELLO)
    assert local.message(lab.papers, int(sent)).files == ()
    await messenger.edit(place(lab.papers), sent, replace(FILED, file_text="x"))
    assert [file.content for file in local.message(lab.papers, int(sent)).files] == [b"x"]


async def test_a_message_becomes_another(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """In its place, with its buttons and no others."""
    sent = await messenger.send(place(lab.papers), HELLO)
    await messenger.edit(place(lab.papers), sent, OTHER)
    (message,) = local.messages(lab.papers)
    assert (message.text, message.labels, message.edits) == ("something else", (), 1)


async def test_an_old_message_is_left_as_it_is(
    local: LocalDiscord, messenger: Messenger, bot: Bot, lab: Lab
) -> None:
    """Discord counts such edits: it is not even asked."""
    sent = await messenger.send(place(lab.papers), HELLO)
    old = Messenger(bot, now=lambda: later(timedelta(minutes=61)))
    assert isinstance(await refusal(old.edit(place(lab.papers), sent, OTHER)), Unacceptable)
    assert local.calls_of("edit_message") == []


async def test_an_edit_of_what_was_deleted_is_no_use(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """The chat is there all the same."""
    sent = await messenger.send(place(lab.papers), HELLO)
    local.erase(local.message(lab.papers, int(sent)))
    error = await refusal(messenger.edit(place(lab.papers), sent, OTHER))
    assert isinstance(error, Unacceptable)
    assert not error.gone


async def test_a_thread_of_people_is_a_chat(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """What is said there stays there, all parts of a digest too; archived, it opens again."""
    thread = local.thread(lab.papers, "Papers", lab.ada)
    local.archive(thread)
    address = place(lab.papers, thread)
    sent = await messenger.send(address, HELLO)
    await messenger.send(address, OTHER, below=sent)
    await messenger.edit(address, sent, OTHER)
    assert local.texts(thread) == ["something else", "something else"]
    assert local.messages(lab.papers) == []


async def test_a_person_has_a_channel(local: LocalDiscord, messenger: Messenger, lab: Lab) -> None:
    """Opened once; all parts of a digest go there."""
    sent = await messenger.send(person(lab.ada), HELLO)
    await messenger.send(person(lab.ada), OTHER, below=sent)
    await messenger.edit(person(lab.ada), sent, OTHER)
    assert local.texts(local.direct(lab.ada)) == ["something else", "something else"]
    assert len(local.calls_of("open_dm")) == 1


async def test_a_known_private_channel_is_not_opened(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Where the person has spoken before."""
    messenger.private.remember(lab.ada, local.direct(lab.ada))
    await messenger.send(person(lab.ada), HELLO)
    assert local.calls_of("open_dm") == []


async def test_many_people_are_not_opened_at_once(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Discord says when it is too fast; that person waits, and surely got nothing."""
    local.limits.direct = (1, 600.0)
    await messenger.send(person(lab.ada), HELLO)
    error = await refusal(messenger.send(person(lab.bob), HELLO))
    assert (error.retry_after, error.everyone, error.uncertain) == (600.0, False, False)


@pytest.mark.parametrize("closed", ["dms", "guilds"])
async def test_who_closed_the_private_chat_is_gone(
    local: LocalDiscord, messenger: Messenger, lab: Lab, closed: str
) -> None:
    """By a setting, or by leaving the last server that both are in."""
    if closed == "dms":
        local.close_dms(lab.bob)
    else:
        local.part(lab.guild, lab.bob)
    assert (await refusal(messenger.send(person(lab.bob), HELLO))).gone


async def test_nobody_has_this_id(messenger: Messenger, lab: Lab) -> None:
    """Somebody who deleted the account, say."""
    assert (await refusal(messenger.send(person(1), HELLO))).gone


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("where", ["channel", "thread", "person"])
async def test_a_cut_connection_doubles_nothing(
    local: LocalDiscord, messenger: Messenger, lab: Lab, where: str, *, after: bool
) -> None:
    """The next try with the same key gives the first message back, if it arrived."""
    thread = local.thread(lab.papers, "Papers", lab.ada)
    address = {
        "channel": place(lab.papers),
        "thread": place(lab.papers, thread),
        "person": person(lab.ada),
    }[where]
    local.fault("drop", route="create_message", after=after)
    assert (await refusal(messenger.send(address, HELLO, key=KEY))).uncertain
    arrived = [message.id for message in local.sent]
    sent = await messenger.send(address, HELLO, key=KEY)
    assert len(local.sent) == 1
    assert int(sent) == local.sent[0].id
    assert len(arrived) == len(local.repeats) == after


async def test_a_killed_process_doubles_nothing(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Another one, which knows nothing but the key, gets the first message."""
    first = await messenger.send(place(lab.papers), HELLO, key=KEY)
    async with new_bot() as another:
        await another.login(local.token)
        assert await Messenger(another).send(place(lab.papers), HELLO, key=KEY) == first
    assert len(local.sent) == 1
    await messenger.send(place(lab.papers), HELLO, key="another")
    assert len(local.sent) == 2


@pytest.mark.parametrize("kind", ["502", "503"])
async def test_a_server_that_breaks_after_the_effect_doubles_nothing(
    local: LocalDiscord, messenger: Messenger, lab: Lab, kind: str
) -> None:
    """Whether the library tries again by itself, or we do."""
    local.fault(kind, route="create_message", after=True)  # type: ignore[arg-type]
    if kind == "503":
        error = await refusal(messenger.send(place(lab.papers), HELLO, key=KEY))
        assert not error.uncertain
    await messenger.send(place(lab.papers), HELLO, key=KEY)
    assert len(local.sent) == len(local.repeats) == 1


async def test_a_discord_that_cannot_be_reached_leaves_no_doubt(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Nothing was written, but perhaps on a connection that was open just before."""
    await messenger.send(place(lab.papers), HELLO)
    local.go_down()
    await refusal(messenger.send(place(lab.papers), OTHER))
    error = await refusal(messenger.send(place(lab.papers), OTHER))
    assert (error.uncertain, error.gone, error.retry_after) == (False, False, None)
    local.come_back()
    await messenger.send(place(lab.papers), OTHER)


async def test_a_bot_that_is_not_there_says_so(local: LocalDiscord, lab: Lab) -> None:
    """Before it is logged in, and after it was closed."""
    bot = new_bot()
    messenger = Messenger(bot)
    assert not (await refusal(messenger.send(place(lab.papers), HELLO))).uncertain
    await bot.login(local.token)
    await messenger.send(place(lab.papers), HELLO)
    await bot.close()
    assert not (await refusal(messenger.edit(place(lab.papers), "1", HELLO))).uncertain


async def test_one_message_at_a_time_in_a_channel(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """And a slow channel delays no other."""
    other = local.channel(lab.guild, "other")
    slow = local.fault("slow", route="create_message", channel=lab.papers, seconds=60)
    first = asyncio.create_task(messenger.send(place(lab.papers), HELLO))
    await local.until(lambda: slow.struck)
    second = asyncio.create_task(messenger.send(place(lab.papers), OTHER))
    await messenger.send(place(other), HELLO)
    assert not first.done()
    assert len([call for call in local.calls_of("create_message") if call.channel != other]) == 1
    local.heal()
    await asyncio.gather(first, second)
    assert local.texts(lab.papers)[1] == "something else"


async def test_a_message_that_takes_too_long_is_a_doubt(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """The turn in its channel ends, and nobody waits for ever."""
    messenger = Messenger(bot, patience=1.0)
    await messenger.send(place(lab.papers), HELLO)
    local.fault("slow", route="create_message", seconds=60)
    assert (await refusal(messenger.send(place(lab.papers), OTHER, key=KEY))).uncertain
    local.heal()
    await local.until(lambda: len(local.messages(lab.papers)) == 2)
    await messenger.send(place(lab.papers), OTHER, key=KEY)
    assert len(local.messages(lab.papers)) == 2


async def test_a_long_wait_is_told(local: LocalDiscord, lab: Lab) -> None:
    """The chat waits, and nobody sleeps meanwhile."""
    async with new_bot(max_ratelimit_timeout=30) as bot:
        await bot.login(local.token)
        local.fault("429", route="create_message", retry_after=100.0)
        error = await refusal(Messenger(bot).send(place(lab.papers), HELLO))
        assert (error.retry_after, error.everyone, error.uncertain) == (100.0, False, False)


async def test_the_gateway_spares_asking_for_channels(
    local: LocalDiscord, bot: Bot, lab: Lab
) -> None:
    """Without it, a channel is asked for once, and only for what goes into a thread of it."""
    messenger = Messenger(bot)
    before = [await messenger.send(place(lab.papers), HELLO) for _ in range(2)]
    assert local.calls_of("get_channel") == []
    for first in before:
        await messenger.send(place(lab.papers), HELLO, below=first)
    assert len(local.calls_of("get_channel")) == 1
    async with running(new_bot(), local) as listener:
        another = Messenger(bot)
        another.channels.learn_from(listener)
        first = await another.send(place(lab.papers), HELLO)
        await another.send(place(lab.papers), HELLO, below=first)
    assert len(local.calls_of("get_channel")) == 1
    assert len(local.messages(int(first))) == 1


@pytest.mark.parametrize(
    ("lacking", "told"), [("view_channel", "50001"), ("send_messages", "50013")]
)
async def test_a_revoked_permission_is_told(
    local: LocalDiscord, messenger: Messenger, lab: Lab, lacking: str, told: str
) -> None:
    """The chat is not gone; it is written to again when the permission is back."""
    local.revoke(lab.papers, lacking)
    error = await refusal(messenger.send(place(lab.papers), HELLO, key=KEY))
    assert (type(error), error.gone, error.uncertain) == (Forbidden, False, False)
    assert told in str(error)
    local.restore(lab.papers)
    await messenger.send(place(lab.papers), HELLO, key=KEY)
    assert len(local.sent) == 1


async def test_a_deleted_channel_is_gone(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Whether it was known or not."""
    unknown = local.channel(lab.guild, "unknown")
    await messenger.send(place(lab.papers), HELLO)
    for channel in (lab.papers, unknown):
        local.delete_channel(channel)
        assert (await refusal(messenger.send(place(channel), HELLO))).gone


async def test_a_locked_thread_forbids(local: LocalDiscord, messenger: Messenger, lab: Lab) -> None:
    """Its people may open it again."""
    thread = local.thread(lab.papers, "Papers", lab.ada)
    local.archive(thread, locked=True)
    assert isinstance(await refusal(messenger.send(place(lab.papers, thread), HELLO)), Forbidden)


async def test_what_may_not_be_read_is_no_reason_to_send_again(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """A channel that cannot be asked for was not written to."""
    forum = local.forum(lab.guild, "digests", ["cs.CV"])
    local.fault("503", route="get_channel")
    assert not (await refusal(messenger.send(place(forum), HELLO))).uncertain
    local.advance(60)
    await messenger.send(place(forum), HELLO)


async def test_a_forum_is_found_by_its_refusal_and_remembered(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """Nobody looks at a channel before; a message that a forum refuses becomes a post."""
    forum = local.forum(lab.guild, "digests", ["cs.CV"])
    for view in (HELLO, OTHER):
        await messenger.send(place(forum), view)
    assert len(local.calls_of("create_message")) == 1
    assert len(local.threads(forum)) == 2


async def test_where_no_messages_can_stand_none_is_tried_again(
    local: LocalDiscord, messenger: Messenger, lab: Lab
) -> None:
    """A category is no forum."""
    category = local.channel(lab.guild, "Science", kind="category")
    assert isinstance(await refusal(messenger.send(place(category), HELLO)), Unacceptable)


async def test_an_announcement_is_published_on_demand(
    local: LocalDiscord, messenger: Messenger, call: Call, lab: Lab
) -> None:
    """Never by sending alone; a second time changes nothing."""
    news = local.channel(lab.guild, "news", kind="news")
    sent = await messenger.send(place(news), HELLO)
    assert local.calls_of("crosspost") == []
    await messenger.publish(place(news), sent)
    await messenger.publish(place(news), sent)
    assert [call.status for call in local.calls_of("crosspost")] == [200, 400]


async def test_publishing_is_not_waited_for(local: LocalDiscord, lab: Lab) -> None:
    """Ten an hour may be; who has to wait, and where the bot may not write, is told."""
    news = local.channel(lab.guild, "news", kind="news")
    async with new_bot(max_ratelimit_timeout=30) as bot:
        await bot.login(local.token)
        messenger = Messenger(bot)
        sent = await messenger.send(place(news), HELLO)
        local.revoke(news, "send_messages")
        assert isinstance(await refusal(messenger.publish(place(news), sent)), Forbidden)
        local.restore(news)
        local.fault("429", route="crosspost", retry_after=100.0)
        error = await refusal(messenger.publish(place(news), sent))
        assert not error.uncertain
        assert (error.retry_after or 0) >= 100


async def test_only_announcements_are_published(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Where the kind of a channel is known, Discord is not asked in vain."""
    async with running(new_bot(), local) as listener:
        messenger = Messenger(bot)
        messenger.channels.learn_from(listener)
        sent = await messenger.send(place(lab.papers), HELLO)
        error = await refusal(messenger.publish(place(lab.papers), sent))
    assert isinstance(error, Unacceptable)
    assert local.calls_of("crosspost") == []
