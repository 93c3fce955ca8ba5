"""Who is due to take over from the running shift: what the handover proposes and an officer may change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.records.pattern import Span, pattern_in_force, periods
from core.records.person import Person, people
from core.records.reference import Ref
from core.records.shift.state import Shift
from core.records.unit import Unit, teams

if TYPE_CHECKING:
    from core.replica.replica import Replica

_LATE: Final = timedelta(hours=3)
"""How long after its start a turn is still the one to be taken over."""

_AHEAD: Final = timedelta(days=3)
_DESK: Final = ("role.duty_officer", "role.team_leader")
"""Who takes the desk, the first of these first."""


@dataclass(frozen=True, slots=True)
class Relief:
    """The team that is due, and who of it takes the desk; None where the team has nobody."""

    team: Ref
    officer: Ref | None


def relief(replica: Replica, shift: Shift, now: datetime) -> Relief | None:
    """The next team by the pattern in force, else the one after this in the order of teams; None for a lone team."""
    team = _by_pattern(replica, shift, now) or _in_turn(teams(replica), shift.team.id)
    return None if team is None else relief_of(replica, team, now.date())


def relief_of(replica: Replica, team: Ref, day: date) -> Relief:
    """The relief by the team `team`."""
    return Relief(team, _officer(people(replica, team=team.id), day))


def _by_pattern(replica: Replica, shift: Shift, now: datetime) -> Ref | None:
    pattern = pattern_in_force(replica)
    if pattern is None:
        return None
    turns = [
        one for one in periods(pattern.cycle, now - _LATE, now + _AHEAD) if _may_relieve(one, shift, now)
    ]
    return min(turns, key=lambda turn: turn.start).team if turns else None


def _may_relieve(turn: Span, shift: Shift, now: datetime) -> bool:
    return turn.team.id != shift.team.id and turn.start > max(now - _LATE, shift.start)


def _in_turn(known: Sequence[Unit], running: str) -> Ref | None:
    ids = [team.meta.id for team in known]
    if running not in ids or len(ids) < 2:
        return None
    following = known[(ids.index(running) + 1) % len(known)]
    return Ref(following.meta.id, following.name)


def _officer(members: Sequence[Person], day: date) -> Ref | None:
    for role in _DESK:
        for person in members:
            if role in person.roles(day):
                return Ref(person.meta.id, person.name)
    return Ref(members[0].meta.id, members[0].name) if members else None
