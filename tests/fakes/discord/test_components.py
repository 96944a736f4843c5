"""Components, old ones and layouts: what they may hold."""

from __future__ import annotations

from typing import Any

import discord
import pytest
from discord import ui

from tests.fakes.discord.components import MOST_BYTES
from tests.fakes.discord.conftest import Bot, Call, Lab
from tests.fakes.discord.server import LocalDiscord

LAYOUT = 1 << 15
TEXT = {"type": 10, "content": "x"}
BUTTON = {"type": 2, "style": 1, "label": "More", "custom_id": "more"}
SECTION = {"type": 9, "components": [TEXT], "accessory": BUTTON}
SELECT = {"type": 3, "custom_id": "s", "options": [{"label": "a", "value": "a"}]}


class Digest(ui.LayoutView):
    """As a digest looks: a paper is a section."""

    def __init__(self, papers: int = 2) -> None:
        super().__init__(timeout=None)
        box: ui.Container[Digest] = ui.Container(accent_colour=discord.Colour(0x123456))
        box.add_item(ui.TextDisplay("# 2 papers"))
        for number in range(papers):
            more: ui.Button[Digest] = ui.Button(label="More", custom_id=f"more:{number}")
            box.add_item(ui.Section(f"Paper {number}", accessory=more))
            box.add_item(ui.Separator())
        row: ui.ActionRow[Digest] = ui.ActionRow()
        row.add_item(ui.Button(label="arXiv", url="https://arxiv.org"))
        box.add_item(row)
        self.add_item(box)


async def test_a_layout_is_read_back(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Its text from above, its buttons by their labels."""
    sent = await bot.get_partial_messageable(lab.papers).send(view=Digest())
    assert sent.flags.components_v2
    message = local.sent[0]
    assert message.is_layout
    assert message.text == "# 2 papers\nPaper 0\nPaper 1"
    assert message.labels == ("More", "More", "arXiv")
    assert message.custom_ids == ("more:0", "more:1")
    assert message.button("arXiv")["url"] == "https://arxiv.org"
    with pytest.raises(ValueError, match="no button says 'Less', only More"):
        message.button("Less")
    numbers = [one["id"] for one in message.every]
    assert len(set(numbers)) == len(numbers)


async def test_an_edit_keeps_a_layout_a_layout(local: LocalDiscord, bot: Bot, lab: Lab) -> None:
    """Its flag never goes; a plain message can become one."""
    channel = bot.get_partial_messageable(lab.papers)
    sent = await channel.send(view=Digest())
    await sent.edit(view=Digest(1))
    assert local.messages(lab.papers)[0].is_layout
    with pytest.raises(discord.HTTPException):
        await sent.edit(content="x")
    assert len(local.forgive()) == 1
    plain = await channel.send("x")
    await plain.edit(content=None, view=Digest(1))
    assert local.messages(lab.papers)[1].text == "# 2 papers\nPaper 0"


async def test_a_layout_says_everything_by_components(
    local: LocalDiscord, call: Call, lab: Lab
) -> None:
    """Content and embeds have no place beside them."""
    body = {"flags": LAYOUT, "components": [TEXT], "content": "x", "embeds": [{"title": "x"}]}
    answer = call("POST", f"/channels/{lab.papers}/messages", body).json()
    assert set(answer["errors"]) == {"content", "embeds"}
    assert len(local.forgive()) == 1


@pytest.mark.parametrize(
    ("components", "place", "code"),
    [
        ([{"type": 99}], ("0", "type"), "UNION_TYPE_CHOICES"),
        ([BUTTON], ("0", "type"), "UNION_TYPE_CHOICES"),
        ([{"type": 10, "content": ""}], ("0", "content"), "BASE_TYPE_REQUIRED"),
        ([{"type": 10}], ("0", "content"), "BASE_TYPE_REQUIRED"),
        ([{**SECTION, "components": []}], ("0", "components"), "BASE_TYPE_BAD_LENGTH"),
        ([{**SECTION, "components": [TEXT] * 4}], ("0", "components"), "BASE_TYPE_BAD_LENGTH"),
        ([{**SECTION, "accessory": None}], ("0", "accessory"), "BASE_TYPE_REQUIRED"),
        ([{**SECTION, "accessory": TEXT}], ("0", "accessory", "type"), "UNION_TYPE_CHOICES"),
        ([{"type": 17, "components": []}], ("0", "components"), "BASE_TYPE_BAD_LENGTH"),
        (
            [{"type": 17, "components": [{"type": 17, "components": [TEXT]}]}],
            ("0", "components", "0", "type"),
            "UNION_TYPE_CHOICES",
        ),
        ([{"type": 14, "spacing": 3}], ("0", "spacing"), "BASE_TYPE_CHOICES"),
        ([{"type": 14, "divider": 1}], ("0", "divider"), "BOOLEAN_TYPE_CONVERT"),
        ([{"type": 1, "components": [BUTTON] * 6}], ("0", "components"), "BASE_TYPE_BAD_LENGTH"),
        (
            [{"type": 1, "components": [BUTTON, SELECT]}],
            ("0", "components"),
            "COMPONENT_LAYOUT_WIDTH_EXCEEDED",
        ),
        ([SECTION, SECTION], (), "COMPONENT_CUSTOM_ID_DUPLICATED"),
        ([{**TEXT, "id": 1}, {**TEXT, "id": 1}], (), "COMPONENT_ID_DUPLICATED"),
        ([{**TEXT, "id": -1}], ("0", "id"), "NUMBER_TYPE_MIN"),
        ([TEXT] * 41, (), "BASE_TYPE_MAX_LENGTH"),
        (
            [{"type": 17, "components": [TEXT] * 39}, TEXT],
            (),
            "COMPONENT_MAX_TOTAL_COMPONENTS_EXCEEDED",
        ),
        (
            [{"type": 10, "content": "x" * 2001}] * 2,
            (),
            "COMPONENT_DISPLAYABLE_TEXT_SIZE_EXCEEDED",
        ),
        ([{"type": 13, "file": {"url": "https://x"}}], ("0", "file", "url"), "UNFURLED"),
        ([{"type": 12, "items": []}], ("0", "items"), "BASE_TYPE_BAD_LENGTH"),
        ([{"type": 17, "components": [TEXT], "accent_color": -1}], ("0", "accent_color"), "NUMBER"),
    ],
)
def test_layouts_have_their_rules(
    local: LocalDiscord,
    call: Call,
    lab: Lab,
    components: list[Any],
    place: tuple[str, ...],
    code: str,
) -> None:
    """Each breach is told with its place, and is a violation."""
    body = {"flags": LAYOUT, "components": components}
    answer = call("POST", f"/channels/{lab.papers}/messages", body).json()
    found = answer["errors"]["components"]
    for part in place:
        found = found[part]
    assert found["_errors"][0]["code"].startswith(code)
    assert len(local.forgive()) == 1


@pytest.mark.parametrize(
    ("button", "name", "code"),
    [
        ({"label": "x" * 81}, "label", "BASE_TYPE_MAX_LENGTH"),
        ({"label": ""}, "label", "BUTTON_COMPONENT_LABEL_OR_EMOJI_REQUIRED"),
        ({"custom_id": ""}, "custom_id", "BASE_TYPE_REQUIRED"),
        ({"custom_id": "x" * 101}, "custom_id", "BASE_TYPE_BAD_LENGTH"),
        ({"style": 9}, "style", "BASE_TYPE_CHOICES"),
        ({"url": "https://x.y"}, "url", "BUTTON_COMPONENT_CUSTOM_ID_AND_URL"),
        ({"style": 5, "url": "https://x.y"}, "custom_id", "BUTTON_COMPONENT_CUSTOM_ID_AND_URL"),
        ({"style": 5, "custom_id": None, "url": "x"}, "url", "URL_TYPE_INVALID_URL"),
        ({"style": 5, "url": "https://" + "x" * 505}, "url", "BASE_TYPE_BAD_LENGTH"),
    ],
)
def test_buttons_have_their_rules(
    local: LocalDiscord, call: Call, lab: Lab, button: dict[str, Any], name: str, code: str
) -> None:
    """In old rows as well."""
    body = {"content": "x", "components": [{"type": 1, "components": [{**BUTTON, **button}]}]}
    answer = call("POST", f"/channels/{lab.papers}/messages", body).json()
    found = answer["errors"]["components"]["0"]["components"]["0"][name]
    assert found["_errors"][0]["code"] == code
    assert len(local.forgive()) == 1


@pytest.mark.parametrize(
    ("select", "code"),
    [
        ({"options": []}, "BASE_TYPE_BAD_LENGTH"),
        ({"options": [{"label": "a", "value": "a"}] * 26}, "BASE_TYPE_BAD_LENGTH"),
        ({"options": [{"label": "a", "value": "a"}] * 2}, "OPTION_VALUE_DUPLICATED"),
        ({"min_values": 2}, "INVALID_RANGE"),
        ({"max_values": 2}, "INVALID_RANGE"),
        ({"placeholder": "x" * 151}, "BASE_TYPE_MAX_LENGTH"),
        ({"options": [{"label": "", "value": "a"}]}, "BASE_TYPE_REQUIRED"),
        ({"options": [{"label": "a", "value": "a", "description": "x" * 101}]}, "MAX_LENGTH"),
        ({"channel_types": [0]}, "CHANNEL_TYPES_NOT_ALLOWED"),
        ({"type": 8}, "OPTIONS_NOT_ALLOWED"),
        ({"type": 8, "options": [], "channel_types": [99]}, "BASE_TYPE_CHOICES"),
    ],
)
def test_menus_have_their_rules(
    local: LocalDiscord, call: Call, lab: Lab, select: dict[str, Any], code: str
) -> None:
    """Options are few, short and distinct."""
    body = {"content": "x", "components": [{"type": 1, "components": [{**SELECT, **select}]}]}
    answer = call("POST", f"/channels/{lab.papers}/messages", body)
    assert (answer.status_code, code in answer.text) == (400, True)
    assert len(local.forgive()) == 1


def test_layouts_need_their_flag(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Without it there are rows only."""
    answer = call("POST", f"/channels/{lab.papers}/messages", {"components": [TEXT]})
    assert "must be one of (1,)" in answer.text
    assert len(local.forgive()) == 1


def test_too_many_bytes_break_discord(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """Chinese has three a character: 500, and nothing is said."""
    path = f"/channels/{lab.papers}/messages"
    fits = "字" * ((MOST_BYTES - 12) // 3)
    body = {"flags": LAYOUT, "components": [{"type": 10, "content": fits}]}
    assert call("POST", path, body).status_code == 200
    body["components"] = [{"type": 10, "content": fits + "字"}]
    assert call("POST", path, body).status_code == 500
    assert len(local.sent) == 1
    (violation,) = local.forgive()
    assert "Discord breaks beyond 10170" in violation


def test_too_many_pictures_break_discord(local: LocalDiscord, call: Call, lab: Lab) -> None:
    """More than 64."""
    item = {"media": {"url": "https://x.y/z.png"}}
    gallery = {"type": 12, "items": [item] * 10}
    body = {"flags": LAYOUT, "components": [gallery] * 7}
    assert call("POST", f"/channels/{lab.papers}/messages", body).status_code == 500
    assert len(local.forgive()) == 1
    body["components"] = [gallery, {**SECTION, "accessory": {"type": 11, **item}}]
    assert call("POST", f"/channels/{lab.papers}/messages", body).status_code == 200
