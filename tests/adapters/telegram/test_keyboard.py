from __future__ import annotations

from typing import Any

import pytest

from adapters.telegram.keyboard import keyboard
from adapters.telegram.render import Rendered
from adapters.views import Action
from tests.adapters.telegram.accepting import keys

MORE = Action(label="More", data="1:more:2512.10863")
TOLD = {"text": "More", "callback_data": "1:more:2512.10863"}


def buttons(*rows: tuple[Action, ...]) -> tuple[tuple[dict[str, Any], ...], ...]:
    """The buttons of *rows*, as Telegram takes them."""
    return keys(Rendered("x", "x", keyboard(rows)))


@pytest.mark.parametrize(
    ("action", "told"),
    [
        (MORE, TOLD),
        (Action(label="PDF", link="https://arxiv.org/pdf/2512.10863"),
         {"text": "PDF", "url": "https://arxiv.org/pdf/2512.10863"}),
        (Action(label="Copy", copy="@misc{a,\n\ttitle={B}}"),
         {"text": "Copy", "copy_text": {"text": "@misc{a,\n\ttitle={B}}"}}),
        (Action(label="Copy", copy="\U0001f600" * 128),
         {"text": "Copy", "copy_text": {"text": "\U0001f600" * 128}}),
        (Action(label="Start", data="1:start", strong=True),
         {"text": "Start", "callback_data": "1:start", "style": "primary"}),
        (Action(label="Forget", data="1:forget", grave=True),
         {"text": "Forget", "callback_data": "1:forget", "style": "danger"}),
        (Action(label="Forget", data="1:forget", strong=True, grave=True),
         {"text": "Forget", "callback_data": "1:forget", "style": "danger"}),
        (Action(label="收藏", data="1:save:" + "x" * 57),
         {"text": "收藏", "callback_data": "1:save:" + "x" * 57}),
    ],
)  # fmt: skip
def test_an_action_is_a_button(action: Action, told: dict[str, Any]) -> None:
    """For each of its kinds, in its style."""
    assert buttons((action,)) == ((told,),)


@pytest.mark.parametrize(
    "action",
    [
        Action(label="Nothing"),
        Action(label="A", link="https://localhost/a"),
        Action(label="B", link="javascript:alert(1)"),
        Action(label="C", data="x" * 65),
        Action(label="D", data="模" * 22),
        Action(label="E", data="a\ud800"),
        Action(label="F", copy="x" * 257),
        Action(label="G", copy="\U0001f600" * 129),
        Action(label="H", copy=" \n"),
        Action(label="I", data="1:setup:say", asks="Words"),
    ],
)
def test_a_button_that_would_be_refused_is_left_out(action: Action) -> None:
    """The others, and the message, go as they are."""
    assert buttons((action, MORE), (action,)) == ((TOLD,),)
    assert keyboard([(action,)]) is None


@pytest.mark.parametrize(
    ("label", "shown"),
    [
        (" two\n words ", "two words"),
        ("\u202elabel", "label"),
        ("", "·"),
        ("\u200b", "·"),
        ("cs.CV Computer Vision and Pattern Recognition, all of it, and more",
         "cs.CV Computer Vision and Pattern Recognition…"),
    ],
)  # fmt: skip
def test_labels_are_short_and_never_empty(label: str, shown: str) -> None:
    """An empty one would be refused, a long one is not read."""
    assert buttons((Action(label=label, data="1:a"),))[0][0]["text"] == shown


@pytest.mark.parametrize(
    ("count", "lengths"),
    [(1, [1]), (8, [8]), (9, [4, 5]), (16, [8, 8]), (17, [5, 6, 6]), (30, [7, 8, 7, 8])],
)
def test_long_rows_are_split_evenly(count: int, lengths: list[int]) -> None:
    """Eight buttons stand in a row at most; their order is kept."""
    row = tuple(Action(label=str(n), data=f"1:{n}") for n in range(count))
    found = buttons(row)
    assert [len(part) for part in found] == lengths
    assert [button["text"] for part in found for button in part] == [*map(str, range(count))]


def test_there_are_at_most_a_hundred() -> None:
    """The last are left out."""
    rows = tuple((MORE,) * 7 for _ in range(20))
    assert sum(map(len, buttons(*rows))) == 100


def test_buttons_may_be_alike() -> None:
    """Each of them is kept."""
    assert buttons((MORE, MORE), (MORE,)) == ((TOLD, TOLD), (TOLD,))


def test_a_payload_opens_the_private_chat() -> None:
    """In its style; a payload that apps would ignore leaves the button as it is."""
    card = Action(label="1", data="1:card:2512.10863", payload="p_2512_10863", strong=True)
    strange = Action(label="More", data=MORE.data, payload="p/2512.10863")
    found = keyboard([(card, strange, MORE)], "https://t.me/paperround_bot?start={}".format)
    url = "https://t.me/paperround_bot?start=p_2512_10863"
    told = {"text": "1", "url": url, "style": "primary"}
    assert keys(Rendered("x", "x", found)) == ((told, TOLD, TOLD),)


def test_a_link_with_a_payload_stays_where_there_are_no_deep_links() -> None:
    """Until the bot knows its own name."""
    action = Action(label="arXiv", link="https://arxiv.org/", payload="p_2512_10863")
    found = keyboard([(action,)], lambda payload: "")
    told = {"text": "arXiv", "url": "https://arxiv.org/"}
    assert keys(Rendered("x", "x", found)) == ((told,),)
