"""What the shift on duty owes now or soon (C01–C06): derived from records, nobody ticks a box."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from core.records.rollcall import latest_rollcall, rollcalls
from core.records.shift import Shift

if TYPE_CHECKING:
    from core.replica.replica import Replica

SOON: Final = timedelta(hours=12)
"""How far ahead a duty is shown."""

BRIEF_WITHIN: Final = timedelta(hours=1)
"""A pre-shift brief belongs to the first hour of a shift (C01: 5 to 10 minutes at its start)."""

BRIEF_MISSED: Final = timedelta(hours=4)
"""After so long nobody is reminded of it any more; the handover says that it was not held."""

DAY: Final = timedelta(days=1)
SECOND_CALL: Final = timedelta(hours=2)
"""What falls due so soon after the start of a shift is its first roll call and its brief, which are known already."""

PAGES: Final = {
    "rollcall": "rollcall",
    "lesson": "lesson",
    "micro": "meeting",
    "study": "meeting",
    "team": "meeting",
    "weekly": "report",
    "daily": "report",
    "situation": "report",
}
"""The page that meets a duty, by what meets it."""

LABELS: Final = {
    "rollcall": "rollcall.middle",
    "lesson": "micro.lesson",
    "micro": "micro.meeting",
    "study": "study.team",
    "team": "meet.team",
    "weekly": "report.weekly",
    "daily": "report.daily",
    "situation": "report.situation",
}

ROLLCALL_WITHIN: Final = timedelta(minutes=15)
"""Grace after the start of a shift before its roll call is overdue (C02)."""


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty not yet met: its label, the page that meets it, from when and until when it is to be done.

    `page` is empty where this program cannot do it yet; `running` while somebody is at it.
    """

    label: str
    page: str
    at: datetime | None = None
    until: datetime | None = None
    running: bool = False


def duties(replica: Replica, shift: Shift | None, now: datetime, night_call: str = "") -> tuple[Duty, ...]:
    """The duties of `shift` still to be met, in the order of their times."""
    if shift is None:
        return (Duty("duty.open_shift", "rollcall"),)
    found = [
        *_calls(replica, shift, now, night_call),
        *_brief(replica, shift, now),
        *_cadence(replica, shift, now),
    ]
    found.sort(key=lambda duty: duty.at or now)
    end = shift.planned_end
    return (*found, Duty("handover.title", "handover", end, end))


def _calls(replica: Replica, shift: Shift, now: datetime, night_call: str) -> list[Duty]:
    """The roll call at the start, the one that runs, the one at night."""
    latest = latest_rollcall(replica, shift)
    if latest is None:
        return [Duty("rollcall.takeover", "rollcall", shift.start, shift.start + ROLLCALL_WITHIN)]
    if latest.finished is None:
        return [Duty(latest.occasion, "rollcall", latest.meta.opened, None, running=True)]
    night = _night(shift, night_call)
    held = [one for one in rollcalls(replica, shift.meta.id) if night and one.meta.opened >= night - SOON / 6]
    if night is None or held or night - now > SOON:
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


def _brief(replica: Replica, shift: Shift, now: datetime) -> list[Duty]:
    """The pre-shift brief, while it was not held and still can be."""
    if now - shift.start > BRIEF_MISSED:
        return []
    held = [row for row in replica.rows("meeting", parent=shift.meta.id) if row.subject == "brief.pre"]
    if any(not row.open for row in held):
        return []
    return [Duty("brief.pre", "meeting", shift.start, shift.start + BRIEF_WITHIN, running=bool(held))]


def _cadence(replica: Replica, shift: Shift, now: datetime) -> list[Duty]:
    """What the cadence table asks of the shift, its team and the station besides: in its last hours, or overdue."""
    from core.compile.cadence import due

    found = []
    for one in due(replica, shift.start, now + DAY, now):
        page = PAGES.get(one.met_by_kind)
        ours = one.owner in ("", shift.meta.id, shift.team.id)
        if (
            page is None
            or not ours
            or one.state not in ("due", "missed")
            or one.due - shift.start < SECOND_CALL
        ):
            continue
        if (
            one.owner != shift.meta.id and one.due - now > SOON
        ):  # the week's duties, not before their last hours
            continue
        found.append(Duty(LABELS[one.met_by_kind], page, one.due, one.due))
    return found
