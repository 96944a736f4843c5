"""What a month of summaries takes, by the last days and the rules in force."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Tokens
from bot.money import estimator
from bot.money.budget import UNBOUND, Prices, Terms
from bot.money.estimate import DAYS_A_MONTH, REPEATED, Estimate, Standing, estimated, told
from bot.money.estimator import Estimator
from bot.money.tokens import PROMPT, answer_tokens, paper_tokens
from bot.refusal import Refusal
from storage.people import ChatState
from storage.records import Batch, BatchState, Paper
from storage.store import Store
from tests.bot.planned import CROSS, MONDAY, REPLACE, TUESDAY, WEDNESDAY, World
from tests.making import a_paper, sighted

OFTEN = DAYS_A_MONTH * (1 + REPEATED)
PRICED = Terms(prices=Prices(sent=1.0, cached=1.0, answered=4.0))


@pytest.fixture
def world(store: Store) -> World:
    """Announcements, and chats that follow them."""
    return World(store)


async def estimate(world: World, terms: Terms = UNBOUND, today: date = WEDNESDAY) -> Estimate:
    """What a month takes."""
    return await Estimator(world.store, lambda *_: None).estimate(today, terms)


async def test_without_anything_stored_nothing_is_estimated(world: World) -> None:
    """It says what to do; what is too old, or only a revision, is nothing."""
    await world.chat("cs.CV")
    with pytest.raises(Refusal, match="`paperround collect` brings the newest"):
        await estimate(world)
    await world.announce(WEDNESDAY - timedelta(days=100), *sighted(1))
    await world.announce(WEDNESDAY, *sighted(2, kind=REPLACE))
    with pytest.raises(Refusal, match="of the last 90 days"):
        await estimate(world)


async def test_without_rules_nothing_is_estimated(world: World) -> None:
    """Nor for chats that are paused."""
    await world.announce(WEDNESDAY, *sighted(1))
    await world.chat()
    paused = await world.chat("cs.CV", name="8")
    await world.store.set_state(paused.key, ChatState.PAUSED)
    with pytest.raises(Refusal, match="Nobody follows anything yet"):
        await estimate(world)


async def test_a_paper_is_counted_once_a_language(world: World) -> None:
    """However many chats are shown it; only in languages that chats have."""
    await world.announce(TUESDAY, *sighted(1, 2))
    await world.announce(WEDNESDAY, *sighted(3, 4))
    await world.chat("cs.CV", name="1")
    await world.chat("rivers", name="2")
    await world.chat('"part 1" cs.CV', name="3", language="zh")
    found = await estimate(world)
    assert found.days == (TUESDAY, WEDNESDAY)
    assert (found.chats, found.announced, found.papers) == (3, 42, 42)
    assert found.summaries == 42 + 10  # one of four in Chinese as well
    assert found.calls == round(42 * (1 + REPEATED))
    assert {name: part.summaries for name, part in found.languages.items()} == {"en": 42, "zh": 10}
    assert {name: part.chats for name, part in found.languages.items()} == {"en": 2, "zh": 1}
    assert (found.cost, found.on_demand, found.budget) == (None, None, None)


async def test_only_what_is_shown_is_counted(world: World) -> None:
    """Up to the limit of a digest; no cross-lists where they are not wanted, and no revisions."""
    await world.announce(TUESDAY, *sighted(1, 2, 3))
    await world.announce(WEDNESDAY, *sighted(4, 5, kind=CROSS), *sighted(6, kind=REPLACE))
    chat = await world.chat("cs.CV", limit=2)
    assert (await estimate(world)).papers == 4 * DAYS_A_MONTH / 2
    chat = await world.set(chat, cross_lists=False)
    found = await estimate(world)
    assert (found.papers, found.announced) == (2 * DAYS_A_MONTH / 2, 52)


async def test_a_weekly_digest_shows_its_limit_once_a_week(world: World) -> None:
    """What came since the last one is chosen from together."""
    for number, day in enumerate((MONDAY, TUESDAY, WEDNESDAY)):
        await world.announce(day, *sighted(2 * number + 1, 2 * number + 2))
    chat = await world.chat("cs.CV", limit=2)
    assert (await estimate(world)).papers == 6 * DAYS_A_MONTH / 3
    await world.set(chat, days=(4,))
    assert (await estimate(world)).papers == 2 * DAYS_A_MONTH / 3
    await world.set(chat, days=(1, 4))
    assert (await estimate(world)).papers == 4 * DAYS_A_MONTH / 3


async def test_what_is_followed_only_now_counts_as_much(world: World) -> None:
    """A subject that was collected on one day of two is not half as large; a quiet one is."""
    await world.announce(TUESDAY, *sighted(1))
    await world.announce(WEDNESDAY, *sighted(2))
    await world.announce(WEDNESDAY, *sighted(3, categories=("hep-th",)), subject="hep-th")
    await world.announce(WEDNESDAY, *sighted(4, categories=("math.AG",)), subject="math.AG")
    quiet = Batch(subject="math.AG", day=TUESDAY, state=BatchState.QUIET, checked_at=world.now)
    await world.store.keep_batch(quiet, ())
    await world.chat("cs.CV hep-th math.AG")
    assert (await estimate(world)).papers == 21 * 1 + 21 * 1 + 21 * 0.5 // 1


async def test_many_chats_are_chosen_for_in_turn(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A person who waits sees how far it has come; all count."""
    monkeypatch.setattr(estimator, "AT_ONCE", 2)
    await world.announce(WEDNESDAY, *sighted(1, 2, 3))
    for number in range(5):
        await world.chat(
            "cs.CV", name=str(number), limit=1, language=("en", "zh", "de")[number % 3]
        )
    seen: list[tuple[int, int | None, str]] = []
    made = await Estimator(world.store, lambda *told: seen.append(told)).estimate(WEDNESDAY, PRICED)
    assert seen == [(done, 5, "chats") for done in (0, 2, 4, 5)]
    assert (made.chats, made.papers, made.summaries) == (5, 21, 63)
    assert list(made.languages) == ["en", "zh", "de"]


def standing(*shown: tuple[Paper, tuple[str, ...], float]) -> Standing:
    """Papers that are shown to one chat in each of their languages."""
    languages = sorted({language for _, some, _ in shown for language in some})
    return Standing(days=(WEDNESDAY,), announced=10, languages=tuple(languages), shown=shown)


def test_tokens_are_those_of_real_texts() -> None:
    """With the prompt for each call, and a tenth of the calls once more."""
    paper = a_paper(abstract="word " * 240)
    found = estimated(standing((paper, ("en", "zh"), 2.0)), PRICED)
    sent = PROMPT + paper_tokens(paper)
    answered = answer_tokens("en") + answer_tokens("zh")
    assert found.tokens.sent == pytest.approx(2 * sent * OFTEN, abs=2)
    assert found.tokens.answered == pytest.approx(2 * answered * OFTEN, abs=2)
    assert found.tokens.cached == 0
    assert found.cost == pytest.approx((found.tokens.sent + 4 * found.tokens.answered) / 1e6)
    assert found.on_demand == pytest.approx((found.cost or 0) / 4)


def test_many_languages_take_several_calls() -> None:
    """A call asks for three at most; the paper is sent with each."""
    found = estimated(standing((a_paper(), ("de", "en", "fr", "zh"), 1.0)), UNBOUND)
    assert found.calls == round(2 * OFTEN)
    assert found.tokens.sent == pytest.approx(2 * (PROMPT + paper_tokens(a_paper())) * OFTEN, abs=4)


def test_a_prompt_is_remembered_where_that_has_its_price() -> None:
    """Else nobody knows whether it is."""
    cheap = Terms(prices=Prices(sent=1.0, cached=0.1, answered=4.0))
    found = estimated(standing((a_paper(), ("en",), 1.0)), cheap)
    assert found.tokens.cached == round(PROMPT * OFTEN)
    dear = estimated(standing((a_paper(), ("en",), 1.0)), PRICED)
    assert (found.cost or 0) < (dear.cost or 0)


LANGUAGES = st.lists(st.sampled_from(["en", "zh", "ja", "ko", "de"]), min_size=1, unique=True)
SHOWN = st.lists(
    st.tuples(st.integers(1, 9).map(a_paper), LANGUAGES.map(tuple), st.floats(0.1, 1)), max_size=20
)


@given(shown=SHOWN)
def test_languages_add_up(shown: list[tuple[Paper, tuple[str, ...], float]]) -> None:
    """To all tokens, summaries and money."""
    found = estimated(standing(*shown), PRICED)
    parts = found.languages.values()
    assert sum((part.tokens for part in parts), Tokens()) == found.tokens
    assert sum(part.summaries for part in parts) == found.summaries
    assert sum(part.cost or 0 for part in parts) == pytest.approx(found.cost)
    assert found.papers <= found.summaries + len(found.languages)


def test_a_person_reads_what_it_stands_on() -> None:
    """Days, chats, what it costs and what is guessed; little to stand on is said to be little."""
    paper = a_paper(abstract="word " * 240)
    terms = replace(PRICED, budget=2.0)
    lines = list(told(estimated(standing((paper, ("en",), 2.0)), terms)))
    assert lines[:4] == [
        "Standing on 1 announcement day (2025-11-26) and the rules of 1 chat.",
        "That is little to stand on: each further day that is collected makes it better.",
        "A month: 42 of 210 papers announced are shown, 42 summaries, 46 calls.",
        f"Tokens: {(350 + 304) * 46.2:,.0f} sent, 13,860 answered.",
    ]
    assert lines[4].startswith("Cost: 0.08")
    assert lines[4].endswith("beyond that for what readers ask for themselves.")
    assert lines[5] == "That is 4 % of LLM_MONTHLY_BUDGET, which is 2.00."
    assert lines[6].startswith("  en English: 1 chat, 42 summaries, ")
    assert "four characters of English a token" in lines[7]


def test_without_prices_a_person_is_told_how_to_name_them() -> None:
    """Enough days, several chats, a price of its own for what is cached."""
    days = tuple(WEDNESDAY - timedelta(days=n) for n in range(7, 0, -1))
    shown = replace(standing((a_paper(), ("en", "xx"), 1.0)), days=days)
    lines = list(told(estimated(shown, UNBOUND)))
    assert lines[0].startswith("Standing on 7 announcement days (2025-11-19 to 2025-11-25)")
    assert lines[0].endswith("the rules of 2 chats.")
    assert "--price-in" in lines[3]
    assert [line.split(":")[0] for line in lines[4:6]] == ["  en English", "  xx"]
    cheap = Terms(prices=Prices(sent=1.0, cached=0.1, answered=4.0))
    assert " of them cached)" in list(told(estimated(shown, cheap)))[2]
