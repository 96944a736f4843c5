"""The five fields by language in an object or in plain lines, under the names models give them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from adapters.cleaning import clean
from adapters.summaries.prompt import NAMES

Fields = dict[str, str]
"""What was said of each field; one that is not there was not said at all."""

LABELS = {
    "tldr": "tldr tl;dr tl-dr tl_dr tl;tr summary 一句话总结 一句话摘要 总结 概要 要約 요약",
    "motivation": "motivation motivations background 动机 背景 動機 동기",
    "method": "method methods methodology approach 方法 手法 방법",
    "result": "result results findings 结果 結果 결과",
    "conclusion": "conclusion conclusions 结论 結論 결론",
}
FIELD_OF = {label: field for field, labels in LABELS.items() for label in labels.split()}
SPOKEN = {
    "中文": "zh", "简体中文": "zh", "chinese": "zh", "日本語": "ja", "한국어": "ko",
    "deutsch": "de", "français": "fr", "español": "es", "português": "pt",
    "русский": "ru", "italiano": "it",
}  # fmt: skip
LANGUAGE_OF = SPOKEN | {name.lower(): code for code, name in NAMES.items()}
WRAPPED = 2  # objects around the one that is meant, at most
# How models say that an abstract does not state something, where they were asked for "".
NOT_STATED = re.compile(
    r"""["'(\[]?(?:n/?a|none|null|nil|not\ (?:stated|specified|mentioned|available|given|provided)
    (?:\ in\ the\ abstract)?|无|暂无|未提及|未说明|未提供|摘要中?未(?:提及|说明)|-+|—+|\.{3}|…)
    ["')\]]?[.。]?""",
    re.VERBOSE | re.IGNORECASE,
)


def by_language(members: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Fields]:
    """The fields that an object holds for each of *languages*, as far as it has any as text."""
    for _ in range(WRAPPED):
        found = languages_in(members, languages)
        if found:
            return found
        if len(languages) == 1 and (fields := _fields(members)):
            return {languages[0]: fields}
        inner = [
            value
            for key, value in members.items()
            if isinstance(value, dict) and _language(key) not in NAMES
        ]
        if len(inner) != 1:
            return {}
        (members,) = inner
    return {}


def languages_in(members: Mapping[str, Any], languages: Sequence[str]) -> dict[str, Fields]:
    """The fields of those of *languages* that an object has by name."""
    found = {}
    for key, value in members.items():
        language = _language(key)
        if language in languages and isinstance(value, dict) and (fields := _fields(value)):
            found[language] = fields
    return found


def _language(key: str) -> str:
    """The code that *key* means: `zh`, `zh-CN`, `zh_Hans`, `Chinese`, `中文`."""
    written = key.strip().lower()
    return LANGUAGE_OF.get(written) or re.split(r"[-_]", written)[0]


def _fields(members: Mapping[str, Any]) -> Fields:
    """The fields in *members*; what is neither text nor null is as if it were not there."""
    found: Fields = {}
    for key, value in members.items():
        field = FIELD_OF.get(key.strip().lower())
        if field and (value is None or isinstance(value, str)):
            found[field] = said(value or "")
    return found


def said(text: str) -> str:
    """*text* on one line; nothing where it only says that there is nothing to say."""
    line = clean(text)
    return "" if NOT_STATED.fullmatch(line) else line


LABEL = re.compile(
    rf"""\s*[\#>*\-•\s]*(?:\d[.)]\s*)?[*_]{{0,2}}
    (?P<label>{"|".join(sorted(map(re.escape, FIELD_OF), key=len, reverse=True))})
    [*_]{{0,2}}\s*(?:[:：][*_]{{0,2}}\s*(?P<rest>.*)|$)""",
    re.VERBOSE | re.IGNORECASE,
)
HEADING = re.compile(r"[\s#>*_\[(-]*([^\W\d_][^:：\])*_]{0,20})[\s\])*_]*[:：]?[\s*_]*")
FEWEST = 3  # labels that make lines into an answer; two may stand in any text


def in_lines(text: str, languages: Sequence[str]) -> dict[str, Fields]:
    """The fields that stand behind their labels in *text*, line by line."""
    found: dict[str, dict[str, list[str]]] = {}
    language, into = languages[0] if len(languages) == 1 else "", None
    for line in text.splitlines():
        heading = HEADING.fullmatch(line)
        labelled = LABEL.fullmatch(line)
        if heading and not labelled and (meant := _language(heading[1])) in languages:
            language, into = meant, None
        elif labelled and language:
            into = found.setdefault(language, {}).setdefault(
                FIELD_OF[labelled["label"].lower()], []
            )
            into.append(labelled["rest"] or "")
        elif into is not None:
            into.append(line)
    return {
        language: {field: said(_unquoted(" ".join(lines))) for field, lines in fields.items()}
        for language, fields in found.items()
        if len(fields) >= FEWEST and "tldr" in fields
    }


def _unquoted(text: str) -> str:
    stripped = text.strip().strip("*_").strip()
    whole = len(stripped) > 1 and stripped[0] == stripped[-1] == '"' and '"' not in stripped[1:-1]
    return stripped[1:-1] if whole else stripped
