"""Queries about readers: who they are, what they saved and what they said of papers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from storage.database import Queries, Row, Transaction, read, write
from storage.identifiers import key_of
from storage.papers import as_paper, moment_text
from storage.people import Reader
from storage.records import Paper
from storage.spending import forget_asker

READER = "select * from readers where platform = :platform and reader_id = :reader_id"


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedPage:
    """Page *at* (from 1) *of* so many of a reading list, which has *count* papers in all."""

    papers: tuple[Paper, ...]
    at: int
    of: int
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """How much is kept: *saved* and *feedback* about a reader, *rules* and *digests* of a chat."""

    saved: int
    feedback: int
    rules: int
    digests: int


class ReaderQueries(Queries):
    """Readers, their saved papers, their feedback, and the invites that admit them."""

    @write
    def open_reader(
        self, tx: Transaction, platform: str, reader_id: str, *, at: datetime
    ) -> Reader:
        """The reader with this id on *platform*, made when seen for the first time."""
        tx.run(
            """insert into readers (platform, reader_id, language, at)
            values (:platform, :reader_id, '', :at)
            on conflict (platform, reader_id) do nothing""",
            platform=platform,
            reader_id=reader_id,
            at=moment_text(at),
        )
        rows = tx.rows(READER, platform=platform, reader_id=reader_id)
        return as_reader(rows[0])

    @write
    def set_language(self, tx: Transaction, reader: int, language: str) -> None:
        """Let cards answer *reader* in *language* ('' for the chat's)."""
        tx.run(
            "update readers set language = :language where key = :reader",
            reader=reader,
            language=language,
        )

    @write
    def admit(self, tx: Transaction, reader: int) -> None:
        """Let *reader* use this deployment."""
        tx.run("update readers set admitted = 1 where key = :reader", reader=reader)

    @write
    def make_operator(self, tx: Transaction, reader: int) -> None:
        """Let *reader* administer this deployment."""
        tx.run("update readers set admitted = 1, is_operator = 1 where key = :r", r=reader)

    @read
    def has_operator(self, tx: Transaction) -> bool:
        """Whether somebody administers this deployment by a claim link."""
        return bool(tx.rows("select 1 from readers where is_operator = 1 limit 1"))

    @read
    def operators(self, tx: Transaction) -> tuple[tuple[str, str], ...]:
        """Who administers this deployment by a claim link: platforms, and ids there."""
        sql = "select platform, reader_id from readers where is_operator = 1 order by key"
        return tuple((row["platform"], row["reader_id"]) for row in tx.rows(sql))

    @read
    def reader(self, tx: Transaction, platform: str, reader_id: str) -> Reader | None:
        """The reader with this id on *platform*, if they were ever seen."""
        rows = tx.rows(READER, platform=platform, reader_id=reader_id)
        return as_reader(rows[0]) if rows else None

    @write
    def save(self, tx: Transaction, reader: int, paper_id: str, *, chat: int, at: datetime) -> bool:
        """Put a stored paper on a reading list; false where it is there already."""
        added = tx.run(
            """insert into saved (reader, paper, chat, at) values (:reader, :paper, :chat, :at)
            on conflict (reader, paper) do nothing""",
            reader=reader,
            paper=key_of(paper_id),
            chat=chat,
            at=moment_text(at),
        )
        return added == 1

    @write
    def unsave(self, tx: Transaction, reader: int, paper_id: str) -> bool:
        """Take a paper off a reading list; false where it was not on it."""
        taken = tx.run(
            "delete from saved where reader = :reader and paper = :paper",
            reader=reader,
            paper=key_of(paper_id),
        )
        return taken == 1

    @read
    def saved(self, tx: Transaction, reader: int) -> tuple[Paper, ...]:
        """A reading list, newest first."""
        rows = tx.rows(
            """select papers.* from saved join papers on papers.key = saved.paper
            where reader = :reader order by saved.at desc, papers.key desc""",
            reader=reader,
        )
        return tuple(map(as_paper, rows))

    @read
    def saved_page(self, tx: Transaction, reader: int, at: int, *, size: int) -> SavedPage:
        """Page *at* of a reading list, newest first; the last page where there are fewer."""
        counted = tx.rows("select count(*) as n from saved where reader = :reader", reader=reader)
        count = int(counted[0]["n"])
        of = max(1, -(-count // size))
        at = max(1, min(at, of))
        rows = tx.rows(
            """select papers.* from (
              select paper, at from saved where reader = :reader
              order by at desc, paper desc limit :size offset :before) as page
            join papers on papers.key = page.paper order by page.at desc, page.paper desc""",
            reader=reader,
            size=size,
            before=(at - 1) * size,
        )
        return SavedPage(papers=tuple(map(as_paper, rows)), at=at, of=of, count=count)

    @read
    def is_saved(self, tx: Transaction, reader: int, paper_id: str) -> bool:
        """Whether a paper is on a reading list."""
        sql = "select 1 from saved where reader = :reader and paper = :paper"
        return bool(tx.rows(sql, reader=reader, paper=key_of(paper_id)))

    @read
    def saved_in(self, tx: Transaction, chat: int) -> frozenset[str]:
        """The papers that readers saved in *chat*."""
        rows = tx.rows(
            """select papers.id as id from saved join papers on papers.key = saved.paper
            where chat = :chat""",
            chat=chat,
        )
        return frozenset(row["id"] for row in rows)

    @write
    def say_of(
        self, tx: Transaction, reader: int, paper_id: str, verdict: int, *, at: datetime
    ) -> None:
        """Remember that *reader* wants more (1) or less (-1) like a paper; the last word counts."""
        tx.run(
            """insert into feedback (reader, paper, verdict, at)
            values (:reader, :paper, :verdict, :at)
            on conflict (reader, paper) do update set
              verdict = excluded.verdict, at = excluded.at""",
            reader=reader,
            paper=key_of(paper_id),
            verdict=verdict,
            at=moment_text(at),
        )

    @write
    def unsay(self, tx: Transaction, reader: int, paper_id: str) -> bool:
        """Forget what *reader* said of a paper; false where that was nothing."""
        taken = tx.run(
            "delete from feedback where reader = :reader and paper = :paper",
            reader=reader,
            paper=key_of(paper_id),
        )
        return taken == 1

    @read
    def said_by(self, tx: Transaction, reader: int) -> dict[str, int]:
        """What *reader* said of papers: 1 for more, -1 for less like it."""
        rows = tx.rows(
            """select papers.id as id, verdict from feedback
            join papers on papers.key = feedback.paper where reader = :reader""",
            reader=reader,
        )
        return {row["id"]: row["verdict"] for row in rows}

    @read
    def held(self, tx: Transaction, reader: int, chat: int) -> Held:
        """How much `forget` would delete of *reader* and of *chat*."""
        (row,) = tx.rows(
            """select
              (select count(*) from saved where reader = :reader) as saved,
              (select count(*) from feedback where reader = :reader) as feedback,
              (select count(*) from rules where chat = :chat) as rules,
              (select count(*) from digests where chat = :chat) as digests""",
            reader=reader,
            chat=chat,
        )
        return Held(**row)

    @write
    def forget(self, tx: Transaction, *, reader: int = 0, chat: int = 0) -> None:
        """
        Delete everything about *reader*, and everything about *chat* (0: about nobody).

        What a chat's other readers saved stays on their lists; what summaries cost stays counted.
        """
        forget_asker(tx, reader=reader, chat=chat)
        tx.run("delete from readers where key = :reader", reader=reader)
        tx.run(
            """delete from pace where name = :name or name in (
              select 'message ' || key from deliveries where chat = :chat)""",
            name=f"chat {chat}",
            chat=chat,
        )
        tx.run("delete from chats where key = :chat", chat=chat)

    @write
    def keep_invite(
        self, tx: Transaction, token: str, kind: str, *, uses: int, until: datetime
    ) -> None:
        """
        Remember what admits people (*kind* `invite`), or an administrator (`claim`).

        Or a pass for anything else: its *kind* says what for. The last word about a token counts.
        """
        tx.run(
            """insert into invites values (:token, :kind, :uses, :until)
            on conflict (token) do update set
              kind = excluded.kind, uses_left = excluded.uses_left, until = excluded.until""",
            token=token,
            kind=kind,
            uses=uses,
            until=moment_text(until),
        )

    @read
    def is_invite_open(self, tx: Transaction, token: str, kind: str, *, at: datetime) -> bool:
        """Whether a link, or a pass, can still be used."""
        rows = tx.rows(
            """select 1 from invites where token = :token and kind = :kind
            and uses_left > 0 and until > :at""",
            token=token,
            kind=kind,
            at=moment_text(at),
        )
        return bool(rows)

    @write
    def use_invite(self, tx: Transaction, token: str, kind: str, *, at: datetime) -> bool:
        """Use a link once; false where there is none, or it is used up or too old."""
        used = tx.run(
            """update invites set uses_left = uses_left - 1
            where token = :token and kind = :kind and uses_left > 0 and until > :at""",
            token=token,
            kind=kind,
            at=moment_text(at),
        )
        return used == 1

    @write
    def keep_words(self, tx: Transaction, token: str, words: str, *, at: datetime) -> None:
        """Keep the *words* that a button stands for, when they are too long for it."""
        tx.run(
            """insert into button_words values (:token, :words, :at)
            on conflict (token) do update set at = excluded.at""",
            token=token,
            words=words,
            at=moment_text(at),
        )

    @read
    def words_of(self, tx: Transaction, token: str) -> str | None:
        """The words kept under *token*; none when they were forgotten."""
        rows = tx.rows("select words from button_words where token = :token", token=token)
        return rows[0]["words"] if rows else None


def as_reader(row: Row) -> Reader:
    """The reader that *row* of the table `readers` holds."""
    return Reader(
        key=row["key"],
        platform=row["platform"],
        reader_id=row["reader_id"],
        language=row["language"],
        admitted=bool(row["admitted"]),
        is_operator=bool(row["is_operator"]),
    )
