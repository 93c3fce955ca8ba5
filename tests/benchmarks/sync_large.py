"""A server and a terminal that hold a great many events: memory while it serves, how fast it is walked."""

from __future__ import annotations

import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from core.clock import SystemClock
from core.journal.encoding import RECORD, header_hash
from core.replica.engine import connect
from core.replica.replica import DATABASE as JOURNAL
from core.replica.replica import Replica
from core.replica.verify import verify
from sync.messages import START, Page, Pull, Push, Stored
from sync.server.engines import storage
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from sync.transport import Transport
from tests.benchmarks.sync_kit import SCOPE, batches, served, wrote
from tests.benchmarks.timing import spent

SESSIONS = 50
SIZE = 500
PUSHED = 10_000
RUNS = 3
_EVENT = "INSERT INTO event (session, seq, record, header, body) VALUES (?, ?, ?, ?, ?)"


def large(home: Path, sizes: list[int]) -> dict[str, Any]:
    """Journals of each size, at a server and at a terminal."""
    found = {}
    for size in sizes:
        with TemporaryDirectory(dir=home) as name:
            _fill(Path(name), size)
            found[str(size)] = {**_served(Path(name), size), **_walked(Path(name))}
    return found


def _fill(place: Path, size: int) -> None:
    """A server's file with a feed of `size` events, and a terminal's journal of the same."""
    (place / "server").mkdir()
    storage(place / "server").prepare()
    store = SqliteStore(place / "server" / DATABASE)
    with Replica(place / "terminal", SystemClock()) as replica:
        for number in range(SESSIONS):
            store.connection.execute("BEGIN")
            replica.connection.execute("BEGIN")
            for batch in batches(wrote(number, size // SESSIONS), SIZE):
                store.append(SCOPE, batch.session, batch.first, batch.events, batch.signature)
                rows = [
                    (batch.session, seq, event.header[RECORD], *event)
                    for seq, event in enumerate(batch.events, batch.first)
                ]
                replica.connection.executemany(_EVENT, rows)
                seal = (batch.session, batch.last, batch.tip, batch.signature)
                replica.connection.execute("INSERT INTO seal VALUES (?, ?, ?, ?)", seal)
            session = (batch.session, 0, batch.last, header_hash(batch.events[-1].header))
            replica.connection.execute("INSERT INTO session VALUES (?, ?, ?, ?)", session)
            replica.connection.execute("UPDATE journal_state SET events = events + ?", (batch.last,))
            replica.connection.execute("COMMIT")
            store.connection.execute("COMMIT")
    store.close()


def _served(place: Path, size: int) -> dict[str, Any]:
    """The server's memory while one terminal follows the whole feed and another pushes."""
    with served(place / "server") as server:
        fresh = server.memory_mb()
        follower, pusher = server.transport(5000), server.transport(5001)
        pulled = spent(lambda: _pull(follower))
        read = server.memory_mb()
        sent = batches(wrote(5001, PUSHED), SIZE)
        pushed = spent(lambda: [pusher.send(Push(SCOPE, batch)) for batch in sent])
        assert isinstance(pusher.send(Push(SCOPE, sent[-1])), Stored)
        return {
            "server_fresh_mb": fresh,
            "server_after_pull_mb": read,
            "server_after_push_mb": server.memory_mb(),
            "server_most_mb": server.memory_mb("VmHWM"),
            "pulled_per_s": round(size / pulled.wall),
            "pushed_per_s": round(PUSHED / pushed.wall),
        }


def _pull(transport: Transport) -> None:
    mark, more = START, True
    while more:
        page = transport.send(Pull(SCOPE, mark, {}))
        assert isinstance(page, Page)
        mark, more = page.mark, page.more


def _walked(place: Path) -> dict[str, Any]:
    """Every byte of the journal hashed again, its chain and seals checked."""
    connection = connect(place / "terminal" / JOURNAL, read_only=True)
    walks = []
    for _ in range(RUNS):
        walks.append(spent(lambda: _verify(connection)))
    connection.close()
    return {
        "verify_s": round(statistics.median(walk.wall for walk in walks), 2),
        "verify_cpu_s": round(statistics.median(walk.cpu for walk in walks), 2),
    }


def _verify(connection: Any) -> None:
    report = verify(connection, views=False)
    assert report.ok, report.problems[:3]
