"""Categories and archives: what people call them, and which of them fit what was typed. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache

from bot.typed import folded, trimmed
from bot.wording import SPOKEN, Wording, catalogue
from storage.taxonomy import ARCHIVES, CATEGORIES, canonical, nearest, subject_name

MOST_NEAREST = 3
LONGEST_COMPARED = 24  # characters of a mistyped archive; the longest id has 8


def subject_named(subject: str, wording: Wording) -> str:
    """The id, then the name in the reader's language: `cs.CV 计算机视觉与模式识别`."""
    return f"{subject} {name_of(subject, wording)}".rstrip()


def name_of(subject: str, wording: Wording) -> str:
    """The name of a category or an archive in the reader's language; '' where it is unknown."""
    is_known = subject in CATEGORIES or subject in ARCHIVES
    return wording.say(subject_name(subject)) if is_known else ""


def archives() -> tuple[str, ...]:
    """The active archives: those that are a whole field, then those of physics, by id."""
    active = [archive for archive in ARCHIVES.values() if archive.active]
    physics = [archive.id for archive in active if archive.group == subject_name("physics")]
    return (*(archive.id for archive in active if archive.id not in physics), *physics)


def size_of(subject: str) -> int:
    """How many categories an archive has; 0 where it is its own only category, or none at all."""
    archive = ARCHIVES.get(subject)
    return len(archive.categories) if archive and archive.categories != (subject,) else 0


def subjects_with(text: str) -> tuple[str, ...]:
    """
    Archives, then categories, whose id or name, in any language, has all words of *text*.

    A word in Latin letters fits from the beginning of theirs: `lg` is no part of "algebra". Of two
    names of one category the canonical one is listed.
    """
    asked = [word for word in map(trimmed, folded(text).split()) if word]
    sought = [
        re.compile(rf"\b{re.escape(word)}" if word.isascii() else re.escape(word)) for word in asked
    ]
    return tuple(
        subject
        for subject, told in _called().items()
        if sought and all(word.search(told) for word in sought)
    )


def nearest_subjects(written: str) -> tuple[str, ...]:
    """Up to three that may be meant by *written*: archives before categories, best first."""
    asked = written.strip().lower()[:LONGEST_COMPARED]
    alike = () if "." in asked else get_close_matches(asked, archives(), MOST_NEAREST)
    return tuple(dict.fromkeys((*alike, *nearest(written))))[:MOST_NEAREST]


@cache
def _called() -> Mapping[str, str]:
    """Whatever is called somehow: archives, then categories, each with its id and all its names."""
    large = [subject for subject in archives() if size_of(subject)]
    own = [name for name, known in CATEGORIES.items() if known.active and canonical(name) == name]
    return {subject: folded(" ".join(_names(subject))) for subject in (*large, *own)}


def _names(subject: str) -> tuple[str, ...]:
    name = subject_name(subject)
    return (subject, *(catalogue(language).gettext(name) for language in SPOKEN))
