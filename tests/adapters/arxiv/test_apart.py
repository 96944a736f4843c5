"""A combined feed, taken apart by subject."""

from __future__ import annotations

from itertools import product

from adapters.arxiv.apart import Chunk, asked_for, in_chunks, take_apart
from adapters.tex import as_abstract, as_text
from storage.records import AnnounceType, Paper, Sighting

NEW, CROSS, REPLACE, REPLACE_CROSS = AnnounceType


def seen(kind: AnnounceType, *categories: str, number: int = 1) -> Sighting:
    """A paper with these categories (the primary first), as a chunk shows it."""
    paper = Paper(
        id=f"2608.{number:05}",
        title=as_text("On rivers"),
        abstract=as_abstract("Rivers matter."),
        authors=(),
        categories=categories,
    )
    return Sighting(paper=paper, type=kind)


def chunk(asked: str, *items: Sighting) -> Chunk:
    """The answer about the categories *asked* for."""
    return Chunk(categories=tuple(asked.split()), items=items)


def types(subject: str, *chunks: Chunk) -> list[AnnounceType]:
    """The types in the batch of *subject*, in order."""
    return [sighting.type for sighting in take_apart(subject, chunks)]


def test_a_new_paper_is_new_at_home_and_cross_elsewhere() -> None:
    """In a combined feed it is `new` for everybody."""
    both = chunk("cs.CV cs.AI stat.ML", seen(NEW, "cs.CV", "cs.AI"))
    assert types("cs.CV", both) == [NEW]
    assert types("cs.AI", both) == [CROSS]
    assert types("stat.ML", both) == []


def test_a_new_paper_is_known_as_new_by_any_chunk() -> None:
    """One chunk with its primary, one without."""
    chunks = (
        chunk("cs.AI", seen(CROSS, "cs.CV", "cs.AI")),
        chunk("cs.CV", seen(NEW, "cs.CV", "cs.AI")),
    )
    assert types("cs.CV", *chunks) == [NEW]
    assert types("cs.AI", *chunks) == [CROSS]
    assert types("cs", *chunks) == [NEW]


def test_a_new_paper_is_announced_in_all_its_categories() -> None:
    """Also where the answer about one of them had no more room for it."""
    chunks = (chunk("cs.AI"), chunk("cs.CV", seen(NEW, "cs.CV", "cs.AI")))
    assert types("cs.AI", *chunks) == [CROSS]
    assert types("hep-th", *chunks) == []


def test_an_old_paper_newly_cross_listed_is_no_news_at_home() -> None:
    """Its primary was asked for, and the feed did not say `new`."""
    both = chunk("cs.CV cs.AI", seen(CROSS, "cs.CV", "cs.AI"))
    assert types("cs.CV", both) == []
    assert types("cs.AI", both) == [CROSS]
    assert types("cs", both) == [CROSS]


def test_a_paper_from_elsewhere_is_cross() -> None:
    """Whether it is new there is not known, and does not matter here."""
    assert types("cs.AI", chunk("cs.AI", seen(CROSS, "hep-th", "cs.AI"))) == [CROSS]
    assert types("hep-th", chunk("hep-th cs.AI", seen(CROSS, "hep-th", "cs.AI"))) == []


def test_replacements_are_told_by_the_primary() -> None:
    """At home `replace`, elsewhere `replace-cross`, whatever the feed said."""
    for kind, subject in product((REPLACE, REPLACE_CROSS), ("cs.CV", "cs")):
        assert types(subject, chunk("cs.CV", seen(kind, "cs.CV", "cs.AI"))) == [REPLACE]
    for kind, subject in product((REPLACE, REPLACE_CROSS), ("cs.AI", "stat")):
        both = chunk("cs.AI stat.ML", seen(kind, "math.PR", "cs.AI", "stat.ML"))
        assert types(subject, both) == [REPLACE_CROSS]


def test_aliases_are_one_category() -> None:
    """`math.IT` is `cs.IT`, in the paper and in what is asked for."""
    assert asked_for("math.IT") == ("cs.IT",)
    assert types("cs.IT", chunk("cs.IT", seen(NEW, "math.IT"))) == [NEW]
    assert types("math", chunk("cs.IT", seen(NEW, "cs.IT", "math.IT"))) == [NEW]


def test_a_chunk_counts_for_what_it_was_asked() -> None:
    """A replacement seen through cs.CV says nothing of the same paper in cs.AI."""
    chunks = (
        chunk("cs.AI", seen(CROSS, "cs.CV", "cs.AI", "cs.LG")),
        chunk("cs.CV", seen(REPLACE, "cs.CV", "cs.AI", "cs.LG")),
        chunk("cs.LG"),
    )
    assert types("cs.AI", *chunks) == [CROSS]
    assert types("cs.CV", *chunks) == [REPLACE]
    assert types("cs.LG", *chunks) == []
    assert types("cs", *chunks) == [CROSS]
    assert types("cs", *reversed(chunks)) == [CROSS]


def test_a_batch_is_in_arxivs_order_and_has_each_paper_once() -> None:
    """New, cross, replace, replace-cross; within each as received."""
    items = (
        seen(REPLACE_CROSS, "cs.CV", "cs.AI", number=1),
        seen(REPLACE, "cs.AI", number=2),
        seen(CROSS, "cs.CV", "cs.AI", number=3),
        seen(NEW, "cs.AI", number=5),
        seen(NEW, "cs.AI", number=4),
    )
    batch = take_apart("cs.AI", [chunk("cs.AI cs.LG", *items), chunk("cs.AI", *items)])
    assert [s.paper.id[-1] for s in batch] == ["5", "4", "3", "2", "1"]
    assert [s.type for s in batch] == [NEW, NEW, CROSS, REPLACE, REPLACE_CROSS]


def test_subjects_are_asked_for_in_chunks() -> None:
    """Each category once; an archive as its categories, a small one as itself."""
    assert in_chunks(["cs.AI", "hep-th", "cs.AI", "stat"], 4) == [
        ("cs.AI", "hep-th", "stat.AP", "stat.CO"),
        ("stat.ME", "stat.ML", "stat.OT", "math.ST"),
    ]
    assert in_chunks([], 4) == []
