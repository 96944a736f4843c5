"""What the strict local Telegram says to a rendered view; and views of anything."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from adapters.telegram.render import Rendered
from adapters.views import Action
from tests.adapters.anything import several
from tests.fakes.telegram.keyboards import Keyboard, read_keyboard
from tests.fakes.telegram.markup import Formatted, units
from tests.fakes.telegram.text import TEXT_LIMIT, fits, formatted

USERNAME = "paperround_bot"


def taken(message: Rendered) -> Formatted:
    """The message as Telegram understands it; what it refuses or drops silently is a fault."""
    found = fits(formatted(message.html, "HTML", []), TEXT_LIMIT)
    assert found.text
    assert found.remarks == []
    assert keys(message) is not None
    return found


def keys(message: Rendered) -> Keyboard:
    """Its buttons as Telegram understands them."""
    remarks = list[str]()
    markup = message.keyboard.to_dict() if message.keyboard else {}
    read = read_keyboard(markup, channel=True, username=USERNAME, remarks=remarks)
    assert remarks == []
    return read


def marked(found: Formatted) -> list[tuple[str, str]]:
    """Each entity: what it is, or where it leads, and its words."""
    return [
        (entity.get("url", entity["type"]), _part(found.text, entity)) for entity in found.entities
    ]


def _part(text: str, entity: dict[str, Any]) -> str:
    wide = text.encode("utf-16-le")
    begin, end = entity["offset"], entity["offset"] + entity["length"]
    return wide[2 * begin : 2 * end].decode("utf-16-le")


def room(found: Formatted, raw: str) -> tuple[int, int, int, int]:
    """What a message takes: units, entities, bytes of addresses, raw bytes."""
    data = sum(len(entity.get("url", "").encode()) for entity in found.entities)
    return units(found.text), len(found.entities), data, len(raw.encode())


ANYTHING = st.one_of(
    st.text(max_size=30),
    st.text("<>&\"';/ab \n\r\t\0\u202e\u2066\ufeff\ud800\U0001f600é模·.:", max_size=30),
)
LONG = st.builds(lambda text, times: text * times, ANYTHING, st.sampled_from([1, 1, 1, 30, 300]))
ADDRESSES = st.one_of(
    st.just(""),
    st.just("https://arxiv.org/abs/2512.10863"),
    st.builds(lambda text: f"https://arxiv.org/?q={text}", st.text("ab&\"'<%#/", max_size=20)),
    st.builds(lambda text: f"http://{text}", st.text("ab.:0-_/é@", max_size=12)),
    st.text(max_size=12),
)
ACTIONS = st.builds(
    Action,
    label=ANYTHING,
    data=st.one_of(st.just("1:card:2512.10863"), ANYTHING),
    link=ADDRESSES,
    copy=LONG,
    payload=st.one_of(st.just("p_2512_10863"), ANYTHING),
    strong=st.booleans(),
    grave=st.booleans(),
)
KEYBOARDS = several(several(ACTIONS, 12), 4)
