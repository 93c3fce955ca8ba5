"""Carried by hand (随身携带): the sealed batches as files on a stick, for weeks without a network.

One folder per feed, one file per batch, named after session and numbers; a file appears whole or not at all.  What is
read proves itself: chain and seal are checked as they are over the network, so partial copies, a stick read twice, an
old stick and a stick of another unit do no harm, and each is told apart.
"""

from __future__ import annotations

import hashlib
import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.clock import iso
from core.errors import NotFound, NotSaved
from core.journal.encoding import header_hash
from core.journal.event import Stored, decode
from core.journal.seal import Seal, holds
from core.replica.durable import sync_directory
from core.replica.intake import absorb
from sync import aside
from sync.batch import MOST_INFLATED, Batch, MalformedBatch, encode
from sync.batch import decode as unpack
from sync.exchange import PUSH_EVENTS
from sync.local import ReplicaLocal
from sync.origins import NOTE, Origin, ahead, known_keys, origin, ours

if TYPE_CHECKING:
    from core.replica.replica import Replica

FOLDER: Final = "watchroom-carry"
SUFFIX: Final = ".wrb"
_PART: Final = ".part"
_SESSIONS: Final = "SELECT session FROM session WHERE ours IN (0, 1) ORDER BY rowid"


@dataclass(slots=True)
class Written:
    """What was put on the stick."""

    folder: Path
    files: int = 0
    events: int = 0
    there: int = 0
    """Files that lay there already, whole."""
    unsealed: int = 0
    """Events of other terminals that these have not sealed yet: they stay."""


@dataclass(slots=True)
class Taken:
    """What was found on the stick; files by name where a person may want to look."""

    files: int = 0
    new: int = 0
    known: int = 0
    broken: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)
    """An earlier part is neither here nor on the stick."""
    forked: list[str] = field(default_factory=list)
    foreign: list[Origin] = field(default_factory=list)
    """Stations whose records these are."""
    ahead: list[Origin] = field(default_factory=list)
    """This station, which has joined a branch that this terminal has not."""
    strangers: list[str] = field(default_factory=list)
    """Devices whose records were taken in although the branch has shown us none of theirs."""

    @property
    def whole(self) -> bool:
        """Whether everything that concerns this terminal was taken in."""
        return not (self.broken or self.gaps or self.forked or self.ahead)


def carry_out(replica: Replica, directory: Path) -> Written:
    """Write everything sealed that this terminal holds into `directory`; raises NotFound or NotSaved."""
    if not directory.is_dir():
        raise NotFound("carry.no_directory", path=str(directory))
    seat = replica.seat
    assert seat is not None
    made = Written(directory / FOLDER / _folder(f"unit/{seat.unit}"))
    try:
        made.folder.mkdir(parents=True, exist_ok=True)
        about = {"scope": f"unit/{seat.unit}", "station": seat.station, "written": iso(replica.clock.now())}
        _put(made.folder / NOTE, json.dumps(about, ensure_ascii=False).encode())
        for (session,) in replica.connection.execute(_SESSIONS).fetchall():
            _session_out(ReplicaLocal(replica), session, made)
        sync_directory(made.folder)
    except OSError as error:
        raise NotSaved("carry.not_written", path=str(directory), reason=error.strerror or "") from error
    return made


def _session_out(local: ReplicaLocal, session: bytes, made: Written) -> None:
    """One session, batch by batch; a shorter file that began at the same number is no longer needed."""
    after = 0
    while (batch := local.batch(session, after, PUSH_EVENTS)) is not None:
        path = made.folder / _name(batch)
        if path.exists() and _read(path) == batch:
            made.there += 1
        else:
            _put(path, encode(batch))
            made.files += 1
            made.events += len(batch.events)
        for older in made.folder.glob(f"{session.hex()}-{batch.first:08}-*{SUFFIX}"):
            if older != path:
                older.unlink()
        after = batch.last
    made.unsealed += local.length(session) - after


def carry_in(replica: Replica, directory: Path) -> Taken:
    """Take in what a stick holds for this terminal's unit; raises NotFound when nothing of ours lies there."""
    root = directory if directory.name == FOLDER else directory / FOLDER
    folders = sorted(path for path in root.iterdir() if path.is_dir()) if root.is_dir() else []
    if not folders:
        raise NotFound("carry.nothing_there", path=str(directory))
    taken, own, known = Taken(), set(map(_folder, ours(replica))), known_keys(replica)
    for folder in folders:
        if folder.name in own:
            for path in sorted(folder.glob(f"*{SUFFIX}")):
                _file_in(replica, path, taken, known)
        else:
            found = origin(folder)
            (taken.ahead if ahead(replica, found) else taken.foreign).append(found)
    return taken


def _file_in(replica: Replica, path: Path, taken: Taken, known: set[str] | None) -> None:
    """One file: taken in whole, or left and told why; `known` are the keys the branch has shown, if there is one."""
    taken.files += 1
    batch = _read(path)
    if batch is None or not _sealed(replica, batch):
        taken.broken.append(path.name)
        return
    head = ReplicaLocal(replica).length(batch.session)
    if batch.first > head + 1:
        taken.gaps.append(path.name)
        return
    misfits: list[Stored] = []
    connection = replica.connection

    def keep_seal() -> None:
        if not misfits:
            row = (batch.session, batch.last, batch.tip, batch.signature)
            connection.execute("INSERT OR IGNORE INTO seal VALUES (?, ?, ?, ?)", row)

    new = absorb(replica, batch.events, misfit=lambda stored, _: misfits.append(stored), then=keep_seal)
    taken.new += new
    if new and batch.first == 1 and known is not None:
        _note_stranger(batch, taken, known)
    taken.known += len(batch.events) - new - len(misfits)
    if misfits:
        _aside(replica, batch, misfits)
        taken.forked.append(path.name)


def _note_stranger(batch: Batch, taken: Taken, known: set[str]) -> None:
    """Name the device that opened the session when it is nobody the branch has shown."""
    first = decode(batch.events[0])
    if str((first.body or {}).get("key")) not in known and first.device not in taken.strangers:
        taken.strangers.append(first.device)


def _aside(replica: Replica, batch: Batch, misfits: list[Stored]) -> None:
    """Another way of a session that is here: kept beside the journal, and an officer is told."""
    from sync.writes import Alarm

    first = batch.last - len(misfits) + 1
    for seq, stored in enumerate(misfits, first):
        row = ("carry", batch.session, seq, header_hash(stored.header), *stored)
        replica.connection.execute(aside.PUT, row)
    replica.connection.execute(aside.SEAL, (batch.session, batch.last, batch.tip, batch.signature))
    ReplicaLocal(replica).carry_out(Alarm("sync.alarm.fork", batch.session.hex()))


def _sealed(replica: Replica, batch: Batch) -> bool:
    """Whether the device that opened the session signed the batch's last event."""
    genesis = batch.events[0]
    if batch.first > 1:
        sql = "SELECT header, body FROM event WHERE session = ? AND seq = 1"
        row = replica.connection.execute(sql, (batch.session,)).fetchone()
        if row is None:
            return bool(batch.signature)  # nothing here it could continue: counted as a gap
        genesis = Stored(*row)
    try:
        key = bytes.fromhex(str((decode(genesis).body or {})["key"]))
    except (ValueError, KeyError):
        return False
    return holds(Seal(batch.session, batch.last, batch.tip, batch.signature), key)


def _read(path: Path) -> Batch | None:
    """The batch in a file, None when it is cut, damaged or no batch."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_INFLATED + 1)
        return unpack(data) if len(data) <= MOST_INFLATED else None
    except (OSError, MalformedBatch, ValueError):
        return None


def _put(path: Path, data: bytes) -> None:
    """Write a file so that it is there whole or not at all."""
    part = path.with_name(path.name + _PART)
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def _name(batch: Batch) -> str:
    return f"{batch.session.hex()}-{batch.first:08}-{batch.last:08}{SUFFIX}"


def _folder(scope: str) -> str:
    """The folder of a feed: any file system takes its name."""
    return hashlib.blake2b(b"watchroom/carry\n" + scope.encode(), digest_size=8).hexdigest()
