"""Stories of delivery: a real store, a platform over HTTP, and a clock that is moved by hand."""

from __future__ import annotations

import asyncio
import ssl
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http import HTTPStatus

import httpx
import pytest
from structlog.testing import capture_logs

from adapters.views import Line, Span, View, dump
from bot.deliver import BATCH, Deliverer, key_of
from bot.lane import AWAY, IN_FLIGHT, LOST, Lane
from bot.pacing import Limits, Pacer, without_limits
from bot.settling import BACKOFF, FORBIDDEN_FOR, GIVEN_UP_AFTER, ONCE_MORE
from storage.outbox import DeliveryState, Page
from storage.people import Address, ChatKind, ChatSettings, ChatState
from storage.store import Store
from tests.fakes.sink.disk import FullDisk
from tests.fakes.sink.platform import SinkPlatform
from tests.fakes.sink.server import LocalSink, Refusal

MORNING = datetime(2025, 11, 24, 8, 30, tzinfo=UTC)
A_SECOND, A_MINUTE, AN_HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
PENDING, SENT, UNCERTAIN = DeliveryState.PENDING, DeliveryState.SENT, DeliveryState.UNCERTAIN
FAILED, WITHDRAWN = DeliveryState.FAILED, DeliveryState.WITHDRAWN
SENDING, EXPIRED = DeliveryState.SENDING, DeliveryState.EXPIRED
NO_ANSWER = Refusal(ending="drop", taken=True)


def refused(**told: object) -> Refusal:
    """The sink answers with an error that carries *told*."""
    return Refusal(told=told)


@dataclass
class House:
    """The outbox, the sink, and what sends from one to the other."""

    store: Store
    sink: LocalSink
    client: httpx.AsyncClient
    now: datetime = MORNING
    slept: list[float] = field(default_factory=list)
    held: dict[str, asyncio.Event] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """One deliverer, as quick as can be."""
        self.deliverer = self.another()

    def another(self, url: str = "", *, limits: Limits = without_limits) -> Deliverer:
        """One more deliverer on the same database."""
        pacer = Pacer(1e6, self._seconds, asyncio.sleep, limits)
        platform = SinkPlatform(self.client, url or self.sink.url, held=self.held)
        return Deliverer(
            self.store, {"sink": platform}, {"sink": pacer}, lambda: self.now, self.sleep
        )

    def _seconds(self) -> float:
        return self.now.timestamp()

    def hold(self, *names: str) -> asyncio.Event:
        """Keep the answers to these chats back, until the event is set."""
        let_go = asyncio.Event()
        self.held.update(dict.fromkeys(names, let_go))
        return let_go

    async def sleep(self, seconds: float) -> None:
        """Let the time pass at once."""
        self.slept.append(seconds)
        self.now += timedelta(seconds=seconds)

    async def put(self, name: str, *parts: int, kind: str = "digest") -> int:
        """Pages for the chat *name*, due now: their texts are `name.part`; the chat's key."""
        address = Address(platform="sink", chat_id=name)
        chat = await self.store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
        await self.store.enqueue(
            Page(
                kind=kind,
                chat=chat.key,
                day=self.now.date(),
                part=part,
                view=dump(View(lines=(Line((Span(f"{name}.{part}"),)),))),
                due_at=self.now,
            )
            for part in parts
        )
        return chat.key

    async def deliver(self, after: timedelta = timedelta(0)) -> list[str]:
        """Let some time pass and send what is due then; what arrived."""
        self.now += after
        arrived = len(self.sink.got)
        await self.deliverer.deliver_due()
        return self.sink.texts[arrived:]

    async def states(self) -> dict[DeliveryState, int]:
        """How many deliveries are in which state."""
        since = MORNING - timedelta(days=9)
        return dict((await self.store.delivery_counts(since=since)).states)

    async def reach(self, states: dict[DeliveryState, int]) -> None:
        """Wait until the deliveries are in these states."""
        while await self.states() != states:  # noqa: ASYNC110 - a table tells
            await asyncio.sleep(0)

    async def second_sends(self) -> int:
        """How many messages were sent again after a doubt."""
        return (await self.store.delivery_counts(since=MORNING)).second_sends


@pytest.fixture
def sink() -> Iterator[LocalSink]:
    """A sink that answers at once."""
    with LocalSink() as local:
        yield local


@pytest.fixture
async def house(store: Store, sink: LocalSink) -> AsyncIterator[House]:
    """Everything empty, at half past eight."""
    unused = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    async with httpx.AsyncClient(trust_env=False, verify=unused) as client:
        yield House(store, sink, client)


async def test_what_is_due_is_sent_once_and_in_order(house: House) -> None:
    """Parts follow each other within a chat; sent is sent, also for the next start."""
    await house.put("a", 1, 2, 3)
    await house.put("b", 1)
    arrived = await house.deliver()
    assert sorted(arrived) == ["a.1", "a.2", "a.3", "b.1"]
    assert [text for text in arrived if text[0] == "a"] == ["a.1", "a.2", "a.3"]
    assert await house.states() == {SENT: 4}
    await house.deliverer.take_up()
    assert await house.deliver(A_MINUTE) == []


async def test_planning_again_and_a_clock_moved_back_send_nothing_more(house: House) -> None:
    """The outbox knows what it had."""
    await house.put("a", 1, 2)
    assert len(await house.deliver()) == 2
    await house.put("a", 1, 2)
    assert await house.deliver() == []
    assert await house.deliver(-AN_HOUR) == []
    await house.put("a", 1, 2)
    assert await house.deliver(AN_HOUR) == []


async def test_a_message_has_one_name(house: House) -> None:
    """The key is the same at each try, another for each page, and short enough for Discord."""
    await house.put("a", 1, 2)
    house.sink.refusals["a"] = [NO_ANSWER]
    (first,) = await house.store.due("sink", house.now, limit=9)
    await house.deliver()
    await house.deliver(ONCE_MORE)
    keys = [got.key for got in house.sink.got]
    assert keys[0] == keys[1] == key_of(first) != keys[2]
    assert all(len(key) <= 25 for key in keys)


async def test_a_chat_that_is_gone_is_left_alone(house: House) -> None:
    """Blocked: what waits for it is withdrawn, and nobody asks again."""
    key = await house.put("a", 1, 2)
    await house.put("b", 1)
    house.sink.refusals["a"] = [refused(gone=True)]
    assert await house.deliver() == ["b.1"]
    assert await house.states() == {FAILED: 1, WITHDRAWN: 1, SENT: 1}
    chat = await house.store.chat_by_key(key)
    assert chat is not None
    assert chat.state is ChatState.GONE
    assert await house.deliver(AN_HOUR) == []
    assert house.sink.asked.count("a") == 1


async def test_a_chat_that_forbids_to_write_is_tried_again_for_a_week(house: House) -> None:
    """Every eight hours; what waits for it is taken back each time, and planned anew."""
    key, tries = await house.put("a", 1, 2), 0
    await house.put("b", 1)
    house.sink.refusals["a"] = [refused(forbidden=True) for _ in range(99)]
    assert await house.deliver() == ["b.1"]
    assert await house.states() == {FAILED: 1, WITHDRAWN: 1, SENT: 1}
    while await chat_state(house, key) is ChatState.ACTIVE:
        tries += 1
        await house.put("a", 1, 2)
        assert await house.deliver(FORBIDDEN_FOR - A_SECOND) == []
        assert house.sink.asked.count("a") == tries
        await house.deliver(A_SECOND)
    assert tries == GIVEN_UP_AFTER // FORBIDDEN_FOR
    assert await house.deliver(FORBIDDEN_FOR) == []


async def test_a_chat_that_lets_the_bot_write_again_gets_its_pages(house: House) -> None:
    """And a week begins anew with the next refusal, also after somebody has come back."""
    key = await house.put("a", 1)
    house.sink.refusals["a"] = [refused(forbidden=True)]
    assert await house.deliver() == []
    await house.put("a", 1, 2)
    assert await house.deliver(FORBIDDEN_FOR) == ["a.1", "a.2"]
    house.now += GIVEN_UP_AFTER
    await house.put("a", 1)
    house.sink.refusals["a"] = [refused(forbidden=True)]
    assert await house.deliver() == []
    assert await chat_state(house, key) is ChatState.ACTIVE
    await house.put("a", 1)
    await house.store.chats_back(Address(platform="sink", chat_id="a"))
    assert await house.deliver() == ["a.1"]


async def chat_state(house: House, key: int) -> ChatState | None:
    """Whether a chat gets its digests."""
    chat = await house.store.chat_by_key(key)
    return chat.state if chat else None


async def test_a_flood_limit_of_one_chat_is_obeyed_exactly(house: House) -> None:
    """That chat waits, not a second less; the others go on."""
    await house.put("a", 1, 2)
    await house.put("b", 1)
    house.sink.refusals["a"] = [refused(retry_after=27.0)]
    assert await house.deliver() == ["b.1"]
    assert await house.deliver(timedelta(seconds=26)) == []
    assert house.sink.asked.count("a") == 1
    assert await house.deliver(A_SECOND) == ["a.1", "a.2"]
    assert await house.second_sends() == 0


async def test_a_flood_limit_of_everyone_is_obeyed_by_everyone(house: House) -> None:
    """Also after a restart, and also by what becomes due meanwhile."""
    await house.put("a", 1)
    house.sink.refusals["a"] = [refused(retry_after=27.0, everyone=True)]
    assert await house.deliver() == []
    await house.put("b", 1)
    house.deliverer = house.another()
    await house.deliverer.take_up()
    assert await house.deliver(timedelta(seconds=26)) == []
    assert house.sink.asked == ["a"]
    assert sorted(await house.deliver(A_SECOND)) == ["a.1", "b.1"]


async def test_a_doubt_is_sent_once_more(house: House) -> None:
    """30 to 60 seconds later, once, and counted; the next part waits for it."""
    await house.put("a", 1, 2)
    house.sink.refusals["a"] = [NO_ANSWER]
    assert await house.deliver() == ["a.1"]
    assert await house.states() == {UNCERTAIN: 1, PENDING: 1}
    assert await house.deliver(timedelta(seconds=29)) == []
    assert await house.deliver(timedelta(seconds=31)) == ["a.1", "a.2"]
    assert await house.states() == {SENT: 2}
    assert await house.second_sends() == 1


async def test_a_second_doubt_is_the_last(house: House) -> None:
    """It may have come twice already; a third time would not help."""
    await house.put("a", 1, 2)
    house.sink.refusals["a"] = [NO_ANSWER, NO_ANSWER]
    assert await house.deliver() == ["a.1"]
    assert await house.deliver(A_MINUTE) == ["a.1", "a.2"]
    assert await house.states() == {UNCERTAIN: 1, SENT: 1}
    assert await house.deliver(AN_HOUR) == []


async def test_what_surely_did_not_arrive_is_tried_again_ever_later(house: House) -> None:
    """Without counting as a second send."""
    await house.put("a", 1)
    house.sink.refusals["a"] = [refused() for _ in range(len(BACKOFF) + 1)]
    assert await house.deliver() == []
    for wait in (*BACKOFF, BACKOFF[-1]):
        assert await house.deliver(timedelta(seconds=wait - 1)) == []
        tried = len(house.sink.asked)
        await house.deliver(A_SECOND)
        assert len(house.sink.asked) == tried + 1
    assert house.sink.texts == ["a.1"]
    assert await house.second_sends() == 0


async def test_what_is_refused_for_good_is_not_tried_again(house: House) -> None:
    """It is logged as a fault of ours; the next part goes on."""
    await house.put("a", 1, 2)
    house.sink.refusals["a"] = [refused(refused=True)]
    with capture_logs() as logs:
        assert await house.deliver() == ["a.2"]
    assert [(log["event"], log["log_level"]) for log in logs] == [
        ("delivery refused for good", "error")
    ]
    assert await house.states() == {FAILED: 1, SENT: 1}
    assert await house.deliver(AN_HOUR) == []


async def test_what_never_arrives_expires_after_a_day(house: House) -> None:
    """Tried all day long, and then given up and counted."""
    await house.put("a", 1)
    house.sink.refusals["a"] = [refused() for _ in range(200)]
    for _ in range(24 * 4):
        await house.deliver(timedelta(minutes=15))
    assert 90 < len(house.sink.asked) < 100
    assert await house.deliver(AN_HOUR) == []
    await house.deliverer.take_up()
    assert await house.states() == {EXPIRED: 1}


async def test_a_moved_chat_gets_its_pages_under_the_new_id(house: House) -> None:
    """At once, and everything that follows."""
    key = await house.put("a", 1, 2)
    house.sink.refusals["a"] = [refused(moved_to="a2")]
    assert await house.deliver() == ["a.1", "a.2"]
    assert house.sink.asked == ["a", "a2", "a2"]
    chat = await house.store.chat_by_key(key)
    assert chat is not None
    assert chat.address.chat_id == "a2"


async def test_a_chat_moved_to_where_it_is_is_only_refused(house: House) -> None:
    """A confused platform is not asked again at once."""
    await house.put("a", 1)
    house.sink.refusals["a"] = [refused(moved_to="a")]
    assert await house.deliver() == []
    assert await house.deliver(timedelta(seconds=BACKOFF[0])) == ["a.1"]


async def test_what_nobody_foresaw_fails_alone(house: House) -> None:
    """With its reason and a traceback in the log; the next part goes on."""
    await house.put("a", 1, 2)
    house.sink.refusals["a"] = [Refusal(status=HTTPStatus.IM_A_TEAPOT)]
    with capture_logs() as logs:
        assert await house.deliver() == ["a.2"]
    (log,) = logs
    assert (log["event"], log["exc_info"]) == ("delivery failed", True)
    assert await house.states() == {FAILED: 1, SENT: 1}


async def test_a_platform_that_is_down_leaves_no_doubt(house: House) -> None:
    """Nothing was written to a connection that was refused."""
    await house.put("a", 1)
    with LocalSink() as gone:
        url = gone.url
    await house.another(url).deliver_due()
    assert await house.states() == {PENDING: 1}
    assert await house.deliver(timedelta(seconds=BACKOFF[0])) == ["a.1"]
    assert await house.second_sends() == 0


async def test_a_platform_that_vanishes_is_waited_for_as_a_whole(house: House) -> None:
    """Not each message for itself, ever longer: when it is back, all go at once."""
    chats = [f"c{number}" for number in range(3 * BATCH)]
    for name in chats:
        await house.put(name, 1)
    with LocalSink() as gone:
        url, here = gone.url, house.deliverer
    house.deliverer = house.another(url)
    tried = await outages(house, times=6)
    assert tried[0] <= LOST + IN_FLIGHT  # before it was clear, and what was under way by then
    assert max(tried[1:]) <= IN_FLIGHT
    house.deliverer = here
    arrived = await house.deliver(timedelta(seconds=AWAY[-1]))
    assert sorted(arrived) == sorted(f"{name}.1" for name in chats)
    assert await house.second_sends() == 0


async def outages(house: House, *, times: int) -> list[int]:
    """How many messages were tried each time, while nobody answers, as soon as it may be."""
    tried = []
    for time in range(times):
        with capture_logs() as logs:
            await house.deliver(timedelta(seconds=AWAY[min(time, len(AWAY)) - 1] if time else 0))
        events = [log["event"] for log in logs]
        assert events.count("platform away") == 1
        tried.append(events.count("delivery refused"))
        assert await house.deliver(A_SECOND) == []
    return tried


async def test_a_platform_that_answers_nobody_is_left_alone_for_a_while(house: House) -> None:
    """Doubts count as well: else a whole broadcast is in doubt, and soon given up."""
    for number in range(2 * BATCH):
        await house.put(f"c{number}", 1)
        house.sink.refusals[f"c{number}"] = [NO_ANSWER]
    await house.deliver()
    assert (await house.states())[UNCERTAIN] <= LOST + IN_FLIGHT


async def test_one_chat_that_fails_does_not_hold_up_the_others(house: House) -> None:
    """However often; what arrives elsewhere shows that the platform is there."""
    lane = Lane(SinkPlatform(house.client, house.sink.url), Pacer(1e6, lambda: 0.0, house.sleep))
    assert not any(lane.lose(1, MORNING) for _ in range(9))
    assert [lane.lose(chat, MORNING) for chat in (2, 3, 4, 5)] == [False, False, True, True]
    assert lane.is_away(MORNING + timedelta(seconds=AWAY[0] - 1))
    assert not lane.is_away(MORNING + timedelta(seconds=AWAY[0]))
    lane.found()
    assert not lane.is_away(MORNING)
    assert not lane.lose(6, MORNING)


async def test_a_slow_chat_delays_nobody(house: House) -> None:
    """Its own pages wait for each other; the others do not wait for it."""
    let_go = house.hold("slow")
    await house.put("slow", 1, 2)
    await house.put("slow", 1, kind="notice")
    for number in range(2 * IN_FLIGHT):
        await house.put(f"quick{number}", 1, 2)
    delivering = asyncio.create_task(house.deliver())
    await house.reach({SENT: 4 * IN_FLIGHT, SENDING: 1, PENDING: 2})
    assert house.sink.asked.count("slow") == 1
    let_go.set()
    await delivering
    assert await house.states() == {SENT: 4 * IN_FLIGHT + 3}


async def test_chats_that_have_had_their_share_delay_nobody(house: House) -> None:
    """More of them than one look finds; they get the rest when they take it."""
    house.deliverer = house.another(limits=lambda _: ((3, 60.0),))
    many = [f"many{number}" for number in range(2 * BATCH)]
    for name in many:
        await house.put(name, 1, 2, 3)
    for number in range(BATCH):
        await house.put(f"one{number}", 1)
    begun = house.now
    arrived = await house.deliver()
    parts = [text[-1] for text in arrived[: 5 * BATCH]]
    assert Counter(parts) == {"1": 3 * BATCH, "2": 2 * BATCH}
    assert sorted(arrived[5 * BATCH :]) == sorted(f"{name}.3" for name in many)
    assert timedelta(seconds=60) <= house.now - begun < timedelta(seconds=63)


async def test_a_chat_told_to_wait_does_not_keep_a_single_delivery_waiting(house: House) -> None:
    """One that merely had its share does, one that was told to be silent is for the next time."""
    house.deliverer = house.another(limits=lambda _: ((2, 9.0),))
    await house.put("a", 1, 2, 3)
    house.sink.refusals["a"] = [refused(retry_after=27.0)]
    assert await house.deliver() == []
    assert await house.deliver(timedelta(seconds=28)) == ["a.1", "a.2", "a.3"]


async def test_no_more_are_under_way_than_agreed(house: House) -> None:
    """Eight wait for their answers, the ninth chat waits for a place."""
    names = [str(number) for number in range(IN_FLIGHT + 1)]
    let_go = house.hold(*names)
    for name in names:
        await house.put(name, 1)
    delivering = asyncio.create_task(house.deliver())
    await house.reach({SENDING: IN_FLIGHT, PENDING: 1})
    assert await house.store.due("sink", house.now, limit=9)
    let_go.set()
    assert sorted(await delivering) == [f"{name}.1" for name in names]


async def test_who_waits_for_all_waits_also_where_others_send_meanwhile(house: House) -> None:
    """What was taken by another is not the last: parts of one chat become due one by one."""
    await house.put("z", 1)
    running = asyncio.create_task(house.deliverer.run())
    await house.reach({SENT: 1})  # it has taken up what a kill might have left
    await house.put("a", *range(1, 31))
    await house.deliverer.deliver_due()
    assert await house.states() == {SENT: 31}
    await house.deliverer.drain()
    await running
    assert len(house.sink.texts) == 31


async def test_what_is_withdrawn_while_it_waits_for_its_turn_is_not_sent(house: House) -> None:
    """Unsubscribed between look and claim."""
    key = await house.put("a", 1)
    found = await house.store.due("sink", house.now, limit=9)
    assert len(found) == 1
    await house.store.withdraw(key, house.now)
    assert await house.deliver() == []
    assert not await house.store.claim(found[0].key, house.now)
    assert await house.states() == {WITHDRAWN: 1}


async def test_two_deliverers_at_once_send_nothing_twice(house: House) -> None:
    """Both look, one of them claims."""
    for number in range(30):
        await house.put(str(number), 1, 2)
    other = house.another()
    await asyncio.gather(
        house.deliverer.deliver_due(), other.deliver_due(), house.deliverer.deliver_due()
    )
    assert len(house.sink.got) == 60
    assert set(house.sink.counts.values()) == {1}
    assert await house.states() == {SENT: 60}


async def test_what_a_kill_left_is_sent_again_at_once(house: House) -> None:
    """Today's; yesterday's is closed, and both are told."""
    await house.put("old", 1)
    house.now += timedelta(hours=23)
    await house.put("new", 1)
    for delivery in await house.store.due("sink", house.now, limit=9):
        assert await house.store.claim(delivery.key, house.now)
    house.now += timedelta(hours=2)
    with capture_logs() as logs:
        await house.deliverer.take_up()
    assert [(log["again"], log["closed"]) for log in logs] == [(1, 1)]
    assert await house.deliver() == ["new.1"]
    assert await house.states() == {UNCERTAIN: 1, SENT: 1}
    assert await house.second_sends() == 1


async def test_draining_waits_for_what_is_being_sent_and_begins_nothing(house: House) -> None:
    """Nothing is left in doubt; the rest is there for the next start."""
    let_go = house.hold("a")
    await house.put("a", 1, 2)
    running = asyncio.create_task(house.deliverer.run())
    await house.reach({SENDING: 1, PENDING: 1})
    draining = asyncio.create_task(house.deliverer.drain())
    await house.put("b", 1)
    assert not draining.done()
    let_go.set()
    await draining
    await running
    assert await house.states() == {SENT: 1, PENDING: 2}
    house.deliverer = house.another()
    assert sorted(await house.deliver()) == ["a.2", "b.1"]
    assert await house.second_sends() == 0


async def test_draining_waits_for_no_turn(house: House) -> None:
    """A platform that told everyone to be silent for an hour keeps no process from ending."""
    await house.put("a", 1)
    asleep = asyncio.Event()

    async def sleep(_: float) -> None:
        asleep.set()
        await asyncio.Event().wait()

    pacer = Pacer(30, lambda: 0.0, sleep)
    pacer.pause(3600)
    platform = SinkPlatform(house.client, house.sink.url)
    deliverer = Deliverer(
        house.store, {"sink": platform}, {"sink": pacer}, lambda: house.now, house.sleep
    )
    running = asyncio.create_task(deliverer.run())
    await asleep.wait()
    await deliverer.drain()
    await running
    assert house.sink.asked == []
    assert await house.states() == {PENDING: 1}


async def test_running_looks_again_when_called(house: House) -> None:
    """What is put later is sent as well, at the latest at the next look."""
    asleep, awake = asyncio.Event(), asyncio.Event()

    async def sleep(seconds: float) -> None:
        house.slept.append(seconds)
        asleep.set()
        await awake.wait()

    house.sleep = sleep  # type: ignore[method-assign]  # a night that ends when the test says so
    deliverer = house.another()
    running = asyncio.create_task(deliverer.run())
    await asleep.wait()
    await house.put("a", 1)
    await deliverer.wake()
    await house.reach({SENT: 1})
    await house.put("b", 1)
    awake.set()
    await house.reach({SENT: 2})
    await deliverer.drain()
    await running
    assert house.sink.texts == ["a.1", "b.1"]


async def test_a_full_disk_makes_no_doubles(house: House) -> None:
    """What cannot be claimed is not sent; what was sent is written down when there is room."""
    await house.put("a", 1)
    disk = FullDisk(house.store.database)
    # Taking up writes twice; then the claim is refused once, and the outcome twice.
    refusals = iter([False, False, True, False, True, True])
    disk.is_full = lambda: next(refusals, False)
    house.store = Store(disk)
    deliverer = house.another()
    with capture_logs() as logs:
        running = asyncio.create_task(deliverer.run())
        await house.reach({SENT: 1})
        await deliverer.drain()
        await running
    assert house.sink.texts == ["a.1"]
    assert [log["event"] for log in logs] == ["outbox not read", *["outcome not stored"] * 2]


async def test_what_cannot_be_written_down_before_the_end_is_found_at_the_start(
    house: House,
) -> None:
    """The process ends all the same, and the doubt is counted."""
    let_go = house.hold("a")
    await house.put("a", 1)
    disk = FullDisk(house.store.database)
    house.store = Store(disk)
    deliverer = house.another()
    with capture_logs() as logs:
        running = asyncio.create_task(deliverer.run())
        await house.reach({SENDING: 1})
        disk.is_full = lambda: True
        draining = asyncio.create_task(deliverer.drain())
        let_go.set()
        await draining
        await running
        disk.is_full = lambda: False
        assert await house.states() == {SENDING: 1}
        house.deliverer = house.another()
        await house.deliverer.take_up()
    assert await house.deliver() == ["a.1"]
    assert [log["event"] for log in logs] == ["outcome not stored", "found sending at start"]
    assert await house.second_sends() == 1
