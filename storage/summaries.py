"""Queries about summaries: one a paper version, language, engine and prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from storage.database import Queries, Row, Transaction, Value, read, rows_for, write
from storage.following import settings_from
from storage.identifiers import key_of
from storage.papers import moment, moment_text
from storage.records import Summarised, Summary, Try

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


NOTE = """
    insert into summary_tries (paper, version, language, engine, prompt, tries, reason, at)
    values (:paper, :version, :language, :engine, :prompt, 1, :reason, :at)
    on conflict (paper, version, language, engine, prompt) do update set
      tries = summary_tries.tries + 1, reason = excluded.reason, at = excluded.at
"""
TRIES = """
    select papers.id as id, summary_tries.* from summary_tries
    join papers on papers.key = summary_tries.paper where paper in ({})
"""
SHOWN = """
    select papers.id as id, chats.settings as settings, count(*) as chats
    from digests
    join choices on choices.digest = digests.key
    join chats on chats.key = digests.chat
    join papers on papers.key = choices.paper
    where digests.last_batch_day >= :first and digests.last_batch_day <= :last
      and choices.section <> 'revision' and chats.state = 'active'
    group by papers.id, chats.settings
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

    @read
    def shown_between(
        self, tx: Transaction, first: date, last: date
    ) -> Mapping[tuple[str, str], int]:
        """
        How many chats were shown a paper, by its id, in a language; revisions are no matter here.

        In the digests whose newest batch day is from *first* to *last*, both inclusive.
        """
        counts: Counter[tuple[str, str]] = Counter()
        for row in tx.rows(SHOWN, first=first.isoformat(), last=last.isoformat()):
            language = settings_from(row["settings"]).language
            counts[row["id"], language] += row["chats"]
        return counts

    @write
    def note_tries(self, tx: Transaction, tries: Iterable[Try], *, at: datetime) -> None:
        """Count one more time that each of these summaries was asked for in vain."""
        told = moment_text(at)
        tx.many(NOTE, [{**_key_of(one), "reason": one.reason, "at": told} for one in tries])

    @read
    def tries(self, tx: Transaction, paper_ids: Sequence[str]) -> tuple[Try, ...]:
        """What was asked for in vain of the papers *paper_ids*, how often, and when last."""
        rows = rows_for(tx, TRIES, [key_of(paper_id) for paper_id in paper_ids])
        return tuple(map(_as_try, rows))


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


def _key_of(one: Try) -> dict[str, Value]:
    return {
        "paper": key_of(one.paper_id),
        "version": one.version,
        "language": one.language,
        "engine": one.engine,
        "prompt": one.prompt,
    }


def _as_try(row: Row) -> Try:
    return Try(
        paper_id=row["id"],
        version=row["version"],
        language=row["language"],
        engine=row["engine"],
        prompt=row["prompt"],
        reason=row["reason"],
        tries=row["tries"],
        at=moment(row["at"]),
    )


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
