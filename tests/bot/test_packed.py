"""What many portions hold alike, sent to another process."""

from __future__ import annotations

import pickle
from dataclasses import dataclass

from bot.packed import Packed


@dataclass(frozen=True, kw_only=True)
class Thing(Packed):
    """Something that is sent."""

    words: tuple[str, ...]


def test_who_gets_it_again_has_the_same_object_again() -> None:
    """Whatever it came with, also by other senders."""
    thing = Thing(words=("a", "b"))
    first = pickle.loads(pickle.dumps([thing, 1]))  # noqa: S301
    again = pickle.loads(pickle.dumps({"it": Thing(words=("a", "b"))}))  # noqa: S301
    assert first[0] == thing
    assert again["it"] is first[0]


def test_another_thing_is_another_object() -> None:
    """What was sent before is not taken for it."""
    one, other = (pickle.loads(pickle.dumps(Thing(words=(w,)))) for w in "ab")  # noqa: S301
    assert (one.words, other.words) == (("a",), ("b",))
