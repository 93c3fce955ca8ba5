"""The triggers that keep the journal append-only: looked for at every opening, put back, and never in silence."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any, Final

from core.replica.engine import sqlite
from core.replica.schema import JOURNAL, statements

GUARDS: Final = {
    text.split()[2]: text.rstrip(";") for text in statements(JOURNAL) if text.startswith("CREATE TRIGGER")
}
"""Name → text of every guard."""

_NOTE: Final = "guards"


def missing(connection: Any) -> list[str]:
    """The guards that are not there, or not as they were written."""
    found = dict(connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return [name for name, text in GUARDS.items() if found.get(name) != text]


def mend(connection: Any) -> None:
    """Put missing guards back and note which, for `verify` and for the journal's next session."""
    gone = missing(connection)
    if not gone:
        return
    with suppress(sqlite.OperationalError):  # a disk that takes nothing: `verify` still reports them
        connection.execute("BEGIN IMMEDIATE")
        try:
            for name in gone:
                connection.execute(f"DROP TRIGGER IF EXISTS {name}")
                connection.execute(GUARDS[name])
            note = json.dumps(sorted({*noted(connection), *gone}))
            connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (_NOTE, note))
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def noted(connection: Any) -> list[str]:
    """Guards that were put back and of which the journal does not tell yet."""
    row = connection.execute("SELECT value FROM local WHERE key = ?", (_NOTE,)).fetchone()
    found: list[str] = json.loads(row[0]) if row else []
    return found


def told(connection: Any) -> None:
    """Forget the note: the running transaction writes it into the journal."""
    connection.execute("DELETE FROM local WHERE key = ?", (_NOTE,))
