"""Summaries that a model really wrote, by the reference pipeline: nearly all of them pass."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from bot.checking import faults
from storage.records import FIELDS, Paper, Summary
from tests.bot.held import paper_of


@pytest.fixture
def recorded() -> list[tuple[Paper, Summary]]:
    """The Chinese summaries of a day, with their papers."""
    named = os.environ.get("PAPERROUND_TEST_DATA")
    if named is None:
        pytest.skip("PAPERROUND_TEST_DATA names no folder of recorded data")
    lines = [
        json.loads(line)
        for path in sorted((Path(named) / "ancestor").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
    ]
    return [(_paper(one), _summary(one["AI"])) for one in lines]


def _paper(told: dict[str, str]) -> Paper:
    return paper_of(told["summary"], title=told["title"], comment=told["comment"])


def _summary(told: dict[str, str]) -> Summary:
    return Summary(**{field: told[field] for field in FIELDS}, language="zh", engine="model")  # type: ignore[arg-type]


def test_what_a_model_really_wrote_is_seldom_refused(
    recorded: list[tuple[Paper, Summary]],
) -> None:
    """One in twenty at most; with another paper's summary nearly all are."""
    refused = [paper.title.plain for paper, summary in recorded if faults(summary, paper)]
    assert len(refused) <= 0.05 * len(recorded), refused
    others = [summary for _, summary in recorded[1:] + recorded[:1]]
    mixed = [bool(faults(other, paper)) for (paper, _), other in zip(recorded, others, strict=True)]
    assert sum(mixed) >= 0.9 * len(mixed)
