"""What the strict local Discord says to a rendered view; and views of anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st

from adapters.discord.markdown import BETWEEN, LOOKALIKES
from adapters.discord.render import Rendered
from adapters.views import Action, Picking
from tests.adapters.anything import several
from tests.adapters.discord.reading import read_line
from tests.fakes.discord.checking import Checked
from tests.fakes.discord.components import BUTTON, MOST, TEXT, check_components, every

Json = dict[str, Any]
ASCII = str.maketrans({sign: bracket for bracket, sign in LOOKALIKES.items()} | {BETWEEN: ""})


def taken(message: Rendered) -> list[Json]:
    """All components as Discord takes them; a refusal is a fault."""
    checked = Checked()
    told = [one.to_component_dict() for one in message.view.children]
    components = check_components(checked, told, layout=True)
    checked.settle()
    found = list(every(components))
    assert len(found) == message.view.total_children_count <= MOST
    assert all(one["content"].strip() for one in found if one["type"] == TEXT)
    return found


def texts(message: Rendered) -> list[str]:
    """Its texts, in markdown."""
    return [one["content"] for one in taken(message) if one["type"] == TEXT]


def buttons(message: Rendered) -> list[Json]:
    """Its buttons."""
    return [one for one in taken(message) if one["type"] == BUTTON]


def lines_of(message: Rendered) -> Iterator[tuple[str, str]]:
    """Each line of its texts: what its beginning makes of it, and what is shown."""
    for text in texts(message):
        for line in text.split("\n"):
            block, shown = read_line(line)
            yield block, shown.text


def marks_of(message: Rendered) -> list[tuple[str, str, str]]:
    """Everything in its texts that is obeyed within lines."""
    lines = (line for text in texts(message) for line in text.split("\n"))
    return [mark for line in lines for mark in read_line(line)[1].marks]


def seen(text: str) -> str:
    """*text* as a reader sees it: zero-wide signs are not, lookalikes are what they look like."""
    return text.translate(ASCII)


SIGNS = st.one_of(
    st.text("*_~`|\\<>[]()@#:-+.!/1 ab\n", max_size=24),
    st.lists(
        st.sampled_from(
            ["**", "__", "||", "~~", "`", "```", "\\", "# ", "-# ", "> ", ">>> ", "- ", "1. ",
             "<@1>", "<#2>", "<t:3:R>", "<:a:4>", "</b:5>", "<id:home>", ":smile:", "@everyone",
             "https://evil.org", "[x](https://evil.org)", "](<https://evil.org>)", "[", "a", " "]
        ),
        max_size=6,
    ).map("".join),
)  # fmt: skip
ANYTHING = st.one_of(
    st.text(max_size=24),
    SIGNS,
    st.text("ab \n\r\t\0\u202e\u2066\u200b\ufeff\ud800\U0001f600é模·.:", max_size=24),
)
LONG = st.builds(lambda text, times: text * times, ANYTHING, st.sampled_from([1, 1, 1, 30, 300]))
ADDRESSES = st.one_of(
    st.just(""),
    st.just("https://arxiv.org/abs/2512.10863"),
    st.builds(
        lambda text: f"https://arxiv.org/?q={text}", st.text("ab&'%#/()[]*_`|~", max_size=20)
    ),
    st.builds(lambda text: f"http://{text}", st.text("ab.:0-_/é@", max_size=12)),
    st.text(max_size=12),
)
ACTIONS = st.builds(
    Action,
    label=ANYTHING,
    data=st.one_of(st.sampled_from(["1:card:2512.10863", "1:a#2", "1:a", ""]), ANYTHING),
    link=st.one_of(st.just(""), ADDRESSES),
    copy=ANYTHING,
    asks=st.one_of(st.just(""), LONG),
    strong=st.booleans(),
    grave=st.booleans(),
)
KEYBOARDS = several(several(ACTIONS, 8), 4)
MENUS = st.one_of(
    st.none(),
    st.builds(Picking, data=st.one_of(st.just("1:setup:pick"), ANYTHING), prompt=LONG),
)
BESIDE = st.one_of(st.none(), ACTIONS)
