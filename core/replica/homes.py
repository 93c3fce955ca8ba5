"""Whose records they are: a session counts for the unit whose feed it stands in, not for the one it was written for.

A terminal that worked alone wrote for a place of its own; since it joined, the branch finds that in the station's feed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from core.journal.encoding import TAIL

if TYPE_CHECKING:
    from core.replica.seat import Seat

ALONE: Final = "station/"
"""How the unit of a terminal begins that never joined a branch."""

_KEEP: Final = "INSERT OR REPLACE INTO home VALUES (?, ?)"
_OURS: Final = "SELECT session FROM session WHERE ours > 0"


class Homes:
    """The units of sessions that were written for another one, read when first asked for."""

    def __init__(self, connection: Any, seat: Callable[[], Seat | None]) -> None:
        """Read from `connection`; `seat` says whose terminal it is at the moment."""
        self._connection, self._seat = connection, seat
        self._known: dict[str, str] | None = None
        self._ours: frozenset[str] | None = None

    def of(self, unit: str, session: str) -> str:
        """The path of the unit that what `session` wrote for `unit` belongs to."""
        seat = self._seat()
        if seat is None or unit == seat.unit:
            return unit
        found = self._moved().get(session)
        return found or (seat.unit if self._ours_before_joining(unit, session, seat) else unit)

    def forget(self) -> None:
        """Read again: something arrived, or another process wrote."""
        self._known = self._ours = None

    def _moved(self) -> dict[str, str]:
        if self._known is None:
            rows = self._connection.execute("SELECT session, unit FROM home")
            self._known = {session.hex(): unit for session, unit in rows}
        return self._known

    def _ours_before_joining(self, unit: str, session: str, seat: Seat) -> bool:
        """Whether this terminal wrote it while it belonged to no branch: it counts for the unit it joined."""
        if not unit.startswith(ALONE) or unit.startswith(f"{seat.unit}/"):
            return False
        if self._ours is None:
            self._ours = frozenset(session.hex() for (session,) in self._connection.execute(_OURS))
        return session in self._ours


def keep(connection: Any, session: bytes, unit: str, header: bytes) -> None:
    """Note that `session`, whose first event has `header`, stands in the feed of `unit`; nothing where it says so."""
    try:
        written = json.loads(header[TAIL])["unit"]
    except (ValueError, KeyError, TypeError, RecursionError):  # not legible: set aside, or shown raw
        return
    if written != unit:
        connection.execute(_KEEP, (session, unit))
