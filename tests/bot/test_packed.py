"""What many portions hold alike, sent to another process."""

from __future__ import annotations

import pickle
from dataclasses import dataclass
from typing import Any

import pytest

from bot.packed import Lent, Packed, hold


@dataclass(frozen=True, kw_only=True)
class Thing(Packed):
    """Something that is sent."""

    words: tuple[str, ...]


def sent(what: object) -> Any:
    """*what* as another process gets it."""
    return pickle.loads(pickle.dumps(what))  # noqa: S301


def test_who_gets_it_again_has_the_same_object_again() -> None:
    """Whatever it comes with; it is sent once."""
    thing, lent = Thing(words=("a", "b")), Lent()
    hold(lent.lacking([thing, thing]))
    first = sent([thing, 1])
    assert lent.lacking([thing]) == {}
    assert first[0] == thing
    assert first[0] is not thing
    assert sent({"it": thing})["it"] is first[0]


def test_another_thing_is_another_object() -> None:
    """Also one that is equal; each process gets its own."""
    one, other = Thing(words=("a",)), Thing(words=("b",))
    hold(Lent().lacking([one, other]))
    assert (sent(one).words, sent(other).words) == (("a",), ("b",))
    assert Lent().lacking([one]).keys() == {one.number}


def test_what_nobody_uses_any_more_is_dropped() -> None:
    """There as here."""
    lent, thing = Lent(), Thing(words=("a",))
    number, written = thing.number, pickle.dumps(thing)
    hold(lent.lacking([thing]))
    assert lent.over() == set()
    del thing
    hold({}, lent.over())
    assert lent.over() == set()
    with pytest.raises(KeyError, match=str(number)):
        pickle.loads(written)  # noqa: S301
