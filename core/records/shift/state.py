"""A shift (班次): who is on duty from when to when, and every change to that in between."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime

from core.clock import instant
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.reference import Ref, read_ref, read_refs

OPENED, CLOSED = "shift.opened", "shift.closed"
PERSON_ADDED, PERSON_REMOVED = "shift.person_added", "shift.person_removed"
SUBSTITUTED, OFFICER_CHANGED = "shift.substituted", "shift.officer_changed"
SHIFT = RecordKind("shift", series="S")
KINDS = (SHIFT,)


@dataclass(frozen=True, slots=True)
class RosterEntry:
    """Somebody expected on the shift, from when, until when, in whose place and why."""

    person: Ref
    since: datetime
    until: datetime | None = None
    reason: str = ""
    replaces: Ref | None = None
    why_gone: str = ""


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of duty day `day`; `handover` is the id of the handover that closed it, empty while it runs."""

    meta: Meta
    day: date
    team: Ref
    start: datetime
    planned_end: datetime | None
    officer: Ref | None
    leader: Ref | None
    entries: tuple[RosterEntry, ...]
    ended: datetime | None = None
    handover: str = ""

    @property
    def open(self) -> bool:
        """Whether it still runs."""
        return self.ended is None


def roster(shift: Shift) -> tuple[Ref, ...]:
    """The people expected now (应到 before the duty reasons of K01), in the order they came onto the roster."""
    return tuple(entry.person for entry in shift.entries if entry.until is None)


@SHIFT.opens(OPENED)
def _opened(meta: Meta, fact: Fact) -> Shift:
    body = fact.body
    start, end, team = instant(body["start"]), body.get("planned_end"), body["team"]
    return Shift(
        meta,
        date.fromisoformat(body["day"]),
        Ref(team["id"], team["name"]),
        start,
        None if end is None else instant(end),
        read_ref(body.get("officer")),
        read_ref(body.get("leader")),
        tuple(RosterEntry(person, start) for person in read_refs(body["expected"])),
    )


@SHIFT.on(PERSON_ADDED)
def _person_added(state: Shift, fact: Fact) -> Shift:
    person = fact.body["person"]
    return _come(state, RosterEntry(Ref(person["id"], person["name"]), fact.at, reason=fact.body["reason"]))


@SHIFT.on(PERSON_REMOVED)
def _person_removed(state: Shift, fact: Fact) -> Shift:
    return _go(state, fact.body["person"]["id"], fact.at, fact.body["reason"])


@SHIFT.on(SUBSTITUTED)
def _substituted(state: Shift, fact: Fact) -> Shift:
    gone, comes, why = read_ref(fact.body["person"]), fact.body["substitute"], fact.body["reason"]
    entry = RosterEntry(Ref(comes["id"], comes["name"]), fact.at, reason=why, replaces=gone)
    return _come(_go(state, fact.body["person"]["id"], fact.at, why), entry)


def _come(state: Shift, entry: RosterEntry) -> Shift:
    """The shift with one more person, unless they are expected already."""
    if any(person.id == entry.person.id for person in roster(state)):
        return state
    return replace(state, entries=(*state.entries, entry))


def _go(state: Shift, person: str, at: datetime, why: str) -> Shift:
    """The shift without the person from `at` on; the time they were on it is kept."""
    entries = tuple(
        replace(entry, until=at, why_gone=why) if entry.person.id == person and entry.until is None else entry
        for entry in state.entries
    )
    return replace(state, entries=entries)


@SHIFT.on(OFFICER_CHANGED)
def _officer_changed(state: Shift, fact: Fact) -> Shift:
    return replace(state, officer=read_ref(fact.body["officer"]))


@SHIFT.on(CLOSED)
def _closed(state: Shift, fact: Fact) -> Shift:
    if state.ended is not None:
        return state
    return replace(state, ended=fact.at, handover=fact.body["handover"])


@SHIFT.says(OPENED)
def _say_opened(state: Shift, fact: Fact) -> Line:
    officer = state.officer.name if state.officer else "-"
    params: dict[str, str | int] = {
        "team": state.team.name,
        "officer": officer,
        "count": len(fact.body["expected"]),
    }
    return Line("shift.opened", params, (officer, state.team.name))


@SHIFT.says(PERSON_ADDED)
def _say_added(state: Shift, fact: Fact) -> Line:
    return Line("shift.person_added", {"name": fact.body["person"]["name"], "reason": fact.body["reason"]})


@SHIFT.says(PERSON_REMOVED)
def _say_removed(state: Shift, fact: Fact) -> Line:
    return Line("shift.person_removed", {"name": fact.body["person"]["name"], "reason": fact.body["reason"]})


@SHIFT.says(SUBSTITUTED)
def _say_substituted(state: Shift, fact: Fact) -> Line:
    gone, comes = fact.body["person"]["name"], fact.body["substitute"]["name"]
    return Line(
        "shift.substituted", {"gone": gone, "comes": comes, "reason": fact.body["reason"]}, (gone, comes)
    )


@SHIFT.says(OFFICER_CHANGED)
def _say_officer(state: Shift, fact: Fact) -> Line:
    return Line(
        "shift.officer_changed", {"name": fact.body["officer"]["name"], "reason": fact.body["reason"]}
    )


@SHIFT.summarises
def _summary(state: Shift) -> Summary:
    return Summary(
        state.team.name,
        status="shift.running" if state.open else "shift.handed_over",
        open=state.open,
        at=state.start,
        owner=state.officer.name if state.officer else "",
        due=state.planned_end,
    )
