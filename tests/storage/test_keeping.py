"""The contract of the store about readers; it runs on every engine in turn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from storage.database import Transaction
from storage.deliveries import Waits
from storage.keeping import Held, SavedPage
from storage.outbox import Page
from storage.people import Address, Chat, ChatKind, ChatSettings, Reader
from storage.planning import Plan, Told
from storage.spending import Expense, Purpose, Spent
from storage.store import Store
from tests.making import a_paper

NOW = datetime(2025, 11, 24, 14, tzinfo=UTC)
LATER = NOW + timedelta(minutes=15)
HERE = Address(platform="telegram", chat_id="5")


async def test_a_reader_is_made_once(store: Store) -> None:
    """With a language of their own, if they choose one, and admitted when somebody says so."""
    first = await store.open_reader("telegram", "5", at=NOW)
    await store.set_language(first.key, "zh")
    await store.admit(first.key)
    again = await store.open_reader("telegram", "5", at=LATER)
    assert (again.key, again.language, again.admitted) == (first.key, "zh", True)
    assert (await store.open_reader("discord", "5", at=NOW)).key != first.key


async def test_a_reading_list_is_each_readers_own(store: Store) -> None:
    """Newest first; a paper is on it once; a chat knows what was saved in it."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    chat = await store.open_chat(HERE, ChatKind.PRIVATE, ChatSettings())
    ada = await store.open_reader("telegram", "5", at=NOW)
    bob = await store.open_reader("telegram", "6", at=NOW)
    assert await store.save(ada.key, a_paper(2).id, chat=chat.key, at=NOW)
    assert await store.save(ada.key, a_paper(1).id, chat=chat.key, at=LATER)
    assert not await store.save(ada.key, a_paper(1).id, chat=chat.key, at=LATER)
    assert [paper.id for paper in await store.saved(ada.key)] == [a_paper(1).id, a_paper(2).id]
    assert await store.saved(bob.key) == ()
    assert await store.saved_in(chat.key) == {a_paper(1).id, a_paper(2).id}
    assert await store.unsave(ada.key, a_paper(1).id)
    assert not await store.unsave(ada.key, a_paper(1).id)
    await store.forget(reader=ada.key)
    assert await store.saved_in(chat.key) == frozenset()
    assert await store.count_papers() == 2


async def test_a_reading_list_has_pages(store: Store) -> None:
    """Newest first, of one moment the newest paper first; with the count of all."""
    await store.keep_papers([a_paper(number) for number in range(1, 6)])
    chat = await store.open_chat(HERE, ChatKind.PRIVATE, ChatSettings())
    ada = await store.open_reader("telegram", "5", at=NOW)
    bob = await store.open_reader("telegram", "6", at=NOW)
    for number, at in ((5, NOW), (1, LATER), (2, NOW), (3, LATER)):
        await store.save(ada.key, a_paper(number).id, chat=chat.key, at=at)
    await store.save(bob.key, a_paper(4).id, chat=chat.key, at=NOW)
    for turn, numbers, shown in ((0, (3, 1, 5), 1), (1, (3, 1, 5), 1), (9, (2,), 2)):
        page = await store.saved_page(ada.key, turn, size=3)
        assert page == SavedPage(papers=tuple(map(a_paper, numbers)), at=shown, of=2, count=4)
    nobody = await store.saved_page(99, 1, size=3)
    assert nobody == SavedPage(papers=(), at=1, of=1, count=0)
    assert await store.is_saved(ada.key, a_paper(5).id)
    assert not await store.is_saved(ada.key, a_paper(4).id)
    assert not await store.is_saved(bob.key, a_paper(5).id)


async def kept(store: Store, name: str) -> tuple[Reader, Chat]:
    """A reader and a chat of this name, with something in every table that holds such."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    address = Address(platform="telegram", chat_id=name)
    chat = await store.open_chat(address, ChatKind.PRIVATE, ChatSettings())
    reader = await store.open_reader("telegram", name, at=NOW)
    await store.follow(chat.key, "cs.CV", at=NOW, most=50)
    await store.save(reader.key, a_paper(1).id, chat=chat.key, at=NOW)
    await store.say_of(reader.key, a_paper(2).id, -1, at=NOW)
    told = Told(paper_id=a_paper(1).id, version=1, rule="cs.CV", rank=1)
    pages = tuple(
        Page(kind="digest", chat=chat.key, day=NOW.date(), part=part, view="{}", due_at=NOW)
        for part in (1, 2)
    )
    plan = Plan(
        chat=chat.key,
        day=NOW.date(),
        first_batch_day=None,
        last_batch_day=None,
        arrival=0,
        accounts="{}",
        told=(told,),
        pages=pages,
    )
    await store.keep_plans([plan])
    await _deliver(store, chat)
    await store.spend([on_demand(reader.key, chat.key)])
    return reader, chat


async def _deliver(store: Store, chat: Chat) -> None:
    """The first page arrives; the second has to wait, and then so has the chat."""
    for part, waits in ((1, None), (2, Waits.MESSAGE), (2, Waits.CHAT)):
        at = NOW if waits is not Waits.CHAT else LATER
        due = await store.due("telegram", at, limit=99)
        (page,) = [one for one in due if one.page.chat == chat.key]
        assert page.page.part == part
        assert await store.claim(page.key, at)
        if waits is None:
            await store.mark_sent(page.key, "m1", at)
        else:
            until = at + timedelta(minutes=1)
            await store.mark_pending_again(page.key, "busy", until=until, waits=waits)


def on_demand(reader: int, chat: int) -> Expense:
    """What one summary cost that was made on demand."""
    return Expense(
        day=NOW.date(),
        model="model",
        language="en",
        purpose=Purpose.DEMAND,
        reader=reader,
        chat=chat,
        place="server",
        spent=Spent(asked=1, calls=1, sent=100, cost=0.5),
    )


TABLES = (
    "readers", "saved", "feedback", "chats", "rules", "digests", "choices", "deliveries",
    "messages", "pace",
)  # fmt: skip


async def rows(store: Store) -> dict[str, int]:
    """How many rows each table has; those without any are left out."""

    def count(tx: Transaction) -> dict[str, int]:
        sql = "select count(*) as n from {}"
        return {table: tx.rows(sql.format(table))[0]["n"] for table in TABLES}

    return {table: n for table, n in (await store.database.read(count)).items() if n}


ALL_KEPT = {**dict.fromkeys(TABLES, 1), "deliveries": 2, "pace": 2}
OF_READER = ("readers", "saved", "feedback")


async def test_what_is_forgotten_is_in_no_table(store: Store) -> None:
    """Neither of the reader nor of the chat; papers stay, and what their summaries cost."""
    reader, chat = await kept(store, "5")
    assert await rows(store) == ALL_KEPT
    await store.forget(reader=reader.key, chat=chat.key)
    assert await rows(store) == {}
    assert await store.count_papers() == 2
    sql = "select reader, chat, place, cost from usage"
    usage = await store.database.read(lambda tx: tx.rows(sql))
    assert usage == [{"reader": 0, "chat": 0, "place": "", "cost": 0.5}]


async def test_a_reader_or_a_chat_is_forgotten_alone(store: Store) -> None:
    """What a chat's readers saved is theirs."""
    reader, chat = await kept(store, "5")
    await store.forget(chat=chat.key)
    assert await rows(store) == dict.fromkeys(OF_READER, 1)
    assert await store.is_saved(reader.key, a_paper(1).id)
    await store.forget(reader=reader.key)
    assert await rows(store) == {}
    reader, chat = await kept(store, "5")
    await store.forget(reader=reader.key)
    assert await rows(store) == {t: n for t, n in ALL_KEPT.items() if t not in OF_READER}


async def test_nobody_else_is_forgotten(store: Store) -> None:
    """Nor is their feedback, their digest, or how long they wait."""
    bob, elsewhere = await kept(store, "6")
    reader, chat = await kept(store, "5")
    await store.forget(reader=reader.key, chat=chat.key)
    assert await rows(store) == ALL_KEPT
    held = Held(saved=1, feedback=1, rules=1, digests=1)
    assert await store.held(bob.key, elsewhere.key) == held
    assert await store.held(reader.key, chat.key) == Held(saved=0, feedback=0, rules=0, digests=0)


async def test_the_last_word_about_a_paper_counts(store: Store) -> None:
    """More like this, or less."""
    await store.keep_papers([a_paper(1), a_paper(2)])
    ada = await store.open_reader("telegram", "5", at=NOW)
    await store.say_of(ada.key, a_paper(1).id, 1, at=NOW)
    await store.say_of(ada.key, a_paper(1).id, -1, at=LATER)
    await store.say_of(ada.key, a_paper(2).id, 1, at=NOW)
    assert await store.said_by(ada.key) == {a_paper(1).id: -1, a_paper(2).id: 1}


async def test_what_was_said_of_a_paper_can_be_taken_back(store: Store) -> None:
    """By who said it; what others said stays."""
    await store.keep_papers([a_paper(1)])
    ada = await store.open_reader("telegram", "5", at=NOW)
    bob = await store.open_reader("telegram", "6", at=NOW)
    for reader in (ada, bob):
        await store.say_of(reader.key, a_paper(1).id, 1, at=NOW)
    assert await store.unsay(ada.key, a_paper(1).id)
    assert not await store.unsay(ada.key, a_paper(1).id)
    assert (await store.said_by(ada.key), await store.said_by(bob.key)) == ({}, {a_paper(1).id: 1})


async def test_a_pass_is_for_one_thing_alone(store: Store) -> None:
    """The last word about a token counts."""
    await store.keep_invite("abc", "rest 1", uses=1, until=NOW)
    await store.keep_invite("abc", "rest 2", uses=1, until=LATER)
    assert await store.is_invite_open("abc", "rest 2", at=NOW)
    assert not await store.is_invite_open("abc", "rest 1", at=NOW)
    assert not await store.is_invite_open("abc", "rest 2", at=LATER)


async def test_an_invite_admits_as_many_as_it_says(store: Store) -> None:
    """Not more, not later, and not as another kind of link."""
    await store.keep_invite("abc", "invite", uses=2, until=LATER)
    assert not await store.use_invite("abc", "claim", at=NOW)
    assert await store.use_invite("abc", "invite", at=NOW)
    assert await store.use_invite("abc", "invite", at=NOW)
    assert not await store.use_invite("abc", "invite", at=NOW)
    await store.keep_invite("old", "invite", uses=2, until=NOW)
    assert not await store.use_invite("old", "invite", at=NOW)
    assert not await store.use_invite("none", "invite", at=NOW)
