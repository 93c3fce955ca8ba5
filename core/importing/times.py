"""The stamps of an incident put on the calendar (接警 … 归队): rolled past midnight, never invented.

A stamp that gives only a time of day belongs to the day of the stamp before it, or to the next one when it
would otherwise lie earlier by more than the tolerance.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from core.importing.doubt import Doubt, doubt
from core.importing.moments import Moment

STAMPS: Final = ("received", "turnout", "on_scene", "controlled", "closed", "back")
"""The stages of an incident in the order they happen."""

TOLERANCE: Final = timedelta(minutes=15)
"""How far two clocks of one service may disagree."""

LONG: Final = timedelta(hours=12)
"""Between two stamps more than this is worth a look."""

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Settled:
    """The stamps that are known, as aware instants, and what is worth a look about them."""

    stamps: dict[str, datetime]
    doubts: tuple[Doubt, ...]


def settle(
    day: date | None, read: Mapping[str, Moment], zone: ZoneInfo, tolerance: timedelta = TOLERANCE
) -> Settled:
    """Put the moments `read` on the calendar, starting from `day` where they have no date of their own."""
    stamps: dict[str, datetime] = {}
    doubts: list[Doubt] = []
    latest: datetime | None = None
    for name in STAMPS:
        moment = read.get(name, Moment())
        found = _exact(moment, zone) or _local(moment, day, latest, zone, tolerance, stamps)
        if found is None:
            if moment != Moment():
                doubts.append(doubt("stamp_part", stamp=name))
            continue
        stamps[name], oddity = found
        wall = stamps[name].replace(tzinfo=None, fold=0)
        doubts += [*oddity, *_order(name, wall, latest)]
        latest = wall if latest is None else max(wall, latest)
    return Settled(stamps, tuple(doubts))


Found = tuple[datetime, list[Doubt]]


def _exact(moment: Moment, zone: ZoneInfo) -> Found | None:
    """The instant of a moment that names day, time and offset: nothing to work out."""
    if moment.day is None or moment.clock is None or moment.offset is None:
        return None
    return datetime.combine(moment.day, moment.clock, timezone(moment.offset)).astimezone(zone), []


def _local(
    moment: Moment,
    day: date | None,
    latest: datetime | None,
    zone: ZoneInfo,
    tolerance: timedelta,
    before: Mapping[str, datetime],
) -> Found | None:
    """The instant of a local time, or None where the file does not say enough."""
    if moment.clock is None or moment.offset is not None:
        return None
    known = moment.day or (day if latest is None else None)
    if known is not None:
        return placed(datetime.combine(known, moment.clock), zone, before)
    if latest is None:
        return None
    return placed(rolled(moment.clock, latest, tolerance), zone, before)


def rolled(clock: time, latest: datetime, tolerance: timedelta = TOLERANCE) -> datetime:
    """The one time of day `clock` that lies within a day of `latest`, or at most `tolerance` before it."""
    wall = datetime.combine(latest.date(), clock)
    if wall < latest - tolerance:
        return wall + _DAY
    return wall - _DAY if wall >= latest + _DAY - tolerance else wall


def _order(name: str, wall: datetime, latest: datetime | None) -> list[Doubt]:
    """What is odd about a stamp after the ones before it."""
    if latest is None:
        return []
    if wall < latest:
        return [doubt("stamp_order", stamp=name, time=f"{wall:%H:%M}")]
    if wall - latest > LONG:
        return [doubt("stamp_long", stamp=name, hours=(wall - latest) // timedelta(hours=1))]
    return []


def placed(wall: datetime, zone: ZoneInfo, before: Mapping[str, datetime]) -> Found:
    """The naive `wall` in `zone`; of an hour that occurs twice the one that keeps the stamps in order."""
    first, second = wall.replace(tzinfo=zone), wall.replace(tzinfo=zone, fold=1)
    if first.utcoffset() == second.utcoffset():
        return first, []
    shown = f"{wall:%H:%M}"
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != wall:
        return first, [doubt("clock_gap", time=shown)]
    latest = max((at.astimezone(UTC) for at in before.values()), default=None)
    late = latest is not None and first.astimezone(UTC) < latest <= second.astimezone(UTC)
    return (second if late else first), [doubt("clock_twice", time=shown)]
