"""What is followed already: the list, an end to some of it, a pause."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.views import Manner, View
from bot.commands.desk import Desk
from bot.commands.followed import KeepFollowing
from bot.jobs import JobName
from bot.refusal import Refusal
from bot.yields import Yields
from storage.outbox import DeliveryState, Page
from storage.people import Address, Chat, ChatKind, ChatState
from storage.records import Batch, BatchState
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS, AskFor, Office, answered
from tests.making import sighted


@pytest.fixture
def kept(desk: Desk) -> KeepFollowing:
    """The family."""
    return KeepFollowing(desk, Yields(desk.store))


async def a_chat(store: Store, *rules: str) -> Chat:
    """The chat of who asks, following *rules*."""
    address = Address(platform="sink", chat_id="7")
    chat = await store.open_chat(address, ChatKind.PRIVATE, SETTINGS)
    for rule in rules:
        await store.follow(chat.key, rule, at=NOW, most=50)
    return chat


async def rules(store: Store, chat: Chat) -> list[str]:
    """What a chat follows."""
    return [one.rule for one in await store.rules_of(chat.key)]


def said(view: View) -> list[str]:
    """The lines of a view."""
    return [line.text for line in (*view.head, *view.lines)]


def buttons(view: View) -> list[tuple[str, str]]:
    """Label and data of each button."""
    return [(action.label, action.data) for row in view.actions for action in row]


async def a_page_waits(store: Store, chat: Chat) -> None:
    """Something is on its way to the chat."""
    page = Page(kind="notice", chat=chat.key, day=NOW.date(), part=1, view="{}", due_at=NOW)
    await store.enqueue([page])


async def waiting(store: Store) -> int:
    """How much is on its way."""
    counts = await store.delivery_counts(since=NOW)
    return counts.states.get(DeliveryState.PENDING, 0)


async def test_the_list_numbers_rules_and_tells_their_yield(
    kept: KeepFollowing, store: Store, ask_for: AskFor
) -> None:
    """A button each ends it; what brings nothing says so."""
    day = date(2025, 11, 26)
    batch = Batch(subject="cs.CV", day=day, state=BatchState.FRESH, checked_at=NOW)
    await store.keep_batch(batch, sighted(1, 2))
    chat = await a_chat(store, "cs.CV", "cs.CV zeppelin", "hep-th")
    (view,) = await ask_for(kept.subscriptions)
    assert said(view) == [
        "3 rules followed here",
        "1. cs.CV · About 2 a day: 2 of 2 on one day.",
        "2. cs.CV zeppelin · None of 2 papers on the last day.",
        "3. hep-th",
    ]
    first, *_ = await store.rules_of(chat.key)
    assert buttons(view)[0] == ("✕ 1", f"1:drop:{first.key}")
    (again,) = await ask_for(kept.listed)
    assert again == view


async def test_a_long_list_has_pages(kept: KeepFollowing, store: Store, ask_for: AskFor) -> None:
    """Ten rules each; arrows turn them in place."""
    await a_chat(store, *(f"cs.CV w{n}" for n in range(23)))
    (first,) = await ask_for(kept.subscriptions)
    assert buttons(first)[-2:] == [("1/3", "1:subs:1"), ("›", "1:subs:2")]
    (last,) = await ask_for(kept.listed, "9")
    assert last.manner is Manner.INSTEAD
    assert said(last)[1].startswith("21. ")
    (begun,) = await ask_for(kept.listed, "x")
    assert said(begun)[1].startswith("1. ")


@pytest.mark.parametrize(
    ("words", "left"),
    [
        ("2", ["cs.CV", "math"]),
        ("3 1", ["hep-th"]),
        ("#1, #1", ["hep-th", "math"]),
        ("HEP-TH", ["cs.CV", "math"]),
        ("math, cs.CV", ["hep-th"]),
        ("ALL", []),
        ("全部", []),
    ],
)
async def test_rules_end_by_number_by_text_or_all(
    kept: KeepFollowing, store: Store, ask_for: AskFor, words: str, left: list[str]
) -> None:
    """What waits is taken back, and a button follows them again."""
    chat = await a_chat(store, "cs.CV", "hep-th", "math")
    await a_page_waits(store, chat)
    (view,) = await ask_for(kept.unsubscribe, words)
    assert await rules(store, chat) == left
    assert await waiting(store) == 0
    assert sum("No longer followed: " in text for text in said(view)) == 3 - len(left)
    assert (said(view)[-1] == "Nothing is followed here any more; no digest comes.") == (not left)
    ((label, data),) = buttons(view)
    assert (label, data[:9]) == ("Follow again", "1:follow:")


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("", "Name what to end"),
        ("4", "no rule 4 here; /subscriptions numbers them from 1 to 3"),
        ("0", "no rule 0"),
        ("gr-qc", "gr-qc is not followed here"),
        ("cs.VC", "no category cs.VC"),
    ],
)
async def test_what_is_not_followed_cannot_end(
    kept: KeepFollowing, store: Store, ask_for: AskFor, words: str, sentence: str
) -> None:
    """One sentence says what to write."""
    chat = await a_chat(store, "cs.CV", "hep-th", "math")
    with pytest.raises(Refusal, match=re.escape(sentence)):
        await ask_for(kept.unsubscribe, words)
    assert len(await rules(store, chat)) == 3


async def test_nothing_followed_says_how_to_begin(
    kept: KeepFollowing, store: Store, ask_for: AskFor
) -> None:
    """In the list, and where something is to end."""
    (view,) = await ask_for(kept.subscriptions)
    assert buttons(view) == [("All categories", "1:cats")]
    with pytest.raises(Refusal, match="Nothing is followed here"):
        await ask_for(kept.unsubscribe, "1")


async def test_the_button_of_a_rule_ends_it(
    kept: KeepFollowing, office: Office, store: Store, ask_for: AskFor
) -> None:
    """The list stands in its place without it; twice is said, and others are not touched."""
    chat = await a_chat(store, "cs.CV", "hep-th")
    other = await store.open_chat(Address(platform="sink", chat_id="8"), ChatKind.PRIVATE, SETTINGS)
    foreign = await store.follow(other.key, "math", at=NOW, most=50)
    first, _ = await store.rules_of(chat.key)
    (view,) = await ask_for(kept.dropped, str(first.key))
    assert view.manner is Manner.INSTEAD
    assert said(view)[:2] == ["1 rule followed here", "No longer followed: cs.CV"]
    assert office.jobs == [(JobName.PLAN, {})]
    for words in (str(first.key), str(foreign), ""):
        with pytest.raises(Refusal, match="not followed any more"):
            await ask_for(kept.dropped, words)
    (last,) = await store.rules_of(chat.key)
    (empty,) = await ask_for(kept.dropped, str(last.key))
    assert "Nothing is followed here any more; no digest comes." in said(empty)
    assert await rules(store, other) == ["math"]


async def test_a_pause_has_an_end_or_none(
    kept: KeepFollowing, office: Office, store: Store, ask_for: AskFor
) -> None:
    """What waits is taken back; resuming asks arXiv at once, and then plans."""
    chat = await a_chat(store, "cs.CV")
    await a_page_waits(store, chat)
    (view,) = await ask_for(kept.pause, "10 days")
    assert said(view)[0] == "No digests until Sat 6 Dec 2025, 16:00."
    paused = await store.chat_by_key(chat.key)
    assert paused is not None
    assert (paused.state, paused.resumes_at) == (ChatState.PAUSED, NOW + timedelta(days=10))
    assert await waiting(store) == 0
    (listed,) = await ask_for(kept.subscriptions)
    assert said(listed)[-1] == "This chat is paused; /resume brings digests again."
    (view,) = await ask_for(kept.resume)
    assert said(view) == ["Digests come again, at 08:30; what was missed first."]
    assert office.jobs == [(JobName.COLLECT, {})]
    with pytest.raises(Refusal, match="not paused"):
        await ask_for(kept.resume)
    (view,) = await ask_for(kept.pause)
    assert said(view)[0] == "No digests until you write /resume."


@pytest.mark.parametrize("words", ["0", "366", "soon", "-3", "1.5", "9" * 4096])
async def test_a_pause_is_so_many_days(kept: KeepFollowing, ask_for: AskFor, words: str) -> None:
    """From one to a year."""
    with pytest.raises(Refusal, match="from 1 to 365: /pause 10"):
        await ask_for(kept.pause, words)


async def test_rules_may_stay_as_they_are(kept: KeepFollowing, ask_for: AskFor) -> None:
    """After days without a match somebody pressed Keep."""
    (view,) = await ask_for(kept.stay)
    assert said(view) == ["Your rules stay as they are."]


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(text=st.text(max_size=60) | st.from_regex(r"[#0-9 ,]{1,30}"), times=st.sampled_from([1, 70]))
async def test_anything_is_answered(
    kept: KeepFollowing, store: Store, ask_for: AskFor, text: str, times: int
) -> None:
    """By a view or a refusal, up to 4,096 characters."""
    await a_chat(store, "cs.CV", "hep-th")
    for handler in (kept.unsubscribe, kept.pause, kept.listed, kept.dropped):
        assert await answered(ask_for, handler, (text * times)[:4096])
