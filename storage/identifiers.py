"""
The identifiers of arXiv's e-prints, in every form that people write and paste.

Source: https://info.arxiv.org/help/arxiv_identifier.html (two schemes: `YYMM.NNNNN` since April
2007, `archive/YYMMNNN` before).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

from storage.taxonomy import ARCHIVES

# The archives that ever gave identifiers, in a fixed order: their place is part of a key.
OLD_ARCHIVES = tuple(sorted(ARCHIVES))

NEW = re.compile(r"(\d\d)(0[1-9]|1[0-2])\.(\d{4,5})")
OLD = re.compile(r"([a-z]+(?:-[a-z]+)?)(?:\.[A-Za-z-]{2,})?/(\d\d)(0[1-9]|1[0-2])(\d{3})")
ANYWHERE = re.compile(
    r"(?:(?<=[xX][iI][vV]\.)|(?<=[xX][iI][vV]:)|(?<![\w.]))"
    r"(?P<id>\d{2}(?:0[1-9]|1[0-2])\.\d{4,5}"
    r"|(?![aA][rR][xX][iI][vV]\.)[A-Za-z]+(?:-[A-Za-z]+)?(?:\.[A-Za-z-]{2,})?/\d{2}(?:0[1-9]|1[0-2])\d{3})"
    r"(?:[vV](?P<version>[1-9]\d{0,3}))?(?!\d)(?!\.\d)"
)
FIRST_NEW, FIRST_FIVE_DIGITS = 704, 1501  # YYMM; from 1501 on a number has five digits
FIRST_OLD = 9107
CENTURY = 91  # years from 91 on belong to the nineteen hundreds
REMEMBERED = 1 << 14  # keys: those of the papers of some weeks
LONGEST = 200_000  # characters of a message that are looked through


class NotAnIdentifier(ValueError):
    """
    The text is no identifier of an e-print; the message says what one looks like.

    *is_several*: it names more than one.
    """

    def __init__(self, message: str, *, is_several: bool = False) -> None:
        super().__init__(message)
        self.is_several = is_several


@dataclass(frozen=True, slots=True)
class Identifier:
    """One e-print, and the version that was asked for (none: the newest)."""

    id: str
    version: int | None = None

    @property
    def key(self) -> int:
        """
        A number that sorts as the e-prints were announced, whatever the order of insertion.

        YYYYMM x 1,000,000 + number; for the old scheme the number is archive index x 1,000 + NNN.
        """
        return key_of(self.id)

    def __str__(self) -> str:
        return self.id if self.version is None else f"{self.id}v{self.version}"


@lru_cache(REMEMBERED)
def key_of(paper_id: str) -> int:
    """The date-ordered key of the canonical id *paper_id* (see `Identifier.key`)."""
    if match := NEW.fullmatch(paper_id):
        year, month, number = match.groups()
        return _month(year, month) * 1_000_000 + int(number)
    if match := OLD.fullmatch(paper_id):
        archive, year, month, number = match.groups()
        within = OLD_ARCHIVES.index(archive) * 1_000 + int(number)
        return _month(year, month) * 1_000_000 + within
    raise NotAnIdentifier(f"{paper_id!r} is no arXiv identifier.")


def parse_identifier(text: str) -> Identifier:
    """
    The one e-print that *text* names: an identifier, or a link of any known form.

    Raises `NotAnIdentifier`, with a sentence a reader understands.
    """
    found = find_identifiers(text)
    if len(found) == 1:
        return found[0]
    shown = " ".join(text.split())[:60]
    if found:
        several = f"{shown!r} names more than one paper; give one at a time."
        raise NotAnIdentifier(several, is_several=True)
    raise NotAnIdentifier(
        f"{shown!r} is no arXiv identifier;"
        " one looks like 2401.12345, 2401.12345v2 or hep-th/9901001."
    )


def find_identifiers(text: str) -> tuple[Identifier, ...]:
    """
    Every e-print named in *text*, in order, each once.

    Understands bare identifiers, `arXiv:…`, links to arXiv and to the sites that carry its
    identifiers, DOIs of arXiv and OAI identifiers; prices, dates and version strings are none.
    """
    found: dict[Identifier, None] = {}
    for match in ANYWHERE.finditer(unquote(text[:LONGEST])):
        canonical = _canonical(match["id"])
        if canonical is not None:
            version = int(match["version"]) if match["version"] else None
            found.setdefault(Identifier(canonical, version))
    return tuple(found)


def _canonical(written: str) -> str | None:
    """The canonical form of what looks like an identifier, or nothing where none can exist."""
    if match := NEW.fullmatch(written):
        year, month, number = match.groups()
        return written if _was_given(int(year + month), number) else None
    match = OLD.fullmatch(written) or OLD.fullmatch(_lower_archive(written))
    if match is None:
        return None
    archive, year, month, number = match.groups()
    born = int(year + month)
    right_time = born >= FIRST_OLD or born < FIRST_NEW
    if archive not in ARCHIVES or not right_time or number == "000":
        return None
    return f"{archive}/{year}{month}{number}"


def _lower_archive(written: str) -> str:
    archive, _, number = written.partition("/")
    return f"{archive.partition('.')[0].lower()}/{number}"


def _was_given(born: int, number: str) -> bool:
    """Whether arXiv gave numbers of this length in the month *born* (YYMM)."""
    if int(number) == 0 or not FIRST_NEW <= born < CENTURY * 100:
        return False
    return len(number) == (5 if born >= FIRST_FIVE_DIGITS else 4)


def _month(year: str, month: str) -> int:
    century = 1900 if int(year) >= CENTURY else 2000
    return (century + int(year)) * 100 + int(month)


def abstract_page(paper_id: str) -> str:
    """The address of a paper's abstract page, as arXiv wishes it to be linked."""
    return f"https://arxiv.org/abs/{paper_id}"


def pdf_page(paper_id: str) -> str:
    """The address of a paper's PDF."""
    return f"https://arxiv.org/pdf/{paper_id}"
