"""The context of a line as a replica knows it: the names in use, and the incident that stamps go to."""

from __future__ import annotations

from datetime import datetime
from itertools import chain
from typing import TYPE_CHECKING, Final

from core.commands.command import EVERYWHERE
from core.commands.context import Context, Named, Target
from core.commands.corrections import find_record
from core.records import vehicle
from core.records.person import people

if TYPE_CHECKING:
    from core.replica.replica import Replica

STANDBY: Final = "inc.cover"


def surroundings(
    replica: Replica, now: datetime, *, scope: str = EVERYWHERE, undo: bool = False, incident: str = ""
) -> Context:
    """What a line typed at `now` is read against; `incident` is the one on the page, else the newest open one."""
    target = _target(replica, incident)
    facts = {"incident": target is not None, "undo": undo}
    return Context(
        now,
        scope,
        frozenset(name for name, holds in facts.items() if holds),
        tuple(Named(one.meta.id, one.name) for one in vehicle.vehicles(replica)),
        tuple(Named(one.meta.id, one.name) for one in people(replica)),
        target,
        lambda number: find_record(replica, number),
    )


def _target(replica: Replica, incident: str) -> Target | None:
    """The incident stamps go to: a call before a standby, the newest first."""
    rows = replica.rows("incident", open=True, newest=True)
    wanted = [row for row in rows if row.id == incident]
    calls = [row for row in rows if row.subject != STANDBY]
    return next((Target(row.id, row.number, row.title) for row in chain(wanted, calls, rows)), None)
