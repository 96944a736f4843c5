from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.views import (
    Action,
    Detail,
    Item,
    Line,
    Span,
    Style,
    View,
    ViewKind,
    checked,
    dump,
    load,
)

TEXT = st.text(max_size=8)
SPANS = st.builds(Span, TEXT, st.sampled_from(Style), TEXT)
LINES = st.lists(st.builds(Line, st.lists(SPANS, max_size=3).map(tuple)), max_size=3).map(tuple)
DETAILS = st.builds(Detail, label=TEXT, text=TEXT)
ITEMS = st.builds(
    Item,
    paper_id=TEXT,
    title=TEXT,
    link=TEXT,
    number=st.integers(0, 999),
    byline=TEXT,
    text=TEXT,
    marks=st.lists(TEXT, max_size=2).map(tuple),
    details=st.lists(DETAILS, max_size=2).map(tuple),
    reason=TEXT,
)
ACTIONS = st.builds(
    Action,
    label=TEXT,
    data=TEXT,
    link=TEXT,
    copy=TEXT,
    strong=st.booleans(),
    grave=st.booleans(),
)
VIEWS = st.builds(
    View,
    kind=st.sampled_from(ViewKind),
    head=LINES,
    lines=LINES,
    items=st.lists(ITEMS, max_size=3).map(tuple),
    headings=st.lists(st.tuples(st.integers(0, 9), TEXT), max_size=2).map(tuple),
    foot=LINES,
    actions=st.lists(st.lists(ACTIONS, max_size=3).map(tuple), max_size=2).map(tuple),
    file_name=TEXT,
    file_text=TEXT,
)


@given(VIEWS)
def test_a_view_comes_back_as_it_was(view: View) -> None:
    """Whatever is in it, and whatever is not."""
    assert load(dump(view)) == view


def test_what_says_nothing_takes_no_room() -> None:
    """The outbox holds what differs from an empty notice, in the signs that people wrote."""
    assert dump(View()) == "{}"
    view = View(head=(Line((Span("2025年"),)),), actions=((Action(label="", data="1:x"),),))
    told = {"head": [{"spans": [{"text": "2025年"}]}], "actions": [[{"label": "", "data": "1:x"}]]}
    assert json.loads(dump(view)) == told
    assert "年" in dump(view)
    assert json.loads(dump(View(kind=ViewKind.CARD))) == {"kind": "card"}


def test_a_line_reads_without_its_styles() -> None:
    """Its spans run on."""
    assert Line((Span("cs.", Style.BOLD), Span("CV", link="https://arxiv.org"))).text == "cs.CV"


@pytest.mark.parametrize(
    "action",
    [
        Action(label="More", data="1:more:2512.10863"),
        Action(label="arXiv", link="https://arxiv.org/abs/2512.10863"),
        Action(label="BibTeX", copy="@misc{}"),
        Action(label="x", data="中" * 21 + "a"),
    ],
)
def test_an_action_does_one_thing(action: Action) -> None:
    """It comes back, opens an address, or is copied; 64 bytes come back on every platform."""
    assert checked(action) is action


@pytest.mark.parametrize(
    ("action", "fault"),
    [
        (Action(label=" ", data="1:x"), "no label"),
        (Action(label="Nothing"), "'Nothing' needs one"),
        (Action(label="Two", data="1:x", link="https://arxiv.org"), "'Two' needs one"),
        (Action(label="Long", data="中" * 22), "'Long' is over 64 bytes"),
    ],
)
def test_an_action_that_a_platform_refuses_is_found(action: Action, fault: str) -> None:
    """Before anybody is sent it: one bad button costs the whole message."""
    with pytest.raises(ValueError, match=fault):
        checked(action)
