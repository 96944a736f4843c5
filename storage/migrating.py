"""Brings an SQLite database up to date, by sqlite-utils: its migrations, its full-text index."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

import sqlite_utils

from storage.schema import FULL_TEXT, MIGRATIONS, Migration

INDEXED = ("title", "abstract", "authors")
TYPES = {"key": "integer primary key", "serial": "integer primary key"}


def migrate(connection: sqlite3.Connection) -> None:
    """Do the steps that are still to be done, all of them or none."""
    steps = sqlite_utils.Migrations("paperround")
    for migration in MIGRATIONS:
        steps(name=migration.name)(_step(migration))
    steps(name=FULL_TEXT)(_full_text)
    # One process migrates; what another has done meanwhile is no longer pending then.
    connection.execute("begin immediate")
    try:
        steps.apply(sqlite_utils.Database(connection))
        connection.execute("commit")
    except BaseException:
        if connection.in_transaction:
            connection.execute("rollback")
        raise


def _step(migration: Migration) -> Callable[[sqlite_utils.Database], None]:
    def apply(database: sqlite_utils.Database) -> None:
        for statement in migration.statements:
            database.execute(statement.format(**TYPES))

    return apply


def _full_text(database: sqlite_utils.Database) -> None:
    # External content; the triggers die with any table.transform(): re-enable after one.
    database.table("papers").enable_fts(INDEXED, create_triggers=True, tokenize="porter unicode61")
