"""How fast a story that is watched goes: its time flies from cue to cue and stands still while something is told.

Time goes on in leaps, and every terminal exchanges before the screens see a leap: at such a speed each of them would
otherwise show again and again that it has not heard of the branch for many minutes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from core.clock import SetClock

SPEED: Final = 1300
"""How many times faster than the clock on the wall: the four days of the typhoon take about five minutes."""
STILL: Final = 3.0
"""Seconds for which time stands still at a sentence, at that speed; at twice the speed half as long."""
LEAP: Final = 1.0
"""Seconds between two leaps at most."""


class Over(Exception):
    """Nobody watches any more."""


class Pace:
    """Moves the clock of a story until nobody watches."""

    def __init__(
        self,
        clock: SetClock,
        speed: int,
        ended: threading.Event,
        exchange: Callable[[], None],
        show: Callable[[datetime], None],
    ) -> None:
        """`speed` times as fast as the clock on the wall, until `ended`.

        At each leap all terminals `exchange`, then `show` brings the new time to the screens.
        """
        self._clock, self._speed, self._ended = clock, speed, ended
        self._exchange, self._show = exchange, show

    def move_to(self, moment: datetime) -> None:
        """Let it become `moment` leap by leap; raises Over."""
        while (now := self._clock.now()) < moment:
            self._leap(min(moment, now + timedelta(seconds=LEAP * self._speed)), self._speed)

    def go_on(self) -> None:
        """The story is over; its time goes on like the clock on the wall.  Raises Over at the end."""
        while True:
            self._leap(self._clock.now() + timedelta(seconds=LEAP), 1)

    def stand_still(self) -> None:
        """Leave time to read what was told; what somebody writes meanwhile is exchanged.  Raises Over."""
        until = time.monotonic() + STILL * SPEED / self._speed
        while (left := until - time.monotonic()) > 0:
            self._wait(min(left, LEAP / 2))
            self._exchange()

    def _leap(self, moment: datetime, speed: int) -> None:
        began, since = time.monotonic(), self._clock.now()
        self._clock.set(moment)
        self._exchange()
        self._show(moment)
        self._wait((moment - since).total_seconds() / speed - (time.monotonic() - began))

    def _wait(self, seconds: float) -> None:
        if self._ended.wait(max(0.0, seconds)):
            raise Over
