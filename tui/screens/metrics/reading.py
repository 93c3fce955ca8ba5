"""The figures a page shows: read again after each change, each day, and when another span or station is asked for."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from core.compile.metrics import Figure, read_metrics, span_of
from core.records.unit import stations_below

if TYPE_CHECKING:
    from tui.services import Services


class Reading:
    """Figures of a span of `SPANS` and of one station below ("" all of them)."""

    def __init__(self, services: Services) -> None:
        """Nothing is read before it is asked for."""
        self._services = services
        self._seen: tuple[object, ...] = ()
        self._figures: tuple[Figure, ...] = ()

    def figures(self, span: str, unit: str) -> tuple[Figure, ...]:
        """The figures as known now; what falls due in between shows within the minute."""
        now = self._services.clock.now()
        seen = (self._services.version(), int(now.timestamp() // 60), span, unit)
        if seen != self._seen:
            since, until = span_of(span, now)
            self._figures = read_metrics(self._services.desk.replica, since, until, now, unit)
            self._seen = seen
        return self._figures

    def stations(self) -> dict[str, str]:
        """Names of the stations below by path, in the order of the paths; none at a station."""
        return dict(stations_below(self._services.desk.replica))


def days(span: str, now: datetime) -> tuple[str, str]:
    """The first and the last day of a span, as they are shown."""
    since, _ = span_of(span, now)
    return f"{since:%m-%d}", f"{now:%m-%d}"
