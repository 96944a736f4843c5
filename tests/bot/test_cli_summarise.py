"""`paperround summarise` as a user types it, with a model and without."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bot.conftest import Paperround
from tests.bot.test_cli import RECORD, a_file
from tests.fakes.llm.server import LocalLlm, local_llm

DAY = "2026-02-10"
LONGER = {
    **RECORD,
    "summary": (
        "Floods arrive without any warning in most river basins. We present a network that reads"
        " every gauge along a river. It warns 1,106 towns 40 hours earlier than before."
        " All of its code is open."
    ),
}


def asks(llm: LocalLlm, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the environment name the local model."""
    monkeypatch.setenv("LLM_BASE_URL", llm.url)
    monkeypatch.setenv("LLM_API_KEY", llm.key)
    monkeypatch.setenv("LLM_MODEL", llm.model)


def test_a_model_writes_what_days_lack(
    paperround: Paperround, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Once; of one day, or of all days since one."""
    paperround("import", a_file(tmp_path, LONGER))
    with local_llm() as llm:
        asks(llm, monkeypatch)
        told = paperround("summarise", "--date", DAY)
        assert told.status == 0
        assert told.out.splitlines() == [
            f"{DAY}: 1 paper, 1 summary made from the abstracts.",
            "By the model: 1 written.",
        ]
        again = json.loads(paperround("summarise", "--since", "2026-02-01", "--json").out)
        assert (again["first"], again["last"]) == ("2026-02-01", DAY)
        assert (again["offline"], again["written"]) == (0, {})
        assert len(llm.calls) == 1
        assert llm.violations == []
    digest = paperround("digest", "--date", DAY, "--language", "en").out
    assert "from the abstract" not in digest


def test_what_a_model_could_not_do_is_told(
    paperround: Paperround, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In words; the sentences of the abstract are there all the same."""
    paperround("import", a_file(tmp_path, LONGER))
    with local_llm() as llm:
        llm.answers.add("invented")
        asks(llm, monkeypatch)
        told = paperround("summarise", "--date", DAY)
    assert (told.status, "By the model: 1 refused by the checks." in told.out) == (0, True)
    assert "from the abstract" in paperround("digest", "--date", DAY, "--language", "en").out


def test_one_day_or_several(paperround: Paperround) -> None:
    """Both at once make no sense."""
    told = paperround("summarise", "--date", DAY, "--since", DAY)
    assert told.status == 1
    assert "Name one day with --date, or the first of several with --since." in told.err


def test_check_asks_the_model_as_well(
    paperround: Paperround, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whether it is there, and takes the key."""
    with local_llm() as llm:
        asks(llm, monkeypatch)
        assert "good  language model" in paperround("check").out
        monkeypatch.setenv("LLM_API_KEY", "sk-another-0123456789")
        assert "does not take the key LLM_API_KEY" in paperround("check").out
