"""How a deployment stands, in words: what is there, what arrived, what was sent. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from importlib.metadata import version

from adapters.views import Line, Span, Style
from bot.commands.counting import counted
from bot.refusal import sentence
from bot.wording import Wording
from storage.arrived import DeliveryCounts
from storage.people import ChatState
from storage.records import Batch, BatchState
from storage.standing import Standing

MOST_NAMED = 5  # subjects that failed

OF_BATCHES: Mapping[BatchState, str] = {
    BatchState.FRESH: sentence("{n} out"),
    BatchState.WAITING: sentence("{n} waiting"),
    BatchState.FAILED: sentence("{n} failed"),
    BatchState.QUIET: sentence("{n} without an announcement"),
}


def running(since: datetime | None, wording: Wording) -> Line:
    """Which version runs, and since when."""
    name = Span(f"Paperround {version('paperround')}", Style.BOLD)
    if since is None:
        return Line((name,))
    told = wording.say("running since {moment}", moment=wording.moment(since))
    return Line((name, Span(f" · {told}")))


def what_is_there(standing: Standing, wording: Wording) -> Iterator[str]:
    """Chats by platform and state; readers, rules and papers in all."""
    for platform, states in standing.chats.items():
        yield wording.say(
            "Chats on {platform}: {active} active, {paused} paused, {gone} gone",
            platform=platform,
            active=states.get(ChatState.ACTIVE, 0),
            paused=states.get(ChatState.PAUSED, 0),
            gone=states.get(ChatState.GONE, 0),
        )
    if standing.forbidding:
        yield wording.count(
            "{n} of these chats does not let me write",
            "{n} of these chats do not let me write",
            standing.forbidding,
        )
    counts = (
        wording.count("{n} reader", "{n} readers", standing.readers),
        wording.count("{n} rule", "{n} rules", standing.rules),
        wording.count("{n:,} paper stored", "{n:,} papers stored", standing.papers),
    )
    yield " · ".join(counts)


def told_of_day(day: date, batches: tuple[Batch, ...], wording: Wording) -> Iterator[str]:
    """The batches that are due, and those that failed by their names."""
    states = Counter[BatchState](
        BatchState.WAITING if batch.state is BatchState.STALE else batch.state for batch in batches
    )
    counts = [
        wording.say(text, n=states[state]) for state, text in OF_BATCHES.items() if states[state]
    ]
    told = wording.say(", ").join(counts) or wording.say("nothing was asked for yet")
    yield wording.say("Batches of {day}: {told}", day=wording.day(day), told=told)
    failed = [batch.subject for batch in batches if batch.state is BatchState.FAILED]
    if failed:
        more = " …" if len(failed) > MOST_NAMED else ""
        names = f"{wording.say(', ').join(failed[:MOST_NAMED])}{more}"
        yield wording.say("Failed: {names}", names=names)


def sent(counts: DeliveryCounts, wording: Wording) -> Iterator[str]:
    """What became of the deliveries of a day."""
    told = counted(counts.states, wording) or wording.say("none was due")
    yield wording.say("Deliveries of the last 24 hours: {told}", told=told)
    yield wording.say(
        "{unsettled} not settled yet · {again} sent a second time",
        unsettled=counts.unsettled,
        again=counts.second_sends,
    )


def jobs(standing: Standing, wording: Wording) -> Iterator[str]:
    """What waits and runs; of what failed last only the name, as a reason may quote anything."""
    yield wording.say(
        "Jobs: {waiting} waiting, {running} running, {failed} failed",
        waiting=standing.jobs.get("waiting", 0),
        running=standing.jobs.get("running", 0),
        failed=standing.jobs.get("failed", 0),
    )
    if standing.last_failed:
        yield wording.say("The last that failed: {job}", job=standing.last_failed)
