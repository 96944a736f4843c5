"""Queries about summaries: one a paper version, language, engine and prompt."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from storage.database import Queries, Row, Transaction, Value, read, rows_for, write
from storage.identifiers import key_of
from storage.papers import moment_text
from storage.records import Summarised, Summary

KEEP = """
    insert into summaries (paper, version, language, engine, prompt, tldr, motivation, method,
      result, conclusion, complete, at)
    values (:paper, :version, :language, :engine, :prompt, :tldr, :motivation, :method,
      :result, :conclusion, :complete, :at)
    on conflict (paper, version, language, engine, prompt) do update set
      tldr = excluded.tldr, motivation = excluded.motivation, method = excluded.method,
      result = excluded.result, conclusion = excluded.conclusion, complete = excluded.complete,
      at = excluded.at
"""


OF_PAPERS = """
    select papers.id as id, summaries.* from summaries join papers on papers.key = summaries.paper
    where paper in ({}) order by summaries.version desc, at desc
"""


class SummaryQueries(Queries):
    """Summaries, whoever made them."""

    @write
    def keep_summaries(
        self, tx: Transaction, summaries: Iterable[Summarised], *, at: datetime
    ) -> None:
        """Store *summaries*; one of the same version, language, engine and prompt is replaced."""
        put_summaries(tx, summaries, at=at)

    @read
    def summaries(
        self, tx: Transaction, paper_ids: Sequence[str]
    ) -> Mapping[str, tuple[Summarised, ...]]:
        """All stored summaries of the papers *paper_ids*, newest version first."""
        found: dict[str, list[Summarised]] = {}
        for row in rows_for(tx, OF_PAPERS, [key_of(paper_id) for paper_id in paper_ids]):
            found.setdefault(row["id"], []).append(_as_summarised(row))
        return {paper_id: tuple(rows) for paper_id, rows in found.items()}


def put_summaries(tx: Transaction, summaries: Iterable[Summarised], *, at: datetime) -> None:
    """Store *summaries* within the transaction *tx*."""
    tx.many(KEEP, [_row_of(item, at) for item in summaries])


def _row_of(item: Summarised, at: datetime) -> dict[str, Value]:
    summary = item.summary
    return {
        "paper": key_of(item.paper_id),
        "version": item.version,
        "language": summary.language,
        "engine": summary.engine,
        "prompt": summary.prompt,
        "tldr": summary.tldr,
        "motivation": summary.motivation,
        "method": summary.method,
        "result": summary.result,
        "conclusion": summary.conclusion,
        "complete": int(summary.complete),
        "at": moment_text(at),
    }


def _as_summarised(row: Row) -> Summarised:
    summary = Summary(
        tldr=row["tldr"],
        motivation=row["motivation"],
        method=row["method"],
        result=row["result"],
        conclusion=row["conclusion"],
        language=row["language"],
        engine=row["engine"],
        prompt=row["prompt"],
        complete=bool(row["complete"]),
    )
    return Summarised(paper_id=row["id"], version=row["version"], summary=summary)
