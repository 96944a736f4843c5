"""Language and zone of a chat seen for the first time."""

from __future__ import annotations

from datetime import time
from zoneinfo import ZoneInfo, available_timezones

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.guess import ZONES, guessed
from storage.people import ChatSettings

NEW_YORK = ZoneInfo("America/New_York")
DEFAULTS = ChatSettings(language="en", hour=time(7, 15), zone=NEW_YORK, limit=7)
LANGUAGES = ("en", "zh", "pt")


@pytest.mark.parametrize(
    ("said", "language", "zone"),
    [
        ("zh-hans", "zh", "Asia/Shanghai"),
        ("zh-CN", "zh", "Asia/Shanghai"),
        ("zh_Hans_CN", "zh", "Asia/Shanghai"),
        ("zh-TW", "zh", "Asia/Taipei"),
        ("zh-hant", "zh", "Asia/Taipei"),
        ("zh-Hant-HK", "zh", "Asia/Hong_Kong"),
        ("pt-br", "pt", "America/Sao_Paulo"),
        ("pt", "pt", "Europe/Lisbon"),
        (" PT ", "pt", "Europe/Lisbon"),
    ],
)
def test_a_language_offered_here_is_taken_with_its_place(
    said: str, language: str, zone: str
) -> None:
    """In any case, with script and region or without; the region tells most."""
    settings = guessed(DEFAULTS, said, LANGUAGES)
    assert (settings.language, settings.zone.key) == (language, zone)


@pytest.mark.parametrize(
    ("said", "zone"),
    [
        ("ja", "Asia/Tokyo"),
        ("ko", "Asia/Seoul"),
        ("de", "Europe/Berlin"),
        ("fr-BE", "Europe/Paris"),
        ("it", "Europe/Rome"),
        ("es-ES", "Europe/Madrid"),
        ("es-MX", "America/Mexico_City"),
        ("ru", "Europe/Moscow"),
    ],
)
def test_a_language_not_offered_here_still_tells_a_place(said: str, zone: str) -> None:
    """The chat begins in the deployment's language, at the person's hour."""
    settings = guessed(DEFAULTS, said, LANGUAGES)
    assert (settings.language, settings.zone.key) == ("en", zone)


@pytest.mark.parametrize("said", ["", "-", "tlh", "en", "en-GB", "en_US", "\ud800", "zhongwen"])
def test_the_deployments_zone_stays_where_no_place_is_known(said: str) -> None:
    """Nothing said, nothing known, or the language of most people here."""
    assert guessed(DEFAULTS, said, LANGUAGES) == DEFAULTS


@pytest.mark.parametrize(
    ("said", "language", "zone"),
    [
        ("en", "en", "Asia/Shanghai"),
        ("en-US", "en", "Asia/Shanghai"),
        ("en-GB", "en", "Europe/London"),
        ("en-IN", "en", "Asia/Kolkata"),
        ("en-AU", "en", "Australia/Sydney"),
        ("zh-TW", "zh", "Asia/Shanghai"),
    ],
)
def test_english_tells_a_place_only_with_a_region(said: str, language: str, zone: str) -> None:
    """Beside a deployment whose own language is Chinese."""
    chinese = ChatSettings(language="zh", zone=ZoneInfo("Asia/Shanghai"))
    settings = guessed(chinese, said, LANGUAGES)
    assert (settings.language, settings.zone.key) == (language, zone)


def test_every_zone_exists() -> None:
    """Under the name that the table has."""
    assert set(ZONES.values()) <= available_timezones()


@given(st.text(st.characters(codec=None)))
def test_anything_said_is_taken(said: str) -> None:
    """Hour, days and limit are the deployment's, whatever a platform says."""
    settings = guessed(DEFAULTS, said, LANGUAGES)
    assert settings.language in LANGUAGES
    assert (settings.hour, settings.limit) == (DEFAULTS.hour, DEFAULTS.limit)
