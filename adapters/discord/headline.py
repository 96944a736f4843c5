"""A view -> what a thread or post is called, and the tags of a forum that fit it. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

import discord

from adapters.cutting import cut_units
from adapters.views import View
from storage.taxonomy import ARCHIVES, CATEGORIES

LONGEST_NAME = 100  # characters: docs.discord.com/developers/resources/channel
MOST_TAGS = 5
SUBJECT = re.compile(r"[\w-]+(?:\.[\w-]+)?")
SUBJECTS = frozenset(subject.casefold() for subject in (*CATEGORIES, *ARCHIVES))


def headline(view: View) -> str:
    """What stands first in *view*, as a name; never empty."""
    lines = (line.text for line in (*view.head, *view.lines, *view.foot))
    titles = (item.title for item in view.items)
    named = (" ".join(text.split()) for text in (*lines, *titles))
    return cut_units(next(filter(None, named), "…"), LONGEST_NAME)


def subheadline(view: View) -> str:
    """How the thread is called in which *view* stands below another: by the first of its words."""
    first = next((span.text for line in view.head[:1] for span in line.spans[:1]), "")
    return cut_units(" ".join(first.split()), LONGEST_NAME) or headline(view)


def fitting(tags: Iterable[discord.ForumTag], view: View) -> list[discord.ForumTag]:
    """Those of *tags* that are named like a category of *view*, but none of moderators' own."""
    free = {tag.name.casefold(): tag for tag in tags if not tag.moderated}
    found = dict.fromkeys(subject for subject in _subjects(view) if subject in free)
    return [free[subject] for subject in found][:MOST_TAGS]


def any_of(tags: Sequence[discord.ForumTag]) -> list[discord.ForumTag]:
    """The first of *tags* that everyone may set; none where there is none."""
    return [tag for tag in tags if not tag.moderated][:1]


def _subjects(view: View) -> Iterator[str]:
    """The categories and archives that *view* names, in order, in small letters."""
    texts = (
        *(line.text for line in view.head),
        *(text for _, text in view.headings),
        *(mark for item in view.items for mark in item.marks),
    )
    for text in texts:
        for word in SUBJECT.findall(text):
            if (subject := word.casefold()) in SUBJECTS:
                yield subject
