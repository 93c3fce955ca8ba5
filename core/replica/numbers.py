"""Numbers after a restore: a backup does not know which ones were read over the radio since it was made."""

from __future__ import annotations

import json
from typing import Any, Final

RESTORE_GAP: Final = 500
"""How far a restored terminal jumps ahead on every day whose numbers its backup may not know fully."""

_KEY: Final = "number_floor"


def floor(connection: Any, stamp: str) -> int:
    """The counter above which numbers of day `stamp` (YYYYMMDD) start on this terminal; 0 without a restore."""
    gap = _stored(connection)
    return int(gap["floor"]) if stamp <= gap["to"] else 0


def last_number(connection: Any, prefix: str, stamp: str) -> int:
    """The greatest counter given out under `prefix`; after a restore, far above what may have been lost."""
    row = connection.execute("SELECT last FROM numbering WHERE prefix = ?", (prefix,)).fetchone()
    return max(row[0] if row else 0, floor(connection, stamp))


def given_floor(connection: Any) -> int:
    """The floor of the last restore, whatever the day."""
    return int(_stored(connection)["floor"])


def raise_floor(connection: Any, last_day: str, at_least: int) -> None:
    """Reserve the numbers of every day up to `last_day` (YYYYMMDD): a back-filled record may be of any of them.

    The new floor lies a gap above the copy's own and above `at_least`, that of the data the copy replaces.
    """
    before = max(given_floor(connection), at_least)
    value = json.dumps({"to": last_day, "floor": before + RESTORE_GAP})
    connection.execute("INSERT OR REPLACE INTO local VALUES (?, ?)", (_KEY, value))


def _stored(connection: Any) -> dict[str, Any]:
    row = connection.execute("SELECT value FROM local WHERE key = ?", (_KEY,)).fetchone()
    found: dict[str, Any] = json.loads(row[0]) if row else {"to": "", "floor": 0}
    return found
