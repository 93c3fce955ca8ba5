"""What the cadence engine is told: shifts, what was held, incidents, emergencies; nothing else counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final, NamedTuple

STATION: Final = frozenset({"shift", "team", "station", "declarer"})
BRANCH: Final = frozenset({"branch", "declarer"})


class Turn(NamedTuple):
    """A shift: record id, team id, its start, the end it has or is planned to have (None unknown), whether it runs."""

    id: str
    team: str
    start: datetime
    end: datetime | None
    open: bool = False


class Done(NamedTuple):
    """Something that meets a duty: the record's number, when it began and ended, whose it is.

    `end` is None for one that never came to an end; `broken` is then the number of the incident that broke it off.
    `team` and `shift` are empty where nobody knows them.
    """

    number: str
    start: datetime
    end: datetime | None
    team: str = ""
    shift: str = ""
    broken: str = ""


class Interruption(NamedTuple):
    """An incident: its number, from when until when it kept people busy (None: still)."""

    number: str
    start: datetime
    end: datetime | None


class Emergency(NamedTuple):
    """A period of emergency footing with its levels in order; `end` is None while it lasts.

    `ends` are its planned ends in order: when each was set, and for which moment. `ours` says whether whoever owes the
    duties declared it and is asked whether it goes on (C18).
    """

    number: str
    start: datetime
    end: datetime | None
    levels: tuple[tuple[datetime, str], ...] = ()
    ends: tuple[tuple[datetime, datetime], ...] = ()
    ours: bool = True

    def holds(self, moment: datetime) -> bool:
        """Whether it was in force at `moment`."""
        return self.start <= moment and (self.end is None or moment < self.end)

    def planned(self, moment: datetime) -> datetime | None:
        """The planned end as it stood at `moment`, None where nobody had set one."""
        return next((end for at, end in reversed(self.ends) if at <= moment), None)


@dataclass(frozen=True, slots=True)
class Facts:
    """All of one station, or of the branch itself; sequences are in the order of time.

    `owes` says whose duties are asked for, as `Rule.owed_by` names them; `done` is by what was done, as `Beat.met_by`
    names it; `ended` holds what a review is owed for: number and moment; before `began` nothing was owed.
    """

    owes: frozenset[str] = STATION
    teams: Sequence[str] = ()
    turns: Sequence[Turn] = ()
    done: Mapping[str, Sequence[Done]] = field(default_factory=dict)
    incidents: Sequence[Interruption] = ()
    emergencies: Sequence[Emergency] = ()
    ended: Sequence[tuple[str, datetime]] = ()
    began: datetime | None = None
