"""The registry in PostgreSQL, where several processes read and write at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, Final

import psycopg

from sync.server.postgres_numbering import LOCKS
from sync.server.registry import Alarm, Code, Device, Unit
from sync.server.sqlite_registry import MOST_ALARMS

_UNIT: Final = """
INSERT INTO unit VALUES (%s, %s, %s) ON CONFLICT (path) DO UPDATE SET name = excluded.name, level = excluded.level
"""
_CODE: Final = """
SELECT code.* FROM code JOIN unit ON unit.path = code.unit WHERE code.name = %s FOR NO KEY UPDATE
"""
"""Locks the code and its unit: two devices that show codes of one unit at once join one after the other."""

_ALARM: Final = """
INSERT INTO alarm SELECT %(key)s, %(device)s, %(about)s, %(now)s, %(now)s, 1
WHERE (SELECT count(*) FROM alarm WHERE device = %(device)s) < %(most)s
OR EXISTS (SELECT FROM alarm WHERE device = %(device)s AND key = %(key)s AND about = %(about)s)
ON CONFLICT (device, key, about) DO UPDATE SET last_ms = excluded.last_ms, times = alarm.times + 1
"""
_ADD_CODE: Final = """
INSERT INTO code VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (name) DO UPDATE SET digest = excluded.digest,
unit = excluded.unit, relay = excluded.relay, until_ms = excluded.until_ms, tries = excluded.tries,
used_by = excluded.used_by
"""


class PostgresRegistry:
    """Units, devices, codes and alarms over an open connection."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        """Read and write by `connection`."""
        self.connection = connection

    def _all(self, sql: str, given: Any = None) -> list[Any]:
        return self.connection.execute(sql, given).fetchall()

    def _one(self, sql: str, given: Any = None) -> Any:
        return self.connection.execute(sql, given).fetchone()

    def units(self) -> Sequence[Unit]:
        """See `Registry`."""
        return [Unit(*row) for row in self._all('SELECT * FROM unit ORDER BY path COLLATE "C"')]

    def add_unit(self, unit: Unit) -> None:
        """See `Registry`."""
        self.connection.execute(_UNIT, unit)

    def device(self, device: str) -> Device | None:
        """See `Registry`."""
        row = None if "\0" in device else self._one("SELECT * FROM device WHERE id = %s", (device,))
        return None if row is None else Device(*row)

    def devices(self) -> Sequence[Device]:
        """See `Registry`."""
        return [
            Device(*row) for row in self._all('SELECT * FROM device ORDER BY unit COLLATE "C", joined_ms')
        ]

    def add_device(self, device: Device) -> None:
        """See `Registry`."""
        self.connection.execute("INSERT INTO device VALUES (%s, %s, %s, %s, %s, %s, %s, %s)", device)

    def revoke(self, device: str, now_ms: int) -> bool:
        """See `Registry`."""
        sql = "UPDATE device SET revoked_ms = %s WHERE id = %s AND revoked_ms = 0"
        self.connection.execute(sql, (now_ms, device))
        return self.device(device) is not None

    def knows_key(self, key: bytes) -> bool:
        """See `Registry`."""
        return self._one("SELECT 1 FROM device WHERE key = %s", (key,)) is not None

    def advance(self, counters: Collection[tuple[str, int]]) -> None:
        """See `Registry`."""
        for device, counter in counters:
            self.use(device, counter)

    def use(self, device: str, counter: int) -> bool:
        """Whether `counter` is greater than every one before, and so used up now, in one step for all processes."""
        sql = "UPDATE device SET counter = %s WHERE id = %s AND counter < %s"
        return self.connection.execute(sql, (counter, device, counter)).rowcount == 1

    def add_code(self, code: Code) -> None:
        """See `Registry`."""
        self.connection.execute(_ADD_CODE, code)

    def code(self, name: str) -> Code | None:
        """See `Registry`."""
        row = self._one(_CODE, (name,))
        return None if row is None else Code(*row)

    def count_try(self, name: str) -> None:
        """See `Registry`."""
        self.connection.execute("UPDATE code SET tries = tries + 1 WHERE name = %s", (name,))

    def use_code(self, name: str, device: str) -> None:
        """See `Registry`."""
        self.connection.execute("UPDATE code SET used_by = %s WHERE name = %s", (device, name))

    def descend(self, before: str, session: str) -> bool:
        """See `Registry`; of two processes that are told at once, the second sees what the first was told."""
        self.connection.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", (LOCKS + 1, before))
        self.connection.execute(
            "INSERT INTO descent VALUES (%s, %s) ON CONFLICT DO NOTHING", (before, session)
        )
        return (
            self._one("SELECT 1 FROM descent WHERE before = %s AND session <> %s", (before, session))
            is not None
        )

    def remember(self, key: str, value: str) -> None:
        """See `Registry`."""
        sql = "INSERT INTO fact VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"
        self.connection.execute(sql, (key, value))

    def remembered(self, key: str) -> str:
        """See `Registry`."""
        row = self._one("SELECT value FROM fact WHERE key = %s", (key,))
        return "" if row is None else str(row[0])

    def alarm(self, key: str, device: str, about: str, now_ms: int) -> None:
        """See `Registry`."""
        given = {"key": key, "device": device, "about": about, "now": now_ms, "most": MOST_ALARMS}
        self.connection.execute(_ALARM, given)

    def alarms(self) -> Sequence[Alarm]:
        """See `Registry`."""
        return [Alarm(*row) for row in self._all("SELECT * FROM alarm ORDER BY last_ms DESC")]
