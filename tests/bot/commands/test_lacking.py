"""What the bot may not do where digests are to come, and what is said where a platform fails."""

from __future__ import annotations

from dataclasses import replace

import pytest

from adapters.conversation import Request
from adapters.views import Manner, View
from bot.commands.desk import Desk
from bot.commands.reception import Reception
from bot.commands.table import table_of
from storage.people import Address, ChatKind
from storage.store import Store
from tests.bot.planned import World

GROUP = Address(platform="sink", chat_id="-1")
LACKS = ("View Channel", "Send Messages")
TOLD = (
    "Digests need more than I may here. Allow me this in the channel's permissions: View Channel,"
    " Send Messages."
)


@pytest.fixture
def reception(desk: Desk, store: Store) -> Reception:
    """What platforms ask."""
    desk = replace(desk, asks_arxiv=False)
    return Reception(desk, table_of(desk, World(store).planner, str))


def asking(text: str = "", data: str = "", language: str = "en") -> Request:
    """What an administrator asks in a channel where the bot may not write."""
    return Request(
        address=GROUP,
        kind=ChatKind.GROUP,
        reader="7",
        text=text,
        data=data,
        language=language,
        lacks=LACKS,
    )


async def foots(reception: Reception, request: Request) -> list[str]:
    """The last line below each view of an answer; '' where there is none."""
    views = [view async for view in reception.answer(request)]
    return [view.foot[-1].text if view.foot else "" for view in views]


async def test_who_settles_something_is_told_at_once(reception: Reception) -> None:
    """By the names that the platform shows, whatever else the answer says."""
    assert TOLD in await foots(reception, asking("/subscribe cs.CV"))
    assert await foots(reception, asking("/settings")) == [TOLD]
    assert await foots(reception, asking(data="1:set:all")) == [TOLD]


async def test_in_the_language_of_the_chat(reception: Reception) -> None:
    """The names stay as they are."""
    (foot,) = await foots(reception, asking("/settings", language="zh"))
    allow = "请在频道的权限设置中允许我：View Channel, Send Messages。"
    assert foot == f"我在这里的权限还不够发送摘要。{allow}"


@pytest.mark.parametrize("text", ["/help", "/saved", "/subscribe"])
async def test_nobody_else_is_told(reception: Reception, text: str) -> None:
    """Reading needs nothing, and neither does a refusal."""
    assert TOLD not in await foots(reception, asking(text))


async def test_nothing_is_said_where_nothing_lacks(reception: Reception) -> None:
    """As usual."""
    request = replace(asking("/settings"), lacks=())
    assert TOLD not in await foots(reception, request)


@pytest.mark.parametrize(
    ("language", "told"), [("en", "That went wrong here"), ("zh-CN", "这里出了差错")]
)
def test_a_platform_that_fails_says_so(reception: Reception, language: str, told: str) -> None:
    """A message to who wrote, a word aside to who pressed."""

    def said(view: View) -> str:
        return view.lines[0].text

    written = reception.sorry(asking("/help", language=language))
    pressed = reception.sorry(asking(data="1:page", language=language))
    assert (written.manner, pressed.manner) == (Manner.MESSAGE, Manner.ASIDE)
    assert said(written) == said(pressed)
    assert said(written).startswith(told)
