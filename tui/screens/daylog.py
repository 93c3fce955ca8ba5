"""The log of one day, oldest first, with the line that was looked for in its neighbourhood."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, ClassVar, Final

from core.clock import STATION_ZONE, epoch_ms, from_ms
from core.i18n import t
from core.replica.rows import EntryRow
from tui.line import CommandPage, open_record
from tui.page import FooterKey, Nav
from tui.screens.loglines import author_of, author_width, log_row
from tui.services import Services
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

MOST: Final = 5000
"""Lines read of one day; only an import makes more."""

_EVER: Final = 2**62


class DayLog(CommandPage):
    """A day's lines; PageUp and PageDown go on into the days around it."""

    id: ClassVar[str] = "daylog"
    title_key: ClassVar[str] = "daylog.title"

    def __init__(self, services: Services, nav: Nav, *, day: str = "", line: str = "", **args: Any) -> None:
        """Show the day `day` (ISO, empty for today) with the cursor on the line of event `line`, else on the last."""
        super().__init__(services, nav, day=day, line=line, **args)
        self._day = date.fromisoformat(day) if day else services.clock.now().date()
        self._line = line
        self._lines: list[EntryRow] = []
        self._seen: tuple[int, date] | None = None

    def heading(self) -> Row:
        """The day and how many lines it has."""
        name = t("frame.weekdays").split()[self._day.weekday()]
        key = "daylog.many" if len(self._lines) == MOST else "daylog.count"
        count = t(key, count=len(self._lines)) if self._seen else ""
        return row(Span(t(self.title_key), "heading"), f"  {self._day} {name}  ", Span(count, "dim"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The lines around the cursor."""
        self._read()
        if not self._lines:
            return Sheet([EMPTY, row(Span(" " + t("daylog.none"), "dim"))])
        replica = self.desk.replica
        shown = self.list.window(len(self._lines), size.height)
        names = {index: author_of(replica, self._lines[index].author) for index in shown}
        wide = author_width(names.values())
        body = [log_row(self._lines[index], names[index], wide, size.width) for index in shown]
        return Sheet(body, cursor=self.list.cursor - self.list.top)

    def on_key(self, key: str) -> bool:
        """Move within the day and across days; Enter opens the record."""
        at_end = {"pagedown": len(self._lines) - 1, "down": len(self._lines) - 1, "pageup": 0, "up": 0}
        if key in ("left", "right"):
            return self._turn(1 if key == "right" else -1)
        if key in at_end and (not self._lines or self.list.cursor == at_end[key]):
            return self._turn(1 if key in ("pagedown", "down") else -1)
        if key == "enter" and self._lines:
            open_record(self, self._lines[self.list.cursor].record)
            return True
        return self.list.on_key(key)

    def footer_keys(self) -> Sequence[FooterKey]:
        """How to walk through the days."""
        return (
            FooterKey("Enter", t("daylog.open"), weight=9),
            FooterKey("PgUp/PgDn", t("daylog.before"), weight=3),
        )

    def _read(self) -> None:
        """Read the day again when something was written or another day was turned to."""
        seen = (self.services.version(), self._day)
        if seen == self._seen:
            return
        since, until = _bounds(self._day)
        self._lines = self.desk.replica.entries(since, until, limit=MOST, newest=False)
        turned = self._seen is None or self._seen[1] != self._day
        self._seen = seen
        if turned:
            found = [index for index, line in enumerate(self._lines) if line.event == self._line]
            self.list.cursor = found[0] if found else len(self._lines) - 1
            self.list.top = max(0, self.list.cursor - 8)

    def _turn(self, step: int) -> bool:
        """To the nearest day before or after that has lines."""
        since, until = _bounds(self._day)
        entries = self.desk.replica.entries
        found = entries(until, _EVER, limit=1, newest=False) if step > 0 else entries(-_EVER, since, limit=1)
        if not found:
            self.nav.say(t("daylog.no_more"))
            return True
        self._day = from_ms(found[0].at).date()
        self._line = found[0].event
        return True


def _bounds(day: date) -> tuple[int, int]:
    """First and last millisecond of `day`, the last not in it."""
    start = datetime.combine(day, time(), STATION_ZONE)
    return epoch_ms(start), epoch_ms(start + timedelta(days=1))
