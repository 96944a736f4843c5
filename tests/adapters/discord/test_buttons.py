from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.discord.buttons import (
    LONGEST_LABEL,
    Asks,
    Key,
    Style,
    Unique,
    asks_of,
    data_of,
    key_of,
    key_rows,
    menu_of,
)
from adapters.views import Action, Picking

MORE = Action(label="More", data="1:card:2512.10863")
LONG_LINK = "https://arxiv.org/" + "a" * 495


@pytest.mark.parametrize(
    ("action", "key"),
    [
        (MORE, Key("More", Style.USUAL, MORE.data)),
        (Action(label="Start", data="1:start", strong=True), Key("Start", Style.STRONG, "1:start")),
        (Action(label="Forget", data="1:x", grave=True), Key("Forget", Style.GRAVE, "1:x")),
        (Action(label="Forget", data="1:x", grave=True, strong=True),
         Key("Forget", Style.GRAVE, "1:x")),
        (Action(label="PDF", link="https://arxiv.org/pdf/2512.10863"),
         Key("PDF", Style.LINK, link="https://arxiv.org/pdf/2512.10863")),
        (Action(label=" two\n words ", data="1:x"), Key("two words", Style.USUAL, "1:x")),
        (Action(label="\u200b", data="1:x"), Key("·", Style.USUAL, "1:x")),
        (Action(label="收藏", data="1:" + "x" * 62), Key("收藏", Style.USUAL, "1:" + "x" * 62)),
    ],
)  # fmt: skip
def test_an_action_is_a_button(action: Action, key: Key) -> None:
    """For each of its kinds, in its style."""
    assert key_of(action) == key


@pytest.mark.parametrize(
    "action",
    [
        Action(label="Copy", copy="@misc{a}"),
        Action(label="Nothing"),
        Action(label="A", link="javascript:alert(1)"),
        Action(label="B", link="discord://app"),
        Action(label="C", link=LONG_LINK),
        Action(label="D", data="x" * 65),
        Action(label="E", data="a\ud800"),
        Action(label="F", data=" a"),
        Action(label="G", data="?1:x"),
        Action(label="H", data="1:x?", asks="Words"),
    ],
)
def test_a_button_that_would_be_refused_is_left_out(action: Action) -> None:
    """There is nothing to copy with; the others stay, and no empty row."""
    assert key_of(action) is None
    assert list(key_rows([(action, MORE), (action,)])) == [(key_of(MORE),)]


def test_a_link_may_be_long() -> None:
    """512 characters."""
    assert key_of(Action(label="A", link=LONG_LINK[:-1])) is not None


@pytest.mark.parametrize("sign", ["a", "模", "\U0001f600"])
def test_labels_are_at_most_80_units_long(sign: str) -> None:
    """Cut at a sign."""
    key = key_of(Action(label=sign * 100, data="1:x"))
    assert key
    assert key.label.endswith("…")
    assert LONGEST_LABEL / 2 < len(key.label.encode("utf-16-le")) / 2 <= LONGEST_LABEL


@pytest.mark.parametrize(("count", "lengths"), [(1, [1]), (5, [5]), (6, [3, 3]), (11, [3, 4, 4])])
def test_long_rows_are_split_evenly(count: int, lengths: list[int]) -> None:
    """Five buttons stand in a row at most."""
    row = tuple(Action(label=str(n), data=f"1:{n}") for n in range(count))
    found = list(key_rows([row]))
    assert [len(part) for part in found] == lengths
    assert [key.label for part in found for key in part] == [*map(str, range(count))]


def test_ids_are_unique_and_data_comes_back() -> None:
    """The second button with the same data is known by a number; links have no ids."""
    unique = Unique()
    given_data = ["1:a", "1:a", "1:a#2", "1:a", "1:b", "1:a#2"]
    ids = [unique(Key("x", Style.USUAL, data)).custom_id for data in given_data]
    assert ids == ["1:a", "1:a#2", "1:a#2#1", "1:a#3", "1:b", "1:a#2#2"]
    assert [data_of(one) for one in ids] == given_data
    link = Key("x", Style.LINK, link="https://arxiv.org/")
    assert unique(link) == unique(link) == link


@given(st.lists(st.text("ab#12:", min_size=1, max_size=5), max_size=12))
def test_ids_of_anything_are_unique(data: list[str]) -> None:
    """However data ends, and however often it comes."""
    unique = Unique()
    ids = [unique(Key("x", Style.USUAL, one)).custom_id for one in data]
    assert len(set(ids)) == len(ids)
    assert [data_of(one) for one in ids] == data


def test_what_a_button_asks_for_stands_in_its_id() -> None:
    """As Discord gives no time to look it up; the data comes back without it."""
    data = "1:setup:say:" + "x" * 52
    asking = Action(label="Write a rule …", data=data, asks="模" * 60)
    key = key_of(asking)
    assert key
    assert len(key.custom_id) <= 95
    unique = Unique()
    for custom_id in (unique(key).custom_id, unique(key).custom_id):
        assert len(custom_id) <= 100
        assert asks_of(custom_id) == Asks(data, "模" * 28 + "…")
        assert data_of(custom_id) == data
    short = key_of(Action(label="Write", data="1:x", asks=" An hour?\n#2 "))
    assert short
    assert asks_of(Unique()(short).custom_id) == Asks("1:x", "An hour? #2")
    assert asks_of("?1:x?") == asks_of("?1:x") == Asks("1:x", "·")
    assert asks_of("1:x") is None


def test_a_menu_of_places_has_a_prompt() -> None:
    """Not too long; one whose data would not come back is left out."""
    key = menu_of(Picking(data="1:setup:pick", prompt="x" * 200))
    assert key
    assert (key.custom_id, len(key.label)) == ("1:setup:pick", 150)
    assert menu_of(Picking(data="?1:x", prompt="Where")) is None
