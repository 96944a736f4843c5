"""Digests to render: small ones made by hand, and those of a file of records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from adapters.files.jsonl import read_record
from adapters.messages import Accounts, Digest, Entry, Labels, Section
from adapters.ports import Record
from adapters.tex import as_abstract, as_text
from storage.records import AnnounceType, Paper, Summary
from storage.taxonomy import subject_name
from storage.text import Text

DAY = date(2025, 12, 12)
ENGLISH = Labels(
    language="en",
    title="Fri 12 Dec 2025",
    counts="10 papers",
    accounts=("10 announced · 10 shown", "10 summarised"),
    thanks="Thank you to arXiv for use of its open access interoperability.",
    contents="Contents",
    details="Details",
    abstract="Abstract",
    motivation="Motivation",
    method="Method",
    result="Result",
    conclusion="Conclusion",
    offline="from the abstract",
    cross="cross-listed",
    withdrawn="withdrawn",
    others="+ {count}",
)
CHINESE = Labels(
    language="zh",
    title="2025年12月12日 周五",
    counts="10 篇",
    accounts=("公布 10 · 本次 10", "摘要 10"),
    thanks="感谢 arXiv 提供开放获取的互操作服务。",
    contents="目录",
    details="详情",
    abstract="原文摘要",
    motivation="动机",
    method="方法",
    result="结果",
    conclusion="结论",
    offline="摘自原文",
    cross="交叉列出",
    withdrawn="已撤稿",
    others="等另外 {count} 人",
)
SUMMARY = Summary(
    tldr="One sentence.",
    motivation="Why.",
    method="How.",
    result="What.",
    conclusion="So.",
    language="en",
    engine="model",
)


def paper(title: str = "A Title", abstract: str = "We show.", **facts: object) -> Paper:
    """A paper by one author, its texts read as they are on arrival."""
    usual = Paper(
        id="2512.00001",
        title=as_text(title),
        abstract=as_abstract(abstract),
        authors=(as_text("Ada Lovelace"),),
        categories=("cs.CV",),
        version=1,
    )
    return replace(usual, **facts)  # type: ignore[arg-type]


def authors(*names: str) -> tuple[Text, ...]:
    """Names as a paper has them."""
    return tuple(as_text(name) for name in names)


def entry(of: Paper | None = None, summary: Summary = SUMMARY, **facts: object) -> Entry:
    """A new paper, with a summary that a model made."""
    usual = Entry(paper=of or paper(), summary=summary, type=AnnounceType.NEW, offline=False)
    return replace(usual, **facts)  # type: ignore[arg-type]


def digest(*entries: Entry, labels: Labels = ENGLISH, order: Sequence[str] = ()) -> Digest:
    """The day with *entries*, by the category they were received with."""
    found = dict.fromkeys((*order, *(e.paper.categories[0] for e in entries)))
    sections = (_section(name, entries) for name in found)
    shown = len(entries)
    return Digest(
        day=DAY,
        language=labels.language,
        sections=tuple(section for section in sections if section.entries),
        accounts=Accounts(
            announced=shown,
            new=shown,
            cross=0,
            matched=shown,
            shown=shown,
            summarised=shown,
            offline=0,
        ),
        labels=labels,
    )


def _section(category: str, entries: Iterable[Entry]) -> Section:
    chosen = tuple(e for e in entries if e.paper.categories[0] == category)
    return Section(category=category, name=subject_name(category), entries=chosen)


def entry_of(record: Record) -> Entry:
    """A record of a file, as a digest shows it."""
    summary = record.summary or Summary(tldr="", language="en", engine="none", complete=False)
    return Entry(
        paper=record.paper,
        summary=summary,
        type=record.type,
        offline=record.fallback,
        left_out=not summary.complete,
    )


def digest_of(file: Path, *, labels: Labels = CHINESE, order: Sequence[str] = ()) -> Digest:
    """The records in *file* as a digest."""
    with file.open(encoding="utf-8", newline="\n") as lines:
        records = [read_record(line, day=DAY, language=labels.language) for line in lines]
    return digest(*map(entry_of, records), labels=labels, order=order)
