from __future__ import annotations

from unicodedata import category

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.cutting import cut, cut_units

E_ACUTE = "e\u0301"
FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
WAVE = "\U0001f44b\U0001f3fd"
GERMANY, FRANCE = "\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7"
SCOTLAND = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("", 0, ""),
        ("whole", 5, "whole"),
        ("whole", 0, ""),
        ("whole", 1, "…"),
        ("one two three", 12, "one two…"),
        ("one two three", 8, "one two…"),
        ("one two three", 7, "one…"),
        ("one, two", 7, "one…"),
        ("A start: and on", 10, "A start…"),
        ("See (this one)", 6, "See…"),
        ("already … cut short", 13, "already…"),
        ("unbreakable", 6, "unbre…"),
        ("评估多模态大模型", 5, "评估多模…"),
        ("模型，感知与规划", 4, "模型…"),
        ("我们提出（一个）模型", 6, "我们提出…"),
        ("MMSI是一个基准", 6, "MMSI是…"),
        ("包含1,106个问题", 6, "包含…"),
    ],
)
def test_text_ends_with_a_word(text: str, most: int, expected: str) -> None:
    """Or between two Chinese signs; what joins or opens is not left hanging."""
    assert cut(text, most) == expected


@pytest.mark.parametrize("sign", [E_ACUTE, FAMILY, WAVE, GERMANY, SCOTLAND, "\ud83d\ude00"])
def test_a_sign_is_cut_before_or_after(sign: str) -> None:
    """Accents, skin tones, families, flags and halves of a pair stay with what they belong to."""
    text = "ab" + sign + "cdef"
    cuts = {cut(text, most).removesuffix("…") for most in range(1, len(text))}
    after = [f"ab{sign}{rest}" for rest in ("", "c", "cd", "cde")]
    assert cuts - {"", "a", "ab"} <= {*after}
    assert cut(f"{sign}cdef", len(sign) + 1) == f"{sign}…"


def test_a_sign_that_has_no_room_leaves_nothing() -> None:
    """Two flags are two signs, each of them whole."""
    assert cut(FAMILY + "a", 3) == "…"
    assert cut(FRANCE + GERMANY + FRANCE, 4) == FRANCE + "…"
    assert cut(FRANCE + GERMANY + FRANCE, 5) == FRANCE + GERMANY + "…"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("Mass of $x + y + z$ found", 16, "Mass of…"),
        ("Mass of $x + y + z$ found", 20, "Mass of $x + y + z$…"),
        ("Speed$x + y + z$ found", 12, "Speed…"),
        ("$x + y + z$ found", 8, "$x + y…"),
        ("It is $5 or $10 a day", 13, "It is $5 or…"),
        (r"It is \$5 or so, $x$ a day", 13, r"It is \$5 or…"),
        (r"As $a \$ b c d$ it is", 12, "As…"),
    ],
)
def test_a_formula_stays_whole_if_it_can(text: str, most: int, expected: str) -> None:
    """Amounts are no formulas; a formula longer than the room is cut all the same."""
    assert cut(text, most) == expected


@given(
    st.text(st.sampled_from("ab  $é\u0301，。模型…\U0001f44b\U0001f3fd\u200d")), st.integers(-1, 40)
)
def test_cutting_only_shortens(text: str, most: int) -> None:
    """What is left begins the text, and is no longer than was asked for."""
    left = cut(text, most)
    if len(text) <= most:
        assert left == text
    else:
        assert len(left) <= max(0, most)
        assert left == "" or (left.endswith("…") and text.startswith(left[:-1]))
        assert most < 1 or category(text[len(left) - 1])[0] != "M" or left == "…"


@pytest.mark.parametrize(
    ("text", "most", "expected"),
    [
        ("ab cd", 5, "ab cd"),
        ("ab cd", 4, "ab…"),
        ("😀😀", 4, "😀😀"),
        ("😀😀", 3, "😀…"),
        ("a😀", 2, "a…"),
        ("😀" * 100, 80, "😀" * 39 + "…"),
        ("a", 0, ""),
        ("", 0, ""),
    ],
)
def test_what_lies_beyond_16_bits_counts_twice(text: str, most: int, expected: str) -> None:
    """As platforms count that think in UTF-16."""
    assert cut_units(text, most) == expected


@given(st.text(st.sampled_from("ab 模\U0001f44b\U0001f3fd\u200d")), st.integers(-1, 40))
def test_cutting_by_units_only_shortens(text: str, most: int) -> None:
    """To as many as were asked for, and as `cut` would."""
    left = cut_units(text, most)
    assert len(left.encode("utf-16-le")) // 2 <= max(0, most)
    assert left in (text, "") or (left[-1] == "…" and text.startswith(left[:-1]))
