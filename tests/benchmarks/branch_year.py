"""A year of a branch: one station kept its watch through the officers' operations; every station has such a year.

The console of the branch holds the year once for each station, under ids, names and numbers of its own.
"""

from __future__ import annotations

import hashlib
import json
import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from core.clock import STATION_ZONE, ManualClock
from core.ids import IdSource
from core.journal.event import Event, Stored, decode
from core.records import action, incident, log, meeting, report, rollcall
from core.records.incident.closing import close as close_incident
from core.records.person import find_person
from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import Seat, store_seat
from core.replica.setup import set_up
from tests.benchmarks.workload import STAGES, sentence
from tests.core.records.handing import Station, make_station

BRANCH: Final = "hq/b2"
DAY: Final = timedelta(days=1)
_ID: Final = re.compile(r"\b[0-9a-f]{32}\b")
_EVENTS: Final = "SELECT header, body FROM event ORDER BY position"


def branch_of(home: Path, stations: int, days: int) -> Path:
    """The data directory of a branch's console that holds `days` days of `stations` stations. Reused if there."""
    folder = home / f"branch-{stations}-{days}"
    if (folder / "complete").exists():
        return folder
    until = datetime.now(STATION_ZONE)
    clock = ManualClock(until - days * DAY, boot_ms=1_000_000)
    with _seated(home / f"station-{days}", clock, "一号站", f"{BRANCH}/s") as station:
        _live(station, clock, days, until)
        lived = [decode(Stored(*row)) for row in station.connection.execute(_EVENTS)]
        known = _Names(station)
    with _seated(folder, clock, "第二党支部", BRANCH) as branch:
        seat = branch.seat
        assert seat is not None
        for number in range(stations):
            unit = f"{BRANCH}/s{number:02d}"
            branch.seat = replace(seat, unit=unit, station=f"{number + 1}号站", code=f"s{number:02d}")
            _write_again(branch, clock, lived, known.at(branch.seat))
        branch.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    (folder / "complete").touch()
    return folder


class _Names:
    """What tells the records of one station from those of another: ids, the station's name and code."""

    def __init__(self, station: Replica) -> None:
        """Those of the station that lived through the year."""
        assert station.seat is not None
        self._seat = station.seat

    def at(self, seat: Seat) -> Callable[[str], str]:
        """What turns a text of that station into the same text of another one."""
        fixed = {self._seat.station_record: seat.station_record}

        def other(found: re.Match[str]) -> str:
            named = hashlib.blake2b(f"{seat.unit} {found[0]}".encode(), digest_size=16).hexdigest()
            return fixed.get(found[0], named)

        def told(text: str) -> str:
            text = text.replace(self._seat.station, seat.station)
            return _ID.sub(other, re.sub(rf"^{self._seat.code}-", f"{seat.code}-", text))

        return told


def _write_again(
    branch: Replica, clock: ManualClock, lived: Sequence[Event], told: Callable[[str], str]
) -> None:
    """The year of the one station once more as that of another, a day's events saved together."""
    for _, day in groupby(lived, key=lambda event: event.recorded_at.date()):
        events = [event for event in day if not event.kind.startswith(("session.", "journal.", "clock."))]
        if not events:
            continue
        clock.set(events[0].recorded_at)
        with branch.act() as act:
            for event in events:
                clock.set(event.recorded_at)
                body = json.loads(told(json.dumps(event.body, ensure_ascii=False)))
                record, number = told(event.record), told(event.number)
                branch.append(
                    act, event.kind, record, body, audience=event.audience, number=number, origin=event.origin
                )


def _seated(directory: Path, clock: ManualClock, name: str, unit: str) -> Replica:
    """A new terminal of the unit at path `unit`."""
    ids = IdSource(random.Random(unit).randbytes)
    made = set_up(directory, clock, station=name, code=unit.rpartition("/")[2], ids=ids)
    made.connection.execute("PRAGMA synchronous = OFF")
    assert made.seat is not None
    made.seat = replace(made.seat, unit=unit)
    store_seat(made.connection, made.seat)
    return made


def _live(replica: Replica, clock: ManualClock, days: int, until: datetime) -> None:
    """One station's days, the last of them the one that runs at `until`."""
    chance = random.Random(1)
    today = datetime.combine((until - timedelta(hours=8)).date(), time(8), STATION_ZONE)
    clock.set(today - days * DAY)
    desk = Desk(replica)
    desk.do(add_station)
    station = make_station(desk)
    for day in range(days + 1):
        start = today - (days - day) * DAY
        clock.set(start)
        if day:
            station.hand_over(back=day % 2 == 0)
        _watch(station, clock, start, chance, until)


def _watch(
    station: Station, clock: ManualClock, start: datetime, chance: random.Random, until: datetime
) -> None:
    """What one watch wrote, as far as it lies before `until`."""
    for minutes, act in (
        (5, _call),
        (15, _brief),
        (180, _incident),
        (420, _lines),
        (480, _weekly),
        (600, _task),
    ):
        moment = start + timedelta(minutes=minutes)
        if moment <= until:
            clock.set(moment)
            act(station.desk, chance)


def _call(desk: Desk, chance: random.Random) -> None:
    record = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark_rest_present, record)
    desk.do(rollcall.sign_rollcall, record)


def _brief(desk: Desk, chance: random.Random) -> None:
    _meeting(desk, "pre_shift", chance)


def _meeting(desk: Desk, form: str, chance: random.Random) -> None:
    record = desk.do(meeting.open_meeting, form, sentence(chance))
    desk.do(meeting.note, record, "tasks" if form == "pre_shift" else "view", sentence(chance))
    desk.do(meeting.close, record, nothing=True)


def _incident(desk: Desk, chance: random.Random) -> None:
    record = desk.do(incident.open_incident, f"yl {chance.randint(1, 9)}号泊位 {sentence(chance)}")
    for stage in STAGES:
        desk.do(incident.stamp, record, stage)
    desk.do(close_incident, record)


def _lines(desk: Desk, chance: random.Random) -> None:
    for _ in range(4):
        desk.do(log.note, sentence(chance))


def _weekly(desk: Desk, chance: random.Random) -> None:
    now = desk.replica.clock.now()
    if now.weekday() == 2:
        _meeting(desk, "team", chance)
    elif now.weekday() == 6:
        made = desk.do(report.submit, report.Scope("weekly", now - 7 * DAY, now), ())
        if chance.random() < 0.95:
            desk.do(report.acknowledge, made)


def _task(desk: Desk, chance: random.Random) -> None:
    made = desk.do(action.open_action, sentence(chance))
    if chance.random() < 0.99:
        desk.do(action.finish, made)
        desk.do(action.verify, made, person=find_person(desk.replica, "秦朗").meta.id)
