"""Whose records a stick holds: which folders are this station's, and which devices the branch has shown us."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.journal.event import Event, Stored, believed
from sync.joined import load_link

if TYPE_CHECKING:
    from core.replica.replica import Replica

NOTE: Final = "about.json"
_FIRST: Final = """
SELECT header, body FROM event JOIN session USING (session) LEFT JOIN proof USING (session) WHERE event.seq = 1 AND
"""
_OURS: Final = _FIRST + "ours > 0"
_SHOWN: Final = _FIRST + "(ours > 0 OR fed > 0)"
"""First events of our own sessions, and of those that the branch's feed has confirmed."""


class Origin(NamedTuple):
    """Where a folder comes from, as its note says; nothing relies on it."""

    station: str
    unit: str


def origin(folder: Path) -> Origin:
    """What the note in a folder says, its name where there is none."""
    from core.text import clean

    try:
        found: Any = json.loads((folder / NOTE).read_bytes()[:4096])
        unit = str(found["scope"]).removeprefix("unit/")
        return Origin(clean(str(found["station"]), limit=40) or folder.name, clean(unit, limit=80))
    except (OSError, ValueError, KeyError, TypeError):
        return Origin(folder.name, "")


def ours(replica: Replica) -> set[str]:
    """Scopes this terminal's station has written for: its unit's, and those it had before it joined or moved."""
    seat = replica.seat
    assert seat is not None
    before = {first.unit for first in _first_events(replica, _OURS)}
    return {f"unit/{unit}" for unit in (seat.unit, f"station/{seat.code}", *before)}


def ahead(replica: Replica, found: Origin) -> bool:
    """Whether the folder is of this very station, which has joined a branch while this terminal has not."""
    seat = replica.seat
    assert seat is not None
    joined = not found.unit.startswith("station/") and found.unit != ""
    return joined and load_link(replica) is None and found.station == seat.station


def known_keys(replica: Replica) -> set[str] | None:
    """Public keys of which the branch has shown us sessions, and our own; None for a terminal that works alone."""
    if load_link(replica) is None:
        return None
    return {str((first.body or {}).get("key")) for first in _first_events(replica, _SHOWN)}


def _first_events(replica: Replica, sql: str) -> Iterator[Event]:
    """What can be read of the events that `sql` finds."""
    for row in replica.connection.execute(sql):
        if (event := believed(Stored(*row))) is not None:
            yield event
