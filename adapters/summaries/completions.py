"""
A chat completion as endpoints write it, read without trust in any part of it. Pure.

The form is https://platform.openai.com/docs/api-reference/chat/object, with everybody's variations.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adapters.model import Tokens
from adapters.summaries.objects import answer_in

MOST_TOKENS = 10_000_000  # of one call; more is an error of the endpoint's
CUT = frozenset({"length", "max_tokens"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Completion:
    """
    What one call gave: the *text*, why it *finish*ed, a *refusal* in words, the *tokens* it took.

    *tokens* is none where the endpoint does not tell. *thought*: a part of them went into thinking.
    """

    text: str = ""
    finish: str = ""
    refusal: str = ""
    tokens: Tokens | None = None
    thought: bool = False

    @property
    def is_cut(self) -> bool:
        """Whether the endpoint says that its answer has no end."""
        return self.finish in CUT


def read_completion(body: str) -> Completion | None:
    """The completion in *body*; none where there is none, such as in a page or an error."""
    try:
        read = json.loads(body)
    except (ValueError, RecursionError):
        return None
    choices = read.get("choices") if isinstance(read, dict) else None
    if not isinstance(choices, list) or (not choices and read.get("error")):
        return None
    choice = choices[0] if choices and isinstance(choices[0], dict) else {}
    message = choice.get("message")
    usage = read.get("usage")
    return _completion(
        choice,
        message if isinstance(message, dict) else {},
        usage if isinstance(usage, dict) else {},
    )


def _completion(
    choice: Mapping[str, Any], message: Mapping[str, Any], usage: Mapping[str, Any]
) -> Completion:
    text = _text(message.get("content"))
    thoughts = message.get("reasoning_content") or message.get("reasoning")
    return Completion(
        text=text,
        finish=str(choice.get("finish_reason") or "").lower(),
        refusal=_text(message.get("refusal")),
        tokens=_tokens(usage),
        thought=bool(thoughts) or _thinking(usage) > 0 or answer_in(text) != text,
    )


def _text(content: Any) -> str:
    """*content* as text: it may be nothing, or a list of parts."""
    if isinstance(content, list):
        parts = [part.get("text") if isinstance(part, dict) else part for part in content]
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _tokens(usage: Mapping[str, Any]) -> Tokens | None:
    sent = _count(usage, "prompt_tokens", "input_tokens")
    answered = _count(usage, "completion_tokens", "output_tokens")
    total = _count(usage, "total_tokens")
    if not sent and not answered:
        return None
    cached = max(
        _count(usage.get("prompt_tokens_details"), "cached_tokens"),
        # DeepSeek's, Moonshot's and Anthropic's ways to tell the same
        _count(usage, "prompt_cache_hit_tokens", "cached_tokens", "cache_read_input_tokens"),
    )
    # Google and xAI leave thinking out of the answer's tokens, but not out of all, nor the bill.
    return Tokens(sent=sent, cached=min(cached, sent), answered=max(answered, total - sent))


def _thinking(usage: Mapping[str, Any]) -> int:
    return _count(usage.get("completion_tokens_details"), "reasoning_tokens")


def _count(counts: Any, *names: str) -> int:
    """The first of *names* that counts something."""
    for name in names if isinstance(counts, dict) else ():
        value = counts.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MOST_TOKENS:
            return value
    return 0
