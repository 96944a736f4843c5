from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from adapters.files.jsonl import LONGEST_LINE, LONGEST_TEXT, read_record, render_jsonl, write_record
from adapters.ports import BadRecord, Record
from adapters.tex import as_text
from storage.records import AnnounceType
from tests.adapters.files.samples import DAY, SUMMARY, authors, digest, entry, paper

KEYS = (
    "id categories pdf abs authors title comment summary AI"
    " version day announce language engine fallback"
)
REFERENCE: dict[str, Any] = {
    "id": "2512.00001",
    "categories": ["cs.CV", "eess.IV"],
    "pdf": "https://arxiv.org/pdf/2512.00001",
    "abs": "https://arxiv.org/abs/2512.00001",
    "authors": ["Kurt Gödel", "Stanisław Lem"],
    "title": "On $ω$-Things",
    "comment": None,
    "summary": "First.\n  Second.",
    "AI": {"tldr": "一", "motivation": "二", "method": "三", "result": "四", "conclusion": "五"},
}


def line(**changes: object) -> str:
    """A line of the reference pipeline, with *changes*; `...` takes a key away."""
    row = {**REFERENCE, **changes}
    return json.dumps({key: value for key, value in row.items() if value is not ...})


def test_a_record_has_the_keys_of_the_reference_and_then_our_own() -> None:
    """In this order, on one line, in UTF-8 and not in escapes."""
    of = paper("Über `TeX`", authors=authors("José"), comment="3 pages")
    written = write_record(Record(paper=of, day=DAY, summary=SUMMARY))
    assert written.endswith("}\n")
    assert written.count("\n") == 1
    assert "Über" in written
    row = json.loads(written)
    assert " ".join(row) == KEYS
    assert row["abs"] == "https://arxiv.org/abs/2512.00001"
    assert row["AI"]["tldr"] == "One sentence."
    assert (row["day"], row["announce"], row["fallback"]) == ("2025-12-12", "new", False)


def test_a_record_without_a_summary_has_no_ai() -> None:
    """What was never summarised is read back so."""
    record = Record(paper=paper())
    assert "AI" not in json.loads(write_record(record))
    assert read_record(write_record(record)) == record


def test_a_digest_is_a_record_a_paper() -> None:
    """In its order, marked where a summary was taken from the abstract."""
    cross = entry(paper(id="2512.00002"), type=AnnounceType.CROSS, offline=True)
    records = [
        read_record(written) for written in render_jsonl(digest(entry(), cross)).splitlines()
    ]
    assert [record.paper.id for record in records] == ["2512.00001", "2512.00002"]
    assert [record.type for record in records] == [AnnounceType.NEW, AnnounceType.CROSS]
    assert [record.fallback for record in records] == [False, True]
    assert {record.day for record in records} == {DAY}


def test_a_record_of_the_reference_pipeline_is_understood() -> None:
    """Day and language come from the caller, the engine is `imported`, no version is known."""
    record = read_record(line(), day=date(2026, 2, 10), language="zh")
    assert record.paper.id == "2512.00001"
    assert record.paper.version is None
    assert record.paper.categories == ("cs.CV", "eess.IV")
    assert record.paper.abstract.raw == "First.\n  Second."
    assert record.paper.abstract.plain == "First.\nSecond."
    assert record.paper.title.raw == "On $ω$-Things"
    assert record.type is AnnounceType.NEW
    assert record.day == date(2026, 2, 10)
    assert record.summary is not None
    assert record.summary.engine == "imported"
    assert record.summary.language == "zh"
    assert record.summary.complete
    assert not record.fallback


def test_the_callers_day_and_language_win() -> None:
    """A record's own are taken where the caller gives none; nobody's language is empty."""
    own = line(day="2025-12-12", language="zh")
    told = read_record(own, day=date(2026, 1, 5), language="en")
    assert told.day == date(2026, 1, 5)
    assert told.summary is not None
    assert told.summary.language == "en"
    alone = read_record(own)
    assert alone.day == DAY
    assert alone.summary is not None
    assert alone.summary.language == "zh"
    nobody = read_record(line())
    assert nobody.day is None
    assert nobody.summary is not None
    assert nobody.summary.language == ""


def test_the_old_name_of_the_tldr_is_understood() -> None:
    """Before April 2025 the reference called it `task`."""
    fields = {("task" if name == "tldr" else name): text for name, text in REFERENCE["AI"].items()}
    record = read_record(line(AI=fields), language="zh")
    assert record.summary is not None
    assert record.summary.tldr == "一"
    assert record.summary.complete


@pytest.mark.parametrize("lacking", [..., None, 5, ["a"]])
def test_a_summary_that_lacks_a_field_is_incomplete(lacking: object) -> None:
    """Missing or no text: the field is empty, the others are kept."""
    fields = {k: v for k, v in {**REFERENCE["AI"], "method": lacking}.items() if v is not ...}
    summary = read_record(line(AI=fields), language="zh").summary
    assert summary is not None
    assert summary.method == ""
    assert summary.result == "四"
    assert not summary.complete


def test_a_field_that_is_empty_is_still_there() -> None:
    """A model that had nothing to say left nothing out."""
    summary = read_record(line(AI={**REFERENCE["AI"], "method": ""}), language="zh").summary
    assert summary is not None
    assert summary.complete


@pytest.mark.parametrize(
    ("written", "id_", "version"),
    [
        ("2512.00001v3", "2512.00001", 3),
        (" 2512.00001 ", "2512.00001", None),
        ("math.GT/0309136", "math/0309136", None),
        ("hep-th/9901001v2", "hep-th/9901001", 2),
    ],
)
def test_an_id_may_carry_its_version(written: str, id_: str, version: int | None) -> None:
    """The version is told apart, and the id is made canonical."""
    record = read_record(line(id=written))
    assert (record.paper.id, record.paper.version) == (id_, version)


def test_the_own_version_of_a_record_wins_over_that_of_its_id() -> None:
    """Both at once is odd, and no reason to refuse it."""
    assert read_record(line(id="2512.00001v2", version=3)).paper.version == 3


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"id": ...}, "lacks 'id'."),
        ({"id": 2512.00001}, "has no text as its 'id'."),
        ({"id": "cs.CV"}, "has an 'id' that is no arXiv identifier: 'cs.CV'."),
        ({"id": "2513.00001"}, "has an 'id' that is no arXiv identifier: '2513.00001'."),
        ({"id": "1501.0001"}, "has an 'id' that is no arXiv identifier: '1501.0001'."),
        ({"categories": ...}, "lacks 'categories'."),
        ({"categories": []}, "lacks 'categories'."),
        ({"categories": "cs.CV"}, "has 'categories' that are not a list of texts."),
        ({"categories": ["cs.CV", 1]}, "has 'categories' that are not a list of texts."),
        ({"categories": ["cs.VC"]}, "has an unknown primary category: 'cs.VC'."),
        ({"title": ...}, "lacks 'title'."),
        ({"title": None}, "lacks 'title'."),
        ({"title": 1984}, "has no text as its 'title'."),
        ({"title": " \x00 "}, "has an empty 'title'."),
        ({"summary": ...}, "lacks 'summary'."),
        ({"summary": {}}, "has no text as its 'summary'."),
        ({"authors": "Ada"}, "has 'authors' that are not a list of texts."),
        ({"authors": [None]}, "has 'authors' that are not a list of texts."),
        ({"comment": 5}, "has no text as its 'comment'."),
        ({"AI": "nothing"}, "has an 'AI' that is not a JSON object."),
        ({"version": 0}, "has a 'version' that is not a number from 1 on."),
        ({"version": True}, "has a 'version' that is not a number from 1 on."),
        ({"version": "1"}, "has a 'version' that is not a number from 1 on."),
        ({"version": 10**30}, "has a 'version' that is not a number from 1 on."),
        ({"announce": "fresh"}, "has an unknown 'announce': 'fresh'."),
        ({"day": "2025-02-30"}, "has a 'day' that is no date: '2025-02-30'."),
        ({"day": "20251212"}, "has a 'day' that is no date: '20251212'."),
        ({"day": 20251212}, "has no text as its 'day'."),
        ({"language": "Chinese!"}, "has a 'language' that is no code such as 'en': 'Chinese!'."),
        ({"engine": 3}, "has no text as its 'engine'."),
        ({"fallback": "no"}, "has a 'fallback' that is neither true nor false."),
        (
            {"title": "x" * (LONGEST_TEXT + 1)},
            "has 100,001 characters in 'title'; 100,000 are the most.",
        ),
    ],
)
def test_a_bad_record_is_told_in_one_sentence(changes: dict[str, object], sentence: str) -> None:
    """What is wrong, and with which key."""
    with pytest.raises(BadRecord) as told:
        read_record(line(**changes))
    assert str(told.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is not JSON."),
        ("not json", "is not JSON."),
        ('{"id": "2512.00001"', "is not JSON."),
        ("[1]", "is not a JSON object."),
        ("null", "is not a JSON object."),
        ("NaN", "is not a JSON object."),
        ("[" * 1_000_000, "is not JSON."),
        ('{"a":' * 200_000, "is not JSON."),
        ('{"version": ' + "9" * 5_000 + "}", "is not JSON."),
        ("x" * (LONGEST_LINE + 1), "has 2,000,001 characters; 2,000,000 are the most."),
    ],
)
def test_what_is_no_record_at_all_is_told_so(text: str, sentence: str) -> None:
    """Also a million brackets, and a number of five thousand digits."""
    with pytest.raises(BadRecord) as told:
        read_record(text)
    assert str(told.value) == sentence


def test_odd_characters_do_no_harm() -> None:
    """A mark before the text, NULs, lone surrogates, controls, keys twice, nameless people."""
    odd = "\ufeff" + line(
        title="A\x00 \ud800title\x1b[2J",
        comment="3\x07 pages",
        authors=["Ada\nLovelace", " ", "{}"],
        AI={**REFERENCE["AI"], "tldr": "A \x0crac and a \ud800"},
    )
    odd = odd.replace('"comment"', '"comment": "first", "comment"', 1)
    record = read_record(odd, language="zh")
    assert record.paper.title == as_text("A title\x1b[2J")
    assert record.paper.title.plain == "A title[2J"
    assert record.paper.comment == "3 pages"
    assert record.paper.authors[0].raw == "Ada Lovelace"
    assert all(author.plain for author in record.paper.authors)
    assert record.summary is not None
    assert record.summary.tldr == "A \x0crac and a "  # a file prints what was received
    write_record(record).encode()


def test_a_field_may_be_null_and_authors_unknown() -> None:
    """Our own records say so of what is not known."""
    record = read_record(
        line(authors=..., AI=None, version=None, day=None, announce=None, engine=None)
    )
    assert record.paper.authors == ()
    assert record.summary is None
    assert record.type is AnnounceType.NEW


def test_a_thousand_records_are_read_and_written_in_a_blink() -> None:
    """The day's papers must not keep anyone waiting: normally half a second of the processor."""
    written = write_record(
        Record(paper=paper(abstract="We show. " * 140 + "$O(n)$"), summary=SUMMARY)
    )
    started = time.process_time()
    for _ in range(1_000):
        write_record(read_record(written))
    assert time.process_time() - started < 8
