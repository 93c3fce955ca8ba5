"""Timing one thing many times, against a floor in the same run."""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Callable
from typing import Any, NamedTuple

from core.replica.engine import sqlite


class Spent(NamedTuple):
    """Seconds on the clock, and seconds of processor time of this process and its workers."""

    wall: float
    cpu: float


def spent(action: Callable[[], Any]) -> Spent:
    """What one run of `action` takes; on a busy machine processor time says more than the clock."""
    before, start = sum(os.times()[:4]), time.perf_counter()
    action()
    return Spent(time.perf_counter() - start, sum(os.times()[:4]) - before)


def samples(action: Callable[[], Any], count: int) -> list[float]:
    """Seconds of each of `count` runs, sorted."""
    taken = []
    for _ in range(count):
        start = time.perf_counter()
        action()
        taken.append(time.perf_counter() - start)
    return sorted(taken)


def pace(count: int = 200_000) -> float:
    """How many times a second this machine hashes 400 bytes now: about a million when it has nothing else to do."""
    block = bytes(400)
    start = time.perf_counter()
    for _ in range(count):
        hashlib.sha256(block).digest()
    return count / (time.perf_counter() - start)


def machine() -> dict[str, Any]:
    """What the figures were measured on, and how busy it was with other things."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite.sqlite_version,
        "cores": os.cpu_count(),
        "load": [round(value, 2) for value in os.getloadavg()],
        "sha256_per_s": round(pace()),
    }


def paired(one: Callable[[], Any], other: Callable[[], Any], count: int) -> tuple[list[float], list[float]]:
    """Both timed in turn, so that a machine that slows down slows both; each sorted."""
    left, right = [], []
    for _ in range(count):
        left += samples(one, 1)
        right += samples(other, 1)
    return sorted(left), sorted(right)


def at(sorted_samples: list[float], share: float) -> float:
    """The sample below which `share` of them lie, in milliseconds."""
    return round(sorted_samples[min(len(sorted_samples) - 1, int(share * len(sorted_samples)))] * 1000, 3)
