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
from sync.messages import UNIT
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from watchroom.demo.agreement import Copy, Difference, anything, differences, fed, meant_for_headquarters
from watchroom.demo.company import founded
from watchroom.demo.places import BEIDI, DONGGANG, Places

FIRST, SECOND, NEIGHBOUR, BRANCH, HQ = "first", "second", "neighbour", "branch", "hq"
_STATIONS: Final = {
    DONGGANG_STORY: {FIRST: "A", SECOND: "B"},
    BEIDI_STORY: {NEIGHBOUR: "A"},
}
"""Terminals by story, with their letters."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many events lie where, and everything in which the replicas do not agree."""

    places: Places
    urls: dict[str, str]
    counts: dict[str, int]
    contents: dict[str, int]
    """Of how many of them a server holds the content too, not the header alone."""
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
            BRANCH: self._server(BRANCH, self.places.branch),
            HQ: self._server(HQ, self.places.headquarters),
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

    def _server(self, name: str, directory: Path) -> dict[str, Any]:
        counts = {"events": self.counts[name], "contents": self.contents[name]}
        return {**counts, "data": str(directory), "url": self.urls[name]}

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
        company.noted()  # what the clerk said to it is exchanged too, and nothing more comes
        company.exchange(places.neighbour, places.first, places.second, places.first)
        company.relayed()
        urls = {BRANCH: company.branch.url, HQ: company.headquarters.url}
    held = compared(places)
    with Replica(first, SystemClock()) as replica:
        return Outcome(places, urls, *held[:2], summarise(replica, since, until), held[2])


def compared(places: Places) -> tuple[dict[str, int], dict[str, int], tuple[Difference, ...]]:
    """How many events lie where, with how many contents at the servers, and where two replicas are not the same."""
    with ExitStack() as stack:
        first, second, neighbour = (
            stack.enter_context(Copy(name, directory))
            for name, directory in (
                (FIRST, places.first),
                (SECOND, places.second),
                (NEIGHBOUR, places.neighbour),
            )
        )
        stores = {
            name: SqliteStore(place / DATABASE, read_only=True) for name, place in _servers(places).items()
        }
        for store in stores.values():
            stack.callback(store.close)
        held, contents = (
            {copy.name: len(copy.events()) for copy in (first, second, neighbour)},
            dict[str, int](),
        )
        found = [*_at_terminals(first, second, neighbour)]
        for name, store in stores.items():
            feeds = fed(store, UNIT + DONGGANG), fed(store, UNIT + BEIDI)
            held[name] = sum(map(len, feeds))
            contents[name] = sum(one.body is not None for feed in feeds for one in feed.values())
            may = meant_for_headquarters if name == HQ else anything
            found += differences(name, first.events(), feeds[0], may)
            found += differences(name, neighbour.events(), feeds[1], may)
        return held, contents, tuple(found)


def _servers(places: Places) -> dict[str, Path]:
    return {BRANCH: places.branch, HQ: places.headquarters}


def _at_terminals(first: Copy, second: Copy, neighbour: Copy) -> Iterator[Difference]:
    """Each is as it was written; the two of one station hold and show the same."""
    for copy in (first, second, neighbour):
        yield from copy.damage()
    yield from differences(second.name, first.events(), second.events())
    yield from second.shows_as(first)
