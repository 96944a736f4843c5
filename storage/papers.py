"""Queries about papers: keep them, find them by identifier or by words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime

from storage.database import Queries, Row, Transaction, Value, read, rows_for, write
from storage.identifiers import key_of
from storage.records import Found, Paper, Query
from storage.text import Text

COLUMNS = (
    "key", "id", "primary_category", "categories", "version", "raw_title", "raw_abstract",
    "raw_authors", "title", "abstract", "authors", "comment", "journal_ref", "doi", "licence",
    "submitted", "updated", "withdrawn", "source",
)  # fmt: skip
TEXTS = (
    "primary_category", "categories", "raw_title", "raw_abstract", "raw_authors", "title",
    "abstract", "authors", "source",
)  # fmt: skip
FACTS = ("comment", "journal_ref", "doi", "licence", "submitted")

# What is told of an older version never replaces what is known of a newer one; it may fill a gap.
# A listing announces the newest version, also where it does not tell its number.
NEWER = "coalesce(excluded.version, 0) > coalesce(papers.version, 0)"
CURRENT = """(coalesce(excluded.version, 0) >= coalesce(papers.version, 0)
    or (excluded.version is null and excluded.source in ('listing', 'catchup')))"""
# Of one version, a list of authors that was cut does not count, and an abstract that is lacking.
WHOLE = {
    "raw_authors": "length(excluded.raw_authors) >= length(papers.raw_authors)",
    "authors": "length(excluded.raw_authors) >= length(papers.raw_authors)",
    "raw_abstract": "excluded.raw_abstract <> ''",
    "abstract": "excluded.raw_abstract <> ''",
}
TAKEN = {name: f"{NEWER} or ({CURRENT} and {WHOLE.get(name, 'true')})" for name in TEXTS}
UPSERT = f"""
    insert into papers ({", ".join(COLUMNS)})
    values ({", ".join(f":{column}" for column in COLUMNS)})
    on conflict (key) do update set
      {
    ", ".join(
        f"{column} = case when {TAKEN[column]} then excluded.{column} else papers.{column} end"
        for column in TEXTS
    )
},
      {
    ", ".join(
        f"{column} = case when {CURRENT} then coalesce(excluded.{column}, papers.{column})"
        f" else coalesce(papers.{column}, excluded.{column}) end"
        for column in FACTS
    )
},
      updated = case when {NEWER} then excluded.updated
                     else coalesce(papers.updated, excluded.updated) end,
      withdrawn = case when {NEWER} then excluded.withdrawn
                       when {CURRENT} then max(excluded.withdrawn, papers.withdrawn)
                       else papers.withdrawn end,
      version = case when {NEWER} then excluded.version else papers.version end
"""  # noqa: S608 - column names of our own, no values

BY_KEY = "select * from papers where key in ({})"


class PaperQueries(Queries):
    """Papers and the index over their words."""

    @write
    def keep_papers(self, tx: Transaction, papers: Iterable[Paper]) -> int:
        """Store *papers*, or what they add to those stored already; how many were given."""
        given = list(papers)
        put_papers(tx, given)
        return len(given)

    @read
    def paper(self, tx: Transaction, paper_id: str) -> Paper | None:
        """The paper with this canonical id."""
        return papers_by_id(tx, [paper_id]).get(paper_id)

    @read
    def papers(self, tx: Transaction, ids: Sequence[str]) -> Mapping[str, Paper]:
        """Those of the papers *ids* that are stored."""
        return papers_by_id(tx, ids)

    @read
    def count_papers(self, tx: Transaction) -> int:
        """How many papers are stored."""
        return int(tx.rows("select count(*) as n from papers")[0]["n"])

    @read
    def newest_papers(self, tx: Transaction, *, limit: int) -> tuple[Paper, ...]:
        """The new papers of the newest day that has some, at most *limit*, newest first."""
        rows = tx.rows(
            """select * from papers where key in (
              select paper from announcements where type = 'new' and day = (
                select day from announcements where type = 'new' order by day desc limit 1))
            order by key desc limit :limit""",
            limit=limit,
        )
        return tuple(map(as_paper, rows))

    @read
    def search(self, tx: Transaction, query: Query, *, limit: int) -> Found:
        """Up to *limit* papers that fit *query*, best first."""
        keys, newest_only = tx.search(query, limit=limit)
        rows = {row["key"]: row for row in rows_for(tx, BY_KEY, keys)}
        papers = tuple(as_paper(rows[key]) for key in keys if key in rows)
        return Found(papers=papers, newest_only=newest_only)


def put_papers(tx: Transaction, papers: Sequence[Paper]) -> None:
    """Store *papers* within the transaction *tx*."""
    tx.many(UPSERT, [row_of(paper) for paper in papers])
    keys = [{"paper": paper.key} for paper in papers]
    tx.many("delete from paper_categories where paper = :paper", keys)
    # Filed under what is stored now, which need not be what was just given.
    stored = rows_for(tx, BY_KEY, [paper.key for paper in papers])
    filed = [
        {"paper": row["key"], "category": category, "place": place}
        for row in stored
        for place, category in enumerate(as_paper(row).filed_under)
    ]
    tx.many("insert into paper_categories values (:paper, :category, :place)", filed)
    versions = [_version_row(paper) for paper in papers if paper.version is not None]
    tx.many(
        """insert into versions values (:paper, :version, :submitted, :withdrawn)
        on conflict (paper, version) do update set
          submitted = coalesce(excluded.submitted, versions.submitted),
          withdrawn = max(excluded.withdrawn, versions.withdrawn)""",
        versions,
    )


def papers_by_id(tx: Transaction, ids: Sequence[str]) -> dict[str, Paper]:
    """Those of the papers *ids* that are stored, by id."""
    rows = rows_for(tx, BY_KEY, [key_of(paper_id) for paper_id in ids])
    return {row["id"]: as_paper(row) for row in rows}


def row_of(paper: Paper) -> dict[str, Value]:
    """The row of the table `papers` that holds *paper*."""
    return {
        "key": paper.key,
        "id": paper.id,
        "primary_category": paper.primary,
        "categories": json.dumps(paper.categories),
        "version": paper.version,
        "raw_title": paper.title.raw,
        "raw_abstract": paper.abstract.raw,
        "raw_authors": json.dumps([author.raw for author in paper.authors], ensure_ascii=False),
        "title": paper.title.plain,
        "abstract": paper.abstract.plain,
        "authors": "\n".join(author.plain for author in paper.authors),
        "comment": paper.comment,
        "journal_ref": paper.journal_ref,
        "doi": paper.doi,
        "licence": paper.licence,
        "submitted": moment_text(paper.submitted),
        "updated": moment_text(paper.updated),
        "withdrawn": int(paper.withdrawn),
        "source": paper.source,
    }


def _version_row(paper: Paper) -> dict[str, Value]:
    submitted = paper.updated or (paper.submitted if paper.version == 1 else None)
    return {
        "paper": paper.key,
        "version": paper.version,
        "submitted": moment_text(submitted),
        "withdrawn": int(paper.withdrawn),
    }


def as_paper(row: Row) -> Paper:
    """The paper that *row* of the table `papers` holds."""
    # Lines for the index to read; names as received may hold newlines of their own.
    raw_names = json.loads(row["raw_authors"])
    names = zip(raw_names, row["authors"].split("\n") if raw_names else (), strict=True)
    return Paper(
        id=row["id"],
        title=Text(row["raw_title"], row["title"]),
        abstract=Text(row["raw_abstract"], row["abstract"]),
        authors=tuple(Text(raw, plain) for raw, plain in names),
        categories=tuple(json.loads(row["categories"])),
        version=row["version"],
        comment=row["comment"],
        journal_ref=row["journal_ref"],
        doi=row["doi"],
        licence=row["licence"],
        submitted=moment(row["submitted"]),
        updated=moment(row["updated"]),
        withdrawn=bool(row["withdrawn"]),
        source=row["source"],
    )


def moment_text(moment: datetime | None) -> str | None:
    """*moment* as it is stored: UTC, ISO 8601, always of the same length."""
    if moment is None:
        return None
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def moment(text: str | None) -> datetime | None:
    """The moment that `moment_text` wrote."""
    return None if text is None else datetime.fromisoformat(text)
