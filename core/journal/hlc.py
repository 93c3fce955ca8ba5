"""The hybrid logical clock: wall time where it can be trusted, a counter where it cannot; it never runs back.

A value is one integer, milliseconds since 1970 times 65536 plus a counter (design §4).
"""

from __future__ import annotations

from dataclasses import dataclass

COUNTER_BITS = 16
JUMP_MS = 3_600_000
"""A wall clock that disagrees with the time since boot by more than this is not followed (design §4)."""

GREATEST = 2**62
"""A value from here on (the year 4199) is no clock: it would leave none for the events that follow it."""

AHEAD_MS = 600_000
"""A received clock further ahead of our own wall time than this is not merged (anchors/sync §4)."""


def wall_ms(hlc: int) -> int:
    """The wall-time part of `hlc`, in milliseconds since 1970."""
    return hlc >> COUNTER_BITS


def believed(hlc: int, now_ms: int) -> bool:
    """Whether a clock received from elsewhere may be merged: one far ahead would drag everybody there for ever."""
    return wall_ms(hlc) <= now_ms + AHEAD_MS


@dataclass(frozen=True, slots=True)
class Jump:
    """A wall clock that was turned: what it should have shown and what it shows, in milliseconds since 1970."""

    expected_ms: int
    seen_ms: int


class HybridClock:
    """Issues increasing clock values for one process."""

    def __init__(self, last: int = 0) -> None:
        """Continue after `last`, the greatest value in the journal."""
        self._last = last
        self._anchor: tuple[int, int] | None = None
        self._offset = 0

    @property
    def last(self) -> int:
        """The greatest value issued or seen."""
        return self._last

    def witness(self, hlc: int) -> None:
        """Never issue a value below `hlc`: another process of this replica wrote it."""
        self._last = max(self._last, hlc)

    def mark(self) -> tuple[int, tuple[int, int] | None, int]:
        """Where the clock stands, for `back`."""
        return self._last, self._anchor, self._offset

    def back(self, mark: tuple[int, tuple[int, int] | None, int]) -> None:
        """Return to `mark`: what was issued and seen since belongs to an act that was not saved."""
        self._last, self._anchor, self._offset = mark

    def tick(self, now_ms: int) -> int:
        """The next value at wall time `now_ms`, corrected for a refused jump."""
        self._last = max(self._last + 1, now_ms - self._offset << COUNTER_BITS)
        return self._last

    def look(self, now_ms: int, boot_ms: int) -> Jump | None:
        """Compare wall time with the time since boot; returns a jump of more than `JUMP_MS` once.

        After a jump the clock goes on as if it had not happened, until the wall clock is turned back.
        """
        anchor, self._anchor = self._anchor, (now_ms, boot_ms)
        if anchor is None:
            return None
        expected = anchor[0] + boot_ms - anchor[1]
        if abs(now_ms - expected) <= JUMP_MS:
            return None
        self._offset += now_ms - expected
        return Jump(expected, now_ms)
