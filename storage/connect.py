"""DATABASE_URL -> Store."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

from storage.database import DatabaseUnusable
from storage.sqlite import SqliteDatabase
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


def database_path(url: str) -> Path:
    """The file that a `sqlite:///` address names; raises `DatabaseUnusable` for any other."""
    parts = urlsplit(url)
    if parts.scheme != "sqlite" or parts.netloc or len(parts.path) <= 1:
        raise DatabaseUnusable(
            "DATABASE_URL must look like sqlite:///FILE (sqlite:////absolute/FILE for a full path)."
        )
    return Path(unquote(parts.path[1:])).expanduser()
