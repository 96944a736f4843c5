from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.files.jsonl import read_record, write_record
from adapters.ports import BadRecord, Record
from adapters.tex import as_abstract, as_text
from storage.records import AnnounceType, Paper, Summary
from storage.taxonomy import CATEGORIES
from storage.text import speakable
from tests.adapters.files.samples import paper

KEYS = json.loads(write_record(Record(paper=paper()))).keys()

texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=60)
lines = texts.map(lambda text: " ".join(text.split()))
names = st.builds(as_text, lines).filter(lambda name: bool(name.plain))
ids = st.builds(
    "{:02}{:02}.{:05}".format, st.integers(15, 90), st.integers(1, 12), st.integers(1, 99_999)
)
papers = st.builds(
    Paper,
    id=ids,
    title=names,
    abstract=st.builds(as_abstract, texts),
    authors=st.lists(names, max_size=4).map(tuple),
    categories=st.lists(st.sampled_from(sorted(CATEGORIES)), min_size=1, max_size=4).map(tuple),
    version=st.none() | st.integers(1, 50),
    comment=st.none() | texts.map(speakable),
    **{
        key: st.just(default)
        for key, default in (
            ("journal_ref", None),
            ("doi", None),
            ("licence", None),
            ("submitted", None),
            ("updated", None),
            ("withdrawn", False),
            ("source", ""),
        )
    },
)


@st.composite
def summaries(draw: st.DrawFn) -> Summary:
    """A summary; an incomplete one has an empty field at least."""
    complete = draw(st.booleans())
    return Summary(
        tldr=draw(texts),
        motivation=draw(texts),
        method=draw(texts) if complete else "",
        result=draw(texts),
        conclusion=draw(texts),
        language=draw(st.sampled_from(("en", "zh", "pt-BR"))),
        engine=draw(st.sampled_from(("imported", "extractive", "model-1"))),
        complete=complete,
    )


records = st.builds(
    Record,
    paper=papers,
    type=st.sampled_from(AnnounceType),
    day=st.none() | st.dates(),
    summary=st.none() | summaries(),
    fallback=st.booleans(),
)


@given(records)
def test_what_is_written_is_read_back_the_same(record: Record) -> None:
    """Whatever a record holds."""
    assert read_record(write_record(record)) == record


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=6,
)


@given(st.dictionaries(st.sampled_from(sorted((*KEYS, "AI"))), json_values))
def test_any_object_is_a_record_or_a_bad_record(changes: dict[str, object]) -> None:
    """No other error comes out, and a record can always be written again."""
    good = json.loads(write_record(Record(paper=paper())))
    try:
        record = read_record(json.dumps({**good, **changes}))
    except BadRecord:
        return
    write_record(record).encode()


@given(st.text())
def test_any_line_is_a_record_or_a_bad_record(text: str) -> None:
    """Also one that nobody would call JSON."""
    with pytest.raises(BadRecord):
        read_record(text)
