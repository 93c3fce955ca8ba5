"""Reading roll calls (点名): the latest of a shift, who is where now, posts filled, fitness for those who may know."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from core.records.person import Person
from core.records.reference import Ref
from core.records.rollcall.state import Called, RollCall
from core.records.shift import Shift, roster
from core.records.unit import minimums
from core.records.vehicle import vehicles
from core.rules.participation import PRESENT
from core.rules.posts import Candidate, Post, fill

if TYPE_CHECKING:
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person of the shift is now: an att.* key, empty when nobody has said anything yet."""

    person: Ref
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    substitute: Ref | None = None
    rollcall: str = ""
    in_conflict: bool = False

    @property
    def present(self) -> bool:
        """Whether they are at the station or out on a call of it."""
        return self.state in PRESENT or self.state == "att.on_call"


def rollcalls(replica: Replica, shift: str) -> list[RollCall]:
    """The roll calls of the shift with id `shift`, oldest first."""
    found = (replica.state(row.id) for row in replica.rows("rollcall", parent=shift) if not row.struck)
    return [state for state in found if isinstance(state, RollCall)]


def latest_rollcall(replica: Replica, shift: Shift | str) -> RollCall | None:
    """The roll call of the shift opened last, finished or not; None before the first."""
    found = rollcalls(replica, shift if isinstance(shift, str) else shift.meta.id)
    return found[-1] if found else None


def open_rollcalls(replica: Replica) -> list[RollCall]:
    """The roll calls that were begun and not finished."""
    found = (replica.state(row.id) for row in replica.rows("rollcall", open=True))
    return [state for state in found if isinstance(state, RollCall)]


def roster_now(replica: Replica, shift: Shift) -> tuple[Whereabouts, ...]:
    """Everybody of the shift and where they are by their last mark: the roster first, then who came besides."""
    found = {person.id: Whereabouts(person) for person in roster(shift)}
    gone = {entry.person.id for entry in shift.entries} - found.keys()
    for held in rollcalls(replica, shift.meta.id):
        for one in held.called:
            if one.person.id not in gone and (one.state or (one.extra and one.person.id not in found)):
                found[one.person.id] = _whereabouts(one, held)
    return tuple(found.values())


def _whereabouts(one: Called, held: RollCall) -> Whereabouts:
    mark = one.mark
    if mark is None:
        return Whereabouts(one.person, rollcall=held.meta.id)
    return Whereabouts(
        one.person, mark.state, mark.at, mark.until, mark.substitute, held.meta.id, one.register.in_conflict
    )


def posts_filled(replica: Replica, rollcall: RollCall) -> tuple[Post, ...]:
    """The posts of a turnout and who fills them, of those present and fit, for the vehicles that are ready.

    A post is `below` its minimum when somebody is wanting; the minimums are the station's own (core.records.unit).
    """
    unfit = {person for person, fit in rollcall.fit if not fit}
    there = [
        person
        for one in rollcall.called
        if one.state in PRESENT and one.person.id not in unfit
        if isinstance(person := replica.state(one.person.id), Person)
    ]
    candidates = [Candidate(person.meta.id, person.name, person.qualifications) for person in there]
    return fill(candidates, minimums(replica), [one.name for one in vehicles(replica, ready=True)])


def fitness(replica: Replica, rollcall: RollCall, reader: str | None) -> dict[str, bool]:
    """Fit for duty by person id, for the reader with that id; empty for anybody who does not lead a shift (PV03)."""
    who = replica.state(reader) if reader else None
    if not isinstance(who, Person) or not who.leads(rollcall.meta.opened.date()):
        return {}
    return dict(rollcall.fit)
