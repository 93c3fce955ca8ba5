"""Which engine keeps a server's records: the one place that knows them all."""

from __future__ import annotations

from pathlib import Path

from core.errors import Refusal
from sync.server.sqlite_storage import DATABASE, SqliteStorage
from sync.server.storage import Storage


def storage(directory: Path, database: str = "") -> Storage:
    """The file in `directory`, or the PostgreSQL `database` named by its URL; raises Refusal."""
    if not database:
        return SqliteStorage(directory / DATABASE)
    try:
        from sync.server.postgres_storage import PostgresStorage
    except ImportError as error:
        raise Refusal("database.not_installed") from error
    return PostgresStorage(database)
