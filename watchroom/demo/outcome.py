"""The demo without a screen: everybody joins and exchanges, then every replica is compared with every other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from core.clock import SystemClock
from core.demo.cast import BEIDI as BEIDI_STORY
from core.demo.cast import DONGGANG as DONGGANG_STORY
from core.demo.cast import Story
from core.demo.summary import Summary, summarise
from core.i18n import t
from core.replica.replica import Replica
from sync.server.house import DATABASE
from sync.server.sqlite_store import SqliteStore
from watchroom.demo.agreement import Copy, Difference, differences, fed
from watchroom.demo.company import founded
from watchroom.demo.places import BEIDI, DONGGANG, Places

FIRST, SECOND, NEIGHBOUR, BRANCH = "first", "second", "neighbour", "branch"
_STATIONS: Final = {
    DONGGANG_STORY: {FIRST: "A", SECOND: "B"},
    BEIDI_STORY: {NEIGHBOUR: "A"},
}
"""Terminals by story, with their letters."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many events lie where, and everything in which the replicas do not agree."""

    places: Places
    url: str
    counts: dict[str, int]
    summary: Summary
    """The first terminal's, with what it received."""
    differences: tuple[Difference, ...]

    @property
    def in_sync(self) -> bool:
        """Whether all replicas agree."""
        return not self.differences

    def document(self) -> dict[str, Any]:
        """What a script reads; `events` counts each event once."""
        stations = [self._station(story, letters) for story, letters in _STATIONS.items()]
        return {
            **self.summary.document(),
            "stations": stations,
            "events": sum(one["events"] for one in stations),
            "branch": {"events": self.counts[BRANCH], "data": str(self.places.branch), "url": self.url},
            "in_sync": self.in_sync,
            "differences": [one._asdict() for one in self.differences],
        }

    def _station(self, story: Story, letters: dict[str, str]) -> dict[str, Any]:
        terminals = [
            {"letter": letter, "events": self.counts[name], "data": str(getattr(self.places, name))}
            for name, letter in letters.items()
        ]
        return {
            "station": story.told("station")["station"],
            "events": terminals[0]["events"],
            "terminals": terminals,
        }

    def lines(self) -> list[str]:
        """What a person reads."""
        told = "cli.demo.agree" if self.in_sync else "cli.demo.disagree"
        where = "  ".join(f"{_shown(name)} {count}" for name, count in self.counts.items())
        return [t("cli.demo.held", where=where), t(told)]

    def complaints(self) -> list[str]:
        """Each disagreement in a sentence."""
        return [
            t("cli.demo.differs", **one._replace(where=_shown(one.where))._asdict())
            for one in self.differences
        ]


def _shown(name: str) -> str:
    return t(f"cli.demo.place.{name}")


def outcome(first: Path, made: Summary) -> Outcome:
    """Make the company around the terminal in `first`, let everybody exchange, and compare; nothing runs on.

    `made` is what was built there.
    """
    places = Places(first)
    since, until = map(datetime.fromisoformat, (made.since, made.until))
    with founded(places) as company:
        company.staff(until)
        company.join(places.first, DONGGANG)
        company.exchange(places.neighbour, places.first, places.second, places.first)
        url = company.branch.url
    counts, found = compared(places)
    with Replica(first, SystemClock()) as replica:
        return Outcome(places, url, counts, summarise(replica, since, until), tuple(found))


def compared(places: Places) -> tuple[dict[str, int], list[Difference]]:
    """How many events lie where, and where two replicas are not the same."""
    with ExitStack() as stack:
        first, second, neighbour = (
            stack.enter_context(Copy(name, directory))
            for name, directory in (
                (FIRST, places.first),
                (SECOND, places.second),
                (NEIGHBOUR, places.neighbour),
            )
        )
        store = SqliteStore(places.branch / DATABASE, read_only=True)
        stack.callback(store.close)
        return _counts(first, second, neighbour, store), list(_differences(first, second, neighbour, store))


def _counts(first: Copy, second: Copy, neighbour: Copy, store: SqliteStore) -> dict[str, int]:
    held = {copy.name: len(copy.events()) for copy in (first, second, neighbour)}
    return held | {BRANCH: sum(store.end(f"unit/{unit}").n for unit in (DONGGANG, BEIDI))}


def _differences(first: Copy, second: Copy, neighbour: Copy, store: SqliteStore) -> Iterator[Difference]:
    """The first terminal says what its station holds, the neighbour what its own does."""
    for copy in (first, second, neighbour):
        yield from copy.damage()
    yield from differences(second.name, first.events(), second.events())
    yield from second.shows_as(first)
    yield from differences(BRANCH, first.events(), fed(store, f"unit/{DONGGANG}"))
    yield from differences(BRANCH, neighbour.events(), fed(store, f"unit/{BEIDI}"))
