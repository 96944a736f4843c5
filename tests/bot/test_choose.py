"""Which papers a chat gets, in which order, and how it adds up."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.choose import Candidate, Match, Memory, Section, Why, choose, fate_of
from storage.people import ChatSettings, Order, Revisions
from storage.records import AnnounceType
from tests.making import a_paper

DAY = date(2025, 11, 25)
NEW, CROSS, REPLACE = AnnounceType.NEW, AnnounceType.CROSS, AnnounceType.REPLACE
NOTHING = Memory(shown={})


def a_match(
    number: int, kind: AnnounceType = NEW, *, fit: int = 1, at_home: bool = True, version: int = 1
) -> Match:
    """A paper that a rule matches, so well."""
    candidate = Candidate(
        paper=a_paper(number, version=version),
        type=kind,
        day=DAY,
        subjects=frozenset({"cs.CV"}),
        place=number,
    )
    return Match(candidate=candidate, rule="cs.CV", at_home=at_home, fit=fit)


def numbers(choices: object) -> list[int]:
    """The numbers of the chosen papers."""
    return [int(c.candidate.paper.id[-5:]) for c in choices]  # type: ignore[attr-defined]


def test_below_the_limit_arxivs_order_counts() -> None:
    """New ones first, then the cross-lists, each as arXiv announced them."""
    chosen = choose(
        [a_match(3, fit=0), a_match(9, CROSS), a_match(1, fit=5), a_match(2, at_home=False)],
        ChatSettings(),
        NOTHING,
    )
    assert numbers(chosen.shown) == [1, 3, 2, 9]
    assert [c.section for c in chosen.shown] == ["new", "new", "cross", "cross"]
    assert [c.rank for c in chosen.shown] == [1, 2, 3, 4]


def test_beyond_the_limit_the_best_fits_are_shown() -> None:
    """The rest is counted, not marked; new ones go before cross-lists."""
    matches = [a_match(n, fit=10 - n) for n in range(1, 8)] + [a_match(8, CROSS, fit=0)]
    chosen = choose(matches, ChatSettings(limit=3), NOTHING)
    assert numbers(chosen.shown) == [5, 6, 7]
    assert numbers(chosen.more) == [4, 3, 2, 1, 8]
    mine = choose(matches, ChatSettings(limit=3, order=Order.FOR_YOU), NOTHING)
    assert numbers(mine.shown) == [7, 6, 5]
    assert choose(matches, ChatSettings(limit=3), NOTHING, limit=9).more == ()


def test_a_paper_shown_before_is_not_shown_again() -> None:
    """By any category or type; it is counted as received before."""
    memory = Memory(shown={a_paper(1).id: 1})
    chosen = choose([a_match(1), a_match(1, CROSS), a_match(2)], ChatSettings(), memory)
    assert (numbers(chosen.shown), chosen.before, chosen.matched) == ([2], 2, 3)


def test_cross_lists_may_be_unwanted() -> None:
    """Then they neither come nor count."""
    chosen = choose([a_match(1, CROSS), a_match(2)], ChatSettings(cross_lists=False), NOTHING)
    assert (numbers(chosen.shown), chosen.matched) == ([2], 1)


def test_revisions_come_as_the_chat_wants_them() -> None:
    """Of saved papers, of all, or none; a version that was told of is not told again."""
    matches = [a_match(1, REPLACE, version=3), a_match(2, REPLACE, version=2)]
    saved = Memory(shown={a_paper(1).id: 2}, saved={a_paper(1).id})
    assert numbers(choose(matches, ChatSettings(), saved).revisions) == [1]
    every = ChatSettings(revisions=Revisions.ALL, limit=1)
    assert numbers(choose([*matches, a_match(5), a_match(6)], every, saved).revisions) == [1, 2]
    assert choose(matches, ChatSettings(revisions=Revisions.OFF), saved).revisions == ()
    told = Memory(shown={a_paper(1).id: 3}, saved={a_paper(1).id})
    assert choose(matches, ChatSettings(), told).revisions == ()
    assert choose(matches, every, saved).matched == 0


def test_every_fate_has_its_reason() -> None:
    """What `/why` tells."""
    settings = ChatSettings(cross_lists=False)
    shown = Memory(shown={a_paper(1).id: 1})
    assert fate_of(a_match(1), settings, shown) is Why.BEFORE
    assert fate_of(a_match(2, CROSS), settings, shown) is Why.CROSS_LIST
    assert fate_of(a_match(2, REPLACE), settings, shown) is Why.REVISION
    assert fate_of(a_match(2), settings, shown) is Why.SHOWN


@given(
    st.lists(
        st.tuples(st.integers(1, 30), st.sampled_from([NEW, CROSS, REPLACE]), st.integers(0, 3)),
        unique_by=lambda row: row[0],
    ),
    st.builds(
        ChatSettings,
        limit=st.integers(1, 12),
        cross_lists=st.booleans(),
        revisions=st.just(Revisions.ALL),
    ),
    st.sets(st.integers(1, 30)),
)
def test_accounts_always_add_up(
    rows: list[tuple[int, AnnounceType, int]], settings: ChatSettings, had: set[int]
) -> None:
    """Matched = shown + more + received before; nothing twice, nothing lost, nothing again."""
    memory = Memory(shown={a_paper(n).id: 1 for n in had})
    chosen = choose([a_match(n, kind, fit=fit) for n, kind, fit in rows], settings, memory)
    shown, more = numbers(chosen.shown), numbers(chosen.more)
    assert len(shown) <= settings.limit
    assert not more or len(shown) == settings.limit
    assert chosen.matched == len(shown) + len(more) + chosen.before
    wanted = {n for n, kind, _ in rows if kind is NEW or (kind is CROSS and settings.cross_lists)}
    assert sorted(shown + more) == sorted(wanted - had)
    assert not set(shown) & had
    assert [c.section for c in chosen.shown] == sorted(
        (c.section for c in chosen.shown), key=[Section.NEW, Section.CROSS].index
    )
