"""The table of all commands: complete, without doubles, and nothing in it can be broken."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adapters.conversation import Request
from adapters.views import View
from bot.commands.answering import Answering
from bot.commands.command import Asked, Family, Press
from bot.commands.desk import Deployment, Desk
from bot.commands.helping import READING_ORDER
from bot.commands.table import Table, table_of, verbs_of
from bot.plan import Planner
from bot.shape import Shape
from storage.people import Address, ChatKind
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS
from tests.making import a_paper

PLANNED = {
    "start", "help", "about", "privacy", "subscribe", "unsubscribe", "subscriptions", "categories",
    "settings", "pause", "resume", "digest", "paper", "search", "why", "save", "saved", "forget",
    "setup", "status", "broadcast", "invite",
}  # fmt: skip
WRITTEN = (
    st.text(max_size=40)
    | st.text(alphabet="cs.CV2511:0‘“”，、－＠ａ\n-@\"'$\\{}%", max_size=40)
    | st.sampled_from(["2511.00001", "cs.CV flow", "all", "hour 08:30", "2025-11-26 cs.CV", "=x:1"])
)


@pytest.fixture
def table(desk: Desk, store: Store) -> Table:
    """All commands, on an empty store."""
    planner = Planner(store, desk.summaries, desk.fits, {"sink": Shape()}, lambda: NOW)
    return table_of(desk, planner, str)


def test_all_commands_are_there_in_reading_order(table: Table) -> None:
    """Those of the plan, each named where help groups them."""
    assert set(table.commands) == PLANNED
    order = [name for group in READING_ORDER for name in group]
    assert list(table.commands) == [name for name in order if name in PLANNED]
    assert all(
        command.name.isascii() and command.name.islower() for command in table.commands.values()
    )


def test_every_verb_is_said_once() -> None:
    """Else a button would do what another means."""

    async def run(asked: Asked) -> AsyncIterator[View]:
        yield View()

    family = Family(presses=(Press(verb="page", run=run),))
    assert set(verbs_of((family,))) == {"page"}
    with pytest.raises(ValueError, match="same verb"):
        verbs_of((family, family))


def asked(text: str = "", data: str = "", *, kind: ChatKind, language: str) -> Request:
    """What an administrator asks in a chat of that kind and language."""
    address = Address(platform="sink", chat_id=f"{kind}-{language}")
    return Request(address=address, kind=kind, reader="7", text=text, data=data, language=language)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(
    words=WRITTEN,
    times=st.sampled_from([1, 120]),
    where=st.tuples(st.sampled_from(ChatKind), st.sampled_from(["en", "zh"])),
)
async def test_nothing_that_people_write_or_press_breaks_anything(
    desk: Desk, store: Store, table: Table, words: str, times: int, where: tuple[ChatKind, str]
) -> None:
    """Every command and every button, with up to 4,096 characters of anything: a kind answer."""
    await store.keep_papers([a_paper()])
    mine = Deployment(defaults=SETTINGS, owners=frozenset({"sink:7"}))
    answer = Answering(replace(desk, deployment=mine), table)
    anything, (kind, language) = (words * times)[:4096], where
    requests = [
        asked(anything, kind=kind, language=language),
        *(asked(f"/{name} {anything}", kind=kind, language=language) for name in table.commands),
        *(
            asked("", f"1:{verb}:{anything}", kind=kind, language=language)
            for verb in table.presses
        ),
    ]
    for request in requests:
        views = [view async for view in answer(request)]
        said = " ".join(line.text for view in views for line in (*view.head, *view.lines))
        assert views, request
        assert "That went wrong here" not in said, request
        assert "这里出了差错" not in said, request
