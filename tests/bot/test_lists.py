"""Lists of papers: named together, or found by a search."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from adapters.messages import Entry
from bot.compose import entry_of
from bot.lists import found_view, named_view
from bot.wording import Wording
from storage.identifiers import Identifier
from storage.records import AnnounceType, Found, Paper, Summarised, Summary
from tests.making import a_paper, a_summary

ENGLISH = Wording("en", ZoneInfo("UTC"))
OWN = Summary(tldr="We win.", language="en", engine="extractive")


def an_entry(paper: Paper, *summaries: Summary, language: str = "en") -> Entry:
    """*paper* with the best of *summaries*."""
    made = [Summarised(paper_id=paper.id, version=1, summary=summary) for summary in summaries]
    return entry_of(paper, made, language, AnnounceType.NEW)


def test_papers_named_together_are_listed_with_a_number_each() -> None:
    """What is not stored is listed by its identifier, with the version that was asked for."""
    named = (Identifier("2511.00001"), Identifier("2511.00002", 3))
    view = named_view(named, {"2511.00001": a_paper()}, ENGLISH)
    first, second = view.items
    assert view.head[0].text == "2 papers"
    assert (first.number, first.title, first.byline) == (
        1,
        "On rivers, part 1",
        "Ada Lovelace, Wu Li",
    )
    assert (second.number, second.title, second.link) == (
        2,
        "2511.00002v3",
        "https://arxiv.org/abs/2511.00002",
    )
    assert [(action.label, action.data) for row in view.actions for action in row] == [
        ("1", "1:card:2511.00001"),
        ("2", "1:card:2511.00002v3"),
    ]
    opens = [action.payload for row in view.actions for action in row]
    assert opens == ["p_2511_00001", "p_2511_00002v3"]
    assert view.foot == ()


def test_no_more_than_ten_papers_are_listed() -> None:
    """And it is said that there are more; five numbers in a row."""
    named = [Identifier(f"2511.{number:05d}") for number in range(1, 13)]
    view = named_view(named, {}, ENGLISH)
    assert (view.head[0].text, len(view.items)) == ("12 papers", 10)
    assert view.foot[0].text == "Only the first 10 are listed."
    assert [len(row) for row in view.actions] == [5, 5]


def test_what_was_found_has_the_sentences_that_are_stored() -> None:
    """A model's, one of the abstract, or none; a paper that was withdrawn is marked."""
    withdrawn = a_paper(3, withdrawn=True)
    entries = (
        an_entry(a_paper(1), a_summary(language="en", tldr="It flows.")),
        an_entry(a_paper(2), OWN),
        an_entry(withdrawn),
    )
    found = Found(papers=tuple(entry.paper for entry in entries))
    view = found_view('rivers "wild water"', found, entries, 6, ENGLISH)
    assert view.head[0].text == 'rivers "wild water" · 3 papers'
    assert [(item.number, item.text, item.marks) for item in view.items] == [
        (6, "It flows.", ("cs.CV 2511.00001",)),
        (7, "We win.", ("cs.CV 2511.00002", "from the abstract")),
        (8, "", ("cs.CV 2511.00003", "withdrawn")),
    ]
    assert [action.data for action in view.actions[0]] == [
        f"1:card:2511.0000{number}" for number in (1, 2, 3)
    ]
    assert view.foot == ()
    assert all(not item.details for item in view.items)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        (
            "en",
            [
                "These are the best 50; more words narrow it.",
                "Many papers match: these are the best among the newest 5,000 matches.",
            ],
        ),
        (
            "zh",
            [
                "这是最符合的 50 篇；增加词语可以缩小范围。",
                "符合的论文很多：这里是最新 5,000 篇匹配中最符合的。",
            ],
        ),
    ],
)
def test_a_search_says_what_it_left_out(language: str, said: list[str]) -> None:
    """Beyond fifty, and beyond the newest five thousand matches."""
    found = Found(papers=tuple(map(a_paper, range(1, 51))), newest_only=True)
    wording = Wording(language, ZoneInfo("UTC"))
    view = found_view("rivers", found, [an_entry(found.papers[0])], 1, wording)
    assert [line.text for line in view.foot] == said


def test_a_long_search_is_repeated_in_short() -> None:
    """A head of one line."""
    view = found_view("rivers " * 50, Found(papers=()), (), 1, ENGLISH)
    assert len(view.head[0].spans[0].text) <= 40
