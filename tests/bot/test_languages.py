"""Languages, as people name them."""

from __future__ import annotations

import pytest

from bot.languages import NAMES, parse_language
from bot.refusal import Refusal


@pytest.mark.parametrize("written", ["zh", "Chinese", "中文", "ZH-CN", "简体中文", " chinese "])
def test_chinese_has_many_names(written: str) -> None:
    """A code, the English name, its own name."""
    assert parse_language(written) == "zh"


def test_every_language_is_known_by_each_of_its_names() -> None:
    """Codes and names lead to the same language."""
    for code, names in NAMES.items():
        assert {parse_language(name) for name in (code, *names)} == {code}


def test_an_unknown_language_is_answered_with_those_there_are() -> None:
    """One sentence that helps."""
    with pytest.raises(Refusal, match=r"no language 'tlh'.*zh \(Chinese\)"):
        parse_language("tlh")
