"""One paper by whatever names it, and a search in what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.ports import Papers, SourceError
from bot.refusal import Refusal
from bot.typed import typed
from storage.identifiers import Identifier, NotAnIdentifier, parse_identifier
from storage.records import Announcement, Found, Paper, Query
from storage.store import Store
from storage.taxonomy import UnknownCategory, categories_of, parse_subject

PART = re.compile(r'"([^"]*)"|(\S+)')
LONGEST_SEARCH = 1_000  # characters that are looked at


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What is known of one paper; *asked_version* is set when an older version was asked for."""

    paper: Paper
    announcements: tuple[Announcement, ...]
    asked_version: int | None = None


class Lookup:
    """Finds papers: in the store, else by the query API within its rules."""

    def __init__(self, store: Store, papers: Papers) -> None:
        self._store = store
        self._papers = papers

    async def card(self, text: str) -> Card:
        """
        The paper that *text* names, an identifier or a pasted link.

        Raises `Refusal`, which tells a mistyped identifier, an unknown paper, a version that does
        not exist and an arXiv out of reach apart.
        """
        try:
            identifier = parse_identifier(text)
        except NotAnIdentifier as error:
            raise Refusal(str(error)) from None
        paper = await self._store.paper(identifier.id)
        if paper is None or (identifier.version or 0) > (paper.version or 0):
            paper = await self._asked(identifier, paper)
        older = identifier.version is not None and identifier.version != paper.version
        return Card(
            paper=paper,
            announcements=await self._store.announcements_of(paper.id),
            asked_version=identifier.version if older else None,
        )

    async def _asked(self, identifier: Identifier, stored: Paper | None) -> Paper:
        """Ask arXiv for the newest version, and keep what it says."""
        newest = Identifier(identifier.id)
        try:
            told = await self._papers.papers([newest])
        except SourceError as error:
            if stored is not None and identifier.version is None:
                return stored
            raise Refusal(f"{identifier} is not stored, and {error}") from error
        paper = told.get(newest)
        if paper is None:
            raise Refusal(f"arXiv has no paper {identifier.id}.")
        await self._store.keep_papers([paper])
        if identifier.version is not None and identifier.version > (paper.version or 1):
            raise Refusal(_no_such_version(identifier, paper.version or 1))
        return paper

    async def search(self, text: str, *, limit: int) -> Found:
        """The stored papers that fit *text*: words, "phrases" and `cat:` parts, all of them."""
        return await self._store.search(parse_search(text), limit=limit)


def _no_such_version(identifier: Identifier, newest: int) -> str:
    versions = "1 version" if newest == 1 else f"{newest} versions"
    return f"{identifier.id} has {versions}; there is no version {identifier.version}."


def parse_search(text: str) -> Query:
    """A person's words -> a query; raises `Refusal` when nothing in them can be looked for."""
    words: list[str] = []
    phrases: list[str] = []
    categories: list[str] = []
    for match in PART.finditer(typed(text[:LONGEST_SEARCH])):
        phrase, word = match.groups()
        if phrase is not None:
            phrases.append(phrase)
        elif word.lower().startswith("cat:"):
            categories.extend(_subject(word[len("cat:") :]))
        else:
            words.append(word)
    if not any(any(map(str.isalnum, part)) for part in (*words, *phrases)):
        raise Refusal('Give one or more words to look for, such as: diffusion "optical flow".')
    return Query(words=tuple(words), phrases=tuple(phrases), categories=tuple(categories))


def _subject(written: str) -> tuple[str, ...]:
    try:
        return categories_of(parse_subject(written))
    except UnknownCategory as error:
        raise Refusal(str(error)) from None
