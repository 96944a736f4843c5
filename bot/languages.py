"""The languages of summaries: how people name them."""

from __future__ import annotations

from types import MappingProxyType

from bot.refusal import Refusal

# ISO 639-1 code -> the English name (as the reference pipeline's file names use it), its own name
NAMES = MappingProxyType(
    {
        "en": ("English", "English"),
        "zh": ("Chinese", "中文"),
        "ja": ("Japanese", "日本語"),
        "ko": ("Korean", "한국어"),
        "de": ("German", "Deutsch"),
        "fr": ("French", "Français"),
        "es": ("Spanish", "Español"),
        "pt": ("Portuguese", "Português"),
        "ru": ("Russian", "Русский"),
        "it": ("Italian", "Italiano"),
    }
)
_BY_NAME = {
    **{name.casefold(): code for code, names in NAMES.items() for name in names},
    "简体中文": "zh",
    "zh-cn": "zh",
    "zh-hans": "zh",
    "zh_cn": "zh",
}


def parse_language(written: str) -> str:
    """The code of the language that *written* names: `zh`, `Chinese` and `中文` are all `zh`."""
    asked = written.strip().casefold()
    code = asked if asked in NAMES else _BY_NAME.get(asked)
    if code is None:
        known = ", ".join(f"{code} ({names[0]})" for code, names in NAMES.items())
        raise Refusal(f"There is no language {written.strip()[:40]!r} here; there are {known}.")
    return code
