"""The one way a database is opened: which SQLite, which settings, read back and asserted (security-libraries §7.4)."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from core.errors import Damaged, NotSaved, WatchroomError
from core.replica.recognise import recognise

DISK_FULL: Final = "store.disk_full"
"""The catalogue key of the one refusal that giving up the ballast may cure."""

SMALLEST: Final = 512
"""Bytes of the smallest page: no database is shorter."""

SAFE_VERSION: Final = (3, 51, 3)
"""From here on several processes may write: older ones have the WAL-reset corruption race."""

_SETTINGS: Final = {
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "synchronous": 2,
    "trusted_schema": 0,
    "cell_size_check": 1,
    "mmap_size": 0,
    "busy_timeout": 5000,
    "temp_store": 2,
    "secure_delete": 1,
    "journal_size_limit": 16_777_216,
    "cache_size": -16000,
}


def _driver() -> ModuleType:
    """The newest SQLite at hand: the bundled one where it has wheels, else Python's."""
    try:
        import pysqlite3
    except ImportError:
        import sqlite3

        return sqlite3
    module: ModuleType = pysqlite3
    return module


sqlite: Final[Any] = _driver()
"""The driver module; its exception classes are the ones to catch."""


Look = Callable[[Any, Path], None]
"""Looks at a file through a reading connection and raises when it is not to be opened."""


def many_writers() -> bool:
    """Whether this SQLite lets several processes write one file safely."""
    return bool(sqlite.sqlite_version_info >= SAFE_VERSION)


def connect(path: Path, *, read_only: bool = False, look: Look = recognise) -> Any:
    """An open connection in autocommit with every safety setting on; `look` says first whether the file is ours.

    Raises Damaged when the file is not a whole database of ours, Refusal for a newer one, NotSaved when it cannot
    be opened; nothing of it is changed then.
    """
    mode = "ro" if read_only else "rwc"
    try:
        looked = read_only or _look_first(path, look)
        connection = sqlite.connect(
            f"file:{_quoted(path)}?mode={mode}", uri=True, isolation_level=None, cached_statements=256
        )
        if not looked:
            look(connection, path)
        _settle(connection, read_only)
    except UnicodeDecodeError as error:  # what SQLite quotes from a damaged schema need not be text
        raise Damaged("store.unreadable", path=str(path)) from error
    except (sqlite.DatabaseError, OSError) as error:
        if isinstance(error, sqlite.OperationalError | OSError):
            raise NotSaved("store.cannot_open", path=str(path), reason=str(error)) from error
        known = "malformed" in str(error)
        raise Damaged("store.unreadable" if known else "store.not_a_database", path=str(path)) from error
    return connection


def _look_first(path: Path, look: Look) -> bool:
    """Look at the file through a connection that changes no byte of it; make a new one for its owner alone.

    False when that cannot be done: a power cut while the file was made left a journal that must be rolled back first.
    """
    if not path.exists():
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    size = path.stat().st_size
    if 0 < size < SMALLEST:  # SQLite would take it for an empty file and write over it
        raise Damaged("store.not_a_database", path=str(path))
    if size:
        with closing(
            sqlite.connect(f"file:{_quoted(path)}?mode=ro", uri=True, isolation_level=None)
        ) as reader:
            reader.execute("PRAGMA trusted_schema=0")
            with suppress(sqlite.OperationalError):
                look(reader, path)
                return True
            return False
    return True


def open_copy(path: Path) -> Any:
    """A copy, to be read; without leaving files beside it unless a log of changes lies there. Raises Damaged."""
    log = Path(f"{path}-wal")
    how = "" if log.exists() and log.stat().st_size else "&immutable=1"
    try:
        connection = sqlite.connect(f"file:{_quoted(path)}?mode=ro{how}", uri=True, isolation_level=None)
        connection.execute("PRAGMA trusted_schema=0")
        connection.execute("SELECT 1 FROM journal_state").fetchone()
    except sqlite.Error as error:
        raise Damaged("store.not_a_database", path=str(path)) from error
    return connection


def refusal(error: Exception) -> WatchroomError:
    """What to tell an officer about an error of SQLite while saving."""
    said = str(error)
    if "full" in said:
        return NotSaved(DISK_FULL)
    if "locked" in said or "busy" in said:
        return NotSaved("store.busy", reason=said)
    if "malformed" in said or "not a database" in said:
        return Damaged("store.damaged", reason=said)
    return NotSaved("store.not_saved", reason=said)


def _quoted(path: Path) -> str:
    """`path` for a file: URI."""
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _settle(connection: Any, read_only: bool) -> None:
    """Apply the settings and read them back."""
    settings = dict(_SETTINGS)
    if sys.platform == "darwin":
        settings |= {"fullfsync": 1, "checkpoint_fullfsync": 1}
    for name, value in settings.items():
        connection.execute(f"PRAGMA {name}={value}")
        seen = connection.execute(f"PRAGMA {name}").fetchone()
        if seen is not None and seen[0] != value:
            raise NotSaved("store.setting_refused", name=name)
    if not read_only and connection.execute("PRAGMA journal_mode=WAL").fetchone()[0] != "wal":
        raise NotSaved("store.setting_refused", name="journal_mode")
