"""The figures a page shows, read in the background: a quarter of forty stations takes longer than a key may."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from core.compile.metrics import Figure, read_metrics, span_of
from core.errors import WatchroomError

if TYPE_CHECKING:
    from datetime import datetime

    from tui.page import Nav
    from tui.services import Services

FRESH: Final = 300
"""Seconds after which the figures are read again while the page stands."""


class Asked(NamedTuple):
    """A span of `SPANS` and a station below, "" for all of them."""

    span: str
    unit: str


class Reading:
    """The figures last read and what they were read for; one reading runs at a time."""

    def __init__(self, services: Services, nav: Nav) -> None:
        """Nothing is read before it is asked for."""
        self._services, self._nav = services, nav
        self._known: tuple[Asked, float, tuple[Figure, ...]] | None = None
        self._busy = False

    def figures(self, asked: Asked) -> tuple[Figure, ...] | None:
        """The figures, None while they are read for the first time, empty when that failed; old ones until new come."""
        now = self._services.clock.now()
        if not self._busy and not self._is_fresh(asked, now):
            self._ask(asked, now)
        return self._known[2] if self._known is not None and self._known[0] == asked else None

    def forget(self) -> None:
        """Something may have been written: what is shown next is read again."""
        if self._known is not None:
            self._known = (self._known[0], 0.0, self._known[2])

    def _is_fresh(self, asked: Asked, now: datetime) -> bool:
        known = self._known
        return known is not None and known[0] == asked and now.timestamp() - known[1] < FRESH

    def _ask(self, asked: Asked, now: datetime) -> None:
        directory = self._services.desk.replica.directory
        self._busy = True

        def arrived(found: tuple[Figure, ...] | WatchroomError) -> None:
            self._busy = False
            if isinstance(found, WatchroomError):
                self._known = (asked, now.timestamp(), ())
                raise found
            self._known = (asked, now.timestamp(), found)

        self._nav.later(lambda: _read(directory, asked, now), arrived)


def _read(directory: Path, asked: Asked, now: datetime) -> tuple[Figure, ...] | WatchroomError:
    """The figures over a connection of their own, or why there are none."""
    from core.replica.apart import apart

    since, until = span_of(asked.span, now)
    try:
        with apart(directory) as replica:
            return read_metrics(replica, since, until, now, asked.unit)
    except WatchroomError as error:
        return error


def days(span: str, now: datetime) -> tuple[str, str]:
    """The first and the last day of a span, as they are shown."""
    since, _ = span_of(span, now)
    return f"{since:%m-%d}", f"{now:%m-%d}"
