"""Bringing a file to the version this program writes, before anything else reads it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.replica.engine import refusal, sqlite
from core.replica.guards import mend
from core.replica.schema import VERSION, VIEW_TABLES
from core.replica.seat import Seat, check_key, load_seat


def make_ready(connection: Any, directory: Path) -> Seat | None:
    """Bring the opened file up to date, put missing guards back and say whose terminal it is.

    Raises Damaged for pages that cannot be read or another terminal's key, NotSaved when the disk refuses.
    """
    try:
        prepare(connection)
        mend(connection)
        seat = load_seat(connection)
    except sqlite.Error as error:
        raise refusal(error) from error
    check_key(directory, seat)
    return seat


def prepare(connection: Any) -> None:
    """Create the tables of a new file, or bring an older one up to date without touching journal bytes.

    A file of a newer program was refused before it was opened (`core.replica.recognise`).
    """
    if connection.execute("PRAGMA user_version").fetchone()[0] < VERSION:
        from core.replica.migrations import migrate

        migrate(connection)


def lacking(connection: Any) -> bool:
    """Whether a table of the views is not there."""
    found = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return not found.issuperset(VIEW_TABLES)
