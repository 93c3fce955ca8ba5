"""Direct reports that nobody here has read: a line on every screen and a bell, until somebody does (§7, 3)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.compile.unread import unread_directs, unread_escalations
from core.i18n import t
from core.records.unit import stations_below
from core.replica.replica import Replica

if TYPE_CHECKING:
    from core.records.direct import Direct
    from core.records.escalation import Escalation

RING_AGAIN: Final = timedelta(seconds=30)
"""How long until the bell rings again for what is still unread."""


class Unread:
    """The direct reports that wait to be read here, looked up again when the file changed."""

    def __init__(self, replica: Replica, version: Callable[[], int]) -> None:
        """Nothing is read before it is asked for."""
        self._replica, self._version = replica, version
        self._seen = -1
        self._found: tuple[Direct | Escalation, ...] = ()

    def found(self) -> tuple[Direct | Escalation, ...]:
        """The urgent ones first, then the longest waiting; at headquarters those that a branch passed on."""
        version = self._version()
        if version != self._seen:
            self._seen = version
            self._found = (*unread_directs(self._replica), *unread_escalations(self._replica))
        return self._found

    def words(self) -> tuple[str, ...]:
        """How many wait, and the first of them; empty while nothing waits."""
        found = self.found()
        if not found:
            return ()
        from core.records.direct import Direct

        first = found[0]
        if not isinstance(first, Direct):
            said = f"{first.name} {t(first.level)} {first.sent:%H:%M} {first.place} {first.need}"
            return t("digest.waiting", count=len(found)), said
        station = dict(stations_below(self._replica)).get(self._replica.unit_of(first.meta), "")
        said = f"{station} {t(first.level)} {first.sent:%H:%M} {first.what}".strip()
        return t("branch.waits", count=sum(isinstance(one, Direct) for one in found)), said


class Bell:
    """When to ring: at once for something new, and again and again while it waits."""

    def __init__(self) -> None:
        """Nothing has rung."""
        self._rung: frozenset[str] = frozenset()
        self._at: datetime | None = None

    def rings(self, waiting: Sequence[str], now: datetime) -> bool:
        """Whether the bell rings now for what waits."""
        known, self._rung = self._rung, frozenset(waiting)
        new = not known.issuperset(waiting)
        again = self._at is None or not timedelta() <= now - self._at < RING_AGAIN
        if not waiting or not (new or again):
            return False
        self._at = now
        return True
