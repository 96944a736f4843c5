from __future__ import annotations

import json
import os
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from adapters.files.markdown import render_markdown
from storage.records import Summary
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

ONE_PAPER = """\
<div id=toc></div>

# Table of Contents

- [cs.CV](#cs.CV) [Total: 1]


<div id='cs.CV'></div>

# cs.CV [[Back]](#toc)

### [1] [A Title](https://arxiv.org/abs/2512.00001)
*Ada Lovelace,Kurt G\\"odel*

Main category: cs.CV

TL;DR: One sentence.


<details>
  <summary>Details</summary>
Motivation: Why.

Method: How.

Result: What.

Conclusion: So.

Abstract: We show.

</details>
"""


def shared() -> Path:
    """The folder of recorded data; the test is skipped where there is none."""
    named = os.environ.get("PAPERROUND_TEST_DATA")
    if not named:
        pytest.skip("PAPERROUND_TEST_DATA is not set")
    return Path(named)


def test_a_paper_is_printed_as_the_reference_prints_it() -> None:
    """Every blank line and every letter, texts as they were received."""
    one = entry(paper(authors=authors("Ada Lovelace", r"Kurt G\"odel")))
    assert render_markdown(digest(one)) == ONE_PAPER


def test_a_day_without_papers_is_a_head_of_41_bytes() -> None:
    """The table of contents is empty, and nothing follows."""
    empty = render_markdown(digest())
    assert empty == "<div id=toc></div>\n\n# Table of Contents\n\n"
    assert len(empty.encode()) == 41


def test_papers_are_numbered_across_categories() -> None:
    """Items and categories stand two blank lines apart; the numbers run on."""
    first, second = entry(), entry(paper(categories=("cs.AI", "cs.CV")))
    text = render_markdown(digest(first, first, second))
    assert "- [cs.CV](#cs.CV) [Total: 2]\n- [cs.AI](#cs.AI) [Total: 1]\n\n\n<div" in text
    assert "</details>\n\n\n### [2] [A Title]" in text
    assert "</details>\n\n\n<div id='cs.AI'></div>\n\n# cs.AI [[Back]](#toc)\n\n### [3] " in text
    assert "Main category: cs.AI\n" in text


def test_categories_follow_an_order_that_is_asked_for() -> None:
    """Those named come first, the others keep their order."""
    names = ("cs.CV", "cs.AI", "math.AG", "hep-th")
    day = digest(*(entry(paper(categories=(name,))) for name in names))
    text = render_markdown(day, order=("hep-th", "cs.AI"))
    assert [line.split("]")[0] for line in text.splitlines() if line.startswith("- [")] == [
        "- [hep-th",
        "- [cs.AI",
        "- [cs.CV",
        "- [math.AG",
    ]
    assert text.index("# hep-th") < text.index("### [1]") < text.index("# cs.AI")


def test_an_incomplete_import_is_counted_and_not_printed() -> None:
    """It uses up no number."""
    left_out = entry(paper(title="Left out"), left_out=True)
    text = render_markdown(digest(left_out, entry()))
    assert "[Total: 2]" in text
    assert "Left out" not in text
    assert "### [1] [A Title]" in text


def test_a_category_of_nothing_but_incomplete_imports_keeps_its_heading() -> None:
    """As the reference does, which counts before it skips."""
    assert render_markdown(digest(entry(left_out=True))).endswith("# cs.CV [[Back]](#toc)\n\n")


def test_an_empty_field_says_that_the_abstract_does_not_state_it() -> None:
    """In every summary but an imported one, which stays as it was received."""
    ours = Summary(tldr="One.", language="en", engine="extractive")
    theirs = replace(ours, engine="imported")
    assert "Method: Not stated in the abstract.\n" in render_markdown(digest(entry(summary=ours)))
    assert "Method: \n" in render_markdown(digest(entry(summary=theirs)))


def test_labels_are_english_whatever_the_language() -> None:
    """The format is read by programs; only the summaries change."""
    assert render_markdown(digest(entry(), labels=CHINESE)) == render_markdown(
        digest(entry(), labels=ENGLISH)
    )


def test_only_titles_and_names_are_kept_on_one_line() -> None:
    """A break in a field or an abstract stays as it was received, and so does all other text."""
    summary = replace(SUMMARY, method="1. This\n2. That")
    odd = paper(
        "Two\n lines and  two blanks",
        "One.\n  Two <b>*x*</b>.",
        authors=authors("A\r\nB", "C  D"),
    )
    text = render_markdown(digest(entry(odd, summary)))
    assert "[Two lines and two blanks](" in text
    assert "*A B,C  D*\n" in text
    assert "Method: 1. This\n2. That\n" in text
    assert "Abstract: One.\n  Two <b>*x*</b>.\n" in text


def test_the_demonstration_gives_the_reference_digest_byte_for_byte() -> None:
    """The ten papers that ship with the project are those of the reference digest."""
    reference = (shared().parent / "seed" / "2025-12-12.md").read_bytes()
    with as_file(files("bot").joinpath("demo", "2025-12-12.jsonl")) as file:
        assert render_markdown(digest_of(file)).encode() == reference


def test_the_demonstration_is_ten_papers_with_chinese_summaries() -> None:
    """Its records tell everything themselves: day, language, engine, version."""
    with as_file(files("bot").joinpath("demo", "2025-12-12.jsonl")) as file:
        text = file.read_text(encoding="utf-8")
        rows = [json.loads(line) for line in text.splitlines()]
    assert len(rows) == 10
    told = {(r["day"], r["language"], r["engine"], r["version"], r["announce"]) for r in rows}
    assert told == {("2025-12-12", "zh", "reference", 1, "new")}
    assert not any(row["fallback"] for row in rows)


def test_recorded_days_come_out_byte_for_byte() -> None:
    """Every pair of JSONL and Markdown of the reference pipeline, in the order that it chose."""
    folder = shared() / "ancestor"
    for pair in json.loads((folder / "pairs.json").read_text(encoding="utf-8")):
        day = digest_of(folder / pair["jsonl"], order=pair["toc_order"])
        expected = (folder / pair["md"]).read_bytes()
        assert render_markdown(day).encode() == expected
        assert render_markdown(digest_of(folder / pair["jsonl"]), order=pair["toc_order"]) == (
            expected.decode()
        )
