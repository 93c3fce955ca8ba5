"""What stands at the two ends: the lines of the log, and the proof that nothing is missing, doubled or changed."""

from __future__ import annotations

from collections import Counter
from contextlib import closing
from pathlib import Path

from core.journal.event import decode
from core.replica.replica import Replica
from core.replica.verify import verify
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from tests.sync.running import SCOPE
from watchroom.demo.agreement import Copy, differences, fed

LINE = "log.noted"


def at_terminal(replica: Replica) -> list[str]:
    """The lines a terminal shows, oldest first."""
    return [row.title for row in replica.rows("log")]


def at_branch(data: Path, scope: str = SCOPE) -> list[str]:
    """The lines in the feed of a station, in its order."""
    with closing(SqliteStore(data / DATABASE, read_only=True)) as store:
        events = [decode(event) for event in fed(store, scope).values()]
    return [str((event.body or {})["text"]) for event in events if event.kind == LINE]


def whole_at_both_ends(replica: Replica, data: Path, scope: str = SCOPE) -> None:
    """Chains, seals and views hold at the terminal; the server's file is sound and holds the same, byte for byte, once."""
    report = verify(replica.connection)
    assert report.ok, report.problems
    with Copy("terminal", replica.directory) as copy, closing(SqliteStore(data / DATABASE)) as store:
        assert list(differences("branch", copy.events(), fed(store, scope))) == []
        assert store.connection.execute("PRAGMA quick_check").fetchall() == [("ok",)]
        places: Counter[tuple[bytes, int]] = Counter()
        after = 0
        while rows := store.rows(scope, after, 1000):
            places.update((row.session, row.seq) for row in rows)
            after = rows[-1].n
        assert after == store.end(scope).n == len(places)
        assert set(places.values()) <= {1}
