"""Salvage: every event that still verifies, out of one damaged file or several, into a new whole one.

The chain decides.  An event is taken when it follows the one before it and the one behind it, a seal or the stored head
vouches for it; where a file is torn, a backup or the second copy may fill the hole.  Nothing that is read is changed.
"""

from __future__ import annotations

import shutil
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from core.clock import Clock
from core.errors import Damaged, NotFound, NotSaved, Refusal
from core.journal.encoding import BODY_HASH, GENESIS_PREV, PREV, body_hash, header_hash
from core.journal.event import Event, Stored, decode
from core.replica.backup import backup
from core.replica.carve import carved, queried
from core.replica.engine import sqlite
from core.replica.replica import DATABASE, Replica
from core.replica.seat import load_seat

_LOCAL: Final = {"local": 2, "draft": 3, "credential": 3}
"""Tables of local facts worth keeping, and how many columns they have."""


_SESSIONS: Final = "SELECT lower(hex(session)) FROM session"


class Left(NamedTuple):
    """An event that could be read but not be kept: which, why (a key of `verify`), and what it says."""

    event: Event
    what: str


@dataclass(slots=True)
class Salvaged:
    """How much was kept, what was left out, and whose bodies were not whole."""

    events: int = 0
    left: list[Left] = field(default_factory=list)


Found = dict[bytes, dict[int, dict[bytes, Stored]]]
"""Session → number → hash of the header → the event, preferably with its body."""


def salvage(source: Path, target: Path, clock: Clock, *others: Path) -> Salvaged:
    """Write what still verifies in `source`, with `others` to fill its holes, into the new file `target`.

    `target` is then a backup like any other: `restore` puts it in place.  Raises NotFound without `source`, Refusal
    when `target` exists, Damaged when there is not one event, NotSaved when the disk refuses.
    """
    if target.exists():
        raise Refusal("backup.exists", path=str(target))
    with readable(source, clock, *others) as (replica, report):
        backup(replica, target)
    return report


@contextmanager
def readable(source: Path, clock: Clock, *others: Path) -> Iterator[tuple[Replica, Salvaged]]:
    """A whole replica, gone at the end, of everything in `source` that still verifies; for reading."""
    for path in (source, *others):
        if not path.is_file():
            raise NotFound("backup.no_file", path=str(path))
    with tempfile.TemporaryDirectory(prefix="watchroom-") as name:
        folder = Path(name)
        copies = [_copied(path, folder / str(number)) for number, path in enumerate((source, *others))]
        found = _gather(copies)
        if not found:
            raise Damaged("salvage.nothing", path=str(source))
        with Replica(folder / "whole", clock) as replica:
            for copy in reversed(copies):
                _take_local(replica, copy)
            replica.seat = load_seat(replica.connection)
            yield replica, _take(replica, found, copies)


def _copied(path: Path, folder: Path) -> Path:
    """A copy of a file and the log of changes beside it, so that the original stays as it is."""
    folder.mkdir()
    for tail in ("", "-wal"):
        beside = Path(f"{path}{tail}")
        try:
            if beside.exists():
                shutil.copyfile(beside, f"{folder / DATABASE}{tail}")
        except OSError as error:
            raise NotSaved("store.cannot_open", path=str(beside), reason=str(error)) from error
    return folder / DATABASE


def _gather(copies: Sequence[Path]) -> Found:
    """Every event found in the copies, through SQLite and in their bytes."""
    found: Found = defaultdict(lambda: defaultdict(dict))
    for copy in copies:
        # The bytes first: SQLite folds the log of changes into the file.
        for path in (copy, Path(f"{copy}-wal")):
            if path.exists():
                _note(found, carved(path.read_bytes()))
        with suppress(sqlite.Error, UnicodeDecodeError):
            _note(found, queried(copy))
    return found


def _note(found: Found, events: Iterable[Stored]) -> None:
    for stored in events:
        try:
            event = decode(Stored(stored.header, None))
        except ValueError:
            continue
        whole = stored.body is not None and body_hash(stored.body) == stored.header[BODY_HASH]
        places = found[bytes.fromhex(event.session)][event.seq]
        if whole or header_hash(stored.header) not in places:
            places[header_hash(stored.header)] = Stored(stored.header, stored.body if whole else None)


def _take(replica: Replica, found: Found, copies: Sequence[Path]) -> Salvaged:
    """Take every session as far as its chain reaches into `replica`."""
    report, vouched = Salvaged(), _vouched(copies)
    for session, numbers in found.items():
        chain = list(_chain(numbers, vouched[session]))
        report.events += replica.absorb(chain)
        kept = {header_hash(stored.header) for stored in chain}
        for places in numbers.values():
            for tip, stored in places.items():
                if tip not in kept:
                    report.left.append(Left(decode(stored), "verify.chain_broken"))
                elif stored.body is None:
                    report.left.append(Left(decode(stored), "verify.body_missing"))
    erased = {
        target for (name,) in replica.connection.execute(_SESSIONS) for target in _erased(replica, name)
    }
    report.left = [one for one in report.left if str(one.event.id) not in erased]
    for copy in copies:
        _take_seals(replica, copy)
    return report


def _erased(replica: Replica, session: str) -> tuple[str, ...]:
    """The events whose content was removed on purpose by an act of `session`."""
    return getattr(replica.state(session), "erased", ())


def _chain(numbers: dict[int, dict[bytes, Stored]], vouched: dict[int, set[bytes]]) -> Iterator[Stored]:
    """One session from its first event on, as long as the next, a seal or a head vouches for each.

    The last that can be read may have nobody to vouch for it; then its whole body does.
    """
    tip, seq = GENESIS_PREV, 1
    while places := {own: one for own, one in numbers.get(seq, {}).items() if one.header[PREV] == tip}:
        named = {one.header[PREV] for one in numbers.get(seq + 1, {}).values()} | vouched.get(seq, set())
        good = [own for own, one in places.items() if own in named or (not named and one.body is not None)]
        if not good:
            return
        tip = good[0]
        yield places[tip]
        seq += 1


def _vouched(copies: Sequence[Path]) -> dict[bytes, dict[int, set[bytes]]]:
    """Hashes of the tips that stored heads and seals name, by session and number."""
    found: dict[bytes, dict[int, set[bytes]]] = defaultdict(lambda: defaultdict(set))
    for copy in copies:
        for sql in ("SELECT session, seq, hash FROM session", "SELECT session, seq, tip FROM seal"):
            for session, seq, tip in _rows(copy, sql):
                found[session][seq].add(tip)
    return found


def _take_seals(replica: Replica, copy: Path) -> None:
    """Take over the seals that stand on an event which was kept."""
    for row in _rows(copy, "SELECT session, seq, tip, signature FROM seal"):
        sql = "SELECT header FROM event WHERE session = ? AND seq = ?"
        header = replica.connection.execute(sql, row[:2]).fetchone()
        if header is not None and header_hash(header[0]) == row[2]:
            replica.connection.execute("INSERT OR IGNORE INTO seal VALUES (?, ?, ?, ?)", row)


def _take_local(replica: Replica, copy: Path) -> None:
    """Take over who this terminal is, its drafts and PINs, as far as they can be read."""
    for table, columns in _LOCAL.items():
        for row in _rows(copy, f"SELECT * FROM {table}"):
            with suppress(sqlite.Error):
                marks = ",".join("?" * columns)
                replica.connection.execute(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", row)


def _rows(copy: Path, sql: str) -> list[Any]:
    """What one query still gives, up to the first page that cannot be read."""
    rows = []
    with suppress(sqlite.Error, UnicodeDecodeError), closing(sqlite.connect(str(copy))) as connection:
        connection.execute("PRAGMA writable_schema=1")
        for row in connection.execute(sql):
            rows.append(row)
    return rows
