"""One asking of the engine: the facts with what is looked up in them again and again, found once."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final

from core.rules.cadence.calendar import Period, periods
from core.rules.cadence.facts import Done, Emergency, Facts, Turn
from core.rules.cadence.table import Beat

GOOD_PART: Final = timedelta(hours=2)
"""A shift owes the emergency's duties when it spent so long in it."""


class View:
    """The facts as they are asked about at `now`, for what falls due in [`since`, `until`)."""

    __slots__ = ("_by_shift", "_lived", "_periods", "_starts", "_teams", "facts", "now", "since", "until")

    def __init__(self, facts: Facts, since: datetime, until: datetime, now: datetime) -> None:
        """Nothing is looked up yet."""
        self.facts, self.since, self.until, self.now = facts, since, until, now
        self._by_shift: dict[str, dict[str, list[Done]]] = {}
        self._teams: dict[tuple[str, str], Sequence[Done]] = {}
        self._starts: dict[tuple[str, str], tuple[list[datetime], list[Done]]] = {}
        self._periods: dict[Beat, tuple[Period, ...]] = {}
        self._lived: list[tuple[Turn, Emergency | None]] | None = None

    def done(self, kind: str, owner: str = "") -> Sequence[Done]:
        """What met duties of a kind, in the order it was told; of one team, where `owner` names one."""
        told = self.facts.done.get(kind, ())
        if not owner:
            return told
        found = self._teams.get((kind, owner))
        if found is None:
            found = self._teams[kind, owner] = [one for one in told if one.team == owner]
        return found

    def held(self, kind: str, owner: str, start: datetime, end: datetime) -> list[Done]:
        """What of it began in [start, end) and not after `now`, in order of time."""
        known = self._starts.get((kind, owner))
        if known is None:
            ordered = sorted(self.done(kind, owner), key=_start)
            known = self._starts[kind, owner] = [one.start for one in ordered], ordered
        starts, ordered = known
        found = ordered[bisect_left(starts, start) : bisect_left(starts, end)]
        return [one for one in found if one.start <= self.now] if end > self.now else found

    def by_shift(self, kind: str) -> Mapping[str, list[Done]]:
        """What met duties of a kind, by the shift that held it."""
        known = self._by_shift.get(kind)
        if known is None:
            known = self._by_shift[kind] = defaultdict(list)
            for one in self.facts.done.get(kind, ()):
                known[one.shift].append(one)
        return known

    def periods(self, beat: Beat, length: timedelta) -> tuple[Period, ...]:
        """The periods of a calendar beat whose due moment lies in the span, or `length` before or after it."""
        found = self._periods.get(beat)
        if found is None:
            since, until = self.since - length, self.until + length
            found = self._periods[beat] = _periods(beat, since, until, since.tzinfo)
        return found

    def emergency(self, moment: datetime) -> Emergency | None:
        """The emergency in force at `moment`."""
        for one in self.facts.emergencies:
            if one.holds(moment):
                return one
        return None

    def turns(self) -> list[tuple[Turn, Emergency | None]]:
        """The shifts that touch the span, each with the emergency that a good part of it was spent in."""
        if self._lived is None:
            self._lived = [
                (turn, self._most_of(turn))
                for turn in self.facts.turns
                if turn.start < self.until and (turn.end is None or turn.end >= self.since)
            ]
        return self._lived

    def call_during(self, start: datetime, due: datetime) -> str:
        """The number of the first incident that kept people busy between `start` and `due`, empty without one."""
        for call in self.facts.incidents:
            if call.start <= due and (call.end is None or call.end > start):
                return call.number
        return ""

    def _most_of(self, turn: Turn) -> Emergency | None:
        end = turn.end or max(self.now, turn.start) + GOOD_PART
        return _first_long(self.facts.emergencies, turn.start, end)


@lru_cache(256)
def _periods(beat: Beat, since: datetime, until: datetime, zone: tzinfo | None) -> tuple[Period, ...]:
    """The periods of a beat, the same for every station that is asked about; two zones at one moment are told apart."""
    return tuple(periods(beat, since, until))


def _start(one: Done) -> datetime:
    return one.start


def _first_long(emergencies: Iterable[Emergency], start: datetime, end: datetime) -> Emergency | None:
    for one in emergencies:
        if one.start >= end or (one.end is not None and one.end <= start):
            continue
        if min(end, one.end or end) - max(start, one.start) >= GOOD_PART:
            return one
    return None
