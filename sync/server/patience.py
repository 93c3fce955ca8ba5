"""Patience with wrong codes: an address that tries too many is not heard for a while."""

from __future__ import annotations

from typing import Final

MOST_WRONG: Final = 20
"""Wrong codes from one address within ten minutes, after which it is no longer heard."""

MOST_ADDRESSES: Final = 10_000
_SPAN_MS: Final = 600_000


class Patience:
    """Counts wrong codes by address."""

    def __init__(self) -> None:
        """Nobody tried."""
        self._wrong: dict[str, list[int]] = {}

    def spent(self, address: str, now_ms: int) -> bool:
        """Whether the address tried too often lately."""
        recent = [at for at in self._wrong.get(address, ()) if now_ms - at < _SPAN_MS]
        if not recent:
            self._wrong.pop(address, None)
        return len(recent) >= MOST_WRONG

    def count(self, address: str, now_ms: int) -> None:
        """One more wrong code."""
        if len(self._wrong) > MOST_ADDRESSES:
            self._wrong.clear()
        self._wrong[address] = [*self._wrong.get(address, ())[-MOST_WRONG:], now_ms]
