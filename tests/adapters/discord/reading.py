r"""
Markdown as Discord's apps read it: what is shown of a text, and everything in it that is obeyed.

The rules are those of https://github.com/ariabuckles/simple-markdown, which the apps build on, and
Discord's own: https://docs.discord.com/developers/reference#message-formatting.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

# First come, first served; what is written alike but for its length goes to the longest.
RULES = {
    "escape": r"\\([^0-9A-Za-z\s])",
    "block of code": r"```(?:[A-Za-z0-9_+.#-]+?\n)?\n*([^\n].*?)\n*```",
    "mention": r"<@[!&]?([0-9]+)>|@(?:everyone|here)",
    "channel": r"<#([0-9]+)>",
    "emoji": r"<a?:[A-Za-z0-9_]+:([0-9]+)>|:[^\s:]+?(?:::skin-tone-[0-9])?:",
    "time": r"<t:(-?[0-9]+)(?::[tTdDfFR])?>",
    "command": r"</[^:>]+:([0-9]+)>",
    "place": r"<id:([a-z]+)>",
    "address": r"<[^: >]+:/[^ >]+>|<(?:mailto:|tel:|sms:)?[^\s<>@]*[@+][^\s<>]+>",
    "bare link": r"(?:https?|steam|discord)://[^\s<]+[^<.,:;\"'\]\s]",
    "link": r"\[((?:\[[^\]]*\]|[^\[\]]|\](?=[^\[]*\]))*)\]"
    r"\(\s*<?(?P<target>(?:[^\s\\]|\\.)*?)>?(?:\s+['\"].*?['\"])?\s*\)",
    "italic": r"\b_((?:__|\\.|[^\\_])+?)_\b"
    r"|\*(?=\S)((?:\*\*|\\.|\s+(?:\\.|[^\s*\\]|\*\*)|[^\s*\\])+?)\*(?!\*)",
    "bold": r"\*\*((?:\\.|[^\\])+?)\*\*(?!\*)",
    "underline": r"__((?:\\.|[^\\])+?)__(?!_)",
    "strike": r"~~(.+?)~~",
    "spoiler": r"\|\|(.+?)\|\|",
    "code": r"(?P<fence>`+)(?P<inside>.*?[^`])(?P=fence)(?!`)",
    "text": r".+?(?=[^0-9A-Za-z\s\u00c0-\uffff]|\n|[A-Za-z0-9_]+:\S|$)",
}
READ = {kind: re.compile(rule, re.DOTALL) for kind, rule in RULES.items()}
BY_LENGTH = ("italic", "bold", "underline")
BLOCK = re.compile(r"-# |#{1,3} |>>> |> |\s*(?:[-*+]|[0-9]+[.)])(?:\s|$)")


@dataclass(slots=True)
class Shown:
    """A text as it is seen; *marks* are what was obeyed: the kind, its words, where it leads."""

    text: str = ""
    marks: list[tuple[str, str, str]] = field(default_factory=list)


def read_line(line: str) -> tuple[str, Shown]:
    """What the beginning of *line* makes of it, and the rest as it is shown."""
    found = BLOCK.match(line)
    block = found[0] if found else ""
    if block in ("> ", "-# ") and (inner := BLOCK.match(line, len(block))):
        block += inner[0]  # a heading in a quotation
    return block, read(line[len(block) :])


def read(text: str) -> Shown:
    """*text* as it is shown within a line."""
    shown, place = Shown(), 0
    while place < len(text):
        kind, found = _next(text, place)
        place = found.end()
        if kind in ("text", "escape"):
            shown.text += found[1] if kind == "escape" else found[0]
            continue
        inner = read(_inside(kind, found))
        words = found["inside"].strip() if kind == "code" else inner.text
        shown.text += words
        shown.marks.append((kind, words, found["target"] if kind == "link" else ""))
        shown.marks += inner.marks if kind != "code" else []
    return shown


def _inside(kind: str, found: re.Match[str]) -> str:
    if kind in ("code", "link"):
        return found["inside"] if kind == "code" else found[1]
    return next(filter(None, found.groups()), "")


def _next(text: str, place: int) -> tuple[str, re.Match[str]]:
    for kind, rule in READ.items():
        if found := rule.match(text, place):
            if kind not in BY_LENGTH:
                return kind, found
            rivals = {name: READ[name].match(text, place) for name in BY_LENGTH}
            return max(
                ((name, one) for name, one in rivals.items() if one),
                key=lambda rival: len(rival[1][0]),
            )
    raise AssertionError(f"no rule reads {text[place:]!r}")
