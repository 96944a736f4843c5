"""Errors as endpoints write them: what can be done, in one sentence without a secret."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.model import Trouble
from adapters.summaries.replies import Reply, complaint_in
from adapters.summaries.secrecy import GIVEN_AWAY, LONGEST, shown
from adapters.summaries.troubles import trouble_of

NOW = datetime(2026, 1, 5, 12, tzinfo=UTC)
KEY = "sk-proj-Zx81bYq2LmN0pRsT7uVw"


def openai(message: str, kind: str = "", code: str | None = None, param: str | None = None) -> Any:
    """An error as OpenAI writes it."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


ERRORS = [
    # OpenAI: https://platform.openai.com/docs/guides/error-codes
    (401, openai(f"Incorrect API key provided: {KEY}.", code="invalid_api_key"), Trouble.HOPELESS),
    (429, openai("Rate limit reached for gpt-5 in organization org-1 on requests per min (RPM).",
                 "requests", "rate_limit_exceeded"), Trouble.BUSY),
    (429, openai("You exceeded your current quota, please check your plan and billing details.",
                 "insufficient_quota", "insufficient_quota"), Trouble.HOPELESS),
    (404, openai("The model `gpt-9` does not exist or you do not have access to it.",
                 "invalid_request_error", "model_not_found"), Trouble.HOPELESS),
    (403, openai("Country, region, or territory not supported", "request_forbidden",
                 "unsupported_country_region_territory"), Trouble.HOPELESS),
    (400, openai("This model's maximum context length is 8192 tokens.",
                 "invalid_request_error", "context_length_exceeded"), Trouble.REFUSED),
    (500, openai("The server had an error", "server_error"), Trouble.BROKEN),
    (503, openai("The engine is currently overloaded", "server_error"), Trouble.BUSY),
    # Azure
    (400, openai("The response was filtered due to the prompt triggering Azure OpenAI's content "
                 "management policy.", code="content_filter"), Trouble.REFUSED),
    # DeepSeek: https://api-docs.deepseek.com/quick_start/error_codes
    (402, openai("Insufficient Balance", "unknown_error", "invalid_request_error"),
     Trouble.HOPELESS),
    (400, openai("Model Not Exist", "invalid_request_error", "invalid_request_error"),
     Trouble.HOPELESS),
    (400, openai("Content Exists Risk", "invalid_request_error"), Trouble.REFUSED),
    # Google
    (400, [{"error": {"code": 400, "message": "API key not valid. Please pass a valid API key.",
                      "status": "INVALID_ARGUMENT"}}], Trouble.HOPELESS),
    (429, [{"error": {"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "You exceeded your "
                      "current quota, please check your plan and billing details."}}],
     Trouble.BUSY),
    (404, [{"error": {"code": 404, "message": "models/gemini-0 is not found for API version v1main",
                      "status": "NOT_FOUND"}}], Trouble.HOPELESS),
    (503, [{"error": {"code": 503, "message": "The model is overloaded. Please try again later.",
                      "status": "UNAVAILABLE"}}], Trouble.BUSY),
    # Anthropic
    (400, openai("Your credit balance is too low to access the Anthropic API.",
                 "invalid_request_error"), Trouble.HOPELESS),
    (529, openai("Overloaded", "overloaded_error"), Trouble.BUSY),
    # Gateways: OpenRouter, Zhipu, DashScope, Moonshot, Groq
    (402, openai("Insufficient credits"), Trouble.HOPELESS),
    (403, openai("Your chosen model requires moderation and your input was flagged"),
     Trouble.REFUSED),
    (429, openai("余额不足或无可用资源包,请充值。", code="1113"), Trouble.HOPELESS),
    (400, openai("Access denied, please make sure your account is in good standing.",
                 "Arrearage", "Arrearage"), Trouble.HOPELESS),
    (400, openai("Input data may contain inappropriate content.", code="data_inspection_failed"),
     Trouble.REFUSED),
    (429, openai("Your account is suspended", "exceeded_current_quota_error"), Trouble.HOPELESS),
    (498, openai("Flex tier capacity exceeded"), Trouble.BUSY),
    # Local servers
    (404, {"error": 'model "llama9" not found, try pulling it first'}, Trouble.HOPELESS),
    (404, {"detail": "Not Found"}, Trouble.HOPELESS),
    (405, {"detail": "Method Not Allowed"}, Trouble.HOPELESS),
    (400, {"error": {"code": 400, "message": "the request exceeds the available context size",
                     "type": "exceed_context_size_error"}}, Trouble.REFUSED),
    (422, {"detail": [{"loc": ["body", "messages"], "msg": "field required"}]}, Trouble.REFUSED),
    (413, "", Trouble.REFUSED),
    (408, "", Trouble.BROKEN),
    (502, "<html><body>Bad Gateway</body></html>", Trouble.BROKEN),
    (504, "upstream timed out", Trouble.BROKEN),
    (520, "", Trouble.BROKEN),
    (404, "<!DOCTYPE html><html></html>", Trouble.HOPELESS),
    (407, "", Trouble.HOPELESS),
    # Where the answer is 200, and the error is inside
    (200, {"error": {"code": 429, "message": "Rate limited upstream"}}, Trouble.BUSY),
    (200, {"error": {"code": 402, "message": "Insufficient credits"}}, Trouble.HOPELESS),
    (200, {"error": {"message": "Upstream error"}}, Trouble.BROKEN),
    (200, "<html></html>", Trouble.BROKEN),
    (200, "", Trouble.BROKEN),
]  # fmt: skip


def reply(status: int, body: Any, **headers: str) -> Reply:
    """An answer with *body*, as JSON where it is no text."""
    text = body if isinstance(body, str) else json.dumps(body)
    return Reply(status, {name.replace("_", "-"): value for name, value in headers.items()}, text)


@pytest.mark.parametrize(("status", "body", "trouble"), ERRORS)
def test_every_error_is_a_trouble(status: int, body: Any, trouble: Trouble) -> None:
    """By what can be done about it, told in one bounded sentence."""
    error = trouble_of(reply(status, body), "llm.example", KEY, NOW)
    assert error.trouble is trouble
    message = str(error)
    assert message.startswith("llm.example ")
    assert message.endswith((".", "?"))
    assert str(status) in message
    assert len(message) < 300
    assert KEY[:GIVEN_AWAY] not in message


def test_what_the_server_says_is_told() -> None:
    """An administrator learns what to do from it; a page tells nothing but where to look."""
    broke = trouble_of(reply(402, openai("Insufficient Balance")), "llm.example", KEY, NOW)
    assert str(broke) == "llm.example answered 402: Insufficient Balance."
    page = trouble_of(reply(404, "<html>"), "llm.example", KEY, NOW)
    assert str(page) == (
        "llm.example answered 404 with a web page instead of JSON; is LLM_BASE_URL right?"
    )
    assert str(trouble_of(reply(599, ""), "llm.example", KEY, NOW)) == (
        "llm.example answered 599: it does not say why."
    )


def test_a_complaint_may_be_packed_in_another() -> None:
    """As gateways do, as JSON in a text, or beside their own words."""
    inner = json.dumps({"error": {"code": 429, "message": "Resource exhausted", "status": "X"}})
    packed = complaint_in(json.dumps({"error": {"message": inner, "code": 429}}))
    assert packed.message == "Resource exhausted"
    raw = {"error": {"message": "Provider returned error", "metadata": {"raw": "no such thing"}}}
    assert complaint_in(json.dumps(raw)).message == "Provider returned error no such thing"
    deep = "1"
    for _ in range(9):
        deep = json.dumps({"error": {"message": deep}})
    assert complaint_in(deep).message


KEYS = ["error", "detail", "message", "code", "metadata", "raw", "details", "param", "loc"]
STRANGE = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda part: (
        st.lists(part, max_size=3) | st.dictionaries(st.sampled_from(KEYS), part, max_size=3)
    ),
    max_leaves=8,
)


@given(st.text() | STRANGE)
def test_no_body_is_too_strange(body: Any) -> None:
    """Whatever a server sends, it is an error of some kind."""
    assert trouble_of(reply(400, body), "llm.example", KEY, NOW).trouble in Trouble


@pytest.mark.parametrize(
    "said",
    [
        f"Incorrect API key provided: {KEY}.",
        f"Bad header: 'Authorization: Bearer {KEY}'",
        f"key={KEY[:12]}... is unknown",
        f"...{KEY[-9:]} is unknown",
        f'{{"request": {{"key":"{KEY}"}}}}',
        f"x{KEY}y",
    ],
)
def test_the_key_is_never_shown(said: str) -> None:
    """Nor a good part of it, wherever the server puts it."""
    hidden = shown(said, KEY)
    assert "***" in hidden
    for at in range(len(KEY) - GIVEN_AWAY + 1):
        assert KEY[at : at + GIVEN_AWAY] not in hidden


def test_other_keys_are_not_shown_either() -> None:
    """A gateway has a key of its own, and masks it badly."""
    said = "Incorrect API key provided: sk-abcd1234******wxyz; Bearer eyJhbGciOiJIUzI1NiJ9.x.y"
    assert "abcd" not in shown(said, KEY)
    assert "wxyz" not in shown(said, KEY)
    assert "eyJ" not in shown(said, KEY)


def test_a_short_key_hides_no_words() -> None:
    """Local servers take any key, such as "none"; a key of four signs is hidden, one of two not."""
    assert shown("model not found: none such", "none") == "model not found: *** such"
    assert shown("as it is", "is") == "as it is"
    assert shown("as it is", "") == "as it is"


def test_foreign_words_are_bounded_and_clean() -> None:
    """No control sign, no new line, no book."""
    said = shown("It\x1b[31m broke\r\nSet-Cookie: x\u202e " + "very " * 3_000, KEY)
    assert said.startswith("It[31m broke Set-Cookie: x very very")
    assert len(said) == LONGEST
    assert said.endswith("…")


@pytest.mark.parametrize(
    ("headers", "body", "wait"),
    [
        ({}, "", None),
        ({"retry_after": "20"}, "", 20.0),
        ({"retry_after": "0.5"}, "", 0.5),
        ({"retry_after": "Mon, 05 Jan 2026 12:01:30 GMT"}, "", 90.0),
        ({"retry_after": "Mon, 05 Jan 2026 11:00:00 GMT"}, "", 0.0),
        ({"retry_after": "2026-01-05T12:00:10Z"}, "", 10.0),
        ({"retry_after": "soon"}, "", None),
        ({"retry_after": "nan"}, "", None),
        ({"retry_after": "-5"}, "", 0.0),
        ({"retry_after": "1e12"}, "", 86_400.0),
        ({"retry_after": "9" * 400}, "", None),
        ({"retry_after_ms": "1500", "retry_after": "2"}, "", 1.5),
        ({"x_ratelimit_reset_requests": "6m0s", "x_ratelimit_remaining_requests": "0"}, "", 360.0),
        ({"x_ratelimit_reset_requests": "6m0s", "x_ratelimit_remaining_requests": "7"}, "", None),
        (
            {"x_ratelimit_reset_requests": "20ms", "x_ratelimit_remaining_requests": "0",
             "x_ratelimit_reset_tokens": "1m1.5s", "x_ratelimit_remaining_tokens": "0"}, "", 61.5,
        ),
        ({"x_ratelimit_reset": "1767614430000", "x_ratelimit_remaining": "0"}, "", 30.0),
        ({"x_ratelimit_reset": "1767614430", "x_ratelimit_remaining": "0"}, "", 30.0),
        ({}, [{"error": {"details": [{"@type": "QuotaFailure"}, {"retryDelay": "23.5s"}]}}], 23.5),
        ({}, [{"error": {"details": [{"retryDelay": "later"}]}}], None),
    ],
)  # fmt: skip
def test_a_wait_is_read_wherever_it_stands(
    headers: dict[str, str], body: Any, wait: float | None
) -> None:
    """In seconds, milliseconds, as a duration, a moment, or in Google's details; a day at most."""
    error = trouble_of(reply(429, body, **headers), "llm.example", KEY, NOW)
    assert error.retry_after == (None if wait is None else pytest.approx(wait, abs=0.01))


@given(st.text())
def test_no_header_is_too_strange(written: str) -> None:
    """A wait is at least nothing, and at most a day."""
    wait = trouble_of(reply(429, "", retry_after=written), "llm.example", KEY, NOW).retry_after
    assert wait is None or 0 <= wait <= 86_400
