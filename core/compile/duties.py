"""What the shift on duty owes now or soon: the engine's obligations as Watch and the reminders speak of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from core.records.footing import footing_now
from core.records.rollcall import latest_rollcall, rollcalls
from core.records.shift import Shift, current_shift

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.rules.cadence import Facts, Obligation, Table

SOON: Final = timedelta(hours=12)
"""How far ahead a duty of the week is shown."""

LATE: Final = timedelta(hours=3)
"""So long after it was due nobody speaks of a pre-shift brief any more; the handover says that it was not held."""

BEFORE_NIGHT: Final = timedelta(hours=2)
"""How much earlier the station's night roll call may be held."""

DAY: Final = timedelta(days=1)
AHEAD: Final = timedelta(days=8)
"""A review is owed within seven days of the end and shown from then on."""

STANDING: Final = ("days", "after")
"""Beats of duties that stand until they are met, whichever shift is on duty: renewal, closing report, review."""

PAGES: Final = {
    "rollcall": "rollcall",
    "lesson": "lesson",
    "pre_shift": "meeting",
    "micro": "meeting",
    "study": "meeting",
    "team": "meeting",
    "weekly": "report",
    "daily": "report",
    "situation": "report",
    "closing": "report",
    "handover": "handover",
    "renewal": "footing",
    "review": "footing",
}
"""The page that meets a duty, by what meets it."""

LABELS: Final = {
    "lesson": "micro.lesson",
    "pre_shift": "brief.pre",
    "micro": "micro.meeting",
    "study": "study.team",
    "team": "meet.team",
    "weekly": "report.weekly",
    "daily": "report.daily",
    "situation": "report.situation",
    "closing": "report.closing",
    "handover": "handover.title",
    "renewal": "mode.renewal",
    "review": "mode.review",
}

CALLS: Final = {"shift_start": "rollcall.takeover", "shift_middle": "rollcall.middle"}
"""Roll calls by what their beat follows."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty not yet met: its label, the page that meets it, from when and until when it is to be done.

    `running` while somebody is at it; `form` is the form its page opens with, empty where it has none.
    """

    label: str
    page: str
    at: datetime | None = None
    until: datetime | None = None
    running: bool = False
    form: str = ""


def duties(replica: Replica, shift: Shift | None, now: datetime, night_call: str = "") -> tuple[Duty, ...]:
    """The duties of `shift` still to be met, in the order of their times, its handover last."""
    found = [duty_shown(one, shift) for one in owed(replica, shift, now)]
    if shift is None:
        return (Duty("duty.open_shift", "rollcall"), *found)
    running = _running(replica, shift)
    if running is not None:
        found = [running, *(one for one in found if one.page != "rollcall")]
    else:
        found += _by_night(replica, shift, now, night_call)
    found.sort(key=lambda duty: (duty.page == "handover", duty.at or now))
    return tuple(found)


def owed(replica: Replica, shift: Shift | None, now: datetime) -> list[Obligation]:
    """What `shift`, its team and the station owe at `now`, as the engine has it; without a shift what stands anyway."""
    from core.compile.cadence import table

    if shift is None and not replica.rows("footing"):
        return []
    return owed_of(facts_of(replica, shift, now), table(replica, now), shift, now)


def facts_of(replica: Replica, shift: Shift | None, now: datetime) -> Facts:
    """What the engine is told for that."""
    from core.compile.cadence import footing_facts, station_facts

    if shift is None:
        return footing_facts(replica)
    return station_facts(replica, shift.start, _until(shift, now))


def owed_of(facts: Facts, table: Table, shift: Shift | None, now: datetime) -> list[Obligation]:
    """The same out of facts already read."""
    from core.compile.cadence import BEFORE
    from core.rules.cadence import obligations

    found = obligations(facts, now - BEFORE, _until(shift, now), now, table)
    return [one for one in found if one.met_by_kind in PAGES and _shown(one, shift, now)]


def _until(shift: Shift | None, now: datetime) -> datetime:
    """Until when duties may fall due that are spoken of now."""
    return max(now + AHEAD, (shift.planned_end or now) + DAY if shift else now)


def _shown(one: Obligation, shift: Shift | None, now: datetime) -> bool:
    """Whether a duty is spoken of now: one of this shift, or one of its team or of the station that is near."""
    if one.every in STANDING:
        if one.met_by_kind == "closing" and shift is None:
            return False  # a report is a shift's work; the branch, which has none, waits for it
        return one.state == "due" and (one.every == "after" or one.due - now <= SOON)
    if shift is None or one.owner not in ("", shift.meta.id, shift.team.id) or one.due < shift.start:
        return False
    if one.every == "shift_end":
        return one.state in ("upcoming", "due", "missed")
    if one.met_by_kind == "pre_shift" and now > one.due + LATE:
        return False
    if one.every == "hours" and one.state == "missed":
        return False  # the next line of a few hours says more than one that is hours late
    near = one.owner == shift.meta.id or one.due - now <= SOON
    return near and one.state in ("due", "missed")


def label(kind: str, every: str) -> str:
    """The catalogue key of what meets a duty, by what meets it (a key of `PAGES`) and what its beat follows."""
    return CALLS.get(every, "duty.rollcall") if kind == "rollcall" else LABELS[kind]


def form_of(kind: str) -> str:
    """The form that the page of reports or of meetings is opened with; empty where there is nothing to choose."""
    return kind if PAGES[kind] in ("report", "meeting") else ""


def duty_shown(one: Obligation, shift: Shift | None) -> Duty:
    """As it is shown: what belongs to a shift's start from its start on, the handover at its planned end."""
    at: datetime | None = one.due
    until: datetime | None = one.due
    if one.every == "shift_start":
        at = one.start
    elif one.every == "shift_end":
        at = shift.planned_end if shift else None
        until = one.due if at is not None else None
    kind = one.met_by_kind
    return Duty(label(kind, one.every), PAGES[kind], at, until, bool(one.running), form_of(kind))


def occasion_due(replica: Replica, now: datetime) -> str:
    """The roll call that the shift owes now, empty when it owes none: at its start, or in the middle in emergency."""
    shift = current_shift(replica)
    if shift is None:
        return ""
    calls = (one for one in owed(replica, shift, now) if one.met_by_kind == "rollcall")
    return next((CALLS[one.every] for one in calls if one.every in CALLS), "")


def form_due(replica: Replica, now: datetime) -> str:
    """The form of the report that is next: the closing one while it is owed, else the daily or the weekly one."""
    shift, own = current_shift(replica), replica.seat.unit if replica.seat else ""
    if footing_now(replica, own) is not None:
        return "daily"
    if not replica.rows("footing"):
        return "weekly"
    closing = any(one.met_by_kind == "closing" for one in owed(replica, shift, now))
    return "closing" if closing else "weekly"


def _running(replica: Replica, shift: Shift) -> Duty | None:
    """The roll call that runs: it stands in the place of any that is due."""
    latest = latest_rollcall(replica, shift)
    if latest is None or latest.finished is not None:
        return None
    return Duty(latest.occasion, "rollcall", latest.meta.opened, None, running=True)


def _by_night(replica: Replica, shift: Shift, now: datetime, night_call: str) -> list[Duty]:
    """The roll call at the hour the station set for itself, once the first of the shift was held."""
    night, held = _night(shift, night_call), rollcalls(replica, shift.meta.id)
    if night is None or not held or night - now > SOON:
        return []
    if any(one.meta.opened >= night - BEFORE_NIGHT for one in held):
        return []
    return [Duty("rollcall.night", "rollcall", night, night)]


def _night(shift: Shift, night_call: str) -> datetime | None:
    """The moment within the shift that the station's night roll call falls on."""
    try:
        hour = time.fromisoformat(night_call)
    except ValueError:
        return None
    moment = datetime.combine(shift.start.date(), hour, shift.start.tzinfo)
    if moment < shift.start:
        moment += timedelta(days=1)
    return moment if shift.planned_end is None or moment < shift.planned_end else None
