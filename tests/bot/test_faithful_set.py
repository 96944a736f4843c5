"""The labelled set of our own making: what it holds, and how well the checks do on it."""

from __future__ import annotations

from collections import Counter

from tests.bench_faithful import HALVES, Pair, interval, pairs, report

PHYSICS_AND_MATHEMATICS = {"math", "math-ph", "hep-th", "hep-ph", "hep-lat", "gr-qc"}


def _found(some: list[Pair]) -> float:
    return sum(bool(one.found()) for one in some) / len(some)


def test_the_set_is_as_large_as_it_has_to_be() -> None:
    """Half of it has something planted; Chinese, English, and mathematics are well represented."""
    everything = pairs()
    languages = Counter(one.language for one in everything)
    formal = [one for one in everything if one.subject in PHYSICS_AND_MATHEMATICS]
    assert len(everything) >= 240
    assert min(languages["en"], languages["zh"]) >= 100
    assert len(formal) >= 70
    assert 0.45 <= sum(one.faithful for one in everything) / len(everything) <= 0.55


def test_every_planted_thing_stands_in_its_sentence_and_in_no_paper() -> None:
    """A label that does not fit its pair would measure nothing."""
    for one in pairs():
        paper = one.paper
        source = f"{paper.title.raw} {paper.abstract.raw} {paper.comment}"
        assert one.faithful or one.planted in one.said, one.name
        assert one.kind != "name" or one.planted not in source, one.name


def test_what_is_planted_is_found_and_what_is_faithful_passes() -> None:
    """At least 95 % of what is planted, at most 5 % of what is faithful."""
    everything = pairs()
    assert _found([one for one in everything if not one.faithful]) >= 0.95
    assert _found([one for one in everything if one.faithful]) <= 0.05


def test_the_half_that_was_held_out_is_no_worse() -> None:
    """Nobody looked at it while the checks were written."""
    held_out = [one for one in pairs() if one.half == HALVES[1]]
    assert _found([one for one in held_out if not one.faithful]) >= 0.95
    assert _found([one for one in held_out if one.faithful]) <= 0.05


def test_the_report_tells_every_miss_by_its_name() -> None:
    """What `make bench-faithful` prints."""
    lines = list(report(HALVES))
    wrong = [one.name for one in pairs() if one.faithful == bool(one.found())]
    assert sum(line.startswith(("refused", "missed")) for line in lines) == len(wrong)
    assert all(any(name in line for line in lines) for name in wrong)


def test_an_interval_holds_the_share() -> None:
    """Wilson's: known values for 95 of 100, and all of nothing."""
    low, high = interval(95, 100)
    assert (round(low, 3), round(high, 3)) == (0.888, 0.978)
    assert interval(0, 0) == (0.0, 1.0)
