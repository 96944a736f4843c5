"""One paper by whatever names it; a search in what is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.ports import SourceError
from bot.lookup import Lookup, parse_search
from bot.refusal import Refusal
from storage.identifiers import Identifier
from storage.records import Paper, Query
from storage.store import Store
from tests.making import a_paper


class Shelf:
    """The query API with a few papers, or out of reach."""

    def __init__(self, *papers: Paper, broken: bool = False) -> None:
        self._papers = {Identifier(paper.id): paper for paper in papers}
        self._broken = broken
        self.asked = 0

    async def papers(self, identifiers: Sequence[Identifier]) -> Mapping[Identifier, Paper]:
        """Those that are on the shelf."""
        self.asked += 1
        if self._broken:
            raise SourceError("arXiv is out of reach.")
        return {name: self._papers[name] for name in identifiers if name in self._papers}


async def test_a_stored_paper_is_not_asked_for(store: Store) -> None:
    """The store comes first, for a link of any form."""
    await store.keep_papers([a_paper()])
    shelf = Shelf()
    card = await Lookup(store, shelf).card("https://arxiv.org/pdf/2511.00001v1.pdf")
    assert (card.paper, card.asked_version, shelf.asked) == (a_paper(), None, 0)


async def test_an_unknown_paper_is_asked_for_once_and_kept(store: Store) -> None:
    """The second look is answered from the store."""
    shelf = Shelf(a_paper(5, version=3))
    finder = Lookup(store, shelf)
    card = await finder.card("2511.00005v2")
    assert (card.paper.version, card.asked_version) == (3, 2)
    await finder.card("2511.00005")
    assert shelf.asked == 1


async def test_a_newer_version_than_stored_is_asked_for(store: Store) -> None:
    """A link to v2 of a paper stored as v1 brings v2."""
    await store.keep_papers([a_paper(version=1)])
    card = await Lookup(store, Shelf(a_paper(version=2))).card("2511.00001v2")
    assert (card.paper.version, card.asked_version) == (2, None)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("2511.1", "is no arXiv identifier"),
        ("2511.00009", "arXiv has no paper 2511.00009"),
        ("2511.00001v7", "The newest version of 2511.00001 is v2; there is no v7"),
        ("2511.00002v7", "The newest version of 2511.00002 is v1; there is no v7"),
    ],
)
async def test_mistyped_unknown_and_missing_are_told_apart(
    store: Store, asked: str, said: str
) -> None:
    """Each has its own sentence."""
    shelf = Shelf(a_paper(1, version=2), a_paper(2, version=1))
    with pytest.raises(Refusal, match=said):
        await Lookup(store, shelf).card(asked)


async def test_an_arxiv_out_of_reach_is_said(store: Store) -> None:
    """What is not stored cannot be shown then."""
    with pytest.raises(Refusal, match=r"2511\.00001 is not stored, and arXiv is out of reach"):
        await Lookup(store, Shelf(broken=True)).card("2511.00001")


async def test_a_stored_paper_is_told_from_one_to_be_asked_for(store: Store) -> None:
    """Without asking: nothing where the paper, or the version, is not there."""
    await store.keep_papers([a_paper(version=2)])
    finder = Lookup(store, Shelf())
    stored = await finder.stored(Identifier("2511.00001", 1))
    assert stored is not None
    assert (stored.paper.version, stored.asked_version) == (2, 1)
    assert await finder.stored(Identifier("2511.00001", 3)) is None
    assert await finder.stored(Identifier("2511.00009")) is None


async def test_a_paper_of_unknown_version_serves_while_arxiv_is_out_of_reach(store: Store) -> None:
    """An import may not tell the version: better that paper than none."""
    await store.keep_papers([a_paper(version=None)])
    card = await Lookup(store, Shelf(broken=True)).card("2511.00001v1")
    assert (card.paper.version, card.asked_version) == (None, None)


async def test_a_newer_version_cannot_be_shown_while_arxiv_is_out_of_reach(store: Store) -> None:
    """The older one is not passed off as it."""
    await store.keep_papers([a_paper(version=1)])
    with pytest.raises(Refusal, match=r"2511\.00001v2 is not stored"):
        await Lookup(store, Shelf(broken=True)).card("2511.00001v2")


async def test_search_goes_through_the_store(store: Store) -> None:
    """Words, phrases and categories of what was typed."""
    await store.keep_papers([a_paper(1, title="Optical flow"), a_paper(2, title="Flow, optical")])
    found = await Lookup(store, Shelf()).search("“optical flow” cat:CS.cv", limit=5)
    assert [paper.id for paper in found.papers] == [a_paper(1).id]


def test_what_phones_type_is_understood() -> None:
    """Curly, Chinese and full-width signs."""
    assert parse_search('diffusion 「optical flow」 cat：cs.IT "a b"') == Query(
        words=("diffusion",), phrases=("optical flow", "a b"), categories=("cs.IT",)
    )


@pytest.mark.parametrize("typed", ["", "  ", '""', "- + *", "cat:cs.CV"])
def test_a_search_without_words_is_refused(typed: str) -> None:
    """With an example of one that works."""
    with pytest.raises(Refusal, match="Give one or more words"):
        parse_search(typed)


@pytest.mark.parametrize(
    ("typed", "said"),
    [("flow cat:cs.VC", r"Did you mean cs\.CV"), ("flow cat:zzzzzzzz", r"category 'zzzzzzzz'\.$")],
)
def test_an_unknown_category_in_a_search_is_refused(typed: str, said: str) -> None:
    """With the nearest, where one is near."""
    with pytest.raises(Refusal, match=said):
        parse_search(typed)


@given(st.text())
def test_any_search_is_parsed_or_kindly_refused(typed: str) -> None:
    """Nothing that is typed ends in another error."""
    try:
        query = parse_search(typed)
    except Refusal:
        return
    assert query.words or query.phrases
