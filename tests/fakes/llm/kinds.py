"""What the endpoint can answer: well, badly, strangely, or not at all."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Literal

from tests.fakes.llm.faithful import FIELDS, true_fields
from tests.fakes.llm.records import Asked

Kind = Literal[
    "valid", "slow",
    # read all the same
    "thinking", "fenced", "chatty", "labelled", "parts", "latex",
    # read, but wrong
    "wrong_language", "invented", "invented_name", "echo", "obey", "missing", "overlong", "lacking",
    # not to be read
    "malformed", "refusal", "empty", "null", "no_choices", "truncated", "truncated_thinking", "say",
    # no answer by its own word
    "refused", "content_filter", "overloaded",
    # errors
    "400", "401", "402", "403", "404", "429", "429_quota", "500", "502", "503", "529",
    "content_policy", "too_long", "html", "cut", "reply",
]  # fmt: skip
Answers = dict[str, dict[str, str]]
SORRY = "I'm sorry, but I can't help with summarising this paper."
PLANTED = re.compile(r"(?:write|say|answer|output)\b[:\s]*[\"“'](.+?)[\"”']", re.IGNORECASE)
INVENTED_NUMBER, INVENTED_NAME = "87.3", "FrobnicatorNet-XL"
OTHERS = {"en": "zh", "zh": "en", "ja": "en", "ko": "en"}


def true_answers(asked: Asked) -> Answers:
    """What a good model says, for each language asked for."""
    return {language: true_fields(asked, language) for language in asked.languages}


def written(asked: Asked, answers: Answers) -> str:
    """*answers* as JSON, in the shape that was asked for."""
    (first, *others) = answers.values()
    return json.dumps(answers if others or len(asked.languages) > 1 else first, ensure_ascii=False)


def text_of(kind: Kind, asked: Asked) -> str:
    """What the model says."""
    answers = true_answers(asked)
    if kind in CHANGED:
        return written(asked, CHANGED[kind](asked, answers))
    text = written(asked, answers)
    return AROUND[kind](asked, text) if kind in AROUND else text


def _wrong_language(asked: Asked, answers: Answers) -> Answers:
    return {code: true_fields(asked, OTHERS.get(code, "en")) for code in answers}


def _adding(words: str) -> Callable[[Asked, Answers], Answers]:
    def changed(_asked: Asked, answers: Answers) -> Answers:
        return {
            code: {
                **fields,
                "tldr": f"{fields['tldr'].rstrip('.。')}{' ' * (code != 'zh')}{words}.",
            }
            for code, fields in answers.items()
        }

    return changed


def _echo(asked: Asked, answers: Answers) -> Answers:
    return {code: {**fields, "tldr": asked.rules[:200]} for code, fields in answers.items()}


def _obey(asked: Asked, answers: Answers) -> Answers:
    """Says what an instruction in the data tells it to say, as a gullible model does."""
    planted = PLANTED.search(f"{asked.title} {asked.abstract} {asked.comment}")
    words = planted[1] if planted else asked.abstract
    return {code: dict.fromkeys(FIELDS, words) for code in answers}


def _missing(_asked: Asked, answers: Answers) -> Answers:
    return {
        code: {field: text for field, text in fields.items() if field != "method"}
        for code, fields in answers.items()
    }


def _overlong(asked: Asked, answers: Answers) -> Answers:
    return {
        code: {**fields, "tldr": " ".join([fields["tldr"]] * 8)} for code, fields in answers.items()
    }


def _lacking(_asked: Asked, answers: Answers) -> Answers:
    """All languages but the last."""
    return dict(list(answers.items())[:-1] or answers.items())


CHANGED: dict[Kind, Callable[[Asked, Answers], Answers]] = {
    "wrong_language": _wrong_language,
    "invented": _adding(f"by {INVENTED_NUMBER}%"),
    "invented_name": _adding(f"with {INVENTED_NAME}"),
    "echo": _echo,
    "obey": _obey,
    "missing": _missing,
    "overlong": _overlong,
    "lacking": _lacking,
}


def _labelled(asked: Asked, _text: str) -> str:
    """Lines with labels instead of JSON, under a heading for each language."""
    lines = []
    for code, fields in true_answers(asked).items():
        lines += [f"## {code}", ""] if len(asked.languages) > 1 else []
        lines += [f"**{field.capitalize()}**: {text}" for field, text in fields.items()]
    return "\n".join(lines)


def _latex(_asked: Asked, text: str) -> str:
    """Formulas with their backslashes as TeX has them, not as JSON does."""
    return text.replace(
        '"conclusion": "', r'"conclusion": "Here $\nu = \frac{\beta}{\rho} \times x$. '
    )


AROUND: dict[Kind, Callable[[Asked, str], str]] = {
    "thinking": lambda asked, text: (
        f'<think>\nHm, {{"tldr": "{asked.title}"}}?\n</think>\n\n{text}'
    ),
    "truncated_thinking": lambda _, text: f"<think>\nFirst of all, {text[:40]}",
    "fenced": lambda _, text: f"```json\n{text}\n```",
    "chatty": lambda _, text: f"Sure! Here is the summary:\n\n{text}\n\nLet me know what else.",
    "labelled": _labelled,
    "latex": _latex,
    "malformed": lambda _, text: text.replace('"', "").replace(":", " -").replace("{", "("),
    "refusal": lambda *_: SORRY,
    "refused": lambda *_: "",
    "empty": lambda *_: "",
    "truncated": lambda _, text: text[: len(text) * 2 // 3],
}
FINISHES: dict[Kind, str] = {
    "truncated": "length",
    "truncated_thinking": "length",
    "content_filter": "content_filter",
    "overloaded": "insufficient_system_resource",
}
ERRORS: dict[Kind, tuple[int, str, str, str]] = {  # status, message, type, code
    "400": (400, "Your request cannot be processed.", "invalid_request_error", ""),
    "401": (401, "Incorrect API key provided: {key}.", "invalid_request_error", "invalid_api_key"),
    "402": (402, "Insufficient Balance", "unknown_error", "invalid_request_error"),
    "403": (403, "Country, region, or territory not supported", "request_forbidden",
            "unsupported_country_region_territory"),
    "404": (404, "The model `{model}` does not exist or you do not have access to it.",
            "invalid_request_error", "model_not_found"),
    "429": (429, "Rate limit reached for requests", "requests", "rate_limit_exceeded"),
    "429_quota": (429, "You exceeded your current quota, please check your plan and billing "
                  "details.", "insufficient_quota", "insufficient_quota"),
    "500": (500, "The server had an error while processing your request.", "server_error", ""),
    "502": (502, "Bad gateway", "server_error", ""),
    "503": (503, "The engine is currently overloaded, please try again later.", "server_error", ""),
    "529": (529, "Overloaded", "overloaded_error", ""),
    "content_policy": (400, "The response was filtered due to the prompt triggering content "
                       "management policy.", "", "content_filter"),
    "too_long": (400, "This model's maximum context length is 512 tokens.",
                 "invalid_request_error", "context_length_exceeded"),
}  # fmt: skip
