"""The other terminals keep working while the demo's screen is open: a line now and then, said to be the demo's."""

from __future__ import annotations

from itertools import count
from pathlib import Path

from core.clock import SystemClock
from core.demo.cast import BEIDI, DONGGANG
from core.records import log
from core.records.shift import current_shift
from core.replica.act import Desk
from core.replica.replica import Replica

_LINES = {"B": DONGGANG.told("second")["now"], "A": BEIDI.told("tonight")["now"]}
_turn = count()


def write_something(directory: Path) -> None:
    """The duty officer of the terminal in `directory` writes the next line of its story."""
    with Replica(directory, SystemClock()) as replica:
        seat, shift = replica.seat, current_shift(replica)
        assert seat is not None
        officer = None if shift is None or shift.officer is None else shift.officer.id
        lines = _LINES[seat.letter]
        Desk(replica, officer).do(log.note, lines[next(_turn) // 2 % len(lines)])
