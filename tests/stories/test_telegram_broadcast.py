"""
`/broadcast` on Telegram, by `paperround run`, which is killed while it puts and sends it.

What was under way at a kill comes again, as with any message on Telegram; nothing else does, and
nothing is lost: each chat has one delivery, whenever the kill came.
"""

from __future__ import annotations

import signal
import sqlite3
from collections.abc import AsyncIterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.broadcast import AT_ONCE
from bot.lane import IN_FLIGHT
from storage.connect import connect
from storage.database import Transaction
from storage.people import Address, ChatKind, ChatSettings
from tests.fakes.telegram.records import Message
from tests.fakes.telegram.server import LocalTelegram
from tests.stories.runs import Installation, Run
from tests.stories.test_telegram_kills import forget_updates

PEOPLE = 100
OTHERS = 12 * AT_ONCE  # chats that nobody sends to here: it takes a while until all are put
ANSWER = 0.04  # seconds
TEXT = "We move tonight.\n\nSee https://example.org/<b> *soon*"
SAID = f"From Ada Lovelace, who runs this bot:\n\n{TEXT}"


@dataclass(frozen=True, slots=True)
class Office:
    """People and other chats, of whom the first person administers the bot."""

    telegram: LocalTelegram
    installation: Installation
    people: tuple[int, ...]

    @property
    def ada(self) -> int:
        """The administrator."""
        return self.people[0]

    @property
    def settings(self) -> dict[str, str]:
        """What makes her one, and names her."""
        return {"ADMINS": f"telegram:{self.ada}", "OPERATOR_NAME": "Ada Lovelace"}

    def one(self, query: str) -> int:
        """A number in the database, as it stands now."""
        file = self.installation.database.removeprefix("sqlite:///")
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as connection:
            (value,) = connection.execute(query).fetchone()
        return int(value or 0)

    @property
    def put(self) -> int:
        """How many deliveries there are of all broadcasts."""
        return self.one("select sum(put) from broadcasts")

    @property
    def open(self) -> int:
        """How many deliveries on Telegram are not settled."""
        return self.one(
            """select count(*) from deliveries join chats on chats.key = deliveries.chat
            where platform = 'telegram' and settled_at is null"""
        )

    def got(self, person: int) -> int:
        """How often the broadcast stands in their chat."""
        return self.telegram.texts(person).count(SAID)

    @property
    def arrived(self) -> int:
        """How often it stands in all chats."""
        return sum(map(self.got, self.people))

    def writes(self, run: Run, text: str) -> Message:
        """Ada writes something; the answer to it."""
        said = self.telegram.tell(self.ada, text)
        return run.until(lambda: self._after(said))

    def _after(self, said: Message) -> Message | None:
        found = self.telegram.messages(self.ada)
        return next((one for one in found if one.message_id > said.message_id), None)


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """People who have begun, other chats, nobody who speaks yet; no bot behaves badly."""
    with LocalTelegram(delay=ANSWER) as telegram:
        url = telegram.base_url.removesuffix("/bot")
        people = tuple(telegram.person(f"Reader {n}") for n in range(PEOPLE))
        for person in people:
            telegram.begin(person)
        forget_updates(url, telegram.token)
        office = Office(telegram, Installation(tmp_path, url, telegram.token), people)
        store = await connect(office.installation.database)
        for person in people:
            address = Address(platform="telegram", chat_id=str(person))
            chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
        await store.database.write(lambda tx: _others(tx, chat.key))
        await store.close()
        yield office
        assert telegram.violations == []


def _others(tx: Transaction, like: int) -> None:
    """Many chats elsewhere, all like one that there is."""
    tx.many(
        """insert into chats
          (platform, chat_id, thread_id, kind, settings, hour, zone, days, state)
        select 'terminal', :name, '', kind, settings, hour, zone, days, state from chats
        where key = :like""",
        [{"name": str(number), "like": like} for number in range(OTHERS)],
    )


async def test_killed_while_it_is_put_and_while_it_is_sent(
    office: Office, capsys: pytest.CaptureFixture[str]
) -> None:
    """Confirmed once, in a life of a second: everybody has it in the end."""
    telegram, installation = office.telegram, office.installation
    with installation.running(**office.settings) as run:
        preview = office.writes(run, f"/broadcast {TEXT}")
        assert preview.text.startswith(SAID)
        assert f"in {PEOPLE + OTHERS:,} chats" in preview.text
        assert office.put == 0
        telegram.press(office.ada, preview, label=f"Send to {PEOPLE + OTHERS:,} chats")
        run.until(lambda: office.put)
        assert run.ends(signal.SIGKILL) == -signal.SIGKILL
    put = office.put
    assert 0 < put < PEOPLE + OTHERS
    for share in (PEOPLE // 3, 2 * PEOPLE // 3):
        with installation.running(**office.settings) as run:
            run.until(lambda share=share: office.arrived >= share)  # type: ignore[misc]
            assert run.ends(signal.SIGKILL) == -signal.SIGKILL
    with installation.running(**office.settings) as run:
        run.until(lambda: office.put == PEOPLE + OTHERS and not office.open)
        status = office.writes(run, "/status")
        assert run.ends() == 0
        assert "Traceback" not in run.said
    doubled = office.arrived - PEOPLE
    with capsys.disabled():
        print(  # noqa: T201 - the counts are what people want of this test
            f"\n3 kills in a broadcast ({put} of {PEOPLE + OTHERS} put at the first):"
            f" {sum(not office.got(one) for one in office.people)} lost, {doubled} doubled"
        )
    assert all(map(office.got, office.people))
    assert office.one("select count(*) from deliveries") == PEOPLE + OTHERS
    assert doubled <= 3 * IN_FLIGHT
    assert f": {PEOPLE} sent, {OTHERS} waiting" in status.text


async def test_stopped_it_goes_to_nobody_else(office: Office) -> None:
    """What is not sent yet is taken back; who pressed Send again sends nothing again."""
    telegram = office.telegram
    with office.installation.running(**office.settings) as run:
        preview = office.writes(run, f"/broadcast {TEXT}")
        for _ in range(2):
            telegram.press(office.ada, preview, label=f"Send to {PEOPLE + OTHERS:,} chats")
        run.until(lambda: office.arrived >= 10)
        status = office.writes(run, "/status")
        telegram.press(office.ada, status, label="Stop the broadcast")

        def told() -> str | None:
            now = telegram.message(office.ada, status.message_id).text
            return now if "stopped" in now else None

        text = run.until(told)
        run.until(
            lambda: not office.one("select count(*) from deliveries where settled_at is null")
        )
        arrived = office.arrived
        assert run.ends() == 0
    assert 10 <= arrived < PEOPLE
    assert "taken back" in text
    assert office.one("select count(*) from deliveries where state = 'sent'") == arrived
    assert max(map(office.got, office.people)) == 1


async def test_others_are_refused(office: Office) -> None:
    """By a word that tells nothing; a forged press as well."""
    telegram, eve = office.telegram, office.people[1]
    with office.installation.running(**office.settings) as run:
        preview = office.writes(run, f"/broadcast {TEXT}")
        said = telegram.tell(eve, "/broadcast Buy this")
        answer = run.until(
            lambda: next(
                (one for one in telegram.messages(eve) if one.message_id > said.message_id), None
            )
        )
        assert answer.text == "Only the administrators of this bot may do that."
        data = next(button["callback_data"] for row in preview.keyboard for button in row)
        number = telegram.forge(eve, answer, data)
        told = run.until(lambda: telegram.answer_to(number))
        assert "Only the administrators" in (told.text or "")
        assert run.ends() == 0
    assert office.put == 0
