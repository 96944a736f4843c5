"""The process that is killed: a real store on a real file, the real deliverer, the sink."""

from __future__ import annotations

import asyncio
import signal
import ssl
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection

import httpx

from bot.deliver import Deliverer
from bot.pacing import Pacer
from storage.connect import connect
from storage.store import Store
from tests.fakes.sink.platform import SinkPlatform

LOOK = 0.02  # seconds between looks whether all is done


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What one life of the process gets: the database, the sink, its number, and its pace."""

    database: str
    sink: str
    life: int
    rate: float


def main(work: Work, parent: Connection) -> None:
    """Deliver until nothing is open, or until told to end; *parent* hears when it begins."""
    asyncio.run(_deliver(work, parent))


async def _deliver(work: Work, parent: Connection) -> None:
    loop = asyncio.get_running_loop()
    store = await connect(work.database)
    # Spoken in clear: an empty context saves loading the world's certificates, 0.2 s a life.
    unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(trust_env=False, verify=unused) as client:
        sink = SinkPlatform(client, work.sink, life=work.life)
        await sink.greet()
        deliverer = Deliverer(
            store,
            {"sink": sink},
            {"sink": Pacer(work.rate, loop.time, asyncio.sleep)},
            lambda: datetime.now(UTC),
            asyncio.sleep,
        )
        told_to_end = asyncio.Event()
        loop.add_signal_handler(signal.SIGTERM, told_to_end.set)
        parent.send_bytes(b"begun")
        running = asyncio.create_task(deliverer.run())
        ending = [
            asyncio.create_task(told_to_end.wait()),
            asyncio.create_task(_all_settled(store)),
        ]
        await asyncio.wait({running, *ending}, return_when=asyncio.FIRST_COMPLETED)
        for waiting in ending:
            waiting.cancel()
        await deliverer.drain()
        await running
    await store.close()


async def _all_settled(store: Store) -> None:
    since = datetime.now(UTC) - timedelta(days=1)
    while (await store.delivery_counts(since=since)).unsettled:  # noqa: ASYNC110 - a table tells
        await asyncio.sleep(LOOK)
