"""What only says again what was said is no summary."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.checks.echoes import echoes
from tests.making import a_paper, a_summary

TITLE = "OmniView: An All-Seeing Diffusion Model for 4D View Synthesis"
NOTHING = {"motivation": "", "method": "", "result": "", "conclusion": ""}


def said(**fields: str) -> list[str]:
    """What is wrong with these fields."""
    summary = a_summary(**{**NOTHING, "language": "en", **fields})
    return list(echoes(summary, a_paper(title=TITLE)))


@pytest.mark.parametrize(
    "tldr",
    [TITLE, "OmniView, an all-seeing diffusion model for 4D view synthesis."],
)
def test_the_title_is_no_summary(tldr: str) -> None:
    """Whatever its signs and small words."""
    assert len(said(tldr=tldr)) == 1


@pytest.mark.parametrize(
    "tldr",
    [
        "OmniView renders 4D scenes from any view with one diffusion model.",
        "一个扩散模型生成任意视角的 4D 场景。",
        "A model for view synthesis that halves the error of six specialised ones.",
    ],
)
def test_a_sentence_of_its_own_is_well(tldr: str) -> None:
    """Also with many words of the title."""
    assert said(tldr=tldr) == []


def test_a_field_is_not_said_twice() -> None:
    """In any script; short ones may be alike."""
    once = "We train a network on pairs of images of rivers."
    (told,) = said(tldr="Floods are seen early.", method=once, result=once.replace("We", "we"))
    assert "The result repeats the method" in told
    assert (
        len(
            said(
                tldr="早期预警洪水。",
                method="用成对的图像训练网络",
                result="用成对的图像训练网络。",
            )
        )
        == 1
    )
    assert said(tldr="x", method="It works well.", result="It works well.") == []
    assert said(tldr="We train on rivers and halve the error.", method="We train on rivers.") == []


@given(st.text(max_size=80), st.text(max_size=80))
def test_anything_can_be_looked_at(tldr: str, method: str) -> None:
    """It never raises, and what is empty repeats nothing."""
    summary = a_summary(**{**NOTHING, "tldr": tldr, "method": method})
    for told in echoes(summary, a_paper(title=method)):
        assert told.startswith("The ")
