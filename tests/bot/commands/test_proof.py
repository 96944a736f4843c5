"""A summary beside its abstract: what stands behind each field, with the numbers marked."""

from __future__ import annotations

import pytest

from adapters.views import Style, View
from bot.commands.proof import Proof
from bot.refusal import Refusal
from storage.records import Summarised
from tests.bot.commands.conftest import NOW, AskFor, Office
from tests.making import a_paper, a_summary

PAPER = a_paper(
    1,
    abstract=(
        "Rivers flood without warning. We present RiverNet, trained on 1,106 gauges."
        " It warns 40 hours earlier."
    ),
)


@pytest.fixture
async def proof(office: Office) -> Proof:
    """What answers; the paper is stored, with summaries in two languages."""
    await office.desk.store.keep_papers([PAPER])
    fields = {"motivation": "", "conclusion": "", "method": ""}
    chinese = a_summary(
        tldr="RiverNet 用 1106 个水文站训练。", result="提前 40 小时预警。", language="zh", **fields
    )
    english = a_summary(tldr="RiverNet warns early.", result="", language="en", **fields)
    made = [Summarised(paper_id=PAPER.id, version=1, summary=one) for one in (chinese, english)]
    await office.desk.store.keep_summaries(made, at=NOW)
    return Proof(office.desk)


def lines(view: View) -> list[str]:
    """What stands there, line by line."""
    return [line.text for line in view.lines if line.text]


async def test_each_field_stands_above_its_sentences(proof: Proof, ask_for: AskFor) -> None:
    """In the language of the card; a way back leads to it."""
    (view,) = await ask_for(proof.proof, f"{PAPER.id}:zh")
    assert lines(view) == [
        "一句话  RiverNet 用 1106 个水文站训练。",
        "› We present RiverNet, trained on 1,106 gauges.",
        "结果  提前 40 小时预警。",
        "› It warns 40 hours earlier.",
    ]
    bold = [span.text for line in view.lines for span in line.spans if span.style is Style.BOLD]
    assert bold == ["一句话  ", "1106", "1,106", "结果  ", "40 小时", "40 hours"]
    (back,) = view.actions[0]
    assert (back.label, back.data) == ("返回卡片", f"1:in:{PAPER.id}:zh")
    assert view.foot[0].text == "引自原文摘要，数字加粗"


async def test_what_is_not_summarised_has_no_proof(proof: Proof, ask_for: AskFor) -> None:
    """Sentences of the abstract need none; a language that is not known is refused."""
    with pytest.raises(Refusal, match="no summary of this paper"):
        await ask_for(proof.proof, f"{PAPER.id}:de")
    with pytest.raises(Refusal, match="not offered"):
        await ask_for(proof.proof, f"{PAPER.id}:xx")
