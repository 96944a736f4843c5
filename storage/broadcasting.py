"""
Queries about broadcasts: one text of the operators for every chat, as one delivery each.

A broadcast is put into the outbox in portions, by the keys of chats. A portion and how far it came
are one transaction: whoever is killed between two goes on behind the last, and no chat is passed
over or written to twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from storage.broadcasts import Broadcast, BroadcastStanding, BroadcastState
from storage.database import Queries, Row, Transaction, read, write
from storage.deliveries import CLOSE, put_pages
from storage.following import settings_from
from storage.outbox import DeliveryState, Page, kind_of_broadcast
from storage.papers import moment, moment_text
from storage.recipients import Recipients, are_recipients, named

NEXT = """
    select max(key) as last from (
      select key from chats where key > :after and key <= :until order by key limit :most)"""
# Of those behind a chat, so many: by the index on what makes a delivery unique.
SOME_OF_IT = """
    select key, chat from deliveries where kind = :kind and chat > :after
    order by chat limit :most"""


class BroadcastQueries(Queries):
    """Broadcasts, from the draft to the last delivery."""

    @read
    def recipients(self, tx: Transaction, who: Recipients) -> Mapping[str, int]:
        """How many chats a broadcast would go to, by platform."""
        where, values = are_recipients(who)
        rows = tx.rows(
            f"""select platform, count(*) as n from chats where {where}
            group by platform order by platform""",  # noqa: S608 - our own parts
            **values,
        )
        return {row["platform"]: row["n"] for row in rows}

    @write
    def draft_broadcast(self, tx: Transaction, text: str, *, reader: int, at: datetime) -> int:
        """Keep *text*, which the operator *reader* may confirm or drop; its key."""
        tx.run(
            """insert into broadcasts (text, reader, state, at)
            values (:text, :reader, 'draft', :at)""",
            text=text,
            reader=reader,
            at=moment_text(at),
        )
        (row,) = tx.rows("select max(key) as key from broadcasts")
        return int(row["key"])

    @read
    def broadcast(self, tx: Transaction, key: int) -> Broadcast | None:
        """The broadcast with this key."""
        return _broadcast(tx, key)

    @write
    def drop_broadcast(self, tx: Transaction, key: int) -> bool:
        """Never send a draft; false where it is none any more."""
        return _turned(tx, key, BroadcastState.DROPPED, BroadcastState.DRAFT)

    @write
    def begin_broadcast(self, tx: Transaction, key: int, *, at: datetime) -> bool:
        """Let a draft go to the chats that there are now; false where it is none any more."""
        begun = _turned(tx, key, BroadcastState.GOING, BroadcastState.DRAFT)
        if begun:
            tx.run(
                """update broadcasts set begun_at = :at,
                  last_chat = (select coalesce(max(key), 0) from chats) where key = :key""",
                key=key,
                at=moment_text(at),
            )
        return begun

    @write
    def stop_broadcast(self, tx: Transaction, key: int) -> bool:
        """Put nothing more of it into the outbox; false where it was not on its way."""
        under_way = (BroadcastState.GOING, BroadcastState.OUT)
        return _turned(tx, key, BroadcastState.STOPPING, *under_way)

    @read
    def broadcasts_to_do(self, tx: Transaction) -> tuple[Broadcast, ...]:
        """Those that are being put into the outbox, or taken back from it, oldest first."""
        rows = tx.rows("select * from broadcasts where state in ('going', 'stopping') order by key")
        return tuple(map(_as_broadcast, rows))

    @write
    def spread_broadcast(
        self,
        tx: Transaction,
        key: int,
        who: Recipients,
        view_in: Callable[[str], str],
        *,
        most: int,
        a_second: int,
    ) -> bool:
        """
        Put the next portion of a broadcast into the outbox; whether there may be more of it.

        Of at most *most* chats those that *who* names. *view_in* gives the view, as JSON, in a
        chat's language. So many *a_second* become due, so that digests which become due meanwhile
        come in between.
        """
        rows = tx.rows("select * from broadcasts where key = :key and state = 'going'", key=key)
        if not rows:
            return False
        found, after = rows[0], rows[0]["after_chat"]
        last = tx.rows(NEXT, after=after, until=found["last_chat"], most=most)[0]["last"]
        if last is None:
            _turned(tx, key, BroadcastState.OUT, BroadcastState.GOING)
            return False
        chats = _between(tx, who, after, last)
        put = put_pages(tx, _pages(_as_broadcast(found), chats, view_in, a_second))
        tx.run(
            "update broadcasts set after_chat = :last, put = put + :put where key = :key",
            key=key,
            last=last,
            put=put,
        )
        return True

    @write
    def take_back_broadcast(
        self, tx: Transaction, key: int, *, after: int, at: datetime, most: int
    ) -> int | None:
        """
        Take back what waits of a broadcast that is to stop, for the next *most* chats.

        Gives the chat behind which the next portion begins; none where this was the last. It has
        stopped for good when nothing of it is being sent either: that might wait once more.
        """
        kind = kind_of_broadcast(key)
        rows = tx.rows(SOME_OF_IT, kind=kind, after=after, most=most)
        tx.many(
            f"{CLOSE} key = :key",
            [{"key": row["key"], "at": moment_text(at), "state": "withdrawn"} for row in rows],
        )
        if len(rows) == most:
            return int(rows[-1]["chat"])
        sending = "select 1 from deliveries where state = 'sending' and kind = :kind limit 1"
        if not tx.rows(sending, kind=kind):
            _turned(tx, key, BroadcastState.STOPPED, BroadcastState.STOPPING)
        return None

    @read
    def broadcast_standing(
        self, tx: Transaction, key: int, who: Recipients
    ) -> BroadcastStanding | None:
        """What became of the broadcast *key*, all counted at one moment."""
        found = _broadcast(tx, key)
        return _standing(tx, found, who) if found else None

    @read
    def last_broadcast(self, tx: Transaction, who: Recipients) -> BroadcastStanding | None:
        """What became of the broadcast that was confirmed last; none where none was."""
        rows = tx.rows(
            """select * from broadcasts where begun_at is not null
            order by begun_at desc, key desc limit 1"""
        )
        return _standing(tx, _as_broadcast(rows[0]), who) if rows else None

    @write
    def tidy_broadcasts(self, tx: Transaction, before: datetime) -> int:
        """
        Forget the broadcasts, and drafts, of before that moment; how many.

        The last only loses what was said and who said it: its key is not to be given to another
        while buttons name it.
        """
        old = "where at < :at and state not in ('going', 'stopping')"
        at = moment_text(before)
        tx.run(f"update broadcasts set text = '', reader = null {old}", at=at)  # noqa: S608
        return tx.run(
            f"delete from broadcasts {old} and key < (select max(key) from broadcasts)",  # noqa: S608
            at=at,
        )


def _between(tx: Transaction, who: Recipients, after: int, last: int) -> list[Row]:
    """The recipients with keys beyond *after* up to *last*."""
    where, values = are_recipients(who)
    return tx.rows(
        f"""select key, settings from chats where key > :after and key <= :last and {where}
        order by key""",  # noqa: S608 - our own parts
        after=after,
        last=last,
        **values,
    )


def _pages(
    broadcast: Broadcast, chats: Sequence[Row], view_in: Callable[[str], str], a_second: int
) -> Iterator[Page]:
    begun = broadcast.begun_at or broadcast.at
    for place, row in enumerate(chats, broadcast.put):
        yield Page(
            kind=kind_of_broadcast(broadcast.key),
            chat=row["key"],
            day=begun.date(),
            part=1,
            view=view_in(settings_from(row["settings"]).language),
            due_at=begun + timedelta(seconds=place // a_second),
        )


def _turned(tx: Transaction, key: int, to: BroadcastState, *of: BroadcastState) -> bool:
    """Whether the broadcast was in one of the states *of*; then it is in another now."""
    states = named("state", of)
    turned = tx.run(
        f"""update broadcasts set state = :turned
        where key = :key and state in ({", ".join(f":{name}" for name in states)})""",  # noqa: S608
        key=key,
        turned=to.value,
        **states,
    )
    return turned == 1


def _standing(tx: Transaction, broadcast: Broadcast, who: Recipients) -> BroadcastStanding:
    rows = tx.rows(
        "select state, count(*) as n from deliveries where kind = :kind group by state",
        kind=kind_of_broadcast(broadcast.key),
    )
    states = Counter({DeliveryState(row["state"]): row["n"] for row in rows})
    is_going = broadcast.state is BroadcastState.GOING
    return BroadcastStanding(
        broadcast=broadcast,
        states=states,
        to_come=_to_come(tx, broadcast, who) if is_going else 0,
    )


def _to_come(tx: Transaction, broadcast: Broadcast, who: Recipients) -> int:
    """The chats for which nothing was put into the outbox yet."""
    where, values = are_recipients(who)
    (row,) = tx.rows(
        f"""select count(*) as n from chats join broadcasts
          on chats.key > broadcasts.after_chat and chats.key <= broadcasts.last_chat
        where broadcasts.key = :broadcast and {where}""",  # noqa: S608 - our own parts
        broadcast=broadcast.key,
        **values,
    )
    return int(row["n"])


def _broadcast(tx: Transaction, key: int) -> Broadcast | None:
    rows = tx.rows("select * from broadcasts where key = :key", key=key)
    return _as_broadcast(rows[0]) if rows else None


def _as_broadcast(row: Row) -> Broadcast:
    return Broadcast(
        key=row["key"],
        text=row["text"],
        state=BroadcastState(row["state"]),
        at=datetime.fromisoformat(row["at"]),
        begun_at=moment(row["begun_at"]),
        put=row["put"],
    )
