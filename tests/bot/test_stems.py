"""Text and its stems."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stems import stems, tokens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Transformers", ("transform",)),
        ("Gaussian-Splatting", ("gaussian", "splat")),
        ("self–supervised", ("self", "supervis")),
        ("Schrödinger's", ("schroding", "s")),
        ("Łukasz Ørsted", ("lukasz", "orst")),
        ("GPT-4, wav2vec2.0", ("gpt", "4", "wav2vec2", "0")),
        ("3D H₂O ﬁelds", ("3d", "h2o", "field")),
        ("ΛCDM", ("λcdm",)),
        ("STRASSE Straße", ("strass", "strass")),
        ("snake_case", ("snake", "case")),
        (" … ", ()),
    ],
)
def test_words_meet_in_their_stems(text: str, expected: tuple[str, ...]) -> None:
    """Case, accents, hyphens and endings are no obstacle; digits keep a token as it is."""
    assert stems(text) == expected


def test_a_word_with_a_digit_is_not_stemmed() -> None:
    """`yolov8s` and `yolov8` are two models."""
    assert stems("yolov8s runs") == ("yolov8s", "run")


def test_what_is_too_long_for_a_word_stays_as_it_is() -> None:
    """A sequence of bases is no English word, and costs nothing to stem."""
    assert stems("ings" * 20) == ("ings" * 20,)


def test_a_word_is_its_own_token() -> None:
    """Names are compared by their letters, not by stems."""
    assert tokens("Bernhard Schölkopf-Meyer, O’Brien İpek") == (
        "bernhard",
        "scholkopf",
        "meyer",
        "o",
        "brien",
        "ipek",
    )


@given(st.text())
def test_no_text_has_an_empty_stem(text: str) -> None:
    """Every token has its stem, and no stem holds a blank."""
    found = stems(text)
    assert len(found) == len(tokens(text))
    assert all(found)
    assert " ".join(found).split() == list(found)
