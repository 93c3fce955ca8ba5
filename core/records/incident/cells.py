"""The times of an incident as numbered cells: the whole always 1 to 5, then arrival and return of each vehicle.

A cell keeps its number when another is filled in, so that a hand learns it: 1 出动, 2 到场, 3 控制, 4 处置完毕, 5 归队.
A standby (监护) without vehicles has its own two: 1 start, 2 end.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.records.incident.running import stamp
from core.records.incident.standby import watch
from core.records.incident.state import STAGES, Incident
from core.records.incident.times import read_time
from core.records.kind import Line

if TYPE_CHECKING:
    from core.replica.act import Act

WHOLE: Final = STAGES[1:]
OF_A_VEHICLE: Final = ("inc.on_scene", "inc.back")
WATCHED: Final = ("watch.start", "watch.stop")

_TYPED: Final = re.compile(
    r"(?P<cell>\d{1,2})(?:\s*(?P<sign>[-+])\s*(?P<by>\d{1,3})|\s+(?P<at>\d{1,2}\s*[:.]?\s*\d{2}))?"
)


@dataclass(frozen=True, slots=True)
class Cell:
    """One time that can be stamped; `vehicle` is empty for the whole, `at` None while nothing is known."""

    number: int
    stage: str
    vehicle: str = ""
    at: datetime | None = None
    in_conflict: bool = False


@dataclass(frozen=True, slots=True)
class Stamping:
    """What a typed `1`, `1 0308` or `1 -2` means: the cell, and the time when one was given."""

    cell: Cell
    at: datetime | None = None


def cells_of(incident: Incident) -> tuple[Cell, ...]:
    """Every numbered cell of `incident`, the whole first, then the vehicles as they were sent."""
    if incident.category == "inc.cover" and not incident.force:
        return _watched(incident)
    pairs = [(stage, "") for stage in WHOLE]
    pairs += [(stage, sent.vehicle) for sent in incident.force for stage in OF_A_VEHICLE]
    return tuple(
        Cell(
            number,
            stage,
            vehicle,
            incident.time(stage, vehicle or None),
            incident.stamps.at((stage, vehicle)).in_conflict,
        )
        for number, (stage, vehicle) in enumerate(pairs, 1)
    )


def _watched(incident: Incident) -> tuple[Cell, ...]:
    """Start and end of the watch."""
    found = {f"watch.{step.step}": step.at for step in incident.watches}
    return tuple(Cell(number, stage, at=found.get(stage)) for number, stage in enumerate(WATCHED, 1))


def read_stamping(typed: str, incident: Incident, now: datetime) -> Stamping | None:
    """What `typed` stamps; None when it is no stamp at all (119 已到 is a line of the log).

    `1` is now, `1 0308` a time, `1 -2` two minutes before the time that stands there, or before now.
    Raises Refusal for a number without a cell, or no time of day.
    """
    found = _TYPED.fullmatch(unicodedata.normalize("NFKC", typed).strip())
    if found is None:
        return None
    number = int(found["cell"])
    cell = next((one for one in cells_of(incident) if one.number == number), None)
    if cell is None:
        raise Refusal("incident.no_cell", number=number, last=len(cells_of(incident)))
    if found["by"]:
        minutes = timedelta(minutes=int(found["by"]) * (-1 if found["sign"] == "-" else 1))
        return Stamping(cell, (cell.at or now) + minutes)
    return Stamping(cell, read_time(found["at"], now, incident.meta.opened) if found["at"] else None)


def stamp_cell(act: Act, incident: str, stamping: Stamping) -> tuple[Line, ...]:
    """Write the time into its cell; returns what is odd about it."""
    cell = stamping.cell
    if cell.stage in WATCHED:
        watch(act, incident, cell.stage.removeprefix("watch."), at=stamping.at)
        return ()
    return stamp(act, incident, cell.stage, vehicle=cell.vehicle, at=stamping.at)
