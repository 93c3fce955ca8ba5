"""Which engine keeps a server's records: the one place that knows them all."""

from __future__ import annotations

from pathlib import Path

from sync.server.sqlite_storage import DATABASE, SqliteStorage
from sync.server.storage import Storage


def storage(directory: Path, database: str = "") -> Storage:
    """The file in `directory`, unless a `database` is named by its URL."""
    return SqliteStorage(directory / DATABASE)
