"""A paper's card: what stands on it, in both languages, and what its buttons ask for."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from adapters.messages import Entry
from adapters.tex import as_abstract
from adapters.views import Action, View, ViewKind, dump, load
from bot.buttons import LONGEST_COPY
from bot.cards import Besides, card_view, shared_view
from bot.lookup import Card
from bot.wording import Wording
from storage.records import Announcement, AnnounceType, Paper, Summary
from tests.making import a_paper, a_summary

ENGLISH = Wording("en", ZoneInfo("UTC"))
CHINESE = Wording("zh", ZoneInfo("UTC"))
FRIDAY = date(2025, 12, 12)
NOTHING = Summary(tldr="", language="en", engine="extractive")


def a_card(
    paper: Paper | None = None,
    *,
    days: tuple[date, ...] = (FRIDAY,),
    asked_version: int | None = None,
) -> Card:
    """A paper, announced on *days*."""
    paper = paper or a_paper()
    told = (
        Announcement(
            paper_id=paper.id,
            subject="cs.CV",
            day=day,
            type=AnnounceType.NEW,
            version=1,
            position=1,
        )
        for day in days
    )
    return Card(paper=paper, announcements=tuple(told), asked_version=asked_version)


def shown(
    card: Card,
    wording: Wording = ENGLISH,
    summary: Summary | None = None,
    *,
    offline: bool = False,
    **rest: Any,
) -> View:
    """The card's view; *rest* goes to `Besides`."""
    entry = Entry(
        paper=card.paper, summary=summary or a_summary(), type=AnnounceType.NEW, offline=offline
    )
    return card_view(card, entry, wording, Besides(**rest))


def lines(view: View) -> tuple[list[str], list[str]]:
    """What stands above the paper, and below it."""
    return [line.text for line in view.head], [line.text for line in view.foot]


def labels(view: View) -> list[list[str]]:
    """The buttons, row by row."""
    return [[action.label for action in row] for row in view.actions]


def test_a_card_shows_what_is_known_of_a_paper() -> None:
    """Title once, authors, where it is filed, its version, its day; the five texts."""
    names = ("Ada Lovelace", "Wu Li", "Kurt Gödel", "Emmy Noether", "Alan Turing")
    view = shown(a_card(a_paper(authors=names, categories=("cs.CV", "cs.RO"))))
    (item,) = view.items
    assert view.head == ()
    assert (item.title, item.link) == (
        "On rivers, part 1",
        "https://arxiv.org/abs/2511.00001",
    )
    assert item.byline == "Ada Lovelace, Wu Li, Kurt Gödel + 2"
    assert item.marks == ("cs.CV cs.RO", "2511.00001 v1", "announced Fri 12 Dec 2025")
    assert (item.number, item.text) == (0, "一句话。")
    assert [detail.label for detail in item.details] == [
        "Motivation", "Method", "Result", "Conclusion", "Abstract",
    ]  # fmt: skip
    assert lines(view) == ([], ["LLM summary"])
    assert load(dump(view)) == view


def test_a_card_speaks_chinese() -> None:
    """Every word but the paper's own."""
    paper = a_paper(withdrawn=True, comment="9 pages", journal_ref="Rivers 3", doi="10.1/2")
    view = shown(a_card(paper, asked_version=3), CHINESE, saved=True)
    assert view.items[0].byline == "Ada Lovelace, Wu Li"
    assert view.items[0].marks[2] == "公布于 2025年12月12日 周五"
    assert lines(view) == (
        ["这篇论文已撤稿。", "这是最新版本，不是 v3。"],
        ["发表于：Rivers 3 · doi:10.1/2", "备注：9 pages", "由大语言模型生成的摘要"],
    )
    assert labels(view) == [
        ["arXiv", "依据"],
        ["已收藏 ✓", "更多类似", "减少此类"],
        ["BibTeX", "为什么"],
    ]


def test_what_must_be_read_first_stands_above_the_paper() -> None:
    """A paper that was withdrawn has no PDF; a version that was not asked for is said."""
    view = shown(a_card(a_paper(withdrawn=True, version=2), asked_version=1))
    assert lines(view)[0] == [
        "This paper was withdrawn.",
        "This is the newest version, not v1.",
    ]
    assert labels(view)[0] == ["arXiv", "Evidence"]
    assert labels(shown(a_card(), offline=True))[0] == ["arXiv", "PDF"]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"journal_ref": "Nature 5"}, ["Published: Nature 5"]),
        ({"doi": "10.1/2"}, ["Published: doi:10.1/2"]),
        ({"comment": "<b>12</b> pages"}, ["Comment: <b>12</b> pages"]),
    ],
)
def test_what_its_authors_say_stands_below(facts: dict[str, Any], said: list[str]) -> None:
    """Where it was published, and their comment, as they wrote it."""
    assert lines(shown(a_card(a_paper(**facts))))[1] == [*said, "LLM summary"]


def test_it_is_told_where_a_summary_is_from() -> None:
    """Ours passed the checks; of what was imported nobody knows; a note tells what is lacking."""
    ours = shown(a_card(), summary=a_summary(prompt="1"))
    assert lines(ours)[1] == ["LLM summary, checked against the abstract"]
    noted = shown(a_card(), offline=True, note="You asked for many summaries today.")
    assert lines(noted)[1] == [
        "Sentences taken from the abstract",
        "You asked for many summaries today.",
    ]


def test_the_newest_day_is_told_else_the_day_of_submission() -> None:
    """Nothing is said where neither is known; nor a version that nobody told."""
    both = shown(a_card(days=(date(2025, 12, 10), FRIDAY, date(2025, 12, 11))))
    assert both.items[0].marks[2] == "announced Fri 12 Dec 2025"
    submitted = a_paper(submitted=datetime(2025, 11, 3, 18, 5, tzinfo=UTC))
    assert shown(a_card(submitted, days=())).items[0].marks[2] == "submitted Mon 3 Nov 2025"
    assert shown(a_card(a_paper(version=None), days=())).items[0].marks == ("cs.CV", "2511.00001")


def test_a_card_says_where_its_sentences_are_from() -> None:
    """From the abstract, from a model, still to come; nothing where there are none."""
    own = Summary(tldr="We win.", language="en", engine="extractive")
    assert lines(shown(a_card(), summary=own, offline=True))[1] == [
        "Sentences taken from the abstract"
    ]
    assert lines(shown(a_card(), summary=NOTHING, offline=True))[1] == []
    awaited = card_view(a_card(), None, ENGLISH, Besides())
    assert lines(awaited)[1] == ["The summary follows here."]
    assert [detail.label for detail in awaited.items[0].details] == ["Abstract"]


def test_buttons_open_keep_judge_and_cite() -> None:
    """Each with what it asks for; a paper that is saved can be given up."""
    view = shown(a_card(), languages=("en", "zh"))
    first, second, third = view.actions
    assert [(action.label, action.link or action.data) for action in first] == [
        ("arXiv", "https://arxiv.org/abs/2511.00001"),
        ("PDF", "https://arxiv.org/pdf/2511.00001"),
        ("Evidence", "1:proof:2511.00001:en"),
    ]
    assert [(action.label, action.data) for action in (*second, *third)] == [
        ("Save", "1:save:2511.00001:en"),
        ("More like this", "1:more:2511.00001"),
        ("Less", "1:less:2511.00001"),
        ("BibTeX", "1:bib:2511.00001"),
        ("Why", "1:why:2511.00001"),
        ("中文", "1:in:2511.00001:zh"),
    ]
    kept = shown(a_card(), saved=True).actions[1][0]
    assert (kept.label, kept.data) == ("Saved ✓", "1:unsave:2511.00001:en")


def test_others_who_see_a_card_get_their_own() -> None:
    """What answers with a card or a file leads to the private chat; a short word needs not."""
    view = shown(a_card(), languages=("en", "zh"))
    payloads = {action.label: action.payload for row in view.actions for action in row}
    opens = {"BibTeX": "b_2511_00001", "中文": "l_zh_2511_00001"}
    assert payloads == {**dict.fromkeys(payloads, ""), **opens}


@pytest.mark.parametrize(
    ("citation", "is_copied"),
    [
        ("@misc{x}", True),
        ("x" * LONGEST_COPY, True),
        ("x" * (LONGEST_COPY + 1), False),
        ("𝔸" * (LONGEST_COPY // 2 + 1), False),
        ("", False),
    ],
)
def test_a_short_citation_is_copied(citation: str, *, is_copied: bool) -> None:
    """As much as a button holds, counted as platforms count; else a press brings a file."""
    action = shown(a_card(), citation=citation).actions[2][0]
    asks = Action(label="BibTeX", data="1:bib:2511.00001", payload="b_2511_00001")
    assert action == (Action(label="BibTeX", copy=citation) if is_copied else asks)


def an_entry(paper: Paper, summary: Summary, *, offline: bool = False) -> Entry:
    """*paper* with a summary."""
    return Entry(paper=paper, summary=summary, type=AnnounceType.NEW, offline=offline)


def test_a_shared_paper_has_no_button_that_needs_an_answer() -> None:
    """Where it is shown, the bot need not be: everything leads somewhere."""
    view = shared_view(an_entry(a_paper(), a_summary()), CHINESE, opens=True)
    (item,) = view.items
    assert (view.kind, view.head, view.foot) == (ViewKind.CARD, (), ())
    assert (item.number, item.title, item.byline, item.text, item.details) == (
        0,
        "On rivers, part 1",
        "Ada Lovelace, Wu Li",
        "一句话。",
        (),
    )
    first, (card,) = view.actions
    assert [(action.label, action.link) for action in first] == [
        ("arXiv", "https://arxiv.org/abs/2511.00001"),
        ("PDF", "https://arxiv.org/pdf/2511.00001"),
    ]
    assert (card.label, card.payload) == ("在 Paperround 中打开", "p_2511_00001")
    apart = shared_view(an_entry(a_paper(), a_summary()), CHINESE, opens=False)
    assert labels(apart) == [["arXiv", "PDF"]]


def test_a_shared_paper_without_a_summary_shows_its_abstract() -> None:
    """Else it would be a title alone; one without an abstract is."""
    view = shared_view(an_entry(a_paper(), NOTHING, offline=True), ENGLISH, opens=False)
    assert [(detail.label, detail.text[:6]) for detail in view.items[0].details] == [
        ("Abstract", "Rivers")
    ]
    bare = a_paper(withdrawn=True)
    bare = replace(bare, abstract=as_abstract(""))
    view = shared_view(an_entry(bare, NOTHING, offline=True), ENGLISH, opens=False)
    assert (view.items[0].details, labels(view)) == ((), [["arXiv"]])
    assert view.items[0].marks == ("cs.CV 2511.00001", "withdrawn")


def test_many_languages_take_another_row() -> None:
    """Five buttons a row; the card's own language has none."""
    view = shown(a_card(), languages=("en", "zh", "ja", "de", "fr", "es"))
    assert labels(view)[2:] == [
        ["BibTeX", "Why", "中文", "日本語", "Deutsch"],
        ["Français", "Español"],
    ]


def test_the_longest_identifier_fits_its_buttons() -> None:
    """Old identifiers name their archive."""
    view = shown(a_card(a_paper(id="cond-mat/0703470")), languages=("zh",))
    assert view.actions[2][2].data == "1:in:cond-mat/0703470:zh"


def test_a_card_can_be_shown_again_in_its_own_language() -> None:
    """Saving and giving up carry it; nothing else on the card needs it."""
    keep, more, _ = shown(a_card(), CHINESE, saved=True).actions[1]
    assert (keep.data, more.data) == ("1:unsave:2511.00001:zh", "1:more:2511.00001")
