"""What the watch page shows (值守台): what is due, who is there, what is open; read from views, nothing typed."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.compile.duties import Duty, duties
from core.compile.undecided import Undecided, undecided
from core.records.person import Person
from core.records.rollcall import RollCall, Whereabouts, latest_rollcall, roster_now
from core.records.shift import Shift, current_shift, roster
from core.records.unit import minimums
from core.records.vehicle import Vehicle, vehicles
from core.replica.rows import RecordRow, count
from core.rules.participation import NOT_EXPECTED_AT_SHIFT
from core.rules.posts import Candidate, fill

if TYPE_CHECKING:
    from core.replica.replica import Replica

ON_CALL: Final = "att.on_call"
MANY: Final = 50
"""Rows read of one kind; more than any screen shows."""


@dataclass(frozen=True, slots=True)
class Crew:
    """Who is there: as the latest roll call has it, else only how many are expected."""

    expected: int = 0
    present: int | None = None
    away: int = 0
    """How many of those present are out on a call."""
    missing: tuple[tuple[str, str], ...] = ()
    """Name and att.* key of everybody expected who is not there, or of whom nobody has said anything."""
    posts: tuple[tuple[str, int, int], ...] = ()
    """Post key, how many fill it, how many it needs; drivers together."""


@dataclass(frozen=True, slots=True)
class Task:
    """An open action item and how many shifts have begun since it was agreed."""

    row: RecordRow
    shifts: int


@dataclass(frozen=True, slots=True)
class Board:
    """Everything above the log; moments, not spans, so that one reading serves until something changes."""

    shift: Shift | None = None
    duties: tuple[Duty, ...] = ()
    crew: Crew = field(default_factory=Crew)
    vehicles: tuple[Vehicle, ...] = ()
    incidents: tuple[RecordRow, ...] = ()
    dangers: tuple[RecordRow, ...] = ()
    tasks: tuple[Task, ...] = ()
    undecided: tuple[Undecided, ...] = ()


def read_board(replica: Replica, now: datetime, night_call: str = "") -> Board:
    """The board at `now`; `night_call` is the time (HH:MM) of the station's night roll call, if it holds one."""
    shift = current_shift(replica)
    return Board(
        shift,
        duties(replica, shift, now, night_call),
        _crew(replica, shift),
        tuple(vehicles(replica)),
        tuple(replica.rows("incident", open=True, newest=True, limit=MANY)),
        tuple(
            row
            for row in replica.rows("issue", open=True, newest=True, limit=MANY)
            if row.subject != "issue.title"
        ),
        _tasks(replica),
        undecided(replica, shift),
    )


def _crew(replica: Replica, shift: Shift | None) -> Crew:
    """Everybody of the shift by their last mark; who is out on a call counts as there."""
    if shift is None:
        return Crew()
    held = latest_rollcall(replica, shift)
    if held is None:
        return Crew(len(roster(shift)))
    people = [one for one in roster_now(replica, shift) if one.state not in NOT_EXPECTED_AT_SHIFT - {ON_CALL}]
    missing = tuple((one.person.name, one.state) for one in people if not one.present)
    away = sum(one.state == ON_CALL for one in people)
    return Crew(len(people), len(people) - len(missing), away, missing, _posts(replica, people, held))


def _posts(replica: Replica, people: list[Whereabouts], held: RollCall) -> tuple[tuple[str, int, int], ...]:
    """Posts filled by who is there and not unfit, for the vehicles that are ready."""
    unfit = {person for person, fit in held.fit if not fit}
    there = [replica.state(one.person.id) for one in people if one.present and one.person.id not in unfit]
    candidates = [
        Candidate(one.meta.id, one.name, one.qualifications) for one in there if isinstance(one, Person)
    ]
    counts: dict[str, tuple[int, int]] = {}
    for post in fill(candidates, minimums(replica), [one.name for one in vehicles(replica, ready=True)]):
        filled, needed = counts.get(post.post, (0, 0))
        counts[post.post] = filled + len(post.filled), needed + post.needed
    return tuple((post, filled, needed) for post, (filled, needed) in counts.items())


def _tasks(replica: Replica) -> tuple[Task, ...]:
    """Open action items, those due first before those without a limit."""
    rows = replica.rows("action", open=True, limit=MANY)
    rows.sort(key=lambda row: (row.due is None, row.due or row.at, row.id))
    return tuple(Task(row, count(replica.connection, "shift", row.at + 1)) for row in rows)
