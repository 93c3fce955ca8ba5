"""The judge: knows what was really written, and recomputes every hash from bytes with code of its own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from core.journal.event import Stored
from tests.simulation.nodes import MemoryStore, Terminal

SHORT = 8


def name_of(header: bytes) -> bytes:
    """A header's hash, as `docs/protocol.md` §3 has it."""
    return hashlib.sha256(b"watchroom/header/1\n" + header).digest()


def place_of(header: bytes) -> tuple[bytes, int]:
    """Session and number."""
    return header[66:82], int.from_bytes(header[82:90], "big")


@dataclass
class Truth:
    """Every event that a device really wrote, told at the moment of writing."""

    scope: dict[bytes, str] = field(default_factory=dict)
    """Hash of each event written, and the feed it belongs to."""
    numbers: dict[tuple[bytes, int], set[bytes]] = field(default_factory=dict)

    def wrote(self, scope: str, stored: Stored) -> None:
        """One event more."""
        name = name_of(stored.header)
        self.scope[name] = scope
        self.numbers.setdefault(place_of(stored.header), set()).add(name)

    def forked(self) -> set[bytes]:
        """Sessions in which one number was given twice."""
        return {session for (session, _), names in self.numbers.items() if len(names) > 1}


def sessions(where: str, held: Mapping[bytes, list[Stored]], truth: Truth) -> Iterable[str]:
    """I3, I4, I12: numbers without holes, headers chained, clocks increasing, bodies as hashed, nothing made up."""
    for session, events in held.items():
        prev, clock = bytes(32), -1
        for number, stored in enumerate(events, 1):
            header, label = stored.header, f"{where}: {session.hex()[:SHORT]}/{number}"
            if place_of(header) != (session, number):
                yield f"{label} stands in another's place"
                break
            if header[2:34] != prev:
                yield f"{label} does not follow the one before"
                break
            if (ticked := int.from_bytes(header[90:98], "big")) <= clock:
                yield f"{label} has a clock that does not go on"
                break
            prev, clock = name_of(header), ticked
            if prev not in truth.scope:
                yield f"{label} was written by nobody"
                break
            body = stored.body
            if body is not None and hashlib.sha256(b"watchroom/body/1\n" + body).digest() != header[34:66]:
                yield f"{label} has another body"


def feeds(where: str, store: MemoryStore, truth: Truth) -> Iterable[str]:
    """I7, I8, I10: each event one row in its own scope's feed; the running hash recomputes."""
    seen: set[tuple[bytes, int]] = set()
    late = {(session, number) for rows in store.late.values() for session, number, _ in rows}
    for scope, rows in store.feeds.items():
        before = bytes(32)
        for session, number, after in rows:
            if (session, number) in seen:
                yield f"{where}: {session.hex()[:SHORT]}/{number} has two rows"
                return
            seen.add((session, number))
            stored = store.sessions[session][number - 1]
            bare = stored.body is None or (session, number) in late
            name = name_of(stored.header)
            entry = hashlib.sha256(b"watchroom/bare/1\n" + name).digest() if bare else name
            before = hashlib.sha256(b"watchroom/feed/1\n" + before + entry).digest()
            if before != after:
                yield f"{where}: running hash of {scope} differs at {session.hex()[:SHORT]}/{number}"
                return
            if truth.scope.get(name, scope) != scope:
                yield f"{where}: an event of {truth.scope[name]} stands in {scope}"
                return
    if len(seen) != sum(map(len, store.sessions.values())):
        yield f"{where}: an event has no row"


def contents(terminals: Iterable[Terminal], store: MemoryStore) -> Iterable[str]:
    """I2, I9: a content that a terminal has is at the branch, and a content the branch has is at every reader's."""
    disks = [event for one in terminals for events in one.disk.events.values() for event in events]
    known = {name_of(event.header) for event in disks if event.body is not None}
    there = [event for events in store.sessions.values() for event in events]
    if missing := [event for event in there if event.body is None and name_of(event.header) in known]:
        yield f"branch: the content of {len(missing)} is missing, though a terminal has it"
    told = {name_of(event.header) for event in there if event.body is not None}
    if missing := [event for event in disks if event.body is None and name_of(event.header) in told]:
        yield f"terminals: the content of {len(missing)} is missing, though the branch has it"


def withheld(store: MemoryStore) -> Iterable[str]:
    """I10: no body of a narrower audience is beyond its branch."""
    beside = (one for one, _ in store.kept.values())
    for stored in [*(one for events in store.sessions.values() for one in events), *beside]:
        audience = json.loads(stored.header[122:])["audience"]
        if audience in ("station", "branch") and stored.body is not None:
            yield f"hq: holds the content of an event for {audience}"
            return


def names(store: MemoryStore) -> set[bytes]:
    """Hashes of everything a server has, in its feeds or beside them."""
    return {name_of(one.header) for events in store.sessions.values() for one in events} | {
        name_of(one.header) for one, _ in store.kept.values()
    }


def terminal(one: Terminal, number: int, store: MemoryStore, truth: Truth) -> Iterable[str]:
    """I2, I9, I10: what it holds is at the branch, what its feed holds is here, and nothing of another's scope."""
    where = f"{one.name}#{number}"
    mine = {name_of(e.header): e for events in one.disk.events.values() for e in events}
    beside = {name_of(e.header) for e, _ in one.disk.kept.values()}
    there, forked = names(store), truth.forked()
    if missing := mine.keys() - there:
        yield f"{where}: {len(missing)} missing at the branch"
    feed = {name_of(store.sessions[s][n - 1].header) for s, n, _ in store.feeds.get(one.scope, [])}
    if lost := beside - there:
        yield f"{where}: {len(lost)} kept aside missing at the branch"
    if unread := feed - mine.keys() - beside:
        yield f"{where}: {len(unread)} of its feed missing"
    strange = [name for name in mine.keys() | beside if truth.scope.get(name) != one.scope]
    if strange:
        yield f"{where}: {len(strange)} of another scope, or of nobody"
    unfounded = set(one.forks) - forked
    if unfounded:
        yield f"{where}: {len(unfounded)} forks that never were"


def relayed(branch: MemoryStore, hq: MemoryStore) -> Iterable[str]:
    """I2, I9: everything the branch has, in its feeds or beside them, is at headquarters."""
    if missing := names(branch) - names(hq):
        yield f"hq: {len(missing)} of the branch missing"
