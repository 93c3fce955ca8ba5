"""When to speak to the server next: decided from moments and chance that are given, so that a test can give them.

Moments are milliseconds since boot.  After an exchange the next one follows within a minute anyway; a local change
brings it forward to half a second, an urgent one or news from the server to now.  Failures wait ever longer, up to a
minute, each wait drawn at random so that the terminals of a branch do not come back all at once.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

DEBOUNCE: Final = 500
IDLE: Final = 60_000
SHORTEST: Final = 1_000
LONGEST: Final = 60_000


class Pace:
    """One terminal's pace towards its server."""

    def __init__(self, uniform: Callable[[float, float], float]) -> None:
        """Begin at once; `uniform` draws between two numbers."""
        self._uniform = uniform
        self._failures = 0
        self._due: int | None = None
        self._not_before = 0

    def wait(self, now: int) -> int:
        """Milliseconds until the next exchange; 0: now."""
        return 0 if self._due is None else max(0, max(self._due, self._not_before) - now)

    def wrote(self, now: int) -> None:
        """Something was written here."""
        if self._due is not None:
            self._due = min(self._due, now + DEBOUNCE)

    def at_once(self) -> None:
        """Something urgent was written, or the server gave a sign of life: no wait counts any more."""
        self._failures, self._due, self._not_before = 0, None, 0

    def agreed(self, now: int) -> None:
        """Both sides have what the other has."""
        self._failures, self._due, self._not_before = 0, now + IDLE, 0

    def failed(self, now: int, asked: int = 0, longest: int = LONGEST) -> None:
        """It did not work; `asked`: milliseconds the server asked us to wait at least, `longest`: we at most."""
        self._failures += 1
        most = min(longest, SHORTEST * 2 ** min(self._failures, 10))
        drawn = int(self._uniform(SHORTEST, most))
        self._not_before = now + max(drawn, min(asked, LONGEST))
        self._due = self._not_before
