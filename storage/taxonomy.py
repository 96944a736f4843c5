"""
arXiv's categories and archives: their names, aliases and how people write them.

The facts lie in `taxonomy.json` beside this file (155 active categories, 20 active archives, six
pairs of aliases, and the archives of the years before 2007 that were renamed).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from importlib.resources import files
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A subject class that papers are filed under, such as `cs.CV` or `hep-th`."""

    id: str
    name: str
    archive: str
    active: bool
    alias_of: str | None = None
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """A branch of arXiv with its categories; a small one is its own only category (`hep-th`)."""

    id: str
    name: str
    group: str
    active: bool
    alias_of: str | None = None
    categories: tuple[str, ...] = ()


class UnknownCategory(ValueError):
    """No category is called so; *nearest* holds up to three that may be meant."""

    def __init__(self, written: str, nearest: tuple[str, ...]) -> None:
        self.written = written
        self.nearest = nearest
        hint = f" Did you mean {', '.join(nearest)}?" if nearest else ""
        super().__init__(f"There is no category {written[:40]!r}.{hint}")


def _load() -> tuple[Mapping[str, Category], Mapping[str, Archive]]:
    facts = json.loads(files("storage").joinpath("taxonomy.json").read_text(encoding="utf-8"))
    categories = {row["id"]: Category(**row) for row in facts["categories"]}
    archives = {
        row["id"]: Archive(**{**row, "categories": tuple(row["categories"])})
        for row in facts["archives"]
    }
    return MappingProxyType(categories), MappingProxyType(archives)


ALIKE = 0.6  # from here on two names are worth offering for one another
LONGEST_NAME = 80  # characters of a mistyped name that are compared

CATEGORIES, ARCHIVES = _load()
_BY_LOWER = {name.lower(): name for name in (*ARCHIVES, *CATEGORIES)}


def canonical(category: str) -> str:
    """The one name of a *category* that has two (`math.IT` is `cs.IT`); others stay as they are."""
    known = CATEGORIES.get(category)
    return known.alias_of if known and known.alias_of else category


def canonical_all(categories: Iterable[str]) -> tuple[str, ...]:
    """The canonical names of those *categories* that exist, each once, in their order."""
    return tuple(dict.fromkeys(canonical(name) for name in categories if name in CATEGORIES))


def parse_subject(written: str) -> str:
    """
    The category or archive that a person means by *written*, in canonical form.

    `CS.cv` is `cs.CV`, `math.IT` is `cs.IT`, `cs` and `cs.*` are the archive `cs`, `alg-geom` is
    `math.AG`. Raises `UnknownCategory` with the nearest names.
    """
    asked = written.strip().lower().removesuffix(".*")
    known = _BY_LOWER.get(asked)
    if known is None:
        raise UnknownCategory(written.strip(), nearest(written))
    archive = ARCHIVES.get(known)
    if archive is not None:
        return archive.alias_of or archive.id
    return canonical(known)


def nearest(written: str, *, count: int = 3) -> tuple[str, ...]:
    """Up to *count* active categories whose id or name resembles *written*, best first."""
    asked = written.strip().lower().replace("-", ".").replace("_", ".")[:LONGEST_NAME]
    likeness = {c.id: _likeness(asked, c) for c in CATEGORIES.values() if c.active}
    best = sorted(likeness, key=lambda name: (-likeness[name], name))
    return tuple(name for name in best if likeness[name] >= ALIKE)[:count]


def _likeness(asked: str, category: Category) -> float:
    """How well *asked* fits *category*, 0 to 1; swapped letters and half a name are forgiven."""
    short, name = category.id.lower().replace("-", "."), category.name.lower()
    archive, _, letters = short.partition(".")
    if asked in (short, name, f"{archive}.{letters[::-1]}"):
        return 1.0
    if len(asked) > len("cs.CV") and asked in name:
        return 0.9
    ratio = SequenceMatcher(None, asked, short).ratio()
    return max(ratio, SequenceMatcher(None, asked, name).ratio())


def categories_of(subject: str) -> tuple[str, ...]:
    """The canonical categories that *subject*, a category or an archive, stands for."""
    archive = ARCHIVES.get(subject)
    return canonical_all(archive.categories) if archive and archive.active else (subject,)


def categories_of_all(subjects: Iterable[str]) -> tuple[str, ...]:
    """The canonical categories that *subjects* stand for together, each once, in their order."""
    return tuple(dict.fromkeys(name for subject in subjects for name in categories_of(subject)))


def subject_name(subject: str) -> str:
    """The English name of a category or an archive, or *subject* itself where it is unknown."""
    known = CATEGORIES.get(subject) or ARCHIVES.get(subject)
    return known.name if known else subject
