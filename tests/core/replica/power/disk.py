"""What lies on a disk after the power went: synced data, some of the sectors under way, and either directory.

Every unsynced sector of 512 bytes is kept, damaged or lost.  Directory operations are journalled in order by the file
system: a cut keeps a random number of the latest ones, and syncing any file commits all before it.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.core.replica.power.shim import Op

SECTOR = 512
KEPT, DAMAGED = 0.5, 0.6
"""Below the first a sector is kept, below the second it is damaged, above it is lost."""


@dataclass
class Inode:
    """A file's safe content and the operations that are not safe yet."""

    safe: bytearray = field(default_factory=bytearray)
    pending: list[tuple[int, bytes | None]] = field(default_factory=list)
    """(offset, data) of a write, (size, None) of a truncation."""

    def settle(self) -> None:
        for offset, data in self.pending:
            _put(self.safe, offset, data)
        self.pending.clear()

    def after_cut(self, chance: random.Random) -> bytearray:
        image = bytearray(self.safe)
        for offset, data in self.pending:
            if data is None:
                if chance.random() < KEPT:
                    _put(image, offset, None)
                continue
            for start in range(0, len(data), SECTOR):
                sector, luck = data[start : start + SECTOR], chance.random()
                if luck < DAMAGED:
                    _put(image, offset + start, sector if luck < KEPT else chance.randbytes(len(sector)))
        return image


def _put(image: bytearray, offset: int, data: bytes | None) -> None:
    """Write `data` at `offset`, or cut the file there."""
    if data is None:
        del image[offset:]
        return
    if len(image) < offset:
        image.extend(bytes(offset - len(image)))
    image[offset : offset + len(data)] = data


@dataclass
class Disk:
    """The files of one directory, safe and seen."""

    seen: dict[str, Inode] = field(default_factory=dict)
    safe: dict[str, Inode] = field(default_factory=dict)
    turns: list[tuple[str, Inode | None]] = field(default_factory=list)
    saved: int = -1
    """The last transaction of the diary that was reported as saved."""

    def do(self, op: Op) -> None:
        """Take in one line of the diary."""
        what, name, number, data = op
        if what == "saved":
            self.saved = number
        elif what == "open" and name not in self.seen:
            self.seen[name] = Inode()
            self.turns.append((name, self.seen[name]))
        elif what == "delete":
            del self.seen[name]
            self.turns.append((name, None))
            if number:
                self._sync_directory()
        elif what == "write":
            self.seen[name].pending.append((number, data))
        elif what == "truncate":
            self.seen[name].pending.append((number, None))
        elif what == "sync":
            self.seen[name].settle()
            self._sync_directory()

    def _sync_directory(self) -> None:
        _turn(self.safe, self.turns)
        self.turns.clear()

    def cut(self, chance: random.Random, target: Path) -> None:
        """Write into `target` what would be found after the power came back."""
        names = dict(self.safe)
        _turn(names, self.turns[: chance.randint(0, len(self.turns))])
        for name, inode in names.items():
            (target / name).write_bytes(inode.after_cut(chance))


def _turn(names: dict[str, Inode], turns: list[tuple[str, Inode | None]]) -> None:
    for name, inode in turns:
        if inode is None:
            names.pop(name, None)
        else:
            names[name] = inode


def cuts(diary: list[Op], count: int, seed: int) -> Iterator[tuple[Disk, random.Random]]:
    """`count` moments of the diary chosen by chance, in order, with the disk as it is then."""
    chance = random.Random(seed)
    moments = sorted(chance.randrange(1, len(diary) + 1) for _ in range(count))
    disk, done = Disk(), 0
    for moment in moments:
        for op in diary[done:moment]:
            disk.do(op)
        done = moment
        yield disk, chance
