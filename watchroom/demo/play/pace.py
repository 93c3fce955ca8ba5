"""How fast a story that is watched goes: its time flies from cue to cue and stands still while something is told."""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from typing import Final

from core.clock import SetClock

SPEED: Final = 1300
"""How many times faster than the clock on the wall: the four days of the typhoon take about five minutes."""
STILL: Final = 3.0
"""Seconds for which time stands still at a sentence, at that speed; at twice the speed half as long."""
STEP: Final = 0.05
"""Seconds between two movements of the clock."""


class Over(Exception):
    """Nobody watches any more."""


class Pace:
    """Moves the clock of a story until nobody watches."""

    def __init__(self, clock: SetClock, speed: int, ended: threading.Event) -> None:
        """`speed` times as fast as the clock on the wall, until `ended`."""
        self._clock, self._speed, self._ended = clock, speed, ended

    def move_to(self, moment: datetime) -> None:
        """Let it become `moment` little by little; raises Over."""
        self._pass(self._speed, moment)

    def go_on(self) -> None:
        """The story is over; its time goes on like the clock on the wall.  Raises Over at the end."""
        self._pass(1, None)

    def stand_still(self) -> None:
        """Leave time to read what was told; raises Over."""
        if self._ended.wait(STILL * SPEED / self._speed):
            raise Over

    def _pass(self, speed: int, until: datetime | None) -> None:
        began, since = time.monotonic(), self._clock.now()
        while until is None or self._clock.now() < until:
            now = since + timedelta(seconds=speed * (time.monotonic() - began))
            self._clock.set(now if until is None else min(now, until))
            if self._ended.wait(STEP):
                raise Over
