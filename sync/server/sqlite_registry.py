"""The registry in the server's SQLite file."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

from sync.server.registry import Alarm, Code, Device, Unit

MOST_ALARMS: Final = 1000
"""Different alarms kept of one device; nobody can fill the disk with them."""

SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS unit (path TEXT PRIMARY KEY, name TEXT NOT NULL, level TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS device (
    id TEXT PRIMARY KEY,
    unit TEXT NOT NULL REFERENCES unit,
    key BLOB NOT NULL CHECK (length(key) = 32),
    letter TEXT NOT NULL,
    relay INTEGER NOT NULL,
    joined_ms INTEGER NOT NULL,
    revoked_ms INTEGER NOT NULL,
    counter INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS code (
    name TEXT PRIMARY KEY,
    digest BLOB NOT NULL,
    unit TEXT NOT NULL REFERENCES unit,
    relay INTEGER NOT NULL,
    until_ms INTEGER NOT NULL,
    tries INTEGER NOT NULL,
    used_by TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS descent (
    before TEXT NOT NULL, session TEXT NOT NULL, PRIMARY KEY (before, session)
) STRICT;
CREATE TABLE IF NOT EXISTS fact (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS alarm (
    key TEXT NOT NULL,
    device TEXT NOT NULL,
    about TEXT NOT NULL,
    first_ms INTEGER NOT NULL,
    last_ms INTEGER NOT NULL,
    times INTEGER NOT NULL,
    PRIMARY KEY (key, device, about)
) STRICT;
"""

_UNIT: Final = (
    "INSERT INTO unit VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET name = excluded.name, level = excluded.level"
)
_ALARM: Final = """
INSERT INTO alarm SELECT ?, ?, ?, ?, ?, 1 WHERE (SELECT count(*) FROM alarm WHERE device = ?2) < ?6
OR EXISTS (SELECT 1 FROM alarm WHERE key = ?1 AND device = ?2 AND about = ?3)
ON CONFLICT DO UPDATE SET last_ms = excluded.last_ms, times = times + 1
"""


def _device(row: Sequence[Any]) -> Device:
    device, unit, key, letter, relay, *rest = row
    return Device(device, unit, key, letter, bool(relay), *rest)


class SqliteRegistry:
    """Units, devices, codes and alarms over an open connection."""

    def __init__(self, connection: Any, *, make: bool = False) -> None:
        """Read and write by `connection`; `make` creates the tables."""
        self.connection = connection
        if make:
            from core.replica.schema import statements

            for statement in statements(SCHEMA):
                connection.execute(statement)

    def units(self) -> Sequence[Unit]:
        """See `Registry`."""
        return [Unit(*row) for row in self.connection.execute("SELECT * FROM unit ORDER BY path")]

    def add_unit(self, unit: Unit) -> None:
        """See `Registry`."""
        self.connection.execute(_UNIT, unit)

    def device(self, device: str) -> Device | None:
        """See `Registry`."""
        row = self.connection.execute("SELECT * FROM device WHERE id = ?", (device,)).fetchone()
        return None if row is None else _device(row)

    def devices(self) -> Sequence[Device]:
        """See `Registry`."""
        return [
            _device(row) for row in self.connection.execute("SELECT * FROM device ORDER BY unit, joined_ms")
        ]

    def add_device(self, device: Device) -> None:
        """See `Registry`."""
        self.connection.execute("INSERT INTO device VALUES (?, ?, ?, ?, ?, ?, ?, ?)", device)

    def revoke(self, device: str, now_ms: int) -> bool:
        """See `Registry`."""
        sql = "UPDATE device SET revoked_ms = ? WHERE id = ? AND revoked_ms = 0"
        self.connection.execute(sql, (now_ms, device))
        return self.device(device) is not None

    def knows_key(self, key: bytes) -> bool:
        """See `Registry`."""
        return self.connection.execute("SELECT 1 FROM device WHERE key = ?", (key,)).fetchone() is not None

    def advance(self, counters: Collection[tuple[str, int]]) -> None:
        """See `Registry`."""
        rows = [(counter, device, counter) for device, counter in counters]
        self.connection.executemany("UPDATE device SET counter = ? WHERE id = ? AND counter < ?", rows)

    def add_code(self, code: Code) -> None:
        """See `Registry`."""
        self.connection.execute("INSERT OR REPLACE INTO code VALUES (?, ?, ?, ?, ?, ?, ?)", code)

    def code(self, name: str) -> Code | None:
        """See `Registry`."""
        row = self.connection.execute("SELECT * FROM code WHERE name = ?", (name,)).fetchone()
        if row is None:
            return None
        _, digest, unit, relay, *rest = row
        return Code(name, digest, unit, bool(relay), *rest)

    def count_try(self, name: str) -> None:
        """See `Registry`."""
        self.connection.execute("UPDATE code SET tries = tries + 1 WHERE name = ?", (name,))

    def use_code(self, name: str, device: str) -> None:
        """See `Registry`."""
        self.connection.execute("UPDATE code SET used_by = ? WHERE name = ?", (device, name))

    def descend(self, before: str, session: str) -> bool:
        """See `Registry`."""
        self.connection.execute("INSERT OR IGNORE INTO descent VALUES (?, ?)", (before, session))
        sql = "SELECT 1 FROM descent WHERE before = ? AND session <> ?"
        return self.connection.execute(sql, (before, session)).fetchone() is not None

    def remember(self, key: str, value: str) -> None:
        """See `Registry`."""
        self.connection.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (key, value))

    def remembered(self, key: str) -> str:
        """See `Registry`."""
        row = self.connection.execute("SELECT value FROM fact WHERE key = ?", (key,)).fetchone()
        return "" if row is None else str(row[0])

    def alarm(self, key: str, device: str, about: str, now_ms: int) -> None:
        """See `Registry`."""
        self.connection.execute(_ALARM, (key, device, about, now_ms, now_ms, MOST_ALARMS))

    def alarms(self) -> Sequence[Alarm]:
        """See `Registry`."""
        return [Alarm(*row) for row in self.connection.execute("SELECT * FROM alarm ORDER BY last_ms DESC")]
