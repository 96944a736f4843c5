"""What is set about a language model: whole, or refused with one sentence for each half."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.refusal import Refusal
from bot.settings import Settings, load_settings

KEY = "sk-hunter2"
HERE = "http://127.0.0.1:11434/v1/"


def load(folder: Path, **told: str) -> Settings:
    """The settings in a `.env` with these lines."""
    lines = "".join(f"{name.upper()}={value}\n" for name, value in told.items())
    (folder / ".env").write_text(lines, encoding="utf-8")
    return load_settings(folder)


def test_without_any_of_it_no_model_is_asked(bare: Path) -> None:
    """And everybody may use the bot."""
    settings = load(bare)
    assert not settings.asks_model
    assert settings.access == "open"
    assert settings.llm_monthly_budget is None
    assert settings.llm_price_cached is None


def test_a_hosted_model_takes_a_key(bare: Path) -> None:
    """Which is never shown; strangers are to be invited, unless somebody says otherwise."""
    settings = load(bare, llm_model="gpt", llm_api_key=KEY)
    assert settings.asks_model
    assert settings.llm_api_key.get_secret_value() == KEY
    assert "hunter2" not in repr(settings)
    assert settings.access == "invite"
    assert load(bare, llm_model="gpt", llm_api_key=KEY, access="open").access == "open"
    assert load(bare, llm_model="gpt", llm_api_key=KEY, access="list").access == "list"


def test_a_server_of_ones_own_needs_no_key(bare: Path) -> None:
    """It costs nothing that strangers could spend."""
    settings = load(bare, llm_model="qwen", llm_base_url=HERE)
    assert settings.asks_model
    assert settings.llm_base_url == HERE.rstrip("/")
    assert settings.access == "open"
    kin = load(bare, llm_model="qwen", llm_base_url="https://notopenai.com/v1")
    assert kin.asks_model


def test_prices_may_be_known_before_any_model(bare: Path) -> None:
    """An estimate comes before the key."""
    settings = load(bare, llm_price_in="0.3", llm_price_out="0", llm_monthly_budget="20")
    assert (settings.llm_price_in, settings.llm_price_out) == (0.3, 0.0)
    assert not settings.asks_model


HALVES = {
    "LLM_MODEL is missing: LLM_API_KEY is set; name the model": {"llm_api_key": KEY},
    "LLM_MODEL is missing: LLM_BASE_URL is set; name the model": {"llm_base_url": HERE},
    "LLM_API_KEY is missing: LLM_MODEL is set, and api.openai.com takes no call": {
        "llm_model": "gpt"
    },
    "LLM_API_KEY is missing: LLM_MODEL is set, and api.deepseek.com takes no call": {
        "llm_model": "deepseek-chat",
        "llm_base_url": "https://api.deepseek.com",
    },
    "LLM_MONTHLY_BUDGET needs LLM_PRICE_IN and LLM_PRICE_OUT: the prices": {
        "llm_monthly_budget": "20"
    },
    "LLM_MONTHLY_BUDGET needs LLM_PRICE_OUT: the prices": {
        "llm_monthly_budget": "20",
        "llm_price_in": "1",
    },
    "LLM_PRICE_OUT must be set beside LLM_PRICE_IN": {"llm_price_in": "1"},
    "LLM_PRICE_IN and LLM_PRICE_OUT must be set beside LLM_PRICE_CACHED": {"llm_price_cached": "1"},
}


@pytest.mark.parametrize("sentence", HALVES)
def test_what_is_half_set_is_refused(bare: Path, sentence: str) -> None:
    """With one sentence that says what is lacking, and without the key."""
    with pytest.raises(Refusal) as refused:
        load(bare, **HALVES[sentence])
    assert str(refused.value).startswith(sentence)
    assert str(refused.value).endswith(".")
    assert len(str(refused.value).splitlines()) == 1
    assert "hunter2" not in str(refused.value)


def test_all_halves_are_told_at_once(bare: Path) -> None:
    """A sentence each; those of arXiv as well."""
    with pytest.raises(Refusal) as refused:
        load(bare, llm_api_key=KEY, llm_price_in="1", arxiv_pause="1")
    said = str(refused.value).splitlines()
    assert [line.split()[0] for line in said] == ["ARXIV_PAUSE", "LLM_MODEL", "LLM_PRICE_OUT"]
    assert all(line.endswith(".") for line in said)
