"""Identifiers: UUIDv7 records, random sessions and salts, all from one injectable source of chance."""

from __future__ import annotations

import os
from collections.abc import Callable

_CLOCK_BITS = 48
_COUNTER_BITS = 12


class IdSource:
    """Makes ids from a source of random bytes; record ids keep increasing even when the wall clock goes back."""

    def __init__(self, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        """Draw chance from `random_bytes(count)`; tests and the demo pass a seeded one."""
        self._random = random_bytes
        self._last_ms = 0
        self._counter = 0

    def record(self, wall_ms: int) -> str:
        """A UUIDv7 as 32 hexadecimal digits, greater than every one this source made before."""
        if wall_ms > self._last_ms:
            self._last_ms, self._counter = wall_ms, 0
        else:
            self._counter += 1
            if self._counter >> _COUNTER_BITS:
                self._last_ms, self._counter = self._last_ms + 1, 0
        tail = int.from_bytes(self._random(8), "big") & (1 << 62) - 1
        value = (
            (self._last_ms & (1 << _CLOCK_BITS) - 1) << 80
            | 0x7 << 76
            | self._counter << 64
            | 0b10 << 62
            | tail
        )
        return f"{value:032x}"

    def session(self) -> str:
        """128 random bits as hexadecimal: the name of one process's journal session."""
        return self._random(16).hex()

    def salt(self) -> bytes:
        """16 random bytes that keep a withheld body from being guessed from its hash."""
        return self._random(16)


def first_id(wall_ms: int) -> str:
    """What no id of a record made at `wall_ms` or later sorts before."""
    return f"{max(0, wall_ms):012x}"


def is_record_id(text: str) -> bool:
    """Whether `text` has the shape of a record id: 32 lower-case hexadecimal digits."""
    return len(text) == 32 and all(char in "0123456789abcdef" for char in text)
