"""Times as an officer types them: 03:12 beside a running incident means the right day, midnight or not."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Final

from core.errors import Refusal
from core.records.incident.state import STAGES, Incident
from core.records.kind import Line

_CLOCK: Final = re.compile(r"(\d{1,2})\s*[:：.]?\s*(\d{2})")
_AHEAD: Final = timedelta(hours=1)
_EARLY: Final = timedelta(minutes=30)


def read_time(text: str, now: datetime, since: datetime | None = None) -> datetime:
    """The instant meant by `text` (03:12, 0312 or ISO with offset): the first after `since` or the last gone.

    A time up to an hour ahead of `now` is taken as typed, so that the officer is warned instead of getting
    yesterday. Raises Refusal for what is no time.
    """
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        return _iso(text)
    hour, minute = int(found[1]), int(found[2])
    if hour > 23 or minute > 59:
        raise Refusal("time.unreadable", text=text)
    day = timedelta(days=1)
    if since is not None:
        local = since.astimezone(now.tzinfo)
        first = local.replace(hour=hour, minute=minute, second=0, microsecond=0)
        if first < local - _EARLY:
            first += day
        if first <= now + _AHEAD:
            return first
    last = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return last if last <= now + _AHEAD else last - day


def _iso(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Refusal("time.unreadable", text=text) from None
    if moment.tzinfo is None:
        raise Refusal("time.unreadable", text=text)
    return moment


def warnings(state: Incident, stage: str, vehicle: str, at: datetime, now: datetime) -> tuple[Line, ...]:
    """What is odd about a stamp: it lies ahead, or stands out of order with the stages known."""
    found = []
    if at > now:
        found.append(Line("incident.warn.ahead", {"at": at.strftime("%H:%M")}))
    place = STAGES.index(stage)
    for other in STAGES:
        known = state.time(other, vehicle) if vehicle else None
        known = known or (state.time(other) if not vehicle or other == "inc.received" else None)
        if known is None or other == stage:
            continue
        if STAGES.index(other) < place and at < known.replace(second=0, microsecond=0):
            found.append(_odd("incident.warn.before", other, known))
        elif STAGES.index(other) > place and at > known:
            found.append(_odd("incident.warn.after", other, known))
    return tuple(found)


def _odd(message: str, stage: str, known: datetime) -> Line:
    return Line(message, {"stage": f"@{stage}", "at": known.strftime("%H:%M")})
