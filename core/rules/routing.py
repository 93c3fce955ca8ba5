"""The tiered routing table (班组分级报告制度, M03): who sends what, to whom it goes, and after how long unread.

The figures are defaults of this product (domain §7), which an organisation changes (`core.records.routing`). When a
report must be in is said by the cadence table and not repeated here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final, NamedTuple

TEAM: Final = "org.team"
BRANCH: Final = "org.branch"
HEADQUARTERS: Final = "org.hq"

LEVELS: Final = (TEAM, BRANCH)
"""Who sends, or, of what somebody below has sent, lets it go on."""

REPORTS: Final = ("weekly", "daily", "situation", "closing")
DIRECT: Final = ("direct.urgent", "direct.important")
KINDS: Final = (*REPORTS, *DIRECT)
"""What is reported."""

RECIPIENTS: Final = (TEAM, "org.station", BRANCH, "org.general_branch", HEADQUARTERS)
"""To whom something may go, from the lowest to the highest."""

CUTOFF: Final = "C06"
"""The line of the cadence table that says when a report must be in."""


class Route(NamedTuple):
    """What one level does with one kind: to whom it goes (empty: to nobody), and after how many minutes.

    At the level that sends, no minutes mean at once, or by the cut-off of a report.  At a level above they count from
    when a direct report arrived and stayed unread, in routine and in emergency footing; none mean never.
    """

    level: str
    kind: str
    to: str
    routine: int = 0
    emergency: int = 0

    @property
    def goes_on(self) -> bool:
        """Whether it is about what somebody below has sent."""
        return self.level != TEAM


ROUTES: Final = (
    *(Route(TEAM, kind, BRANCH) for kind in KINDS),
    Route(BRANCH, "direct.urgent", HEADQUARTERS, routine=10, emergency=5),
    Route(BRANCH, "direct.important", ""),
)


@dataclass(frozen=True, slots=True)
class Routing:
    """The table as it stands at a moment."""

    routes: tuple[Route, ...] = ROUTES

    def route(self, level: str, kind: str) -> Route | None:
        """One line of the table, None where there is none."""
        return next((one for one in self.routes if (one.level, one.kind) == (level, kind)), None)

    def escalate_after(self, level: str, emergency: bool) -> timedelta | None:
        """How long a direct report of that level may stay unread before headquarters' duty is told too (§7, 3).

        `level` is direct.urgent or direct.important; None when it never goes on.
        """
        found = self.route(BRANCH, level)
        if found is None or not found.to:
            return None
        minutes = found.emergency if emergency else found.routine
        return timedelta(minutes=minutes) if minutes else None

    def changed(self, routes: Mapping[tuple[str, str], Route]) -> Routing:
        """The table with other lines in place of those of the same level and kind."""
        return Routing(tuple(routes.get((one.level, one.kind), one) for one in self.routes))


DEFAULT: Final = Routing()
