"""How rare words are: what is counted, and what is made of it."""

from __future__ import annotations

import pytest

from adapters.summaries.extractive.rarity import Rarity
from training.rarity import counted


def _of_rivers() -> Rarity:
    """Twenty abstracts: all have a river, twelve a map, one a delta."""
    abstracts = ["River and river"] * 7 + ["A river; a map"] * 12 + ["river delta"]
    return Rarity.unpacked(counted(abstracts))


def test_what_many_abstracts_have_tells_little() -> None:
    """What few of them have is all alike: it tells most, as does what none has."""
    rarity = _of_rivers()
    assert rarity.tells("river") == 0 < rarity.tells("map") < 1
    assert rarity.tells("delta") == rarity.tells("lagoon") == 1


def test_an_abstract_counts_once_and_small_words_not_at_all() -> None:
    """Rivers twice in one abstract are one; "and" and "a" are no stems."""
    made = counted(["river and river"] * 11)
    assert (made["stems"], made["counts"], made["abstracts"]) == ("river", [11], 11)


def test_shares_are_of_what_is_told() -> None:
    """A rare word that is missing leaves a greater hole than a common one."""
    rarity = _of_rivers()
    title = ["river", "delta"]
    assert rarity.share(title, ["delta"]) > 0.5 > rarity.share(title, ["river"])
    assert rarity.share(title, title) == pytest.approx(1)
    assert rarity.share([], title) == 0
