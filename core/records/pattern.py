"""Shift patterns (排班表) as data: any cycle of days, each with its periods and teams.

24/48, 四班三运转, day staff and whatever else a station works are the same thing with other numbers (pattern_examples).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from core.errors import Refusal
from core.records.kind import Fact, Meta, RecordKind, Summary
from core.records.lookup import states
from core.records.reference import Ref
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

SET, CHANGED, ENDED = "pattern.set", "pattern.changed", "pattern.ended"
PATTERN = RecordKind("pattern")
KINDS = (PATTERN,)


@dataclass(frozen=True, slots=True)
class Period:
    """One period of the cycle: from `start` on day `day` (0 is the anchor's), for `minutes`."""

    day: int
    start: time
    minutes: int
    team: Ref


@dataclass(frozen=True, slots=True)
class Cycle:
    """A cycle of `days` that repeats for ever in both directions from `anchor`."""

    anchor: date
    days: int
    periods: tuple[Period, ...]

    def body(self) -> dict[str, Any]:
        """The form used in event bodies."""
        return {
            "anchor": self.anchor.isoformat(),
            "days": self.days,
            "periods": [
                {
                    "day": one.day,
                    "start": f"{one.start:%H:%M}",
                    "minutes": one.minutes,
                    "team": one.team.body(),
                }
                for one in self.periods
            ],
        }


@dataclass(frozen=True, slots=True)
class Span:
    """A team's turn of duty, from `start` until just before `end`."""

    team: Ref
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Pattern:
    """A named cycle; one that has ended stays readable."""

    meta: Meta
    name: str
    cycle: Cycle
    ended: bool = False


def read_cycle(body: Mapping[str, Any]) -> Cycle:
    """The cycle written in a body; raises ValueError or KeyError for one that cannot be."""
    made = tuple(
        Period(
            int(one["day"]),
            time.fromisoformat(one["start"]),
            int(one["minutes"]),
            Ref(one["team"]["id"], one["team"]["name"]),
        )
        for one in body["periods"]
    )
    cycle = Cycle(date.fromisoformat(body["anchor"]), int(body["days"]), made)
    if cycle.days < 1 or any(one.minutes < 1 or not 0 <= one.day < cycle.days for one in made):
        raise ValueError("cycle")
    return cycle


@PATTERN.opens(SET)
def _set(meta: Meta, fact: Fact) -> Pattern:
    return Pattern(meta, fact.body["name"], read_cycle(fact.body))


@PATTERN.on(CHANGED)
def _changed(state: Pattern, fact: Fact) -> Pattern:
    return replace(state, name=fact.body["name"], cycle=read_cycle(fact.body))


@PATTERN.on(ENDED)
def _ended(state: Pattern, fact: Fact) -> Pattern:
    return replace(state, ended=True)


@PATTERN.summarises
def _summary(state: Pattern) -> Summary:
    return Summary(state.name, open=not state.ended)


def set_pattern(act: Act, name: str, cycle: Cycle) -> str:
    """Put a pattern in force and end the one before; returns its id. Raises Refusal for one that cannot be."""
    name = clean(name, limit=40).strip()
    try:
        read_cycle(cycle.body())
    except (ValueError, KeyError) as error:
        raise Refusal("pattern.impossible", name=name) from error
    if not name or not cycle.periods:
        raise Refusal("pattern.impossible", name=name)
    for old in patterns(act.replica):
        act.append(ENDED, old.meta.id, {})
    return act.open(PATTERN, SET, {"name": name, **cycle.body()})


def patterns(replica: Replica) -> list[Pattern]:
    """The patterns in force; two only when two terminals set one each before they met."""
    return [one for one in states(replica, PATTERN, Pattern) if not one.ended]


def pattern_in_force(replica: Replica) -> Pattern | None:
    """The pattern set last, None where the station has none."""
    found = patterns(replica)
    return found[-1] if found else None


def periods(cycle: Cycle, since: datetime, until: datetime) -> list[Span]:
    """Every turn of duty that touches `since` <= t < `until`, by start; hours are wall time in the zone of `since`."""
    longest = max((one.minutes for one in cycle.periods), default=0)
    day = since.date() - timedelta(days=longest // 1440 + 1)
    found = []
    while day <= until.date():
        phase = (day - cycle.anchor).days % cycle.days
        for one in cycle.periods:
            start = datetime.combine(day, one.start, since.tzinfo)
            end = start + timedelta(minutes=one.minutes)
            if one.day == phase and end > since and start < until:
                found.append(Span(one.team, start, end))
        day += timedelta(days=1)
    return sorted(found, key=lambda span: (span.start, span.team.name))


def turn_near(
    cycle: Cycle, team: str, moment: datetime, tolerance: timedelta = timedelta(hours=3)
) -> Span | None:
    """The turn of the team with id `team` that runs at `moment` or starts nearest to it within `tolerance`."""
    spans = [one for one in periods(cycle, moment - tolerance, moment + tolerance) if one.team.id == team]
    near = [one for one in spans if abs(one.start - moment) <= tolerance]
    running = [one for one in spans if one.start <= moment < one.end]
    return min(near or running, key=lambda one: abs(one.start - moment), default=None)
