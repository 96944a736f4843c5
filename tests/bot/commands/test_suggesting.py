"""What may be filled in for parameters of commands, while somebody types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from adapters.conversation import Filling, Suggestion
from bot.commands.desk import Desk
from bot.commands.reception import Reception
from bot.commands.suggesting import LONGEST, MOST
from bot.commands.table import Table, table_of
from storage.people import Address, ChatKind
from storage.store import Store
from tests.bot.commands.conftest import NOW, SETTINGS
from tests.bot.planned import World
from tests.making import a_paper

HERE = Address(platform="sink", chat_id="7")


@pytest.fixture
def table(desk: Desk, store: Store) -> Table:
    """All commands."""
    return table_of(replace(desk, asks_arxiv=False), World(store).planner, str)


@pytest.fixture
def reception(desk: Desk, table: Table) -> Reception:
    """What platforms ask."""
    return Reception(desk, table)


def filling(command: str, parameter: str, words: str = "", **others: str) -> Filling:
    """Reader 7 types *words* in a parameter."""
    return Filling(
        address=HERE,
        reader="7",
        command=command,
        parameter=parameter,
        words=words,
        language=others.pop("language", "en-US"),
        others=others,
    )


async def words_for(
    reception: Reception, command: str, parameter: str, words: str = "", **others: str
) -> list[str]:
    """What may be filled in."""
    found = await reception.suggested(filling(command, parameter, words, **others))
    return [one.words for one in found]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("cs.cv", ["cs.cv", "cs.CV"]),
        ("computer vis", ["computer vis", "cs.CV"]),
        ("diffusion computer vis", ["diffusion computer vis", "diffusion cs.CV"]),
        ("diffusion -robo", ["diffusion -robo", "diffusion -cs.RO"]),
        ("cs.CV, quant-p", ["cs.CV, quant-p", "cs.CV, quant-ph"]),
        ('"gaussian spl', ['"gaussian spl']),
        ("@Witt", ["@Witt"]),
        ("xyzzy", ["xyzzy"]),
    ],
)
async def test_a_rule_is_completed_by_categories(
    reception: Reception, typed: str, first: list[str]
) -> None:
    """Behind what is typed as it stands: nobody has to choose."""
    assert (await words_for(reception, "subscribe", "rule", typed))[:2] == first


async def test_categories_are_found_by_id_and_by_name(reception: Reception) -> None:
    """Their names in the reader's language; those whose id begins so come first."""
    assert (await words_for(reception, "categories", "archive", "ma"))[0] == "math"
    assert "cs.CV" in await words_for(reception, "categories", "archive", "视觉")
    found = await reception.suggested(filling("categories", "archive", "cs.CV", language="zh-CN"))
    assert found[0].label.startswith("cs.CV 计算机视觉")
    assert "math" in await words_for(reception, "categories", "archive")


async def test_papers_are_those_that_the_reader_saved(reception: Reception, store: Store) -> None:
    """By their numbers and by their titles; none of anybody else's."""
    assert await words_for(reception, "paper", "paper") == []
    one, two = a_paper(1), a_paper(2)
    await store.keep_papers([one, two])
    chat = await store.open_chat(HERE, ChatKind.PRIVATE, SETTINGS)
    reader = await store.open_reader("sink", "7", at=NOW)
    for paper in (one, two):
        await store.save(reader.key, paper.id, chat=chat.key, at=NOW)
    assert set(await words_for(reception, "paper", "paper")) == {one.id, two.id}
    assert await words_for(reception, "why", "paper", two.id[-3:]) == [two.id]
    assert await words_for(reception, "save", "paper", "nothing like it") == []
    other = replace(filling("paper", "paper"), reader="8")
    assert await reception.suggested(other) == ()


async def test_rules_that_are_followed_can_be_chosen(reception: Reception, store: Store) -> None:
    """A long one by its number; and all of them."""
    assert await words_for(reception, "unsubscribe", "which") == []
    chat = await store.open_chat(HERE, ChatKind.PRIVATE, SETTINGS)
    long = " ".join(f'"word{number}"' for number in range(20))
    for rule in ("cs.CV", long):
        await store.follow(chat.key, rule, at=NOW, most=9)
    assert await words_for(reception, "unsubscribe", "which") == ["cs.CV", "2", "all"]
    assert await words_for(reception, "unsubscribe", "which", "cs") == ["cs.CV"]


@pytest.mark.parametrize(
    ("setting", "typed", "found"),
    [
        ("language", "", ["en", "zh"]),
        ("language", "中", ["zh"]),
        ("hour", "8", ["08:00"]),
        ("hour", "08:3", ["08:03"]),
        ("hour", "8 pm", ["20:00"]),
        ("hour", "1x", []),
        ("zone", "Europe/Ber", ["Europe/Berlin"]),
        ("zone", "munic", ["Europe/Berlin"]),
        ("zone", "慕尼黑", ["Europe/Berlin"]),
        ("zone", "UTC+8", ["UTC+8"]),
        ("zone", "xyzzy", []),
        ("layout", "", ["compact", "cards"]),
        ("days", "", ["Mon, Fri"]),
        ("cross-lists", "of", ["off"]),
        ("nothing", "", []),
        ("", "", []),
    ],
)
async def test_values_are_those_of_the_setting_beside(
    reception: Reception, setting: str, typed: str, found: list[str]
) -> None:
    """Languages, hours, cities, whatever it may be."""
    others = {"setting": setting} if setting else {}
    assert await words_for(reception, "settings", "value", typed, **others) == found


async def test_usual_zones_are_offered_first(reception: Reception) -> None:
    """Until somebody types."""
    found = await words_for(reception, "settings", "value", setting="zone")
    assert {"Asia/Shanghai", "Europe/Berlin"} <= set(found)
    near = await words_for(reception, "settings", "value", "UTC+5:12", setting="zone")
    assert near
    within = await words_for(reception, "settings", "value", "york", setting="zone")
    assert within[0] == "America/New_York"


async def test_settings_commands_and_days_can_be_chosen(reception: Reception) -> None:
    """By what they are called in either language."""
    assert "hour" in await words_for(reception, "settings", "setting")
    assert await words_for(reception, "settings", "setting", "时区", language="zh-CN") == ["zone"]
    assert await words_for(reception, "help", "command", "/subscrip") == ["subscriptions"]
    days = await words_for(reception, "digest", "date")
    assert days[:3] == ["2025-11-26", "2025-11-25", "2025-11-24"]
    assert "2025-11-23" not in days
    assert await words_for(reception, "digest", "date", "21") == ["2025-11-21"]


@pytest.mark.parametrize(
    ("command", "parameter"), [("nothing", "rule"), ("digest", "nothing"), ("pause", "days")]
)
async def test_nothing_is_suggested_where_nothing_fits(
    reception: Reception, command: str, parameter: str
) -> None:
    """For what nobody declared, and for numbers."""
    assert await words_for(reception, command, parameter, "c") == []


async def test_hours_are_suggested_as_one_types(reception: Reception) -> None:
    """What is typed, as far as it is one, then full hours."""
    assert await words_for(reception, "setup", "hour", "8 pm") == ["20:00"]
    assert (await words_for(reception, "setup", "hour", "1"))[:2] == ["01:00", "10:00"]


async def test_a_store_that_is_gone_suggests_nothing(reception: Reception, store: Store) -> None:
    """The log tells; who types is not told."""
    await store.close()
    with capture_logs() as logs:
        assert await words_for(reception, "paper", "paper") == []
    assert [line["event"] for line in logs] == ["not taken in"]


async def test_every_option_is_offered_in_the_language_asked_for(reception: Reception) -> None:
    """Its name, which tells what it is, and its description."""
    commands: Mapping[str, Mapping[str, str]] = {
        language: {
            command.name: "/".join(one.name for one in command.parameters)
            for command in reception.offered(language)
        }
        for language in ("en", "zh")
    }
    assert commands["en"]["digest"] == "date/rule"
    assert commands["zh"]["digest"] == "日期/规则"
    assert commands["zh"].keys() == commands["en"].keys()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.sampled_from(
        [
            ("subscribe", "rule"),
            ("categories", "archive"),
            ("paper", "paper"),
            ("unsubscribe", "which"),
            ("settings", "setting"),
            ("settings", "value"),
            ("help", "command"),
            ("digest", "date"),
            ("setup", "hour"),
        ]
    ),
    st.sampled_from(["zone", "hour", "limit", "language"]),
    st.one_of(st.text(max_size=4096), st.text('ab." -@,:/+0', max_size=60)),
)
async def test_anything_typed_is_met_with_what_fits(
    reception: Reception, asked: tuple[str, str], setting: str, typed: str
) -> None:
    """Nothing breaks, and all of it can be shown."""
    with capture_logs() as logs:
        found = await reception.suggested(filling(*asked, typed, setting=setting))
    assert logs == []
    assert len(found) <= MOST
    assert all(isinstance(one, Suggestion) for one in found)
    assert all(0 < len(text) <= LONGEST for one in found for text in (one.words, one.label))
