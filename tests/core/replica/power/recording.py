"""Everything a replica asks its database to write, in order, so that it can be done again on a disk that fails."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest

from core.replica import engine, replica

WRITING = (
    "insert",
    "update",
    "delete",
    "create",
    "drop",
    "begin",
    "commit",
    "rollback",
    "savepoint",
    "release",
)


@dataclass
class Recording:
    """Statements as (sql, rows); `boundaries` holds what was committed after each finished transaction."""

    steps: list[tuple[str, list[Any]]] = field(default_factory=list)
    boundaries: list[tuple[int, Any]] = field(default_factory=list)
    """(number of steps so far, fingerprint of everything that counts)."""


def fingerprint(connection: Any) -> Any:
    """Journal, local facts and views in a form that differs when one transaction more or less is there."""
    if not connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'entry_text'").fetchone()[0]:
        return None
    last = "SELECT header, body FROM event ORDER BY position DESC LIMIT 1"
    found = [connection.execute(last).fetchone()]
    for sql in (
        "SELECT events, hlc FROM journal_state",
        "SELECT count(*), sum(seq), max(hash) FROM session",
        "SELECT count(*), max(signature) FROM seal",
        "SELECT count(*), sum(body IS NULL) FROM event",
        "SELECT * FROM local ORDER BY key",
        "SELECT * FROM draft ORDER BY form",
        "SELECT count(*), max(id), max(at) FROM record",
        "SELECT count(*), max(id) FROM entry",
        "SELECT * FROM numbering ORDER BY prefix",
    ):
        found.append(tuple(connection.execute(sql).fetchall()))
    return tuple(found)


@contextmanager
def recorded() -> Iterator[Recording]:
    """Record what every connection opened inside writes."""
    kept = Recording()

    class Tape(engine.sqlite.Connection):  # type: ignore[misc, name-defined]
        """A connection that remembers what it was asked to write."""

        def execute(self, sql: str, values: Any = ()) -> Any:
            found = super().execute(sql, values)
            self._note(sql, [values] if values else [()])
            return found

        def executemany(self, sql: str, rows: Any) -> Any:
            rows = list(rows)
            found = super().executemany(sql, rows)
            self._note(sql, rows)
            return found

        def _note(self, sql: str, rows: list[Any]) -> None:
            word = sql.split(None, 1)[0].lower()
            if word in WRITING or (word == "pragma" and "user_version =" in sql) or "wal_checkpoint" in sql:
                kept.steps.append((sql, rows))
                if not self.in_transaction:
                    kept.boundaries.append((len(kept.steps), fingerprint(super())))

        def close(self) -> None:
            super().close()
            kept.steps.append(("close", []))
            kept.boundaries.append((len(kept.steps), kept.boundaries[-1][1]))

    real = engine.sqlite.connect

    def taped(*args: Any, **named: Any) -> Any:
        return real(*args, factory=Tape, **named) if args[0].endswith("mode=rwc") else real(*args, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine.sqlite, "connect", taped)
        assert replica.connect is engine.connect
        yield kept
