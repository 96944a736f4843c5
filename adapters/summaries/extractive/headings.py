"""Headings inside an abstract ("Aims. … Methods. …"), and what they say of the sentences below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from adapters.summaries.extractive.cues import Role, words

ABOVE = {
    Role.BACKGROUND: "context background introduction motivation",
    Role.OBJECTIVE: "aims? objectives? purpose goals?",
    Role.METHOD: r"""(?:materials\sand\s)?methods?(?:\sand\sresults)? approach methodology design
        design/methodology/approach design/methodology""",
    Role.RESULT: r"""(?:main\s)?results? findings conclusions? significance interpretation
        originality/value originality
        (?:research|practical|social)\s(?:limitations/)?implications""",
}
CLOSING = re.compile(
    r"conclusions?|significance|interpretation|originality|(?:\w+\s)?(?:limitations/)?implications",
    re.IGNORECASE,
)
HEADING = re.compile(
    rf"(?:{'|'.join(f'(?P<{role}>{words(listed)})' for role, listed in ABOVE.items())})"
    r"\s?(?:[.:]|\s[-–—])(?:\s+|$)",
    re.IGNORECASE,
)
AT_LEAST = 2  # headings make an abstract a structured one; a single one may be chance


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, and what a heading above it says of it: its *role*, that it *closes*."""

    text: str
    role: Role | None = None
    closes: bool = False


def marked(sentences: Sequence[str]) -> tuple[Sentence, ...]:
    """*sentences* as they are, each with what the heading that it begins with or follows says."""
    if sum(1 for sentence in sentences if HEADING.match(sentence)) < AT_LEAST:
        return tuple(Sentence(sentence) for sentence in sentences)
    found: list[Sentence] = []
    under = Sentence("")
    for sentence in sentences:
        if heading := HEADING.match(sentence):
            role = Role(str(heading.lastgroup))
            under = Sentence("", role, bool(CLOSING.match(sentence)))
        found.append(replace(under, text=sentence))
    return tuple(found)


def without_headings(sentences: Sequence[str]) -> tuple[Sentence, ...]:
    """*sentences* with their headings taken off, where there are some."""
    bare = tuple(_bare(sentence) for sentence in marked(sentences))
    return tuple(one for one in bare if one.text) or tuple(Sentence(text) for text in sentences)


def _bare(sentence: Sentence) -> Sentence:
    heading = HEADING.match(sentence.text) if sentence.role else None
    return replace(sentence, text=sentence.text[heading.end() :]) if heading else sentence
