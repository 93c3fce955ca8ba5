"""The two shapes of a figure: so many of so many, and how long things took; both name the records they counted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from core.rules.participation import percent


@dataclass(frozen=True, slots=True)
class Share:
    """`value` of `of`; `beside` stands next to it and is in neither number (K01: made up within seven days)."""

    value: int = 0
    of: int = 0
    records: tuple[str, ...] = ()
    beside: int = 0

    @property
    def percent(self) -> str | None:
        """The share to one decimal, beside the fraction and never alone (M32); None of nothing, which is not 0 %."""
        return percent(self.value, self.of) or None

    def __add__(self, other: Share) -> Share:
        """Both together."""
        return total((self, other))


@dataclass(frozen=True, slots=True)
class Times:
    """How long what came to its end took, in whole seconds, the shortest first; `of` counts also what did not yet."""

    seconds: tuple[int, ...] = ()
    of: int = 0
    records: tuple[str, ...] = ()

    @property
    def value(self) -> int:
        """How many came to their end."""
        return len(self.seconds)

    @property
    def median(self) -> int | None:
        """The middle one in seconds; of an even number the mean of the middle two, rounded down; None of nothing."""
        if not self.seconds:
            return None
        upper = self.value // 2
        lower = upper if self.value % 2 else upper - 1
        return (self.seconds[lower] + self.seconds[upper]) // 2

    @property
    def slowest(self) -> int | None:
        """The longest in seconds; None of nothing."""
        return self.seconds[-1] if self.seconds else None

    def __add__(self, other: Times) -> Times:
        """Both together."""
        return Times(
            tuple(sorted(self.seconds + other.seconds)),
            self.of + other.of,
            _once((self.records, other.records)),
        )


def total(shares: Iterable[Share]) -> Share:
    """All of them together."""
    parts = list(shares)
    return Share(
        sum(one.value for one in parts),
        sum(one.of for one in parts),
        _once(one.records for one in parts),
        sum(one.beside for one in parts),
    )


def share(counted: Iterable[tuple[str, bool]]) -> Share:
    """Out of record ids and whether each is one of those that are counted."""
    found = list(counted)
    return Share(sum(hit for _, hit in found), len(found), _once((id,) for id, _ in found))


def times(lasted: Iterable[tuple[str, int | None]]) -> Times:
    """Out of record ids and how many seconds each took, None for what has not come to its end."""
    found = list(lasted)
    seconds = sorted(took for _, took in found if took is not None)
    return Times(tuple(seconds), len(found), _once((id,) for id, _ in found))


def between(start: datetime, end: datetime | None) -> int | None:
    """Whole seconds from `start` to `end`, never below nought: clocks of two tiers may differ; None without an end."""
    return None if end is None else max(0, int((end - start).total_seconds()))


def _once(records: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(sorted({id for ids in records for id in ids}))
