"""
`paperround run`, killed after Discord took a message and before that was written down.

Discord knows each message by its nonce for some minutes, and a post in a forum is looked for: so
what is sent again after the restart stands there once.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from adapters.views import Line, Span, View, ViewKind, dump
from storage.arrived import DeliveryCounts
from storage.connect import connect
from storage.outbox import DeliveryState, Page
from storage.people import Address, ChatKind, ChatSettings
from tests.fakes.discord.pointing import pointed_at
from tests.fakes.discord.server import LocalDiscord
from tests.stories.runs import Installation, Run

DAY = date(2026, 3, 3)
LONG = 3.0  # seconds of an answer that nobody lives to hear


class OnDiscord(Installation):
    """A bot with a token for the local Discord, and none for Telegram."""

    def settings(self) -> dict[str, str]:
        """The environment of the process, all of it."""
        others = {
            name: value
            for name, value in Installation.settings(self).items()
            if not name.startswith("TELEGRAM")
        }
        return {**others, "DISCORD_API_URL": self.url, "DISCORD_BOT_TOKEN": self.token}


@dataclass(frozen=True, slots=True)
class Digest:
    """Two messages that wait for a channel, or for a forum."""

    local: LocalDiscord
    installation: OnDiscord
    lab: int

    async def waits_for(self, channel: int) -> None:
        """They are in the outbox, and nobody sends them yet."""
        store = await connect(self.installation.database)
        address = Address(platform="discord", chat_id=str(channel))
        chat = await store.open_chat(address, ChatKind.GROUP, ChatSettings())
        now = datetime.now(UTC)
        for part in (1, 2):
            view = dump(a_page(part))
            page = Page(kind="digest", chat=chat.key, day=DAY, part=part, view=view, due_at=now)
            await store.enqueue([page])
        await store.close()

    async def accounts(self) -> DeliveryCounts:
        """What the outbox says of itself."""
        store = await connect(self.installation.database)
        counts = await store.delivery_counts(since=datetime.now(UTC) - timedelta(days=1))
        await store.close()
        return counts

    def killed_when(self, stands: Callable[[], object]) -> None:
        """A life that ends as soon as something *stands* at Discord whose answer is late."""
        with self.installation.running() as run:
            run.until(stands)
            assert run.ends(signal.SIGKILL) == -signal.SIGKILL
        self.local.heal()

    async def lives_to_the_end(self) -> str:
        """A life that is ended gently when nothing is left to do; its log."""
        with self.installation.running() as run:
            await self._settled(run)
            assert run.ends() == 0
            return run.said

    async def _settled(self, run: Run) -> None:
        while (await self.accounts()).unsettled:
            run.until(lambda: True)  # it lives
            await asyncio.sleep(0.1)


def a_page(part: int) -> View:
    """One of two."""
    said = Line((Span(f"Tue 3 Mar 2026 · {part}/2"),))
    return View(kind=ViewKind.DIGEST, head=(said,), lines=(Line((Span(f"Page {part}"),)),))


@pytest.fixture
def digest(tmp_path: Path) -> Iterator[Digest]:
    """A server with the bot in it; no bot behaves badly there."""
    with LocalDiscord() as local, pointed_at(local):
        lab = local.guild("Lab", local.person("ada"), [])
        local.add_bot(lab)
        yield Digest(local, OnDiscord(tmp_path, local.api_url, local.token), lab)
        assert local.violations == []


async def test_a_kill_after_the_first_message_doubles_nothing(digest: Digest) -> None:
    """By its nonce: what is sent once more gives back the message that stands."""
    local, channel = digest.local, digest.local.channel(digest.lab, "papers")
    await digest.waits_for(channel)
    local.fault("slow", route="create_message", after=True, seconds=LONG)
    digest.killed_when(lambda: local.messages(channel))
    told = await digest.accounts()
    assert told.states == {DeliveryState.SENDING: 1, DeliveryState.PENDING: 1}
    log = await digest.lives_to_the_end()
    assert "found sending at start" in log
    (first,) = local.messages(channel)
    (thread,) = local.threads(channel)
    (rest,) = local.messages(thread.id)
    assert ("Page 1" in first.text, "Page 2" in rest.text) == (True, True)
    told = await digest.accounts()
    assert (told.states, told.second_sends) == ({DeliveryState.SENT: 2}, 1)
    assert (len(local.repeats), local.doubles()) == (1, {})


async def test_a_kill_in_the_days_thread_doubles_nothing(digest: Digest) -> None:
    """The thread is not opened a second time, and its message stands once."""
    local, channel = digest.local, digest.local.channel(digest.lab, "papers")
    await digest.waits_for(channel)
    local.fault("slow", route="create_message", nth=2, after=True, seconds=LONG)
    digest.killed_when(lambda: [one for one in local.sent if "Page 2" in one.text])
    told = await digest.accounts()
    assert told.states == {DeliveryState.SENT: 1, DeliveryState.SENDING: 1}
    await digest.lives_to_the_end()
    (thread,) = local.threads(channel)
    assert (len(local.messages(channel)), len(local.messages(thread.id))) == (1, 1)
    assert (await digest.accounts()).states == {DeliveryState.SENT: 2}
    assert (len(local.repeats), local.doubles()) == (1, {})


async def test_a_kill_after_a_post_in_a_forum_doubles_nothing(digest: Digest) -> None:
    """Posts have no nonce: the one that stands is found."""
    local, forum = digest.local, digest.local.forum(digest.lab, "papers", ["cs.CV"])
    await digest.waits_for(forum)
    local.fault("slow", route="new_thread", after=True, seconds=LONG)
    digest.killed_when(lambda: local.threads(forum))
    told = await digest.accounts()
    assert told.states == {DeliveryState.SENDING: 1, DeliveryState.PENDING: 1}
    await digest.lives_to_the_end()
    (post,) = local.threads(forum)
    assert len(local.messages(post.id)) == 2
    assert (await digest.accounts()).states == {DeliveryState.SENT: 2}
    assert local.doubles() == {}


async def test_a_start_says_nothing_of_voice(digest: Digest) -> None:
    """Which the bot has no use for, whatever its library would need for it."""
    with digest.installation.running() as run:
        run.until(lambda: digest.local.sessions.identifies)
        run.until(digest.local.registered)
        assert run.ends() == 0
    assert not [word for word in ("PyNaCl", "davey", "voice") if word in run.said]
