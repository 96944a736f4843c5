"""`paperround estimate` and what `check` says of the model, as a user types it."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.check import model_findings
from bot.days import due_day
from bot.settings import load_settings
from storage.connect import connect
from storage.people import Address, ChatKind, ChatSettings
from tests.bot.conftest import Paperround
from tests.bot.test_cli import RECORD, a_file


def collected(paperround: Paperround, folder: Path) -> None:
    """A record of the newest day is stored, and nobody follows anything."""
    day = due_day(datetime.now(UTC)).isoformat()
    assert paperround("import", a_file(folder, RECORD), "--date", day).status == 0


async def follow(folder: Path) -> None:
    """Somebody in a chat of this installation follows what the record is filed under."""
    store = await connect(f"sqlite:///{folder}/data/paperround/paperround.db")
    address = Address(platform="terminal", chat_id="1")
    chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
    await store.follow(chat.key, "cs.CV", at=datetime.now(UTC), most=50)
    await store.close()


def test_nothing_is_estimated_from_nothing(paperround: Paperround, bare: Path) -> None:
    """One sentence says what comes first: announcements, then rules, then both prices."""
    ran = paperround("estimate")
    assert (ran.status, ran.out) == (1, "")
    assert "`paperround collect` brings the newest announcement" in ran.err
    collected(paperround, bare)
    assert "Nobody follows anything yet" in paperround("estimate").err
    ran = paperround("estimate", "--price-in", "1")
    assert (ran.status, ran.out) == (1, "")
    assert "--price-out for those answered" in ran.err
    assert paperround("estimate", "--price-in", "-1").status == 2


@pytest.mark.parametrize("as_json", [False, True])
def test_the_rules_in_force_are_estimated(
    paperround: Paperround, bare: Path, monkeypatch: pytest.MonkeyPatch, *, as_json: bool
) -> None:
    """Before any key is bought; prices on the command line go before those that are set."""
    collected(paperround, bare)
    asyncio.run(follow(bare))
    monkeypatch.setenv("LLM_PRICE_IN", "0.5")
    monkeypatch.setenv("LLM_PRICE_OUT", "2")
    monkeypatch.setenv("LLM_MONTHLY_BUDGET", "1")
    ran = paperround("estimate", "--price-out", "4", *(["--json"] if as_json else []))
    assert ran.status == 0
    if as_json:
        told = json.loads(ran.out)
        assert (told["papers"], told["summaries"], told["chats"]) == (21, 21, 1)
        tokens = told["tokens"]
        assert told["cost"] == pytest.approx((tokens["sent"] / 2 + tokens["answered"] * 4) / 1e6)
        assert list(told["languages"]) == ["en"]
    else:
        assert "Standing on 1 announcement day" in ran.out
        assert "of LLM_MONTHLY_BUDGET, which is 1.00." in ran.out


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({}, "m at 127.0.0.1, without prices: calls and tokens are counted, money is not"),
        (
            {"LLM_PRICE_IN": "1", "LLM_PRICE_OUT": "2"},
            "m at 127.0.0.1, without LLM_MONTHLY_BUDGET: costs are counted, and have no bound",
        ),
        (
            {"LLM_PRICE_IN": "1", "LLM_PRICE_OUT": "2", "LLM_MONTHLY_BUDGET": "30"},
            "m at 127.0.0.1, at most 30.00 a month",
        ),
    ],
)
def test_check_tells_which_model_it_is_and_what_it_may_cost(
    bare: Path, monkeypatch: pytest.MonkeyPatch, told: dict[str, str], said: str
) -> None:
    """Nothing is said of a model that is not set up; never a password in its address."""
    assert model_findings(load_settings()) == ()
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("LLM_MODEL", "m")
    monkeypatch.setenv("LLM_BASE_URL", "http://me:hunter2@127.0.0.1:8000/v1")
    (finding,) = model_findings(load_settings())
    assert (finding.name, finding.good, finding.said) == ("LLM_MODEL", True, said)
