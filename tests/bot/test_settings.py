"""Settings: defaults, `.env`, and every problem at once."""

from __future__ import annotations

import re
from datetime import time
from pathlib import Path

import pytest
from pydantic import SecretStr

from bot.refusal import Refusal
from bot.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    """The defaults are arXiv's own addresses, English, and a file in the user's data folder."""
    settings = load_settings(tmp_path)
    assert settings.arxiv_list_url == "https://arxiv.org/list"
    assert settings.arxiv_pause == 3.0
    assert settings.database_url == f"sqlite:///{tmp_path}/data/paperround/paperround.db"
    assert (settings.language, settings.zone.key) == ("en", "UTC")


def test_the_environment_wins_over_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`.env` is read; what is exported counts more; empty and strange lines do not count."""
    (tmp_path / ".env").write_text(
        "LANGUAGE=Chinese\nTIMEZONE=Asia/Shanghai\nPROXY=\nSOMETHING=else\n", encoding="utf-8"
    )
    monkeypatch.setenv("TIMEZONE", "Europe/Berlin")
    settings = load_settings(tmp_path)
    assert (settings.language, settings.timezone) == ("zh", "Europe/Berlin")
    assert settings.proxy.get_secret_value() == ""


def test_every_problem_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One sentence for each setting that is wrong, and never the value of a secret."""
    wrong = {
        "TIMEZONE": "Mars/Olympus",
        "LANGUAGE": "Klingon",
        "ARXIV_FEED_URL": "rss.arxiv.org",
        "ARXIV_PAUSE": "soon",
        "ARXIV_CONTACT": "me",
        "PROXY": "ftp://user:hunter2@host",
        "LOG_LEVEL": "loud",
    }
    for name, value in wrong.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(Refusal) as refused:
        load_settings(tmp_path)
    said = str(refused.value)
    assert [line.split()[0].rstrip(":") for line in said.splitlines()] != []
    assert all(name in said for name in wrong)
    assert "hunter2" not in said
    assert len(said.splitlines()) == len(wrong)


def test_telegram_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Secrets are not shown; addresses end without a stroke."""
    told = {
        "TELEGRAM_BOT_TOKEN": "123456789:AAE_hunter2-and-twenty-more",
        "TELEGRAM_API_URL": "http://127.0.0.1:8081/",
        "TELEGRAM_WEBHOOK_SECRET": "hunter_2-A",
        "PUBLIC_URL": "https://papers.example.org/",
        "WEB_LISTEN": "[::1]:8443",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(tmp_path)
    assert settings.telegram_bot_token.get_secret_value() == told["TELEGRAM_BOT_TOKEN"]
    assert settings.telegram_api_url == "http://127.0.0.1:8081"
    assert settings.public_url == "https://papers.example.org"
    assert "hunter" not in repr(settings)


def test_discord_is_set_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its token is a secret as well."""
    told = {
        "DISCORD_BOT_TOKEN": "MTEwMDAw.Ghunter2.and-twenty_more-signs",
        "DISCORD_API_URL": "http://127.0.0.1:8082/",
        "ADMIN_GUILDS": "81384788765712384, 613425648685547541,81384788765712384",
    }
    for name, value in told.items():
        monkeypatch.setenv(name, value)
    settings = load_settings(tmp_path)
    assert settings.discord_bot_token.get_secret_value() == told["DISCORD_BOT_TOKEN"]
    assert settings.discord_api_url == "http://127.0.0.1:8082"
    assert settings.admin_guilds == ("81384788765712384", "613425648685547541")
    assert "hunter" not in repr(settings)


@pytest.mark.parametrize("proxy", ["host:3128", "http://", "plain"])
def test_a_proxy_has_one_of_two_forms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, proxy: str
) -> None:
    """An HTTP or a SOCKS5 address."""
    monkeypatch.setenv("PROXY", proxy)
    with pytest.raises(Refusal, match="PROXY must look like"):
        load_settings(tmp_path)


def test_arxiv_is_never_asked_quicker_than_it_allows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Below three seconds only other servers may be asked."""
    monkeypatch.setenv("ARXIV_PAUSE", "0.5")
    with pytest.raises(Refusal, match="ARXIV_PAUSE must be at least 3"):
        load_settings(tmp_path)
    for name in ("FEED", "API", "OAI", "LIST"):
        monkeypatch.setenv(f"ARXIV_{name}_URL", "http://127.0.0.1:8000/x/")
    assert load_settings(tmp_path).arxiv_pause == 0.5
    assert load_settings(tmp_path).arxiv_list_url == "http://127.0.0.1:8000/x"


def test_an_unreadable_file_is_named(tmp_path: Path) -> None:
    """A `.env` that is no text."""
    (tmp_path / ".env").write_bytes(b"LANGUAGE=\xff\xfe")
    with pytest.raises(Refusal, match=r"\.env cannot be read"):
        load_settings(tmp_path)


def test_the_example_names_every_setting() -> None:
    """`.env.example` and the settings tell of the same names and defaults."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    told = dict(re.findall(r"^# ([A-Z_]+)=(.*)$", example, re.MULTILINE))
    assert set(told) == {name.upper() for name in Settings.model_fields}
    for name, field in Settings.model_fields.items():
        if name != "database_url":
            assert told[name.upper()] == shown(field.default)


def shown(default: object) -> str:
    """A default as it is written in `.env`."""
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    if isinstance(default, time):
        return default.isoformat("minutes")
    if isinstance(default, float):
        return f"{default:g}"
    if default is None:
        return ""
    return ",".join(default) if isinstance(default, tuple) else str(default)


def test_lists_are_parted_by_commas(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Languages, people, an hour; a deployment always offers its own language."""
    monkeypatch.setenv("LANGUAGE", "de")
    monkeypatch.setenv("LANGUAGES", "Chinese, en,zh")
    monkeypatch.setenv("ADMINS", "telegram:123, discord:456")
    monkeypatch.setenv("ACCESS_LIST", "telegram:-100123")
    monkeypatch.setenv("DELIVER_AT", "7:05")
    settings = load_settings(tmp_path)
    assert settings.offered == ("de", "zh", "en")
    assert settings.admins == ("telegram:123", "discord:456")
    assert settings.access_list == ("telegram:-100123",)
    assert settings.deliver_at == time(7, 5)


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TELEGRAM_BOT_TOKEN", "hunter2", "must look like 123456789:ABC..."),
        ("TELEGRAM_BOT_TOKEN", "123:hunter2", "must look like 123456789:ABC..."),
        ("TELEGRAM_WEBHOOK_SECRET", "hunter2 ö", "must have 1 to 256 of the signs A-Z a-z 0-9 _ -"),
        ("PUBLIC_URL", "papers.example.org", "must be an address beginning with https://"),
        ("WEB_LISTEN", "8080", "must be an address and a port such as 127.0.0.1:8080"),
        ("WEB_LISTEN", "127.0.0.1:99999", "must be an address and a port such as"),
        ("DISCORD_BOT_TOKEN", "hunter2", "must be the bot's token from https://discord.com"),
        ("ADMIN_GUILDS", "my server", "ADMIN_GUILDS must name servers by their ids"),
        ("ADMINS", "me", "ADMINS must name people as telegram:123456"),
        ("ACCESS", "closed", "ACCESS: "),
        ("LANGUAGES", "en,klingon", "LANGUAGES must be a language"),
        ("DELIVER_AT", "25:00", "DELIVER_AT must be a time of day such as 08:30"),
        ("KEEP_DAYS", "0", "KEEP_DAYS: "),
        ("OPERATOR_CONTACT", "me", "OPERATOR_CONTACT must be an e-mail address"),
        ("LLM_BASE_URL", "api.openai.com", "LLM_BASE_URL must be an address such as https://api"),
        ("LLM_API_KEY", "sk hunter2", "LLM_API_KEY must be one word of letters, digits"),
        ("LLM_CONCURRENCY", "65", "LLM_CONCURRENCY: "),
        ("LLM_TIMEOUT", "0", "LLM_TIMEOUT: "),
        ("LLM_PRICE_IN", "-1", "LLM_PRICE_IN: "),
        ("LLM_PRICE_OUT", "nan", "LLM_PRICE_OUT: "),
        ("LLM_MONTHLY_BUDGET", "0", "LLM_MONTHLY_BUDGET: "),
        ("LLM_ON_DEMAND_SHARE", "1", "LLM_ON_DEMAND_SHARE: "),
    ],
)
def test_a_wrong_setting_of_the_bot_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    """With what it must look like."""
    monkeypatch.setenv(name, value)
    with pytest.raises(Refusal, match=sentence):
        load_settings(tmp_path)
