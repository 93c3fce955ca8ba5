"""The second copy: every committed event appended to a file on another disk, a stick or a network drive.

The file is a sequence of frames, each `position` (8 bytes), `header length` (4), `body length` (4, all ones for a body
that is not here), header, body; big-endian.  A torn last frame is cut off when the copy goes on.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from core.errors import Damaged
from core.journal.encoding import header_hash
from core.journal.event import Stored

if TYPE_CHECKING:
    from core.replica.replica import Replica

FRAME: Final = struct.Struct(">QII")
NO_BODY: Final = 0xFFFFFFFF
SUFFIX: Final = ".wrj"
_BATCH: Final = 1000
_ALL: Final = "SELECT position, header, body FROM event ORDER BY position"


class Mirror:
    """Follows one replica's journal into one file; a missing disk never stops the duty room."""

    def __init__(self, replica: Replica, directory: Path) -> None:
        """Copy `replica` into `directory`; nothing is written before the first `catch_up`."""
        assert replica.seat is not None
        self._replica = replica
        self.path = directory / f"watchroom-{replica.seat.device}{SUFFIX}"
        self._copied: int | None = None
        self.error: str | None = None
        """Why the last copy failed, None when the copy is whole."""

    def catch_up(self, written: list[Stored] | None = None) -> bool:
        """Append what is not in the copy yet; False, with `error` set, when the disk is not there."""
        try:
            with self.path.open("ab") as file:
                if self._copied is None:
                    self._copied = self._begin(file)
                for position, header, body in self._missing():
                    file.write(frame(position, Stored(header, body)))
                    self._copied = position
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            self._copied, self.error = None, str(error)
            return False
        self.error = None
        return True

    def _begin(self, file: BinaryIO) -> int:
        """Mend the copy and find where it goes on: behind its last frame, or after a restore with all it lacks."""
        last, header = _mend(self.path, file)
        connection = self._replica.connection
        row = connection.execute("SELECT header FROM event WHERE position = ?", (last,)).fetchone()
        if last == 0 or (row is not None and row[0] == header):
            return last
        with self.path.open("rb") as reader:
            held = {header_hash(stored.header) for _, stored in frames(reader)}
        newest = 0
        for position, header, body in connection.execute(_ALL):
            newest = position
            if header_hash(header) not in held:
                file.write(frame(position, Stored(header, body)))
        return newest

    def _missing(self) -> Iterator[tuple[int, bytes, bytes | None]]:
        sql = "SELECT position, header, body FROM event WHERE position > ? ORDER BY position"
        yield from self._replica.connection.execute(sql, (self._copied,))


def frame(position: int, stored: Stored) -> bytes:
    """One event as a frame."""
    length = NO_BODY if stored.body is None else len(stored.body)
    return FRAME.pack(position, len(stored.header), length) + stored.header + (stored.body or b"")


def frames(file: BinaryIO) -> Iterator[tuple[int, Stored]]:
    """The whole frames of a copy, up to a torn one."""
    while len(head := file.read(FRAME.size)) == FRAME.size:
        position, header_length, body_length = FRAME.unpack(head)
        header = file.read(header_length)
        body = None if body_length == NO_BODY else file.read(body_length)
        if len(header) < header_length or (body is not None and len(body) < body_length):
            return
        yield position, Stored(header, body)


def _mend(path: Path, file: BinaryIO) -> tuple[int, bytes]:
    """Cut a torn frame off the end of the copy; returns the last position it holds, and the header there."""
    last, header, size = 0, b"", 0
    with path.open("rb") as reader:
        for position, stored in frames(reader):
            last, header = position, stored.header
            size += FRAME.size + len(header) + len(stored.body or b"")
    file.truncate(size)
    file.seek(0, os.SEEK_END)
    return last, header


def recover(replica: Replica, path: Path) -> int:
    """Take every event of the copy at `path` into the empty `replica`; returns how many.

    Raises Damaged when the copy is not a chain of events.
    """
    count, batch = 0, list[Stored]()
    with path.open("rb") as file:
        for _, stored in frames(file):
            batch.append(stored)
            if len(batch) == _BATCH:
                count += _take(replica, batch)
                batch = []
    return count + _take(replica, batch)


def _take(replica: Replica, batch: list[Stored]) -> int:
    try:
        return replica.absorb(batch)
    except ValueError as error:
        raise Damaged("mirror.damaged") from error
