"""Modals: their rules, and how people fill them in."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.discord.conftest import Call, Lab
from tests.fakes.discord.server import LocalDiscord

INPUT = {"type": 4, "custom_id": "words", "style": 1}
FIELD = {"type": 18, "label": "Words", "component": INPUT}
MENU = {
    "type": 18,
    "label": "Area",
    "description": "One of them",
    "component": {"type": 3, "custom_id": "area", "options": [{"label": "cs", "value": "cs"}]},
}
OLD = {"type": 1, "components": [{**INPUT, "custom_id": "old", "label": "Old", "required": False}]}
TEXT = {"type": 10, "content": "Read this"}


@pytest.fixture
def asked(local: LocalDiscord, call: Call, lab: Lab) -> int:
    """An interaction that may be answered by a modal."""
    command = {"name": "note", "description": "Write a note"}
    call("PUT", f"/applications/{local.bot_id}/commands", [command])
    return local.invoke(lab.ada, lab.papers, "note")


def show(local: LocalDiscord, call: Call, asked: int, *components: Any) -> Any:
    """Answer by a modal with these components."""
    data = {"title": "A note", "custom_id": "note", "components": list(components)}
    path = f"/interactions/{asked}/{local.interactions[asked].token}/callback"
    return call("POST", path, {"type": 9, "data": data})


def test_a_modal_holds_fields_of_many_kinds(local: LocalDiscord, call: Call, asked: int) -> None:
    """They come back filled in, as they stood."""
    assert show(local, call, asked, TEXT, FIELD, MENU, OLD).status_code == 204
    sent = local.submit(asked, {"words": "hello", "area": ["cs"]})
    interaction = local.interactions[sent]
    assert (interaction.kind, interaction.words, interaction.cause) == (5, "note", asked)
    text, field, menu, old = interaction.data["components"]
    assert text["type"] == 10
    assert field["component"]["value"] == "hello"
    assert menu["component"]["values"] == ["cs"]
    assert old["components"][0]["value"] == ""


def test_a_modal_takes_what_it_offers(local: LocalDiscord, call: Call, asked: int) -> None:
    """No more, and what is required."""
    show(local, call, asked, FIELD, MENU)
    for values, told in (
        ({"area": ["cs"]}, "'words' does not take 0 characters"),
        ({"words": "x", "area": ["math"]}, "offers only cs"),
        ({"words": "x", "area": ["cs", "cs"]}, "does not take 2 values"),
    ):
        with pytest.raises(ValueError, match=told):
            local.submit(asked, values)


@pytest.mark.parametrize(
    ("component", "place"),
    [
        ({**TEXT, "content": ""}, ("content",)),
        ({**FIELD, "label": ""}, ("label",)),
        ({**FIELD, "label": "x" * 46}, ("label",)),
        ({**FIELD, "description": "x" * 101}, ("description",)),
        ({**FIELD, "component": None}, ("component",)),
        ({**FIELD, "component": {"type": 2}}, ("component", "type")),
        ({**FIELD, "component": {**INPUT, "style": 3}}, ("component", "style")),
        ({**FIELD, "component": {**INPUT, "max_length": 4001}}, ("component", "max_length")),
        ({**FIELD, "component": {**INPUT, "value": "x" * 4001}}, ("component", "value")),
        ({**FIELD, "component": {**INPUT, "placeholder": "x" * 101}}, ("component", "placeholder")),
        ({**OLD, "components": []}, ("components",)),
        ({"type": 1, "components": [INPUT]}, ("components", "0", "label")),
    ],
)
def test_modals_have_their_rules(
    local: LocalDiscord, call: Call, asked: int, component: Any, place: tuple[str, ...]
) -> None:
    """Each breach is told with its place, and is a violation."""
    found = show(local, call, asked, component).json()["errors"]["data"]["components"]["0"]
    for part in place:
        found = found[part]
    assert found["_errors"]
    assert len(local.forgive()) == 1


def test_the_names_of_fields_are_unique(local: LocalDiscord, call: Call, asked: int) -> None:
    """As in a message."""
    assert "DUPLICATED" in show(local, call, asked, FIELD, FIELD).text
    assert len(local.forgive()) == 1


def test_a_modal_is_not_answered_by_a_modal(local: LocalDiscord, call: Call, asked: int) -> None:
    """But by a message."""
    show(local, call, asked, FIELD)
    sent = local.submit(asked, {"words": "x"})
    assert show(local, call, sent, FIELD).json()["errors"]["type"]
    assert len(local.forgive()) == 1
