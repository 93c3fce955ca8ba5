"""Footing (平战) on every screen: the word in the corner, the emergency banner, one key to confirm it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from typing import TYPE_CHECKING

from core.errors import WatchroomError
from core.i18n import t
from core.records.footing import footing_now

if TYPE_CHECKING:
    from core.records.footing import Period, Receipt
    from core.replica.act import Desk
    from core.replica.replica import Replica


class Footing:
    """The footing of this terminal's unit, read again when the file changed."""

    def __init__(self, replica: Replica, version: Callable[[], int]) -> None:
        """Nothing is read before it is asked for."""
        self._replica, self._version = replica, version
        self._seen = -1
        self._period: Period | None = None
        self._stood = False

    @property
    def unit(self) -> str:
        """The path of the unit this terminal belongs to."""
        seat = self._replica.seat
        return seat.unit if seat else ""

    def period(self) -> Period | None:
        """The period of emergency footing that lasts, None in routine footing."""
        version = self._version()
        if version != self._seen:
            self._seen, self._period = version, footing_now(self._replica, self.unit)
        return self._period

    def word(self) -> str:
        """平时, or 战时 with its level."""
        period = self.period()
        return t("mode.routine") if period is None else t("mode.emergency")

    def banner(self, now: datetime) -> str:
        """The sentence across every screen; empty in routine footing."""
        period = self.period()
        if period is None:
            return ""
        leading = period.leading
        self._stood = True
        parts = [
            t("footing.banner", level=t(leading.level), reason=t(leading.reason)),
            t("footing.day", day=(now.date() - period.start.date()).days + 1),
        ]
        if leading.planned_end is not None:
            over = now >= leading.planned_end
            key = "footing.past_end" if over else "footing.until"
            parts.append(t(key, at=f"{leading.planned_end:%m-%d %H:%M}"))
        if self._to_confirm(period):
            parts.append(t("footing.confirm_key"))
        if leading.order:
            parts.append(t("footing.order", order=leading.order))
        return "  ".join(parts)

    def note(self, desk: Desk) -> None:
        """Once the banner has stood on the screen, note that it did (K08); a disk that refuses stops nothing."""
        if not self._stood:
            return
        from core.records.footing import note_shown

        period = self.period()
        if period is not None and self._asks(period) and self._receipt(period) is None:
            with suppress(WatchroomError):
                desk.do(note_shown, period.leading.meta.id, self.unit)

    def confirm(self, desk: Desk) -> bool:
        """One officer confirms for the room (A09); whether there was anything to confirm."""
        from core.records.footing import confirm

        period, seat = self.period(), self._replica.seat
        if period is None or seat is None or not self._to_confirm(period):
            return False
        desk.do(confirm, period.leading.meta.id, self.unit, seat.station)
        return True

    def _asks(self, period: Period) -> bool:
        """Whether this unit is one that was told: not the one that declared it."""
        return period.leading.meta.unit != self.unit

    def _to_confirm(self, period: Period) -> bool:
        receipt = self._receipt(period)
        return self._asks(period) and (receipt is None or receipt.confirmed is None)

    def _receipt(self, period: Period) -> Receipt | None:
        return next((one for one in period.leading.receipts if one.station == self.unit), None)
