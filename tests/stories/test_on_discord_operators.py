"""Those who run the bot, on Discord: where they have their commands, whom they reach."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.settings import Settings
from storage.people import Address, ChatKind, ChatSettings
from tests.adapters.discord.listening import plain
from tests.fakes.arxiv.server import LocalArxiv
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import LocalDiscord
from tests.stories.between import BREATH
from tests.stories.conftest import eastern
from tests.stories.on_discord import Scene, on_discord

TEXT = r"We move @everyone <@&1> **tonight**. \n \n See https://example.org"
SAID = "From Lab & Co, who runs this bot:"


def _aside(local: LocalDiscord, number: int) -> str:
    """What is said to a person beside the message on which they pressed."""
    answer = local.answer_to(number)
    return plain(" ".join(one.text for one in answer.followups)) if answer else ""


@pytest.fixture
def local() -> Iterator[LocalDiscord]:
    """A strict local Discord; no story ends with bad manners."""
    with LocalDiscord(heartbeat=2) as local, pointed_at(local):
        yield local
        assert local.violations == []


@dataclass(frozen=True, slots=True)
class Servers:
    """
    Ada runs the bot from *home*, in its channel *office*; Bob administers that server with her.

    Eve has a server of her own with the bot in it, and in that a channel *papers*.
    """

    ada: int
    bob: int
    eve: int
    home: int
    office: int
    theirs: int
    papers: int

    @property
    def settings(self) -> dict[str, Any]:
        """What makes Ada an operator, and her server the place for it."""
        return {
            "admins": (f"discord:{self.ada}",),
            "admin_guilds": (str(self.home),),
            "operator_name": "Lab & Co",
        }


@pytest.fixture
def servers(local: LocalDiscord, arxiv: LocalArxiv) -> Servers:
    """Two of them."""
    arxiv.at(eastern("2026-03-03T09:00"))
    ada, bob, eve = (local.person(name, installed=True) for name in ("ada", "bob", "eve"))
    home, theirs = local.guild("Home", ada, [bob]), local.guild("Theirs", eve, [ada])
    for guild in (home, theirs):
        local.add_bot(guild)
    local.give(home, bob, local.role(home, "admin", ["administrator"]))
    return Servers(
        ada=ada,
        bob=bob,
        eve=eve,
        home=home,
        office=local.channel(home, "office"),
        theirs=theirs,
        papers=local.channel(theirs, "papers"),
    )


async def followed(scene: Scene, channel: int, thread: str = "") -> None:
    """A chat that follows something, from before this story."""
    store = scene.living.means.store
    address = Address(platform="discord", chat_id=str(channel), thread_id=thread)
    kind = ChatKind.PRIVATE if thread == "@me" else ChatKind.GROUP
    chat = await store.open_chat(address, kind, ChatSettings())
    await store.follow(chat.key, "hep-th", at=scene.arxiv.now, most=50)


def said(local: LocalDiscord, channel: int) -> list[str]:
    """The broadcasts that stand in a channel."""
    return [text for text in local.texts(channel) if "who runs this bot" in text]


async def test_their_commands_are_in_their_servers_alone(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, servers: Servers
) -> None:
    """Elsewhere there is /invite, for who manages a server; people find none of them."""
    here = servers
    plain = local.person("fay")
    local.join(here.home, plain)
    async with on_discord(local, arxiv, settings, **here.settings) as scene:
        await local.until(lambda: bool(local.registered(here.home)))
        own = {"status", "broadcast"}
        for person in (here.ada, here.bob):
            assert own | {"invite"} <= set(local.offered(person, here.office))
        assert not own & set(local.offered(plain, here.office))
        assert not own & set(local.offered(here.eve, here.papers))
        assert "invite" in local.offered(here.eve, here.papers)
        assert "invite" not in local.offered(here.ada, here.papers)
        assert not own & set(local.offered(here.ada, local.direct(here.ada)))
        status = await scene.uses(here.ada, here.office, "status")
        assert status.only_for == here.ada
        assert "Chats on discord" in status.text
        for command, options in (("status", {}), ("broadcast", {"text": "Hello"})):
            refused = await scene.uses(here.bob, here.office, command, **options)
            assert "Only the administrators of this bot may do that" in refused.text
            assert refused.only_for == here.bob
        assert scene.faults() == []


async def test_a_broadcast_reaches_all_who_follow_something(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, servers: Servers
) -> None:
    """A channel, a forum by a post, a private chat; nobody who only asked, and nobody is called."""
    here = servers
    forum = local.forum(here.theirs, "digests", ["cs.CV"], needs_tag=True)
    private = local.direct(here.eve)
    group = local.group_dm("Group", [here.bob, here.eve])
    async with on_discord(local, arxiv, settings, **here.settings) as scene:
        await local.until(lambda: bool(local.registered(here.home)))
        await followed(scene, here.papers)
        await followed(scene, forum)
        await followed(scene, here.eve, "@me")
        await scene.uses(here.bob, here.office, "help")
        await scene.uses(here.bob, group, "help")
        preview = await scene.uses(here.ada, here.office, "broadcast", text=TEXT)
        assert preview.only_for == here.ada
        assert SAID in plain(preview.text)
        assert "in 3 chats: discord 3" in plain(preview.text)
        going = await scene.presses(here.ada, preview, "Send to 3 chats")
        assert going.id == preview.id
        assert "3 waiting" in going.text
        await scene.settles()
        for place in (here.papers, private):
            (one,) = [one for one in local.messages(place) if SAID in plain(one.text)]
            assert one.pings == ()
            assert "We move @everyone <@&1> **tonight**.\n\nSee https://" in plain(one.text)
        (post,) = local.threads(forum)
        assert SAID in post.name
        assert len(said(local, post.id)) == 1
        assert said(local, here.office) == []
        assert len(local.calls_of("open_dm")) == 1  # with Eve alone
        looked = await scene.presses(here.ada, going, "Look again")
        assert "3 sent" in looked.text
        status = await scene.uses(here.ada, here.office, "status")
        assert "Broadcast of" in status.text
        assert scene.faults() == []
    assert local.doubles() == {}


async def test_who_forges_is_refused(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, servers: Servers
) -> None:
    """A press of somebody else; and Ada's own, where it may not be done."""
    here = servers
    async with on_discord(local, arxiv, settings, **here.settings) as scene:
        await local.until(lambda: bool(local.registered(here.home)))
        await followed(scene, here.papers)
        preview = await scene.uses(here.ada, here.office, "broadcast", text="Hello")
        asked = await scene.uses(here.bob, here.office, "help")
        elsewhere = await scene.uses(here.ada, here.papers, "help")
        private = await scene.uses(here.ada, local.direct(here.ada), "help")
        for person, message, told in (
            (here.bob, preview, "Only the administrators of this bot may do that."),
            (here.bob, asked, "This button is too old"),  # that message has no such button
            (here.ada, elsewhere, "This button is too old"),
            (here.ada, private, "This button is too old"),
        ):
            number = local.forge(person, message, "1:cast:send:1")
            aside = await local.until(lambda number=number: _aside(local, number))  # type: ignore[misc]
            assert told in aside
        assert "/broadcast" not in elsewhere.text
        assert said(local, here.papers) == []
        await scene.presses(here.ada, preview, "Cancel")
        await scene.settles()
        assert said(local, here.papers) == []
        assert scene.faults() == []


async def test_without_servers_of_theirs_they_have_no_commands(
    local: LocalDiscord, arxiv: LocalArxiv, settings: Settings, servers: Servers
) -> None:
    """Also where they had some before; a server that is let in is let in wherever it is."""
    here = servers
    async with on_discord(local, arxiv, settings, **here.settings) as scene:
        while not await scene.living.means.store.fact("discord commands"):  # noqa: ASYNC110
            await asyncio.sleep(BREATH)
    assert local.registered(here.home)
    nowhere = {**here.settings, "admin_guilds": (), "access": "invite"}
    local.give(here.theirs, here.ada, local.role(here.theirs, "host", ["manage_guild"]))
    async with on_discord(local, arxiv, settings, **nowhere) as scene:
        await local.until(lambda: not local.registered(here.home))
        assert "status" not in local.offered(here.ada, here.office)
        stranger = await scene.uses(here.eve, here.papers, "help")
        assert "not open to all" in stranger.text
        let_in = await scene.uses(here.ada, here.papers, "invite")
        assert "Everybody in this chat may use me now" in let_in.text
        welcome = await scene.uses(here.eve, here.papers, "help")
        assert "/subscribe" in welcome.text
        link = await scene.uses(here.ada, local.direct(here.ada), "invite")
        assert "This admits 1 person" in link.text
        assert scene.faults() == []
