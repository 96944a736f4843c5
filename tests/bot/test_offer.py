"""What the rules of a chat want of the news: as bits, and by the plain definitions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.choose import Candidate, Match, Memory, choose
from bot.fit import fit
from bot.matching import matches, words_of
from bot.offer import Found, Offer
from bot.pool import News
from bot.rules import Rule
from storage.people import ChatSettings, Order, Revisions
from storage.records import AnnounceType
from tests.bot.test_matching import RULES, SAID, a_paper, few

DAYS = (date(2025, 11, 24), date(2025, 11, 25))
CANDIDATES = st.builds(
    lambda title, filed, kind, day, place: Candidate(
        paper=replace(a_paper(title, categories=filed), version=2),
        type=kind,
        day=day,
        subjects=frozenset(filed),
        place=place,
    ),
    SAID,
    few("cs.CV", "cs.LG", "math.AG", "hep-th"),
    st.sampled_from(AnnounceType),
    st.sampled_from(DAYS),
    st.integers(1, 9),
)
SOME = st.sets(st.integers(1, 6))


@st.composite
def some_news(draw: st.DrawFn) -> News:
    """Up to six papers, some of them cross-lists that are news in some subjects only."""
    drawn = enumerate(draw(st.lists(CANDIDATES, max_size=6)), 1)
    named = [(f"2511.{number:05d}", one) for number, one in drawn]
    candidates = {
        name: replace(one, paper=replace(one.paper, id=name)) for name, one in reversed(named)
    }
    crossed = [n for n, one in candidates.items() if one.type is AnnounceType.CROSS]
    where = {n: frozenset(draw(few("cs.LG", "cs", "math"))) for n in crossed if draw(st.booleans())}
    return News(candidates=candidates, where=where)


def found_in(news: News, rules: dict[str, Rule]) -> Found:
    """What *rules* want of *news*."""
    offer = Offer(news, lambda one: words_of(one.paper))
    written = [str(rule) for rule in rules.values()]
    return offer.found(zip(rules, offer.sought(written), strict=True), offer.counted.every)


def plainly(news: News, rules: dict[str, Rule]) -> dict[str, Match]:
    """The same, paper by paper and rule by rule."""
    found: dict[str, Match] = {}
    for name, candidate in news.candidates.items():
        words, where = words_of(candidate.paper), news.where.get(name)
        wanted = [
            (fit(rule, words), text)
            for text, rule in rules.items()
            if matches(rule, words)
            and not (where is not None and rule.categories and where.isdisjoint(rule.categories))
        ]
        if wanted:
            best, text = min(wanted, key=lambda one: one[0])
            at_home = any(not it.is_crossed for it, _ in wanted)
            found[name] = Match(candidate, text, at_home, best)
    return found


RULES_OF_A_CHAT = st.lists(RULES, max_size=5).map(lambda rules: {str(r): r for r in rules})


@given(some_news(), RULES_OF_A_CHAT)
def test_a_paper_is_found_by_the_rule_that_it_fits_best(news: News, rules: dict[str, Rule]) -> None:
    """The first of equals; at home where it is for any of them."""
    found = {match.candidate.paper.id: match for match in found_in(news, rules).matches}
    assert found == plainly(news, rules)


@given(
    some_news(),
    RULES_OF_A_CHAT,
    st.builds(
        ChatSettings,
        order=st.sampled_from(Order),
        revisions=st.sampled_from(Revisions),
        cross_lists=st.booleans(),
    ),
    SOME,
    SOME,
    st.integers(0, 7),
)
def test_what_is_chosen_equals_the_choice_among_all_matches(
    news: News,
    rules: dict[str, Rule],
    settings: ChatSettings,
    told: set[int],
    saved: set[int],
    limit: int,
) -> None:
    """Whatever the chat had before, and however few it wants; the rest is only counted."""
    names = {one.key: name for name, one in news.candidates.items()}
    keys = sorted(names)
    had = [keys[n - 1] for n in told if n <= len(keys)]
    memory = Memory(
        shown={names[key]: 1 for key in had},
        saved={names[keys[n - 1]] for n in saved if n <= len(keys)},
        keys=had,
    )
    found = found_in(news, rules)
    whole = choose(found.matches, settings, memory, limit=limit)
    assert found.chosen(settings, memory, limit=limit) == replace(whole, rest=())
