"""One day's duties of every station at once, for the board: the same engine, told by rows instead of whole records.

A station's own page asks `core.compile.cadence`, which reads whole records; both must say the same of what was met.
What belongs to a shift is read by the shift's id, so a roll call or a handover of forty stations is never unfolded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.clock import epoch_ms, from_ms
from core.compile.cadence import FORMS, STANDBY, answered, emergency_of, meets, reported
from core.records.cadence import CADENCE, Change, table_at
from core.records.footing import FOOTING, Footing, periods_of
from core.records.lookup import binding, states
from core.records.report import Report
from core.records.shift import Shift
from core.records.unit import TEAM, Unit, units
from core.replica.rows import of, touched
from core.rules.cadence import DEFAULT, Done, Facts, Interruption, Obligation, Table, Turn, obligations

if TYPE_CHECKING:
    from core.records.footing import Period
    from core.records.meeting import Meeting
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

DAY: Final = timedelta(days=1)

NEAR: Final = timedelta(days=3)
"""How long a shift lasts at most that is not open any more."""

SIGNED: Final = frozenset({"handover.status.accepted", "handover.status.accepted_notes"})
"""How the row of a handover stands that both have signed."""

WEEK: Final = timedelta(days=8)
"""How far back may lie what meets a duty of the week: a week, and the day it falls due on."""

WEEKLY: Final = frozenset({"study.team", "meet.team"})


@dataclass(slots=True)
class _Told:
    """What is known of one station."""

    units: list[Unit] = field(default_factory=list)
    turns: list[Turn] = field(default_factory=list)
    done: dict[str, list[Done]] = field(default_factory=lambda: defaultdict(list))


def today(
    replica: Replica, stations: Collection[str], kinds: Collection[str], start: datetime, now: datetime
) -> dict[str, list[Obligation]]:
    """By station what the day from `start` on asks for and one of `kinds` meets, as it stands at `now`."""
    day = _Day(replica, kinds, start, start + DAY)
    told = day.told()
    footings = states(replica, FOOTING, Footing)
    known, whole = states(replica, CADENCE, Change), _only(DEFAULT, kinds)
    found = {}
    for unit in stations:
        changed = binding(replica, known, unit)
        asked = _only(table_at(changed, now), kinds) if changed else whole
        facts = _facts(replica, unit, told[unit], periods_of(unit, footings))
        owed = obligations(facts, day.start, day.until + DAY, now, asked)
        if _unkept(owed, asked, now):
            facts = replace(facts, incidents=day.incidents(unit))
            owed = obligations(facts, day.start, day.until + DAY, now, asked)
        found[unit] = of_day(owed, start)
    return found


def of_day(owed: Iterable[Obligation], start: datetime) -> list[Obligation]:
    """What the day from `start` on asks for: what falls due on it, and what a shift may do any time until it ends.

    A micro-meeting of a shift that lasts until the next morning is looked for today.
    """
    end = start + DAY
    return [one for one in owed if one.due < end or (one.every == "shift" and one.start < end)]


def _facts(replica: Replica, unit: str, told: _Told, lived: Sequence[Period]) -> Facts:
    return Facts(
        teams=[one.meta.id for one in told.units if one.level == TEAM],
        turns=told.turns,
        done={**told.done, **answered(replica, lived, unit)},
        emergencies=[emergency_of(one, unit) for one in lived],
        ended=[(one.leading.meta.number, one.end) for one in lived if one.end is not None],
        began=min((one.meta.opened for one in told.units), default=None),
    )


def _only(whole: Table, kinds: Collection[str]) -> Table:
    """The table without the beats that none of `kinds` meets."""
    return Table(
        tuple(
            replace(
                rule,
                routine=tuple(beat for beat in rule.routine if beat.met_by in kinds),
                emergency=tuple(beat for beat in rule.emergency if beat.met_by in kinds),
            )
            for rule in whole.rules
        )
    )


def _unkept(owed: Iterable[Obligation], asked: Table, now: datetime) -> bool:
    """Whether an incident may have kept somebody from something: only then incidents have a say."""
    breakable = {rule.id for rule in asked.rules if rule.breakable}
    return any(one.rule in breakable and not one.met_by and one.due < now for one in owed)


class _Day:
    """One reading of what has a say in a day."""

    def __init__(self, replica: Replica, kinds: Collection[str], start: datetime, until: datetime) -> None:
        """Nothing is read yet; `kinds` says what has to be."""
        self.start, self.until, self._replica = start, until, replica
        self._kinds = frozenset(kinds)
        self._since, self._until = epoch_ms(start - NEAR), epoch_ms(until)
        self._incidents: dict[str, list[Interruption]] | None = None

    def told(self) -> dict[str, _Told]:
        """What every station wrote, by its path."""
        found: dict[str, _Told] = defaultdict(_Told)
        for unit in units(self._replica):
            found[self._replica.unit_of(unit.meta)].units.append(unit)
        shifts = {one.meta.id: one for one in self._shifts()}
        for one in sorted(shifts.values(), key=lambda one: one.start):
            turn = Turn(one.meta.id, one.team.id, one.start, one.ended or one.planned_end, one.open)
            found[self._replica.unit_of(one.meta)].turns.append(turn)
        for kind, shift, done in self._of_shifts():
            if shift in shifts:
                found[self._replica.unit_of(shifts[shift].meta)].done[kind].append(done)
        for path, kind, done in (*self._reports(), *self._lessons(), *self._weekly()):
            found[path].done[kind].append(done)
        return found

    def incidents(self, unit: str) -> list[Interruption]:
        """What kept people of a station busy on that day; read once for all of them."""
        if self._incidents is None:
            from core.records.incident import Incident

            self._incidents = defaultdict(list)
            ids = [row.id for row in self._replica.rows("incident", open=True)]
            ids += touched(self._replica.connection, "incident", epoch_ms(self.start - timedelta(days=1)))
            for state in self._states(ids, Incident):
                row = of(self._replica.connection, state.meta.id)
                if state.force and row is not None and row.subject != STANDBY:
                    began = state.time("inc.turnout") or state.meta.opened
                    call = Interruption(state.meta.number, began, state.time("inc.back") or state.done)
                    self._incidents[self._replica.unit_of(state.meta)].append(call)
        return sorted(self._incidents[unit], key=lambda one: one.start)

    def _shifts(self) -> list[Shift]:
        rows = self._rows("shift", self._since)
        return self._states([row.id for row in (*rows, *self._replica.rows("shift", open=True))], Shift)

    def _of_shifts(self) -> list[tuple[str, str, Done]]:
        """Roll calls, handovers and meetings of shifts, as rows tell them: what met, the shift, when."""
        found = [("rollcall", row, not row.open) for row in self._rows("rollcall", self._since)]
        found += [
            ("handover", row, True) for row in self._rows("handover", self._since) if row.status in SIGNED
        ]
        for row in (one for one in self._rows("meeting", self._since) if one.subject not in WEEKLY):
            found += [(kind, row, not row.open) for kind in FORMS.get(row.subject, ())]
        return [(kind, row.parent, self._done(row, ended)) for kind, row, ended in found if row.parent]

    def _done(self, row: RecordRow, ended: bool) -> Done:
        at, broken = from_ms(row.at), ""
        if not ended and row.kind == "meeting":
            paused = getattr(self._replica.state(row.id), "paused_for", "")
            broken = (
                getattr(getattr(self._replica.state(paused), "meta", None), "number", "") if paused else ""
            )
        return Done(row.number, at, at if ended else None, shift=row.parent, broken=broken)

    def _reports(self) -> list[tuple[str, str, Done]]:
        rows = self._rows("report", epoch_ms(self.start - WEEK))
        states = self._states([row.id for row in rows], Report)
        return [(self._replica.unit_of(one.meta), *pair) for one in states for pair in reported(one)]

    def _lessons(self) -> list[tuple[str, str, Done]]:
        """Lessons by the shifts that held them; the kind is not even loaded where none was."""
        records = touched(self._replica.connection, "lesson", self._since)
        if not records:
            return []
        from core.records.lesson import Lesson

        found = [
            (each.station, "lesson", Done(one.meta.number, each.at, each.at, each.team.id, each.shift))
            for one in self._states(records, Lesson)
            for each in one.deliveries
        ]
        return sorted(found, key=lambda told: told[2].start)

    def _weekly(self) -> list[tuple[str, str, Done]]:
        """Team meetings and studies of the week, which a team owes and no shift."""
        if not self._kinds & {"study", "team"}:
            return []
        from core.records.meeting import Meeting

        rows = self._rows("meeting", epoch_ms(self.start - WEEK))
        held = self._states([row.id for row in rows if row.subject in WEEKLY], Meeting)
        return [(self._replica.unit_of(one.meta), kind, _held(one)) for one in held for kind in meets(one)]

    def _rows(self, kind: str, since: int) -> list[RecordRow]:
        rows: list[RecordRow] = self._replica.rows(kind, since=since, until=self._until)
        return [row for row in rows if not row.struck]

    def _states(self, records: Iterable[str], expected: type[Any]) -> list[Any]:
        found = self._replica.states(list(dict.fromkeys(records)))
        return [one for one in found if isinstance(one, expected) and one.meta.struck is None]


def _held(one: Meeting) -> Done:
    end = one.end if one.closed is not None else None
    return Done(one.meta.number, one.start, end, one.team.id if one.team else "", one.shift)
