"""One paper by whatever names it, and a search in what is stored."""

from __future__ import annotations

import re
from dataclasses import dataclass

from adapters.ports import Papers, SourceError
from bot.refusal import Refusal, sentence
from bot.typed import typed
from storage.identifiers import Identifier, NotAnIdentifier, parse_identifier
from storage.records import Announcement, Found, Paper, Query
from storage.store import Store
from storage.taxonomy import UnknownCategory, categories_of, parse_subject

PART = re.compile(r'"([^"]*)"|(\S+)')
LONGEST_SEARCH = 1_000  # characters that are looked at
LONGEST_SHOWN = 60  # characters of what was typed that an answer repeats


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
        identifier = identifier_in(text)
        return await self.stored(identifier) or await self.asked(identifier)

    async def stored(self, identifier: Identifier) -> Card | None:
        """What is stored of a paper; none where arXiv has to be asked, at least for its version."""
        paper = await self._store.paper(identifier.id)
        if paper is None or (identifier.version or 0) > (paper.version or 0):
            return None
        return await self._card(paper, identifier)

    async def asked(self, identifier: Identifier) -> Card:
        """What arXiv says of a paper, which is kept; raises `Refusal`, as `card` does."""
        newest = Identifier(identifier.id)
        try:
            told = await self._papers.papers([newest])
        except SourceError as error:
            return await self._at_hand(identifier, error)
        paper = told.get(newest)
        if paper is None:
            raise Refusal(sentence("arXiv has no paper {id}."), id=identifier.id)
        await self._store.keep_papers([paper])
        if identifier.version is not None and identifier.version > (paper.version or 1):
            raise Refusal(
                sentence("The newest version of {id} is v{newest}; there is no v{asked}."),
                id=identifier.id,
                newest=paper.version or 1,
                asked=identifier.version,
            )
        return await self._card(paper, identifier)

    async def _at_hand(self, identifier: Identifier, error: SourceError) -> Card:
        """A paper whose version is not known (it was imported) may well be the one asked for."""
        paper = await self._store.paper(identifier.id)
        if paper is None or paper.version is not None:
            raise Refusal(
                sentence("{identifier} is not stored, and {reason}"),
                identifier=identifier,
                reason=error,
            ) from error
        return await self._card(paper, identifier)

    async def _card(self, paper: Paper, identifier: Identifier) -> Card:
        is_other = paper.version is not None and identifier.version not in (None, paper.version)
        return Card(
            paper=paper,
            announcements=await self._store.announcements_of(paper.id),
            asked_version=identifier.version if is_other else None,
        )

    async def search(self, text: str, *, limit: int) -> Found:
        """The stored papers that fit *text*: words, "phrases" and `cat:` parts, all of them."""
        return await self._store.search(parse_search(text), limit=limit)


def identifier_in(text: str) -> Identifier:
    """The one e-print that *text* names; raises `Refusal`."""
    try:
        return parse_identifier(text)
    except NotAnIdentifier as error:
        raise not_an_identifier(text, error) from None


def not_an_identifier(text: str, error: NotAnIdentifier) -> Refusal:
    """What a person reads who wrote *text* for an identifier."""
    shown = " ".join(text.split())[:LONGEST_SHOWN]
    if error.is_several:
        return Refusal(
            sentence("{text} names more than one paper; give one at a time."), text=repr(shown)
        )
    return Refusal(
        sentence(
            "{text} is no arXiv identifier; one looks like 2401.12345, 2401.12345v2"
            " or hep-th/9901001."
        ),
        text=repr(shown),
    )


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
        raise Refusal(
            sentence('Give one or more words to look for, such as: diffusion "optical flow".')
        )
    return Query(words=tuple(words), phrases=tuple(phrases), categories=tuple(categories))


def _subject(written: str) -> tuple[str, ...]:
    try:
        return categories_of(parse_subject(written))
    except UnknownCategory as error:
        raise no_such_category(error) from None


def no_such_category(error: UnknownCategory) -> Refusal:
    """What a person reads who wrote a category that does not exist."""
    written = error.written[:LONGEST_SHOWN]
    if not error.nearest:
        return Refusal(sentence("There is no category {written}."), written=repr(written))
    return Refusal(
        sentence("There is no category {written}. Did you mean {nearest}?"),
        written=repr(written),
        nearest=", ".join(error.nearest),
    )
