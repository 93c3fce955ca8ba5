"""Time as the duty room sees it: a wall clock with its zone, and a clock that only counts since boot."""

from __future__ import annotations

import time
import uuid
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Final, Protocol
from zoneinfo import ZoneInfo

STATION_ZONE = ZoneInfo("Asia/Shanghai")
"""The zone in which a station's times are shown and typed, unless its settings name another."""


_YEARS: Final = range(1900, 2900)


class Clock(Protocol):
    """Where every module takes the time from, so that tests and the demo can set it."""

    def now(self) -> datetime:
        """Wall time, aware, in the station's zone; it may jump either way."""
        ...

    def boot_ms(self) -> int:
        """Milliseconds since boot, suspend included; it never jumps within one boot."""
        ...

    def boot_id(self) -> str:
        """A text that differs from boot to boot."""
        ...


class SetClock(Clock, Protocol):
    """A clock that is moved by whoever tells a story."""

    def set(self, now: datetime) -> None:
        """Let it become `now`."""
        ...


class SystemClock:
    """The machine's own clocks."""

    def __init__(self, zone: tzinfo = STATION_ZONE) -> None:
        """Show wall time in `zone`."""
        self._zone = zone
        self._boot_id = _read_boot_id()

    def now(self) -> datetime:
        """Wall time in the station's zone."""
        return datetime.now(self._zone)

    def boot_ms(self) -> int:
        """Milliseconds since boot, from the system's clock that goes on in suspend (macOS calls it monotonic)."""
        source = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
        return (
            time.monotonic_ns() // 1_000_000 if source is None else time.clock_gettime_ns(source) // 1_000_000
        )

    def boot_id(self) -> str:
        """The kernel's boot id, or a random one per process where there is none."""
        return self._boot_id


class ManualClock:
    """A clock that moves only when told: for tests and for the demo's four weeks."""

    def __init__(self, now: datetime, boot_ms: int = 0, boot_id: str = "manual") -> None:
        """Start at the aware instant `now`, `boot_ms` after boot."""
        self._now, self._boot_ms, self._boot_id = now, boot_ms, boot_id

    def now(self) -> datetime:
        """The instant last set."""
        return self._now

    def boot_ms(self) -> int:
        """Milliseconds since the invented boot."""
        return self._boot_ms

    def boot_id(self) -> str:
        """The invented boot's id."""
        return self._boot_id

    def advance(self, **span: float) -> datetime:
        """Let time pass on both clocks; `span` as for timedelta (minutes=5)."""
        delta = timedelta(**span)
        self._now += delta
        self._boot_ms += int(delta.total_seconds() * 1000)
        return self._now

    def set(self, now: datetime) -> None:
        """Move to `now`; the boot clock follows when time goes forward."""
        self._boot_ms += max(0, int((now - self._now).total_seconds() * 1000))
        self._now = now

    def jump(self, now: datetime) -> None:
        """Turn the wall clock to `now` as a hand or a dead battery would: the boot clock stands still."""
        self._now = now


def _read_boot_id() -> str:
    path = Path("/proc/sys/kernel/random/boot_id")
    try:
        return path.read_text(encoding="ascii").strip()
    except OSError:
        return str(uuid.uuid4())


def iso(moment: datetime) -> str:
    """`moment` as ISO-8601 text with offset, to the second: the form used in event bodies."""
    return moment.isoformat(timespec="seconds")


def instant(text: str) -> datetime:
    """The aware datetime of ISO-8601 `text` with offset; raises ValueError without one, or for no year of ours.

    A year at the edge of what a datetime holds cannot be shown in another zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None or moment.year not in _YEARS:
        raise ValueError(text)
    return moment


def epoch_ms(moment: datetime) -> int:
    """Milliseconds since 1970 of the aware `moment`: the form used in view columns."""
    return round(moment.timestamp() * 1000)


def from_ms(ms: int, zone: tzinfo = STATION_ZONE) -> datetime:
    """The instant `ms` milliseconds after 1970, shown in `zone`."""
    return datetime.fromtimestamp(ms / 1000, zone)
