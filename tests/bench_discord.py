"""
Many channels of Discord, measured: a digest for each of 200, at a strict Discord.

It answers as late as the real one, and has its limits: 50 requests a second in all, five messages
in five seconds in a channel. One channel is slow. Measured with a gateway that has told of the
channels, and without any: then as well each message is one request.
"""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from adapters.discord.door import Door
from adapters.discord.limits import limits
from adapters.discord.platform import DiscordPlatform, Finish, Listener
from adapters.views import Line, Span, View, ViewKind, dump
from bot.app import DISCORD_RATE
from bot.deliver import Deliverer
from bot.pacing import Pacer
from storage.connect import connect
from storage.outbox import Page
from storage.people import Address, ChatKind, ChatSettings
from tests.answering import AnsweringBot
from tests.fakes.discord.server import LocalDiscord

CHANNELS = 200
LATE = 0.05  # seconds that each answer takes
SLOW = 3.0  # seconds that one of them takes
OVERALL = 50.0  # requests a second
GUILDS_WITHIN = 0.5  # seconds until the gateway has told of the guild


async def _hear(listener: Listener, bot: object, messenger: object) -> Finish:
    """Nobody asks anything."""
    return _finish


async def _finish() -> None:
    """Nothing is being answered."""


async def measure(
    channels: int = CHANNELS, *, has_gateway: bool = True
) -> tuple[float, float, float]:
    """Messages a second, as a share of what may go; the share of 429s; seconds of the last one."""
    with LocalDiscord(delay=LATE) as local, TemporaryDirectory() as folder:
        ada = local.person("ada")
        lab = local.guild("Lab", ada, [])
        local.add_bot(lab)
        places = [local.channel(lab, f"papers-{n}") for n in range(channels)]
        local.fault("slow", route="create_message", channel=places[0], seconds=SLOW)
        store = await connect(f"sqlite:///{Path(folder) / 'bench.db'}")
        now = datetime.now(UTC)
        for place in places:
            address = Address(platform="discord", chat_id=str(place))
            chat = await store.open_chat(address, ChatKind.GROUP, ChatSettings())
            await store.enqueue([_page(chat.key, now)])
        door = Door(token=local.token, api_url=local.api_url)
        platform = DiscordPlatform(door, _hear)
        pacer = Pacer(DISCORD_RATE, asyncio.get_running_loop().time, asyncio.sleep, limits)
        deliverer = Deliverer(
            store,
            {"discord": platform},
            {"discord": pacer},
            lambda: datetime.now(UTC),
            asyncio.sleep,
        )
        listening = asyncio.create_task(_listen(platform, has_gateway=has_gateway))
        if has_gateway:
            await local.ready()
        await asyncio.sleep(GUILDS_WITHIN)
        began = time.monotonic()
        await deliverer.deliver_due()
        took = time.monotonic() - began
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await platform.close()
        await store.close()
        calls = local.calls_of("create_message")
        ends = sorted(m.at for place in places[1:] for m in local.messages(place))
        rate = (len(ends) - 1) / (ends[-1] - ends[0])
        told = sum(call.status == 429 for call in local.calls)
        assert sum(len(local.messages(place)) for place in places) == channels
        return rate / OVERALL, told / len(calls), took


async def _listen(platform: DiscordPlatform, *, has_gateway: bool) -> None:
    """Hear of the channels; or of nothing, once Discord has told who we are."""
    if has_gateway:
        await platform.listen(AnsweringBot())
    await platform.has_member(Address(platform="discord", chat_id="1"), "1")


def _page(chat: int, now: datetime) -> Page:
    view = View(kind=ViewKind.DIGEST, head=(Line((Span("Tue 3 Mar 2026 · 5 papers"),)),))
    return Page(kind="digest", chat=chat, day=date(2026, 3, 3), part=1, view=dump(view), due_at=now)


def main() -> None:
    """Print it."""
    for has_gateway in (True, False):
        share, told, took = asyncio.run(measure(has_gateway=has_gateway))
        gateway = "with a gateway" if has_gateway else "without a gateway"
        sys.stdout.write(
            f"discord, {gateway}: {CHANNELS} channels, {share:.1%} of {OVERALL:.0f} messages a"
            f" second, {told:.2%} 429s, all in {took:.1f} s (one answered after {SLOW:.0f} s)\n"
        )


if __name__ == "__main__":
    main()
