"""Files of older and newer programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.records import log
from core.replica.act import Desk
from core.replica.engine import connect
from core.replica.replica import DATABASE, Replica
from core.replica.schema import ASIDE, EXCHANGE, HOMES, UPSTREAM, VERSION, names
from core.replica.verify import verify

JOURNAL = "SELECT position, session, seq, record, header, body FROM event ORDER BY position"


def _as_version_one(directory: Path) -> list[tuple[object, ...]]:
    """Make the file what version 1 of it was; returns the journal's bytes."""
    connection = connect(directory / DATABASE)
    for table in names(EXCHANGE + ASIDE + UPSTREAM + HOMES, "table"):
        connection.execute(f"DROP TABLE {table}")
    connection.execute("DROP INDEX record_conflict")
    connection.execute("DELETE FROM _sqlite_migrations WHERE name <> 'journal_local_and_views'")
    connection.execute("PRAGMA user_version = 1")
    rows: list[tuple[object, ...]] = connection.execute(JOURNAL).fetchall()
    connection.close()
    return rows


def test_an_older_file_is_brought_up_to_date_and_its_journal_keeps_every_byte(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(log.note, "旧版写的")
    replica.close()
    before = _as_version_one(replica.directory)
    with Replica(replica.directory, clock) as again:
        assert again.connection.execute("PRAGMA user_version").fetchone() == (VERSION,)
        assert again.connection.execute(JOURNAL).fetchall() == before
        assert again.connection.execute(
            "SELECT 1 FROM sqlite_master WHERE name = 'record_conflict'"
        ).fetchone()
        Desk(again).do(log.note, "新版写的")
        assert verify(again.connection).ok


def test_a_newer_file_is_refused_and_untouched(replica: Replica, desk: Desk, clock: ManualClock) -> None:
    desk.do(log.note, "一")
    replica.connection.execute("PRAGMA user_version = 99")
    replica.close()
    before = (replica.directory / DATABASE).read_bytes()
    with pytest.raises(Refusal) as refused:
        Replica(replica.directory, clock)
    assert refused.value.key == "store.newer"
    assert (replica.directory / DATABASE).read_bytes() == before
