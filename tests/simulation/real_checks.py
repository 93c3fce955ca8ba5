"""The judge of the profile `real`: reads the files with SQL of its own and holds them against what was written."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.journal.event import Stored
from core.replica import standing as shown
from core.replica.engine import sqlite
from core.replica.verify import verify
from sync.messages import Tip
from tests.simulation import checker
from tests.simulation.nodes import Disk
from tests.simulation.real_nodes import SERVER_FILE, RealServer, RealTerminal
from tests.simulation.store import MemoryStore

if TYPE_CHECKING:
    from tests.simulation.real import RealWorld

HARM = frozenset({"restore", "restore_server", "restore_hq", "disaster", "clone", "resume"})
"""Classes of faults after which somebody may be told; without any of them nobody is."""


@dataclass
class Found:
    """A terminal as the common checks see it."""

    name: str
    scope: str
    disk: Disk
    forks: list[bytes] = field(default_factory=list)


def store_of(path: Path) -> MemoryStore:
    """A server's file, read row by row."""
    made, feeds = MemoryStore(), {}
    with closing(sqlite.connect(path)) as db:
        names = dict(db.execute("SELECT id, session FROM session"))
        for number, seq, header, body in db.execute(
            "SELECT session, seq, header, body FROM event ORDER BY session, seq"
        ):
            assert seq == len(made.sessions.setdefault(names[number], [])) + 1
            made.sessions[names[number]].append(Stored(header, body))
        feeds = {
            number: made.feeds.setdefault(scope, [])
            for number, scope in db.execute("SELECT id, scope FROM feed")
        }
        for place, number, seq, feed in db.execute(
            "SELECT place, session, seq, feed FROM event ORDER BY place"
        ):
            feeds[place >> 40].append((names[number], seq, feed))
        late = "SELECT late.place, session, seq, late.feed FROM late JOIN event ON event.place = late.event ORDER BY 1"
        scopes = dict(db.execute("SELECT id, scope FROM feed"))
        for place, number, seq, feed in db.execute(late):
            made.late.setdefault(scopes[place >> 40], []).append((names[number], seq, feed))
        made.kept = _kept(db)
    return made


def disk_of(one: RealTerminal) -> Disk:
    """A terminal's journal and what it keeps aside."""
    made, db = Disk(), one.replica.connection
    for session, header, body in db.execute("SELECT session, header, body FROM event ORDER BY session, seq"):
        made.events.setdefault(session, []).append(Stored(header, body))
    made.kept = _kept(db)
    return made


def _kept(db: Any) -> dict[Tip, tuple[Stored, bytes]]:
    rows = db.execute("SELECT session, seq, hash, header, body FROM aside")
    return {Tip(*row[:3]): (Stored(row[3], row[4]), b"") for row in rows}


def judged(world: RealWorld) -> list[str]:
    """Everything that is wrong at the end."""
    branch, hq = (store_of(server.directory / SERVER_FILE) for server in (world.branch, world.hq))
    truth = world.truth
    found = [
        f"{node.name}: {node.broken} acknowledged and lost"
        for node in (world.branch, world.hq)
        if node.broken
    ]
    for name, store in (("branch", branch), ("hq", hq)):
        found += checker.sessions(name, store.sessions, truth)
        found += checker.feeds(name, store, truth) if not found else ()
    found += checker.withheld(hq)
    for number, one in enumerate(world.terminals):
        disk = disk_of(one)
        found += checker.sessions(f"{one.name}#{number}", disk.events, truth)
        found += checker.terminal(Found(one.name, one.scope, disk), number, branch, truth)
        found += views(one, number, disk, bool(truth.forked()))
    found += checker.relayed(branch, hq)
    return [*found, *alike(world), *told(world, checker.names(branch))]


def views(one: RealTerminal, number: int, disk: Disk, forked: bool) -> Iterator[str]:
    """I5, I13, I14: each line once, no amendment hidden, everything as it is folded anew from the bytes.

    Where a session forked two amendments may bear one number, and a conflict shown is one as far as anybody can tell.
    """
    where, db = f"{one.name}#{number}", one.replica.connection
    if not (report := verify(db)).ok:
        yield f"{where}: {report.problems[0]}"
    lines = Counter(row[0] for row in db.execute("SELECT record FROM entry WHERE kind = 'log.noted'"))
    written = {
        one.header[98:114].hex()
        for one in _events(disk)
        if one.body is not None and _tail(one.header)["kind"] == "log.noted"
    }
    if doubled := [record for record, count in lines.items() if count > 1]:
        yield f"{where}: {len(doubled)} lines are shown twice"
    if lost := written - set(lines):
        yield f"{where}: {len(lost)} lines are not shown"
    conflicts = {row[0] for row in db.execute("SELECT id FROM record WHERE conflict = 1")}
    if hidden := unseen(disk) - conflicts:
        yield f"{where}: {len(hidden)} amendments hide one that their writer had not seen"
    if (invented := conflicts - unseen(disk)) and not forked:
        yield f"{where}: {len(invented)} conflicts that are none"


def _events(disk: Disk) -> Iterable[Stored]:
    return (stored for events in disk.events.values() for stored in events)


def _tail(header: bytes) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(header[122:])
    return found


def unseen(disk: Disk) -> set[str]:
    """Records of which two amendments name one target, neither of them the other. A copy is its original."""
    amendments: dict[tuple[str, str], dict[str, set[str]]] = {}
    origins: dict[str, str] = {}
    for events in disk.events.values():
        for number, stored in enumerate(events, 1):
            tail, name = _tail(stored.header), f"{stored.header[66:82].hex()}/{number}"
            origins[name] = str(tail.get("copy_of", name))
            if tail["kind"] == "record.amended" and stored.body is not None:
                body = json.loads(stored.body[16:])
                of_target = amendments.setdefault((stored.header[98:114].hex(), body["target"]), {})
                of_target.setdefault(origins[name], set()).update(body["base"])
    open_ones = set()
    for (record, _), changes in amendments.items():
        seen = {origins.get(base, base) for bases in changes.values() for base in bases}
        if len(changes.keys() - seen) > 1:
            open_ones.add(record)
    return open_ones


def alike(world: RealWorld) -> Iterator[str]:
    """I9: terminals of one station show the same, as long as none of them keeps the other way of a fork aside."""
    shown: dict[str, tuple[str, list[Any]]] = {}
    for number, one in enumerate(() if world.truth.forked() else world.terminals):
        db, where = one.replica.connection, f"{one.name}#{number}"
        rows = db.execute(
            "SELECT id, kind, number, title, status, struck, conflict FROM record ORDER BY id"
        ).fetchall()
        other, expected = shown.setdefault(one.scope, (where, rows))
        if rows != expected:
            yield f"{where} does not show what {other} shows"


def standing(one: RealTerminal, server: RealServer) -> list[str]:
    """I16: what counts as being at the branch is on its disk; what waits is counted."""
    db = one.replica.connection
    sql = (
        "SELECT session.session, max(stored, fed) FROM proof JOIN session ON session.session = proof.session"
        " WHERE ours IN (0, 1) AND max(stored, fed) > 0"
    )
    amiss = 0
    for session, proven in db.execute(sql).fetchall():
        row = db.execute(
            "SELECT header FROM event WHERE session = ? AND seq = ?", (session, proven)
        ).fetchone()
        amiss += row is None or server.store.hash_at(session, proven) != checker.name_of(row[0])
    found = [f"{one.name}: {amiss} sessions count as at the branch and are not"] if amiss else []
    if not shown.waiting(db) and (there := _absent(one, server)):
        found.append(f"{one.name}: nothing waits, and {there} events are not at the branch")
    return found


def _absent(one: RealTerminal, server: RealServer) -> int:
    """Events of this terminal that are neither in a feed of the server nor beside one."""
    rows = one.replica.connection.execute(
        "SELECT event.session, event.seq, header FROM event JOIN session ON session.session = event.session"
        " WHERE ours IN (0, 1)"
    ).fetchall()
    return sum(
        server.store.hash_at(session, seq) != (tip := checker.name_of(header))
        and server.store.aside(Tip(session, seq, tip)) is None
        for session, seq, header in rows
    )


def told(world: RealWorld, there: set[bytes]) -> Iterator[str]:
    """I17: when both ways of a fork came together somebody was told, and without cause nobody was told anything."""
    alarms = world.branch.alarms() | world.hq.alarms()
    for one in world.terminals:
        alarms |= one.alarms()
    met = any(len(names & there) > 1 for names in world.truth.numbers.values())
    if met and "sync.alarm.fork" not in alarms:
        yield "a session forked and nobody was told"
    if not world.drawn & HARM and alarms:
        yield f"alarms without cause: {', '.join(sorted(alarms))}"
