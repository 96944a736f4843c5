"""Chat completions as endpoints write them: the text, the end, the tokens."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Tokens
from adapters.summaries.completions import read_completion


def body(content: Any = "{}", usage: Any = None, **choice: Any) -> str:
    """A completion with one choice."""
    message = {"role": "assistant", "content": content, **choice.pop("message", {})}
    return json.dumps({"choices": [{"message": message, **choice}], "usage": usage})


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 1200}, (900, 0, 300)),
        (  # OpenAI, vLLM
            {"prompt_tokens": 900, "completion_tokens": 300,
             "prompt_tokens_details": {"cached_tokens": 512}}, (900, 512, 300),
        ),
        (  # DeepSeek
            {"prompt_tokens": 900, "completion_tokens": 300, "prompt_cache_hit_tokens": 640,
             "prompt_cache_miss_tokens": 260}, (900, 640, 300),
        ),
        ({"prompt_tokens": 900, "completion_tokens": 300, "cached_tokens": 64}, (900, 64, 300)),
        (  # Google and xAI: thinking is in the total only
            {"prompt_tokens": 900, "completion_tokens": 300, "total_tokens": 2200},
            (900, 0, 1300),
        ),
        ({"input_tokens": 900, "output_tokens": 300}, (900, 0, 300)),
        ({"prompt_tokens": 900, "completion_tokens": 300, "prompt_tokens_details": None},
         (900, 0, 300)),
        ({"prompt_tokens": 9, "completion_tokens": 3, "prompt_cache_hit_tokens": 90}, (9, 9, 3)),
        ({"prompt_tokens": 9, "completion_tokens": 0}, (9, 0, 0)),
        ({}, None),
        (None, None),
        ({"prompt_tokens": None, "completion_tokens": None}, None),
        ({"prompt_tokens": "many", "completion_tokens": -5}, None),
        ({"prompt_tokens": True, "completion_tokens": 10**12}, None),
    ],
)  # fmt: skip
def test_tokens_are_counted_in_every_shape(usage: Any, tokens: tuple[int, int, int] | None) -> None:
    """Sent, cached of these, answered; none where the endpoint does not tell."""
    read = read_completion(body(usage=usage))
    assert read is not None
    expected = tokens and Tokens(sent=tokens[0], cached=tokens[1], answered=tokens[2])
    assert read.tokens == expected


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("text", "text"),
        (None, ""),
        ([{"type": "text", "text": "a"}, {"type": "text", "text": "b"}], "ab"),
        ([{"type": "image_url"}, "c", 5], "c"),
        (5, ""),
        ({"text": "d"}, ""),
    ],
)
def test_content_is_a_text_or_parts(content: Any, text: str) -> None:
    """Or nothing."""
    read = read_completion(body(content))
    assert read is not None
    assert read.text == text


def test_the_end_and_a_refusal_are_told() -> None:
    """In whatever case; a text that was thought before is noticed."""
    read = read_completion(body(finish_reason="LENGTH", message={"refusal": "No."}))
    assert read is not None
    assert (read.finish, read.is_cut, read.refusal, read.thought) == ("length", True, "No.", False)


@pytest.mark.parametrize(
    "told",
    [
        body(message={"reasoning_content": "Hm."}),
        body(message={"reasoning": "Hm."}),
        body("<think>Hm.</think>{}"),
        body("<think>Hm."),
        body(usage={"prompt_tokens": 1, "completion_tokens_details": {"reasoning_tokens": 5}}),
    ],
)
def test_thinking_is_noticed(told: str) -> None:
    """Wherever the endpoint puts it."""
    read = read_completion(told)
    assert read is not None
    assert read.thought


@pytest.mark.parametrize(
    "told", ["", "<html>", "[]", "5", '"x"', "{}", '{"choices": 5}', '{"error": {"code": 5}}',
             '{"choices": [], "error": {"message": "no"}}', "[" * 90_000],
)  # fmt: skip
def test_what_is_no_completion_is_none(told: str) -> None:
    """Such as a page, or an error under a good status."""
    assert read_completion(told) is None


@pytest.mark.parametrize("told", ['{"choices": []}', '{"choices": [5]}', '{"choices": [{}]}'])
def test_an_empty_completion_says_nothing(told: str) -> None:
    """Google answers so where it blocks; the tokens are paid for."""
    read = read_completion(told)
    assert read is not None
    assert read.text == ""


KEYS = ["choices", "message", "content", "usage", "prompt_tokens", "finish_reason", "text"]
STRANGE = st.recursive(
    st.none() | st.integers() | st.text(max_size=5) | st.floats(),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(KEYS), part, max_size=3)
    ),
    max_leaves=8,
)


@given(STRANGE)
def test_no_completion_is_too_strange(told: Any) -> None:
    """Whatever an endpoint sends is read or not, but is no error of ours."""
    read_completion(json.dumps({"choices": told}))
    read_completion(json.dumps(told))
