"""Erasing the content of an event for a lawful reason: its header stays, the chain still verifies."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from core.errors import NotFound, Refusal
from core.journal.event import EventId
from core.records.session import ERASED
from core.replica.engine import sqlite
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica


def erase(act: Act, event: EventId, reason: str) -> None:
    """Remove the body of `event` and journal that it was removed, by whom and why.

    Raises Refusal without a reason, NotFound when the event is not here or has no body.
    """
    reason = clean(reason).strip()
    if not reason:
        raise Refusal("correct.reason")
    connection, name = act.replica.connection, bytes.fromhex(event.session)
    sql = "SELECT lower(hex(record)) FROM event WHERE session = ? AND seq = ? AND body IS NOT NULL"
    row = connection.execute(sql, (name, event.seq)).fetchone()
    if row is None:
        raise NotFound("record.not_found", number=str(event))
    act.replica.folded(row[0])  # at hand before it changes: the lines to take out are those it has now
    act.append(ERASED, act.replica.session, {"target": str(event), "record": row[0], "reason": reason})
    sql = "UPDATE event SET body = NULL, absence = 'erased' WHERE session = ? AND seq = ?"
    connection.execute(sql, (name, event.seq))
    act.replica.refold(row[0])
    act.erased = True


def scrub(replica: Replica) -> None:
    """Take what was erased out of the search index and the log of changes; free pages are zeroed as they fall free.

    A reader of another process may hold the log of changes back; the last one to close it takes it away.
    """
    with suppress(sqlite.Error):
        replica.connection.execute("INSERT INTO entry_text (entry_text) VALUES ('optimize')")
        replica.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
