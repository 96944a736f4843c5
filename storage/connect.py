"""DATABASE_URL -> Store."""

from __future__ import annotations

from pathlib import Path

from storage.database import DatabaseUnusable
from storage.sqlite import SqliteDatabase, has_every_step
from storage.store import Store


async def connect(url: str) -> Store:
    """
    Open the store that *url* names, making it when it is not there.

    `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite:///~/paperround.db`. Raises
    `DatabaseUnusable`.
    """
    database = SqliteDatabase(database_path(url))
    await database.open()
    return Store(database)


def is_current(url: str) -> bool:
    """Whether nothing has to be migrated; also where `connect` will tell what is wrong."""
    try:
        return has_every_step(database_path(url))
    except DatabaseUnusable:
        return True


def database_path(url: str) -> Path:
    """
    The file that a `sqlite:///` address names; raises `DatabaseUnusable` for any other.

    What stands behind the three slashes is the path as it is: no sign in it means anything else.
    """
    scheme, slashes, path = url.partition(":///")
    if scheme != "sqlite" or not slashes or not path.strip("/") or path == ":memory:":
        raise DatabaseUnusable(
            "DATABASE_URL must look like sqlite:///FILE (sqlite:////absolute/FILE for a full path)."
        )
    try:
        return Path(path.replace("\0", "\ufffd")).expanduser()
    except RuntimeError as error:
        raise DatabaseUnusable(f"DATABASE_URL names a home that is not there: {path}.") from error
