"""Figures of a running server as text that Prometheus and people can read; nothing about anybody in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Protocol


class Measured(Protocol):
    """What has figures of the moment."""

    def figures(self) -> Mapping[str, float]:
        """Name and value."""
        ...


class Metrics:
    """Counts since the start."""

    def __init__(self, measured: Measured) -> None:
        """Count for `measured`."""
        self._measured = measured
        self.requests: Counter[tuple[str, int]] = Counter()
        self.seconds = 0.0
        self.events = 0

    def served(self, route: str, status: int, seconds: float) -> None:
        """One request was answered."""
        self.requests[route, status] += 1
        self.seconds += seconds

    def text(self) -> str:
        """The whole page."""
        lines = [
            f'watchroom_requests_total{{route="{route}",status="{status}"}} {count}'
            for (route, status), count in sorted(self.requests.items())
        ]
        lines += [
            f"watchroom_request_seconds_total {self.seconds:.6f}",
            f"watchroom_events_stored_total {self.events}",
        ]
        lines += [f"watchroom_{name} {value}" for name, value in self._measured.figures().items()]
        return "\n".join(lines) + "\n"
