"""Real replicas exchange through the protocol with a server on SQLite, and end up the same."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.ids import IdSource
from core.journal.encoding import FIXED, FORMAT
from core.journal.event import Stored
from core.records import incident, log
from core.replica.act import Desk
from core.replica.backup import backup
from core.replica.replica import DATABASE, Replica
from core.replica.restore import restore
from core.replica.seat import KEY_FILE
from core.replica.setup import set_up
from core.replica.standing import LINK
from core.replica.verify import verify
from sync.exchange import Answer, Exchange, Request
from sync.local import ReplicaLocal
from sync.messages import Dispute, Hello, Push
from sync.server import answers
from sync.server.sqlite_store import SqliteStore

SCOPE = "unit/station/东港"


class Server:
    """The server's answers over SQLite, each committed before it is given."""

    def __init__(self, path: Path) -> None:
        """A server whose file is `path`."""
        self.path, self.store = path, SqliteStore(path)

    def ask(self, request: Request) -> Answer:
        """The answer to one request."""
        self.store.connection.execute("BEGIN IMMEDIATE")
        answer = self._answer(request)
        self.store.connection.execute("COMMIT")
        return answer

    def _answer(self, request: Request) -> Answer:
        if isinstance(request, Hello):
            return answers.hello(self.store, request, [SCOPE], 0)
        if isinstance(request, Push):
            return answers.push(self.store, request, [SCOPE])
        if isinstance(request, Dispute):
            return answers.dispute(self.store, request, [SCOPE])
        return answers.pull(self.store, request, [SCOPE])


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """An empty branch server."""
    made = Server(tmp_path / "server.db")
    yield made
    made.store.close()


def terminal(directory: Path, clock: ManualClock, letter: str = "A") -> Replica:
    """A terminal of 东港站."""
    ids = IdSource(random.Random(letter).randbytes)
    return set_up(directory, clock, station="东港站", code="东港", letter=letter, ids=ids)


def exchange(replica: Replica, server: Server) -> int:
    """One exchange to its end; returns the number of requests."""
    local, machine, count = ReplicaLocal(replica), Exchange(ReplicaLocal(replica)), 0
    while (request := machine.request()) is not None:
        count += 1
        assert count < 100
        for write in machine.answer(server.ask(request)):
            local.carry_out(write)
    return count


def texts(replica: Replica) -> list[str]:
    """The lines a terminal shows, in their order."""
    return [entry.text() for entry in replica.entries(0, 2**62, newest=False)]


def test_two_terminals_of_a_station_show_the_same_and_keep_their_numbers(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    with terminal(tmp_path / "a", clock) as a, terminal(tmp_path / "b", clock, "B") as b:
        for number in range(3):
            clock.advance(minutes=1)
            Desk(a).do(log.note, f"甲{number}")
            Desk(b).do(log.note, f"乙{number}")
        for replica in (a, b, a):
            exchange(replica, server)
        assert texts(a) == texts(b)
        assert [row.number for row in a.rows("log")] == [row.number for row in b.rows("log")]
        assert verify(a.connection).ok
        assert verify(b.connection).ok
        assert exchange(a, server) == 2


def test_a_restored_terminal_gets_back_what_its_backup_did_not_know(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    with terminal(tmp_path / "a", clock) as a:
        Desk(a).do(log.note, "备份前")
        backup(a, tmp_path / "copy.db")
        Desk(a).do(log.note, "备份后")
        exchange(a, server)
    clock.advance(hours=1)
    restore(tmp_path / "a", tmp_path / "copy.db", clock)
    with Replica(tmp_path / "a", clock) as again:
        Desk(again).do(log.note, "恢复后")
        exchange(again, server)
        assert {"备份前", "备份后", "恢复后"} <= set(texts(again))
        assert verify(again.connection).ok


def test_a_server_set_back_is_filled_again_and_the_officer_is_told(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    with terminal(tmp_path / "a", clock) as a, terminal(tmp_path / "b", clock, "B") as b:
        Desk(a).do(log.note, "甲一")
        for replica in (a, b):
            exchange(replica, server)
        server.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        shutil.copy(server.path, tmp_path / "old.db")
        Desk(a).do(log.note, "甲二")
        for replica in (a, b):
            exchange(replica, server)
        Desk(b).do(log.note, "乙一")
        set_back = Server(tmp_path / "old.db")
        exchange(b, set_back)
        assert set_back.store.end(SCOPE).n == 5
        exchange(a, set_back)
        assert texts(a) == texts(b)
        assert b.connection.execute("SELECT message FROM alarm").fetchall() == [("sync.alarm.rewound",)]


def resumed(tmp_path: Path, clock: ManualClock) -> tuple[Replica, Replica]:
    """A terminal, and the same one resumed from a snapshot with its memory: both go on in one session."""
    a = terminal(tmp_path / "a", clock)
    Desk(a).do(log.note, "快照前")
    a.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (tmp_path / "twin").mkdir()
    for name in (DATABASE, KEY_FILE):
        shutil.copy(tmp_path / "a" / name, tmp_path / "twin" / name)
    twin = Replica(tmp_path / "twin", clock, IdSource(random.Random(9).randbytes))
    twin._writer = a._writer.__class__(twin.connection, twin.seat, twin._hlc, clock, twin.ids)  # type: ignore
    twin._writer.__dict__.update(
        {name: a._writer.__dict__[name] for name in ("session", "seq", "_tip", "_kept", "_clock_kept")}
    )
    return a, twin


def test_a_resumed_snapshot_forks_and_both_ways_are_kept(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    a, twin = resumed(tmp_path, clock)
    Desk(a).do(log.note, "原机")
    record = Desk(twin).do(log.note, "快照")
    number = twin.state(record).meta.number
    exchange(a, server)
    exchange(twin, server)
    exchange(a, server)
    empty = Server(tmp_path / "empty.db")
    for _ in range(2):
        exchange(twin, empty)
    assert empty.store.end(SCOPE).n >= 5
    exchange(a, server)
    assert {"快照前", "原机", "快照"} <= set(texts(a))
    assert texts(a).count("快照") == texts(twin).count("快照") == 1
    assert a.state(record).meta.number == number
    for replica in (a, twin):
        assert verify(replica.connection).ok
        replica.close()


def test_bytes_that_are_no_event_are_kept_aside_and_the_feed_goes_on(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    with terminal(tmp_path / "a", clock) as a, terminal(tmp_path / "b", clock, "B") as b:
        Desk(a).do(log.note, "甲一")
        exchange(a, server)
        session, seq, tip = a.connection.execute("SELECT session, seq, hash FROM session").fetchone()
        garbage = FIXED.pack(FORMAT, tip, bytes(32), session, seq + 1, 1 << 40, session, 0) + b"{no json"
        server.store.append(SCOPE, session, seq + 1, [Stored(garbage, None)], b"")
        Desk(b).do(log.note, "乙一")
        exchange(b, server)
        Desk(b).do(log.note, "乙二")
        exchange(b, server)
        assert set(texts(b)) >= {"甲一", "乙一", "乙二"}
        assert b.connection.execute("SELECT message FROM alarm").fetchall() == [("sync.alarm.aside",)]
        assert b.connection.execute("SELECT count(*) FROM aside").fetchone() == (1,)
        assert verify(b.connection).ok


def test_very_long_lines_are_pushed_in_requests_a_server_takes(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    from sync.local import MOST_BYTES

    with terminal(tmp_path / "a", clock) as a:
        chance = random.Random(8)
        with a.act() as act:
            for _ in range(300):
                log.note(act, "".join(chr(0x4E00 + chance.randrange(20000)) for _ in range(1900)))
        local = ReplicaLocal(a)
        (session,) = local.heads()
        batch = local.batch(session, 0, 500)
        assert batch is not None
        assert sum(len(event.header) + len(event.body or b"") for event in batch.events) <= MOST_BYTES
        exchange(a, server)
        assert server.store.end(SCOPE).n == 301


def test_what_is_urgent_goes_first_and_else_what_was_written_last(tmp_path: Path, clock: ManualClock) -> None:
    with terminal(tmp_path / "a", clock) as screen, Replica(tmp_path / "a", clock) as script:
        screen.connection.execute("INSERT INTO local VALUES (?, '{}')", (LINK,))
        Desk(screen).do(log.note, "先开的会话")
        Desk(script).do(log.note, "后开的会话")
        newest, oldest = (bytes.fromhex(session_of(one)) for one in (script, screen))
        assert list(ReplicaLocal(script).heads()) == [newest, oldest]
        Desk(screen).do(log.note, "又一条")
        assert list(ReplicaLocal(script).heads()) == [oldest, newest]
        Desk(script).do(incident.open_incident, "3号泊位 集装箱冒烟")
        Desk(screen).do(log.note, "再一条")
        assert list(ReplicaLocal(script).heads()) == [newest, oldest]
        assert ReplicaLocal(screen).pressing() == {newest: 3}


def session_of(replica: Replica) -> str:
    """The session `replica` writes."""
    with replica.act():
        return replica.session


def test_a_server_set_back_unseen_gets_again_both_ways_of_a_fork(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    a, twin = resumed(tmp_path, clock)
    Desk(a).do(log.note, "原机")
    Desk(twin).do(log.note, "快照")
    exchange(a, server)
    server.store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copy(server.path, tmp_path / "old.db")
    exchange(twin, server)
    beside = server.store.beside()
    assert len(beside) == 1
    # Nothing of the feed it followed can tell the two servers apart.
    twin.connection.execute("DELETE FROM mark")
    set_back = Server(tmp_path / "old.db")
    exchange(twin, set_back)
    assert set_back.store.beside() == beside
    alarms = [row[0] for row in twin.connection.execute("SELECT message FROM alarm")]
    assert "sync.alarm.rewound" in alarms
    for replica in (a, twin):
        assert verify(replica.connection).ok
        replica.close()
    set_back.store.close()


def test_a_copied_terminal_whose_clock_stands_behind_takes_over_the_clock_of_its_own_session(
    tmp_path: Path, clock: ManualClock, server: Server
) -> None:
    a, behind = terminal(tmp_path / "a", clock), ManualClock(clock.now() - timedelta(days=365))
    Desk(a).do(log.note, "复制前")
    a.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(tmp_path / "a", tmp_path / "twin")
    clock.advance(hours=1)
    Desk(a).do(log.note, "复制后")
    exchange(a, server)
    with Replica(tmp_path / "twin", behind) as twin:
        exchange(twin, server)
        assert verify(twin.connection).ok
        assert set(texts(twin)) == set(texts(a))
    a.close()
