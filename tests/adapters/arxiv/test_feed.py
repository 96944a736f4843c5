"""Announcement feeds, RSS and Atom."""

from __future__ import annotations

from datetime import date

import pytest

from adapters.arxiv.feed import FeedPage, read_feed
from adapters.ports import SourceError, Unreadable
from storage.records import AnnounceType, Paper
from tests.adapters.arxiv.answers import atom, atom_entry, item, rss

WEDNESDAY = date(2026, 8, 12)


def read(feed: str) -> FeedPage:
    """The feed, read."""
    return read_feed(feed.encode())


def only_paper(feed: str) -> Paper:
    """The paper of the only item."""
    [sighting] = read(feed).items
    return sighting.paper


def test_an_item_is_a_whole_paper() -> None:
    """Identifier and version come from the guid, the abstract loses its prefix."""
    paper = only_paper(
        rss(
            item(
                "2608.00001v3",
                "replace",
                categories=("cs.LG", "math.IT", "68T50"),
                title="Rivers < lakes",
                more="<arxiv:DOI>10.1/2</arxiv:DOI>"
                "<arxiv:journal_reference>J. 1</arxiv:journal_reference>",
            )
        )
    )
    assert (paper.id, paper.version) == ("2608.00001", 3)
    assert paper.title.raw == "Rivers < lakes"
    assert paper.abstract.raw == "Rivers matter."
    assert [author.plain for author in paper.authors] == ["Ada Lovelace", "Wu Li"]
    assert paper.categories == ("cs.LG", "math.IT")
    assert (paper.doi, paper.journal_ref) == ("10.1/2", "J. 1")
    assert paper.licence == "http://creativecommons.org/licenses/by/4.0/"
    assert (paper.comment, paper.source) == (None, "feed")


def test_the_types_are_arxivs_words() -> None:
    """All four of them."""
    kinds = ["new", "cross", "replace", "replace-cross"]
    page = read(rss(*(item(f"2608.0000{n}v1", kind) for n, kind in enumerate(kinds, 1))))
    assert [str(sighting.type) for sighting in page.items] == kinds
    assert (page.day, page.size) == (WEDNESDAY, 4)


def test_an_atom_feed_says_the_same() -> None:
    """Only its elements are called otherwise."""
    page = read(atom(atom_entry("math/0309136v2", "cross")))
    [sighting] = page.items
    assert sighting.type is AnnounceType.CROSS
    assert (sighting.paper.id, sighting.paper.version) == ("math/0309136", 2)
    assert sighting.paper.categories == ("cs.AI", "stat.ML")
    assert sighting.paper.abstract.raw == "Rivers matter."
    assert page.day == WEDNESDAY


@pytest.mark.parametrize(
    ("feed", "day"),
    [
        (rss(day="Sat, 18 Apr 2026 00:00:00 -0400"), date(2026, 4, 18)),
        (rss(day="Sat, 18 Apr 2026 03:59:59 +0000"), date(2026, 4, 17)),
        (rss(day=""), WEDNESDAY),  # as built
        (rss().replace("Date>", "Dat>"), None),
        (atom(updated="2026-04-19T03:59:02+00:00"), date(2026, 4, 18)),
        (atom(updated="2026-04-19T04:00:02+00:00"), date(2026, 4, 19)),
        (atom(atom_entry(), updated="2026-08-13T04:00:02+00:00"), WEDNESDAY),
        (atom(updated=""), None),
    ],
)
def test_the_day_is_eastern(feed: str, day: date | None) -> None:
    """Of the batch, not of the moment at which the feed was built."""
    assert read(feed).day == day


def test_a_type_may_stand_in_the_description_only() -> None:
    """Then it is taken from there."""
    bare = rss(item(kind="cross")).replace("arxiv:announce_type", "arxiv:other")
    assert read(bare).items[0].type is AnnounceType.CROSS


def test_a_description_without_prefix_is_the_abstract() -> None:
    """Nothing is cut off what does not begin as expected."""
    bare = rss(item()).replace("arXiv:2608.00001v1 Announce Type: new \nAbstract: ", "Abstract: ")
    assert only_paper(bare).abstract.raw == "Abstract: Rivers matter."


def test_a_collapsed_prefix_is_cut_off_too() -> None:
    """Some tools make one line of it."""
    assert (
        only_paper(rss(item()).replace(" \nAbstract", " Abstract")).abstract.raw == "Rivers matter."
    )


def test_an_identifier_may_stand_in_the_link_only() -> None:
    """Then the version is not known."""
    paper = only_paper(rss(item()).replace("guid", "other"))
    assert (paper.id, paper.version) == ("2608.00001", None)


@pytest.mark.parametrize(
    "broken",
    [
        item("nothing"),
        item(kind="surprise"),
        item(title=" "),
        item(categories=("68T50",)),
    ],
)
def test_a_broken_item_leaves_the_others(broken: str) -> None:
    """It still counts for the size of the answer."""
    page = read(rss(broken, item("2608.00002v1")))
    assert [sighting.paper.id for sighting in page.items] == ["2608.00002"]
    assert page.size == 2
    with pytest.raises(Unreadable):
        read(rss(broken))


@pytest.mark.parametrize(
    "feed",
    [
        rss(title="Feed error for query: http://rss.arxiv.org/rss/cs.XX"),
        atom().replace("cs.AI updates on arXiv.org", "Feed error for query: cs.XX"),
    ],
)
def test_an_error_feed_is_refused_with_its_reason(feed: str) -> None:
    """It is no empty day."""
    with pytest.raises(SourceError, match="refused the question: the reason") as caught:
        read(feed)
    assert not caught.value.temporary
    assert not isinstance(caught.value, Unreadable)


@pytest.mark.parametrize("body", ["<rss/>", "<html/>", "<OAI-PMH/>", "<feed/>"])
def test_what_is_no_feed_is_unreadable(body: str) -> None:
    """Well-formed, but something else."""
    with pytest.raises(Unreadable):
        read(body)
