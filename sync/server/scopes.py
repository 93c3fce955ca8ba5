"""Which feeds a device may read and write, and what of an event's content it may see; everything else is denied."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Final

from core.journal.encoding import TAIL
from core.journal.event import Stored
from sync.batch import Batch
from sync.messages import LATE, UNIT, Page
from sync.server.registry import Device, Unit
from sync.server.store import late_of

_SEES: Final[Mapping[str, frozenset[str]]] = {
    "hq": frozenset({"hq"}),
    "branch": frozenset({"branch", "hq", "down"}),
}
"""Audiences whose content a unit of that level sees of the events of units below it."""

FROM_ABOVE: Final = frozenset({"down", "hq"})
"""Audiences whose content a unit sees of the events of units above it.

What may go to headquarters names nobody (PV08); the first event of each session is among it, with the key that its
seals are checked with.
"""

ABOVE: Final = _SEES["hq"]
"""Audiences whose content leaves its branch upwards."""


def is_below(path: str, other: str) -> bool:
    """Whether the unit at `path` lies somewhere below the one at `other`."""
    return path.startswith(other + "/")


def _below(path: str, units: Collection[Unit]) -> list[str]:
    return [unit.path for unit in units if is_below(unit.path, path)]


def readable(device: Device, units: Collection[Unit]) -> tuple[str, ...]:
    """The feeds of its own unit, of those below and of those above, and what came late to them."""
    steps = device.unit.split("/")
    above = ["/".join(steps[:count]) for count in range(1, len(steps))]
    feeds = [UNIT + path for path in (device.unit, *_below(device.unit, units), *above)]
    return (*feeds, *map(late_of, feeds))


def writable(device: Device, units: Collection[Unit]) -> tuple[str, ...]:
    """Its own unit's feed; those below when it relays."""
    relayed = [UNIT + path for path in _below(device.unit, units)] if device.relay else []
    return (UNIT + device.unit, *relayed)


def withheld(page: Page, device: Device, units: Collection[Unit]) -> Page:
    """`page` with the content taken out that was not meant for the device's unit; headers stay, so chains verify."""
    path = page.scope.removeprefix(LATE).removeprefix(UNIT)
    if path == device.unit:
        return page
    level = next((unit.level for unit in units if unit.path == device.unit), "")
    sees = FROM_ABOVE if is_below(device.unit, path) else _SEES.get(level, frozenset())
    runs = tuple(_without(run, sees) if isinstance(run, Batch) else run for run in page.runs)
    return Page(page.scope, runs, page.mark, page.more)


def _without(batch: Batch, sees: frozenset[str]) -> Batch:
    events = tuple(shown(event, sees) for event in batch.events)
    return Batch(batch.session, batch.first, batch.prev, events, batch.signature)


def shown(event: Stored, sees: Collection[str]) -> Stored:
    """The event as somebody who sees those audiences may have it: whole, or its header alone."""
    return event if event.body is None or _audience(event.header) in sees else Stored(event.header, None)


def _audience(header: bytes) -> str:
    """Whom the event is meant for; empty when that cannot be read, which nobody may see."""
    try:
        return str(json.loads(header[TAIL])["audience"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""
