from __future__ import annotations

from dataclasses import replace
from importlib.resources import as_file, files
from io import StringIO

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from adapters.terminal.render import render_card, render_digest
from storage.records import AnnounceType, Summary
from tests.adapters.files.samples import (
    CHINESE,
    ENGLISH,
    SUMMARY,
    authors,
    digest,
    digest_of,
    entry,
    paper,
)


def shown(what: RenderableType, *, width: int = 80) -> list[str]:
    """The lines of *what* on a terminal without colours, their ends trimmed."""
    console = Console(width=width, file=StringIO(), legacy_windows=False)
    with console.capture() as capture:
        console.print(what)
    return [line.rstrip() for line in capture.get().splitlines()]


def coloured(what: RenderableType) -> str:
    """What a terminal with all abilities receives."""
    console = Console(
        width=80, file=StringIO(), force_terminal=True, color_system="truecolor", no_color=False
    )
    with console.capture() as capture:
        console.print(what)
    return capture.get()


def test_a_digest_reads_from_top_to_bottom() -> None:
    """Day and counts, then each category with its papers, then the accounts."""
    many = paper("A *Title*", authors=authors("A. One", "B. Two", "C. Three", "D. Four"))
    lines = shown(render_digest(digest(entry(many), entry(paper(categories=("hep-th",))))))
    assert lines == [
        "Fri 12 Dec 2025 · 10 papers",
        "cs.CV 1 · hep-th 1",
        "",
        "cs.CV Computer Vision and Pattern Recognition",
        "─" * 80,
        "",
        "1. A *Title*",
        "   A. One, B. Two, C. Three + 1 · 2512.00001",
        "   One sentence.",
        "   Motivation  Why.",
        "   Method      How.",
        "   Result      What.",
        "   Conclusion  So.",
        "",
        "hep-th High Energy Physics - Theory",
        "─" * 80,
        "",
        "2. A Title",
        "   Ada Lovelace · 2512.00001",
        "   One sentence.",
        "   Motivation  Why.",
        "   Method      How.",
        "   Result      What.",
        "   Conclusion  So.",
        "",
        "10 announced · 10 shown",
        "10 summarised",
        "Thank you to arXiv for use of its open access interoperability.",
    ]


def test_a_day_without_papers_is_its_head_and_foot() -> None:
    """With what is late or lacking in between."""
    labels = replace(ENGLISH, notices=("cs.CV is [not] out yet.",))
    assert shown(render_digest(digest(labels=labels))) == [
        "Fri 12 Dec 2025 · 10 papers",
        "cs.CV is [not] out yet.",
        "",
        "10 announced · 10 shown",
        "10 summarised",
        "Thank you to arXiv for use of its open access interoperability.",
    ]


def test_a_folded_digest_shows_the_sentence_alone() -> None:
    """The numbers of ten papers stand under one another."""
    lines = shown(render_digest(digest(*[entry()] * 10), folded=True))
    assert " 9. A Title" in lines
    assert "10. A Title" in lines
    assert "    One sentence." in lines
    assert not any("Motivation" in line for line in lines)


def test_what_is_to_be_known_is_said_in_words() -> None:
    """Cross-listed, withdrawn, taken from the abstract: no colour is needed to see it."""
    marked = entry(paper(withdrawn=True), type=AnnounceType.CROSS, offline=True)
    lines = shown(render_digest(digest(marked)))
    expected = "   Ada Lovelace · 2512.00001 · cross-listed · withdrawn · from the abstract"
    assert expected in lines


def test_what_is_not_stated_is_left_out() -> None:
    """No label without its text, no empty line for a sentence that nobody wrote."""
    summary = Summary(tldr="", method="How.", language="en", engine="extractive")
    nobody = paper(authors=())
    lines = shown(render_digest(digest(entry(nobody, summary))))
    assert lines[6:9] == ["1. A Title", "   2512.00001", "   Method  How."]


def test_a_category_that_is_its_own_archive_is_named_once() -> None:
    """Where the taxonomy has no name for it, its id does."""
    lines = shown(render_digest(digest(entry(paper(categories=("unknown",))))))
    assert "unknown" in lines


def test_fields_stand_under_their_labels_where_it_is_narrow() -> None:
    """On forty columns a column of labels would leave too little."""
    lines = shown(render_digest(digest(entry())), width=40)
    at = lines.index("   Motivation")
    assert lines[at + 1] == "   Why."


@pytest.mark.parametrize("width", [24, 40, 80, 120])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    """A real day in Chinese: wide signs count twice, and labels stand in one column."""
    with as_file(files("bot").joinpath("demo", "2025-12-12.jsonl")) as file:
        lines = shown(render_digest(digest_of(file)), width=width)
    assert max(map(cell_len, lines)) <= width
    if width == 80:
        assert any(line.startswith("    动机  当前缺乏") for line in lines)
        assert not any(line.lstrip()[:1] in "，。、；）" for line in lines if line)


def test_foreign_text_cannot_speak_to_the_terminal() -> None:
    """Brackets are no markup, escapes are gone, and nothing clears the screen."""
    hostile = paper(
        "[red]x[/red] [link=https://example.org]y[/link] :smile: \x1b[2J\x1b]8;;z\x07",
        "An \x1b[31mabstract\x9b",
        authors=authors("A\x1b[5m [bold]B[/bold]"),
    )
    day = digest(entry(hostile, replace(SUMMARY, tldr="[/] \x1b[0m one", method="\x1bM")))
    lines = shown(render_digest(day))
    assert lines[6] == ("1. [red]x[/red] [link=https://example.org]y[/link] :smile: [2J]8;;z")
    assert "   [/] [0m one" in lines
    received = coloured(render_digest(day)) + coloured(render_card(entry(hostile), ENGLISH))
    assert "\x1b[2J" not in received
    assert "\x1b[31m" not in received
    assert "\x1b[5m" not in received
    assert "\x9b" not in received


def test_a_title_leads_to_arxiv() -> None:
    """As a hyperlink, where the terminal knows them."""
    received = coloured(render_digest(digest(entry())))
    assert ";https://arxiv.org/abs/2512.00001\x1b\\" in received
    assert "\x1b[1m" in received


def test_a_card_holds_all_there_is() -> None:
    """Categories, version, fields, the abstract by paragraphs, the address, where it was seen."""
    of = paper(abstract="One.\n  Two.", categories=("cs.CV", "math.IT"), version=2)
    labels = replace(CHINESE, notices=("Announced.",))
    assert shown(render_card(entry(of, offline=True), labels)) == [
        "A Title",
        "Ada Lovelace",
        "cs.CV cs.IT · 2512.00001 v2 · 摘自原文",
        "",
        "One sentence.",
        "",
        "动机      Why.",
        "方法      How.",
        "结果      What.",
        "结论      So.",
        "原文摘要  One.",
        "          Two.",
        "",
        "https://arxiv.org/abs/2512.00001",
        "Announced.",
    ]


def test_a_card_of_a_paper_without_a_summary_is_its_facts() -> None:
    """Neither sentence nor fields; an abstract that is empty has no label."""
    bare = entry(paper(abstract="", version=None), Summary(tldr="", language="en", engine="none"))
    assert shown(render_card(bare, ENGLISH)) == [
        "A Title",
        "Ada Lovelace",
        "cs.CV · 2512.00001",
        "",
        "https://arxiv.org/abs/2512.00001",
    ]
