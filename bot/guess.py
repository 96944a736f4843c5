"""What a platform says of a person's language -> the settings of a chat seen for the first time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from zoneinfo import ZoneInfo

from storage.people import ChatSettings

# Where most people are who read in a language, or in a language as it is written in a region.
# English alone is no place, nor is en-us: many apps say it where nobody chose a language.
ZONES: Mapping[str, str] = MappingProxyType(
    {
        "zh": "Asia/Shanghai",
        "zh-hant": "Asia/Taipei",
        "zh-hk": "Asia/Hong_Kong",
        "zh-sg": "Asia/Singapore",
        "zh-tw": "Asia/Taipei",
        "ja": "Asia/Tokyo",
        "ko": "Asia/Seoul",
        "de": "Europe/Berlin",
        "de-at": "Europe/Vienna",
        "de-ch": "Europe/Zurich",
        "fr": "Europe/Paris",
        "fr-ca": "America/Toronto",
        "it": "Europe/Rome",
        "es": "Europe/Madrid",
        "es-419": "America/Mexico_City",
        "es-ar": "America/Argentina/Buenos_Aires",
        "es-mx": "America/Mexico_City",
        "pt": "Europe/Lisbon",
        "pt-br": "America/Sao_Paulo",
        "ru": "Europe/Moscow",
        "en-au": "Australia/Sydney",
        "en-ca": "America/Toronto",
        "en-gb": "Europe/London",
        "en-in": "Asia/Kolkata",
    }
)


def guessed(defaults: ChatSettings, language: str, languages: tuple[str, ...]) -> ChatSettings:
    """
    The settings to begin with, for a person whose platform says *language* ('' for nothing).

    *defaults* are the deployment's, *languages* those that its readers may choose. Its zone stays
    for people of its own default language, and for those of whom no place is known.
    """
    first, *others = language.strip().lower().replace("_", "-").split("-")
    spoken = first if first in languages else defaults.language
    zone = None if first == defaults.language else _zone(first, others)
    return replace(defaults, language=spoken, zone=ZoneInfo(zone) if zone else defaults.zone)


def _zone(first: str, others: list[str]) -> str | None:
    """The zone of a language as it is written in its narrowest known place."""
    tags = (*(f"{first}-{other}" for other in reversed(others)), first)
    return next((ZONES[tag] for tag in tags if tag in ZONES), None)
