"""Folding every view anew from the journal: what is shown is never anything but a function of the events."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from core.replica import views
from core.replica.batches import SPAN, Batch, fold_span, no_collection, spans
from core.replica.engine import refusal, sqlite
from core.replica.schema import VIEW_TABLES, VIEWS, statements

if TYPE_CHECKING:
    from core.replica.replica import Replica

WORKERS_FROM: Final = 20_000
"""Events from which starting worker processes pays."""

_COMPARED: Final = 2000
_RECORD: Final = f"INSERT INTO record VALUES ({','.join('?' * 16)})"


def rebuild(replica: Replica, *, alone: bool = False) -> int:
    """Drop the views and fold them again in one transaction, `alone` without workers; returns the number of records.

    Raises NotSaved or Damaged, the views as they were.
    """
    connection = replica.connection
    if connection.in_transaction:
        raise RuntimeError("an act is running")
    try:
        connection.execute("BEGIN IMMEDIATE")
        for table in VIEW_TABLES:
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        count = _tables_then_indexes(connection, connection, alone)
        connection.execute("COMMIT")
    except BaseException as error:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        if isinstance(error, sqlite.Error):
            raise refusal(error) from error
        raise
    finally:
        replica.forget()
    return count


def _tables_then_indexes(source: Any, target: Any, alone: bool = False) -> int:
    """Create and fill the views of `target`; indexes come last, sorted once instead of grown row by row."""
    script = statements(VIEWS)
    for statement in script:
        if not statement.startswith("CREATE INDEX"):
            target.execute(statement)
    count = fill(source, target, alone=alone)
    for statement in script:
        if statement.startswith("CREATE INDEX"):
            target.execute(statement)
    return count


def fill(source: Any, target: Any, *, alone: bool = False) -> int:
    """Write the views of everything in `source` into the empty views of `target`; returns the number of records.

    Large journals are folded by worker processes, unless `alone`; both ways write the same rows in the same order.
    """
    count = 0
    with no_collection():
        for batch in _batches(source, alone):
            count += len(batch.records)
            _write(target, batch)
    return count


def _batches(source: Any, alone: bool) -> Iterator[Batch]:
    """The rows of every record, by spans of record ids."""
    found = spans(source)
    path = source.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0]
    if alone or not path or os.cpu_count() == 1 or len(found) * SPAN <= WORKERS_FROM:
        return (fold_span(source, span) for span in found)
    from core.replica.workers import fold_in_workers

    return fold_in_workers(source, Path(path), found)


def _write(target: Any, batch: Batch) -> None:
    """Write the rows of many records with few statements."""
    target.executemany(_RECORD, batch.records)
    views.raise_numbers(target, batch.records)
    views.write_lines(target, batch.lines)


def same_views(connection: Any) -> Iterator[str]:
    """The view tables that differ from what the journal folds to, without changing anything."""
    fresh = sqlite.connect("", isolation_level=None)
    try:
        fresh.execute("BEGIN")
        _tables_then_indexes(connection, fresh)
        yield from differing_views(connection, fresh)
    finally:
        fresh.close()


def differing_views(left: Any, right: Any) -> Iterator[str]:
    """The view tables that do not hold the same rows in two databases, byte for byte."""
    return (table for table in VIEW_TABLES if not _equal(left, right, table))


def _equal(left: Any, right: Any, table: str) -> bool:
    """Whether a table holds the same rows in both databases."""
    order = {"record": "id", "numbering": "prefix", "entry": "id", "entry_text": "rowid"}[table]
    columns = "rowid, *" if table == "entry_text" else "*"
    sql = f"SELECT {columns} FROM {table} ORDER BY {order}"
    try:
        a, b = left.execute(sql), right.execute(sql)
        while True:
            rows = a.fetchmany(_COMPARED)
            if rows != b.fetchmany(_COMPARED):
                return False
            if not rows:
                return True
    except sqlite.DatabaseError:
        return False
