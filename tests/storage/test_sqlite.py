"""The SQLite engine: its traps, and every way a file can be unusable."""

from __future__ import annotations

import asyncio
import os
import resource
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
import sqlite_utils

from storage.connect import connect, database_path, is_current
from storage.database import DatabaseUnusable, StorageError, Transaction
from storage.deliveries import DUE
from storage.records import Query
from storage.sqlite import RANKED, SqliteDatabase
from storage.store import Store
from tests.making import a_paper


async def opened(path: Path) -> Store:
    """The store at *path*."""
    return await connect(f"sqlite:///{path}")


async def test_a_look_at_the_outbox_sorts_nothing(tmp_path: Path) -> None:
    """At eight o'clock 100,000 messages are due: to sort them at each look would take a second."""
    store = await opened(tmp_path / "a.db")
    names = ("state", "platform", "limit", "now", "day_ago", "seconds", "furthest")
    values = dict.fromkeys(names, 1)
    steps = await store.database.read(lambda tx: tx.rows(f"explain query plan {DUE}", **values))
    await store.close()
    told = [step["detail"] for step in steps]
    assert any("deliveries_by_state" in detail for detail in told)
    assert not [detail for detail in told if "ORDER BY" in detail]


async def test_the_writer_is_durable_and_strict(tmp_path: Path) -> None:
    """WAL, synchronous FULL, foreign keys: a forgotten commit would be a duplicate later."""
    store = await opened(tmp_path / "a.db")

    def pragmas(tx: Transaction) -> tuple[object, ...]:
        names = ("journal_mode", "synchronous", "foreign_keys")
        return tuple(next(iter(tx.rows(f"pragma {name}")[0].values())) for name in names)

    assert await store.database.write(pragmas) == ("wal", 2, 1)
    await store.close()


async def test_a_reader_cannot_write(tmp_path: Path) -> None:
    """A query family that forgets `@write` is told so at once."""
    store = await opened(tmp_path / "a.db")
    with pytest.raises(StorageError, match="read-only"):
        await store.database.read(lambda tx: tx.run("delete from papers"))
    await store.close()


async def test_a_failed_unit_leaves_nothing(tmp_path: Path) -> None:
    """An error in the middle rolls everything back, and the next unit works."""
    store = await opened(tmp_path / "a.db")

    def half(tx: Transaction) -> None:
        tx.run("insert into facts values ('a', 'b')")
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.database.write(half)
    assert await store.fact("a") is None
    assert await store.keep_papers([a_paper()]) == 1
    await store.close()


async def test_returning_rows_commits_with_the_unit(tmp_path: Path) -> None:
    """`update … returning` does not leave a transaction open (sqlite-utils alone would)."""
    store = await opened(tmp_path / "a.db")
    await store.keep_harvest([], "a", "b")

    def claim(tx: Transaction) -> int:
        return len(tx.rows("update facts set value = 'c' where name = 'a' returning value"))

    assert await store.database.write(claim) == 1
    with closing(sqlite3.connect(tmp_path / "a.db")) as other:
        assert other.execute("select value from facts").fetchall() == [("c",)]
    await store.close()


async def test_two_processes_take_turns(tmp_path: Path) -> None:
    """A unit that reads before it writes waits for another writer instead of failing at once."""
    store = await opened(tmp_path / "a.db")
    other = sqlite3.connect(tmp_path / "a.db", isolation_level=None, check_same_thread=False)
    other.execute("begin immediate")
    other.execute("insert into facts values ('x', '1')")
    waiting = asyncio.create_task(store.reserve("a", now=1.0, pause=1.0))
    await asyncio.sleep(0)
    await asyncio.to_thread(other.execute, "commit")
    assert await waiting == 0.0
    other.close()
    await store.close()


async def test_the_index_survives_a_rebuilt_table(tmp_path: Path) -> None:
    """`transform()` drops the triggers; enabling the index again brings them back."""
    store = await opened(tmp_path / "a.db")
    await store.close()
    database = sqlite_utils.Database(tmp_path / "a.db")
    assert len(database.table("papers").triggers) == 3
    database.close()


async def test_ranking_is_bounded_to_the_newest_matches(tmp_path: Path) -> None:
    """Where very many papers match, only the newest 5,000 are ranked, and that is said."""
    store = await opened(tmp_path / "a.db")
    old, new = (
        a_paper(1, title="Rivers rivers rivers"),
        [
            a_paper(number, title="Some rivers", abstract="Water.")
            for number in range(2, RANKED + 2)
        ],
    )
    await store.keep_papers([old, *new])
    found = await store.search(Query(words=("rivers",)), limit=3)
    assert found.newest_only
    assert old.id not in {paper.id for paper in found.papers}
    assert len(found.papers) == 3
    await store.close()


def test_several_processes_may_open_a_new_file_at_once(tmp_path: Path) -> None:
    """One of them makes the tables; none of them fails."""
    program = (
        "import asyncio, sys; from storage.connect import connect\n"
        "async def main():\n"
        "    await (await connect(f'sqlite:///{sys.argv[1]}')).close()\n"
        "asyncio.run(main())"
    )
    for attempt in range(3):
        words = [sys.executable, "-c", program, str(tmp_path / f"{attempt}.db")]
        processes = [subprocess.Popen(words, stderr=subprocess.PIPE) for _ in range(5)]
        said = [process.communicate()[1] for process in processes]
        assert [process.returncode for process in processes] == [0] * 5, said


async def test_a_file_beside_a_backup_is_left_alone(tmp_path: Path) -> None:
    """Whatever it is called."""
    store = await opened(tmp_path / "a.db")
    other = tmp_path / "copy.db.part"
    other.write_text("precious", encoding="utf-8")
    await store.backup(str(tmp_path / "copy.db"))
    assert other.read_text(encoding="utf-8") == "precious"
    await store.close()


async def test_a_newer_database_is_refused(tmp_path: Path) -> None:
    """A program that does not know a step leaves the file alone and says what to do."""
    path = tmp_path / "a.db"
    await (await opened(path)).close()
    with closing(sqlite3.connect(path)) as database:
        database.execute(
            "insert into _sqlite_migrations (migration_set, name, applied_at)"
            " values ('paperround', '9999 the future', '')"
        )
        database.commit()
    before = path.read_bytes()
    with pytest.raises(DatabaseUnusable, match=r"newer Paperround.*9999 the future.*update"):
        await opened(path)
    assert path.read_bytes() == before


async def test_a_corrupt_file_is_refused(tmp_path: Path) -> None:
    """No database at all, and one that is damaged in the middle."""
    text = tmp_path / "a.db"
    text.write_text("Dear diary, " * 1000, encoding="utf-8")
    with pytest.raises(DatabaseUnusable, match="is no database"):
        await opened(text)
    assert text.read_text(encoding="utf-8").startswith("Dear diary")
    damaged = tmp_path / "b.db"
    store = await opened(damaged)
    await store.keep_papers([a_paper(number) for number in range(1, 300)])
    await store.close()
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(StorageError, match="damaged"):
        store = await opened(damaged)


async def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    """A file where a folder should be, and a folder where the file should be."""
    (tmp_path / "file").touch()
    with pytest.raises(DatabaseUnusable, match=r"folder of .* cannot be used"):
        await opened(tmp_path / "file" / "a.db")
    with pytest.raises(DatabaseUnusable, match="cannot be opened"):
        await opened(tmp_path)


async def test_a_closed_store_says_so(tmp_path: Path) -> None:
    """Whoever comes too late gets a sentence; closing twice is no error."""
    database = SqliteDatabase(tmp_path / "a.db")
    await database.open()
    await database.close()
    with pytest.raises((StorageError, RuntimeError)):
        await database.read(lambda tx: tx.rows("select 1"))


async def test_a_backup_is_a_whole_database(tmp_path: Path) -> None:
    """The copy opens by itself; an existing file is never written over."""
    store = await opened(tmp_path / "a.db")
    await store.keep_papers([a_paper()])
    await store.backup(str(tmp_path / "copy.db"))
    with pytest.raises(StorageError, match="exists already"):
        await store.backup(str(tmp_path / "copy.db"))
    with pytest.raises(StorageError, match=r"copy.db cannot be written: No such file"):
        await store.backup(str(tmp_path / "nowhere" / "copy.db"))
    await store.close()
    copy = await opened(tmp_path / "copy.db")
    assert await copy.paper(a_paper().id) == a_paper()
    await copy.close()
    assert set(os.listdir(tmp_path)) == {"a.db", "copy.db"}  # noqa: PTH208 - nothing waits


FILL = """
import asyncio, sys
from storage.connect import connect
from storage.database import StorageError
from tests.making import a_paper

async def fill():
    store = await connect(f"sqlite:///{sys.argv[1]}")
    await store.keep_papers([a_paper(1)])
    try:
        for start in range(2, 100_000, 500):
            await store.keep_papers([a_paper(n) for n in range(start, start + 500)])
    except StorageError as error:
        print(error)
    await store.close()

asyncio.run(fill())
"""


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    """A disk that takes no more (a real limit on the file's size) is a sentence, not a crash."""
    path = tmp_path / "a.db"

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (3_000_000, 3_000_000))

    done = subprocess.run(
        [sys.executable, "-c", FILL, str(path)],
        check=False, capture_output=True, text=True, preexec_fn=limited,
    )  # fmt: skip
    assert "nothing stored before is lost" in done.stdout, done.stderr
    with closing(sqlite3.connect(path)) as database:
        assert database.execute("pragma integrity_check").fetchone() == ("ok",)
        (count,) = database.execute("select count(*) from papers").fetchone()
    assert count % 500 == 1


@pytest.mark.parametrize(
    "url",
    [
        "",
        "papers.db",
        "sqlite://",
        "sqlite:///",
        "postgresql://x/y",
        "sqlite://host/x",
        "sqlite://[",
        "sqlite:///:memory:",
        "sqlite:///~nosuchuser/x.db",
    ],
)
def test_an_address_that_is_none_is_explained(url: str) -> None:
    """DATABASE_URL has one form."""
    with pytest.raises(DatabaseUnusable, match="DATABASE_URL"):
        database_path(url)


def test_addresses_name_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Relative, absolute, with blanks, in one's home."""
    monkeypatch.setenv("HOME", "/home/ada")
    assert database_path("sqlite:///a.db") == Path("a.db")
    assert database_path("sqlite:////var/a b#1?%20.db") == Path("/var/a b#1?%20.db")
    assert database_path("sqlite:///~/a.db") == Path("/home/ada/a.db")


async def test_a_database_is_current_once_it_was_opened(tmp_path: Path) -> None:
    """One that is not there is not; what is wrong with others is told by who opens them."""
    url = f"sqlite:///{tmp_path}/a.db"
    assert not is_current(url)
    store = await connect(url)
    assert is_current(url)
    await store.close()
    (tmp_path / "text").write_text("no database, but long enough to be looked at" * 99)
    assert is_current(f"sqlite:///{tmp_path}/text")
    assert is_current("mysql:///a")
