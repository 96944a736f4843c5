"""Queries about how the whole deployment stands, for those who administer it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from storage.database import Queries, Transaction, read
from storage.people import ChatState


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """
    What is there, all counted at one moment.

    *chats* are counted by platform and state, *jobs* by theirs (`waiting`, `running`, `failed`).
    *forbidding* chats do not let the bot write, though they get digests. *last_failed* is the name
    of the job that failed last ('': none did).
    """

    chats: Mapping[str, Mapping[ChatState, int]]
    readers: int
    rules: int
    papers: int
    jobs: Mapping[str, int]
    last_failed: str = ""
    forbidding: int = 0


class StandingQueries(Queries):
    """Counts over everything."""

    @read
    def standing(self, tx: Transaction) -> Standing:
        """How many chats, readers, rules, papers and jobs there are."""
        (counts,) = tx.rows(
            """select (select count(*) from readers) as readers,
              (select count(*) from rules) as rules, (select count(*) from papers) as papers,
              (select count(*) from chats
                where forbids_since is not null and state <> 'gone') as forbidding"""
        )
        jobs = tx.rows("select state, count(*) as n from jobs group by state")
        failed = tx.rows(
            """select name from jobs where state = 'failed'
            order by run_at desc, key desc limit 1"""
        )
        return Standing(
            chats=_chats(tx),
            jobs={row["state"]: row["n"] for row in jobs},
            last_failed=failed[0]["name"] if failed else "",
            **counts,
        )


def _chats(tx: Transaction) -> Mapping[str, Mapping[ChatState, int]]:
    rows = tx.rows(
        """select platform, state, count(*) as n from chats
        group by platform, state order by platform, state"""
    )
    found: dict[str, dict[ChatState, int]] = {}
    for row in rows:
        found.setdefault(row["platform"], {})[ChatState(row["state"])] = row["n"]
    return found
