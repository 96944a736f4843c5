"""Settings: the environment and `.env` as one frozen value; every problem is told at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path
from typing import Annotated, Any, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_data_path
from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    SecretStr,
    ValidationError,
    model_validator,
)
from pydantic_settings import NoDecode, SettingsConfigDict

from bot.languages import parse_language
from bot.model_settings import ModelSettings
from bot.refusal import Refusal

LEAST_PAUSE = 3  # seconds: https://info.arxiv.org/help/api/tou.html
PERSON = re.compile(r"[a-z]+:-?[0-9A-Za-z_]{1,64}")
TELEGRAM_TOKEN = re.compile(r"[0-9]{3,20}:[A-Za-z0-9_-]{20,64}")
DISCORD_TOKEN = re.compile(r"[A-Za-z0-9_=-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
GUILD = re.compile(r"[0-9]{5,20}")
HOOK_SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")  # https://core.telegram.org/bots/api#setwebhook
EMAIL_OR_PAGE = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+|https?://\S+")


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an address beginning with https://")
    return value.rstrip("/")


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise ValueError("must be a time zone such as Europe/Berlin or Asia/Shanghai") from error
    return value


def _contact(value: str) -> str:
    if value and not EMAIL_OR_PAGE.fullmatch(value):
        raise ValueError("must be an e-mail address or a web page where you can be reached")
    return value


def _proxy(value: SecretStr) -> SecretStr:
    parts = urlsplit(value.get_secret_value())
    if parts.scheme and (parts.scheme not in ("http", "https", "socks5") or not parts.hostname):
        raise ValueError("must look like http://host:port or socks5://host:port")
    if value.get_secret_value() and not parts.scheme:
        raise ValueError("must look like http://host:port or socks5://host:port")
    return value


def _language(value: str) -> str:
    try:
        return parse_language(value)
    except Refusal as error:
        raise ValueError("must be a language such as en, zh or Chinese") from error


def _listen(value: str) -> str:
    host, _, port = value.rpartition(":")
    if not host or not port.isascii() or not port.isdecimal() or not 0 < int(port) < 1 << 16:
        raise ValueError("must be an address and a port such as 127.0.0.1:8080")
    return value


def _token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not TELEGRAM_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("must look like 123456789:ABC..., as @BotFather gives it")
    return value


def _discord_token(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not DISCORD_TOKEN.fullmatch(value.get_secret_value()):
        raise ValueError("must be the bot's token from https://discord.com/developers/applications")
    return value


def _guilds(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(GUILD.fullmatch(name) for name in value):
        raise ValueError("must name servers by their ids, parted by commas")
    return tuple(dict.fromkeys(value))


def _hook_secret(value: SecretStr) -> SecretStr:
    if value.get_secret_value() and not HOOK_SECRET.fullmatch(value.get_secret_value()):
        raise ValueError("must have 1 to 256 of the signs A-Z a-z 0-9 _ -")
    return value


def _public(value: str) -> str:
    return _address(value) if value else value


def _upper(value: Any) -> Any:
    return value.upper() if isinstance(value, str) else value


def _parts(value: Any) -> Any:
    """What commas or blanks part."""
    return tuple(value.replace(",", " ").split()) if isinstance(value, str) else value


def _languages(value: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(_language, value)))


def _people(value: tuple[str, ...]) -> tuple[str, ...]:
    if not all(PERSON.fullmatch(name) for name in value):
        raise ValueError("must name people as telegram:123456 or discord:123456, parted by commas")
    return value


def _hour(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return datetime.strptime(value.strip(), "%H:%M").time()  # noqa: DTZ007 - a clock's hand
    except ValueError as error:
        raise ValueError("must be a time of day such as 08:30") from error


Address = Annotated[str, AfterValidator(_address)]
Listed = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_parts)]
People = Annotated[Listed, AfterValidator(_people)]


def default_database() -> str:
    """The database when DATABASE_URL is not set: a file in the user's data folder."""
    return f"sqlite:///{user_data_path('paperround', appauthor=False) / 'paperround.db'}"


class Settings(ModelSettings):
    """What can be set; `.env.example` tells the meaning of each."""

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", env_ignore_empty=True, extra="ignore",
        frozen=True,
    )  # fmt: skip

    database_url: str = Field(default_factory=default_database)
    arxiv_feed_url: Address = "https://rss.arxiv.org/rss"
    arxiv_api_url: Address = "https://export.arxiv.org/api/query"
    arxiv_oai_url: Address = "https://oaipmh.arxiv.org/oai"
    arxiv_list_url: Address = "https://arxiv.org/list"
    arxiv_contact: Annotated[str, AfterValidator(_contact)] = ""
    arxiv_pause: float = Field(default=3.0, ge=0, le=600)
    proxy: Annotated[SecretStr, AfterValidator(_proxy)] = SecretStr("")
    language: Annotated[str, AfterValidator(_language)] = "en"
    languages: Annotated[Listed, AfterValidator(_languages)] = ("en", "zh")
    timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    deliver_at: Annotated[time, BeforeValidator(_hour)] = time(8, 30)
    access: Literal["open", "invite", "list"] = "open"
    access_list: People = ()
    admins: People = ()
    keep_days: int = Field(default=90, ge=7, le=3650)
    operator_name: str = ""
    operator_contact: Annotated[str, AfterValidator(_contact)] = ""
    telegram_bot_token: Annotated[SecretStr, AfterValidator(_token)] = SecretStr("")
    telegram_api_url: Address = "https://api.telegram.org"
    telegram_webhook_secret: Annotated[SecretStr, AfterValidator(_hook_secret)] = SecretStr("")
    discord_bot_token: Annotated[SecretStr, AfterValidator(_discord_token)] = SecretStr("")
    discord_api_url: Address = "https://discord.com/api/v10"
    admin_guilds: Annotated[Listed, AfterValidator(_guilds)] = ()
    public_url: Annotated[str, AfterValidator(_public)] = ""
    web_listen: Annotated[str, AfterValidator(_listen)] = "127.0.0.1:8080"
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_upper)] = (
        "WARNING"
    )
    log_format: Literal["text", "json"] = "text"

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        """Each setting is right; so must be all of them together."""
        problems = [*self._impolite(), *self.half_set()]
        if problems:
            raise ValueError(".\n".join(problems))
        return self

    def _impolite(self) -> Iterator[str]:
        """No setting makes this program ask arXiv more often than its terms of use allow."""
        hosts = {urlsplit(url).hostname or "" for url in self._addresses()}
        if self.arxiv_pause < LEAST_PAUSE and any(host.endswith("arxiv.org") for host in hosts):
            yield f"ARXIV_PAUSE must be at least {LEAST_PAUSE:g} for arXiv itself"

    def _addresses(self) -> tuple[str, ...]:
        return (self.arxiv_feed_url, self.arxiv_api_url, self.arxiv_oai_url, self.arxiv_list_url)

    @property
    def offered(self) -> tuple[str, ...]:
        """The languages that readers may choose; the deployment's own is always among them."""
        return tuple(dict.fromkeys((self.language, *self.languages)))

    @property
    def zone(self) -> ZoneInfo:
        """The zone that times are shown in."""
        return ZoneInfo(self.timezone)


def load_settings(folder: Path | None = None) -> Settings:
    """
    Read the environment and the `.env` of *folder* (default: the current one).

    Raises `Refusal` naming every setting that is wrong, and how to set it right.
    """
    try:
        return Settings(_env_file=(folder or Path()) / ".env")  # type: ignore[call-arg]
    except ValidationError as error:
        raise Refusal("\n".join(map(_problem, error.errors(include_url=False)))) from None
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(f"The file .env cannot be read: {error}.") from error


def _problem(error: Any) -> str:
    # Never the value itself: it may be a secret.
    said = str(error["msg"]).removeprefix("Value error, ")
    if not error["loc"]:
        return f"{said}."
    name = str(error["loc"][0]).upper()
    return f"{name} {said}." if said.startswith("must") else f"{name}: {said}."
