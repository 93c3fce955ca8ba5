"""A file system under SQLite that writes down every write, sync, truncation and deletion."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import apsw

from core.replica.engine import _SETTINGS
from tests.core.replica.power.recording import Recording

Op = tuple[str, str, int, bytes]
"""(what, file name, offset or size or number, data)."""


class Shim(apsw.VFS):
    """The system's own files, with a diary."""

    def __init__(self, name: str) -> None:
        self.diary: list[Op] = []
        self.vfs_name = name
        super().__init__(name, "")

    def xOpen(self, name: Any, flags: Any) -> Any:
        return ShimFile(self, name, flags)

    def xDelete(self, name: str, syncdir: bool) -> None:
        super().xDelete(name, syncdir)
        self.diary.append(("delete", Path(name).name, int(bool(syncdir)), b""))


class ShimFile(apsw.VFSFile):
    """One open file."""

    def __init__(self, shim: Shim, name: Any, flags: Any) -> None:
        named = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = Path(named).name if named else ""
        self._diary = shim.diary if named else []
        super().__init__("", name, flags)
        self._diary.append(("open", self._name, 0, b""))

    def xWrite(self, data: bytes, offset: int) -> None:
        super().xWrite(data, offset)
        self._diary.append(("write", self._name, offset, bytes(data)))

    def xTruncate(self, size: int) -> None:
        super().xTruncate(size)
        self._diary.append(("truncate", self._name, size, b""))

    def xSync(self, flags: int) -> None:
        super().xSync(flags)
        self._diary.append(("sync", self._name, 0, b""))


def replay(recording: Recording, path: Path, *, journal_mode: str = "WAL", synchronous: str = "") -> list[Op]:
    """Do everything of `recording` again at `path`; returns the diary, with ("saved", "", boundary, b"") in between.

    Without `synchronous` the setting of the product is what is tried.
    """
    shim = Shim(f"shim-{journal_mode}-{synchronous}")
    boundaries = {step: number for number, (step, _) in enumerate(recording.boundaries)}
    connection = None
    for number, (sql, rows) in enumerate(recording.steps, 1):
        connection = connection or _open(shim, path, journal_mode, synchronous)
        if sql == "close":
            connection.close()
            connection = None
        else:
            connection.executemany(sql, rows)
        if number in boundaries:
            shim.diary.append(("saved", "", boundaries[number], b""))
    if connection is not None:
        connection.close()
    diary = shim.diary
    shim.unregister()
    return diary


def _open(shim: Shim, path: Path, journal_mode: str, synchronous: str) -> Any:
    """The settings of the product; alone with the file, because a shim has no shared memory; checkpoints are frequent."""
    connection = apsw.Connection(str(path), vfs=shim.vfs_name)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    for name, value in _SETTINGS.items():
        connection.execute(f"PRAGMA {name}={value}")
    if synchronous:
        connection.execute(f"PRAGMA synchronous={synchronous}")
    connection.execute(f"PRAGMA journal_mode={journal_mode}")
    connection.execute("PRAGMA wal_autocheckpoint=100")
    return connection
