"""A second terminal of the station: it came with the records of the first, worked apart for a day, and knows no more.

What it wrote meets what the first one wrote only when both exchange with the branch: lines of its own under its own
letter, and another time of arrival for a vehicle (到场), which somebody has to settle.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from core.clock import ManualClock
from core.demo.building import DAYS
from core.demo.cast import DONGGANG, Story
from core.demo.hours import DAY, HOUR, last_watch, within
from core.ids import IdSource
from core.journal.event import Stored, decode
from core.records import incident, log
from core.records.shift import current_shift
from core.replica.act import Desk
from core.replica.engine import connect
from core.replica.replica import DATABASE, Replica
from core.replica.setup import set_up

KNOWN: Final = timedelta(minutes=3, seconds=30)
"""How old a call is when the second terminal hears of it: vehicles are on their way, none has arrived."""
QUIET: Final = timedelta(minutes=10)
"""It writes nothing so shortly before the present."""


def build_second(directory: Path, first: Path, until: datetime, *, story: Story = DONGGANG) -> None:
    """Make the second terminal in the empty `directory`, beside the one in `first` as it is at `until`.

    Raises Refusal when the directory belongs to a station already.
    """
    told, cast = story.told("second"), story.told("station")
    until = until.replace(second=0, microsecond=0)
    start = last_watch(until)
    clock = ManualClock(start, boot_ms=60_000, boot_id="demo")
    ids = IdSource(Random(f"{story.name}/second/ids").randbytes)
    call = told["call"]
    heard = _heard(story, call["day"], start)
    clock.set(heard)
    names = {"station": cast["station"], "code": cast["code"], "letter": told["letter"]}
    with set_up(directory, clock, ids=ids, **names) as replica:
        _learn(replica, first, heard)
        clock.set(heard + timedelta(minutes=call["minutes"]) - KNOWN)
        _stamp(replica, call["vehicle"])
        for begun, lines in zip((start - DAY, start), told["lines"], strict=True):
            _learn(replica, first, begun + HOUR)
            for at, text in lines:
                if within(begun, at) <= until - QUIET:
                    clock.set(within(begun, at))
                    _desk(replica).do(log.note, text)


def _heard(story: Story, day: int, start: datetime) -> datetime:
    """When the second terminal heard of the call of `day`."""
    at = next(one["at"] for one in story.told("calls")["incidents"] if one["day"] == day)
    return within(start - timedelta(days=DAYS - day), at) + KNOWN


def _stamp(replica: Replica, vehicle: str) -> None:
    """The arrival as seen from here, where the call is known at all."""
    running = replica.rows("incident", open=True, newest=True, limit=1)
    state = replica.state(running[0].id) if running else None
    if state is not None and any(one.vehicle == vehicle for one in state.force):
        _desk(replica).do(incident.stamp, state.meta.id, "inc.on_scene", vehicle=vehicle)


def _desk(replica: Replica) -> Desk:
    """The desk, for the duty officer of the watch that is known here."""
    shift = current_shift(replica)
    officer = None if shift is None else shift.officer
    return Desk(replica, None if officer is None else officer.id)


def _learn(replica: Replica, first: Path, until: datetime) -> None:
    """Take in what the first terminal had written by `until`."""
    replica.absorb(list(_written(first, until)))


def _written(first: Path, until: datetime) -> Iterator[Stored]:
    """The journal of the terminal in `first` as it was at `until`."""
    connection = connect(first / DATABASE, read_only=True)
    try:
        for row in connection.execute("SELECT header, body FROM event ORDER BY position"):
            if decode(stored := Stored(*row)).recorded_at <= until:
                yield stored
    finally:
        connection.close()
