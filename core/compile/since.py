"""What changed since my last shift (离班期间): one page for somebody back after 48 hours or three weeks of leave."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms
from core.records.action import Action
from core.records.meeting import Meeting, missed_by
from core.records.shift import Shift

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import EntryRow

SECTIONS: Final = {
    "orders": ("order.given", "order.lifted"),
    "vehicles": ("vehicle.out_of_service", "vehicle.in_service", "vehicle.retired", "gear.counted"),
    "incidents": ("incident.opened",),
    "dangers": ("issue.opened", "issue.finished"),
    "handovers": ("handover.accepted", "handover.declined"),
}
"""Which lines of the log stand under which heading; labels under since."""

_SHIFTS: Final = 200
"""How many shifts are looked through for the person's last one."""


@dataclass(frozen=True, slots=True)
class Since:
    """What happened from `since` on, by section and oldest first; the person's own open items; what they missed."""

    since: datetime | None
    sections: tuple[tuple[str, tuple[EntryRow, ...]], ...]
    own: tuple[Action, ...]
    missed: tuple[Meeting, ...]


def since_last_shift(replica: Replica, person: str, now: datetime) -> Since:
    """The page of the person with that id; without an earlier shift there is nothing to come back from."""
    left = left_at(replica, person)
    lines = [] if left is None else replica.entries(epoch_ms(left), epoch_ms(now) + 1, newest=False)
    counted = [line for line in lines if "struck" not in line.mark and "undone" not in line.mark]
    sections = tuple(
        (name, tuple(line for line in counted if line.kind in kinds)) for name, kinds in SECTIONS.items()
    )
    return Since(left, sections, tuple(_own(replica, person)), tuple(missed_by(replica, person, now)))


def left_at(replica: Replica, person: str) -> datetime | None:
    """When the person last went off duty: the end of their last shift, or sooner when they were relieved in it."""
    for row in replica.rows("shift", open=False, newest=True, limit=_SHIFTS):
        state = replica.state(row.id)
        if isinstance(state, Shift) and not row.struck:
            ends = [entry.until or state.ended for entry in state.entries if entry.person.id == person]
            known = [end for end in ends if end is not None]
            if known:
                return max(known)
    return None


def _own(replica: Replica, person: str) -> list[Action]:
    """The open action items the person answers for."""
    states = (replica.state(row.id) for row in replica.rows("action", open=True))
    return [
        state for state in states if isinstance(state, Action) and state.owner and state.owner.id == person
    ]
