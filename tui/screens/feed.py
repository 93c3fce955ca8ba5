"""The running log as a list that loads further back as the officer scrolls; nothing is folded to show it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from core.replica.rows import EntryRow
from tui.page import FRESH
from tui.screens.loglines import author_of, author_width, day_of, day_row, log_row
from tui.sheet.span import Row

if TYPE_CHECKING:
    from core.replica.replica import Replica

CHUNK: Final = 200
_EVER: Final = 2**62

Item = EntryRow | date
"""A line of the log, or the day above the lines of an earlier day."""


class Feed:
    """The newest lines first; `items` holds what is loaded, with a row above each day but today."""

    def __init__(self, replica: Replica) -> None:
        """Nothing is loaded yet."""
        self._replica = replica
        self.items: list[Item] = []
        self._lines: list[EntryRow] = []
        self._seen: tuple[int, date] | None = None
        self._fresh: dict[str, datetime] = {}
        self._author = 4
        self._more = False

    def update(self, version: int, now: datetime, index: int) -> None:
        """Load again as far as `index`, when the stored data or the day has changed."""
        if self._seen == (version, now.date()):
            return
        known = {line.event for line in self._lines} if self._seen is not None else None
        self._load(CHUNK + index, now.date())
        if known is not None:
            newest = self._lines[: CHUNK // 4]
            self._fresh = {line.event: now for line in newest if line.event not in known}
        self._seen = version, now.date()

    def reach(self, index: int, today: date) -> None:
        """Load further back until `index` is there, as far as the log goes."""
        while index >= len(self.items) - 1 and self._lines and self._more:
            before = len(self._lines)
            self._load(before + CHUNK, today)

    def row(self, index: int, width: int, now: datetime) -> Row:
        """The row of one item."""
        item = self.items[index]
        if isinstance(item, date):
            return day_row(item, width)
        written = self._fresh.get(item.event)
        style = "saved" if written is not None and now - written < FRESH else "text"
        return log_row(item, author_of(self._replica, item.author), self._author, width, style)

    def _load(self, count: int, today: date) -> None:
        self._lines = self._replica.entries(-_EVER, _EVER, limit=count)
        self._more = len(self._lines) == count
        self._author = author_width({author_of(self._replica, line.author) for line in self._lines})
        self.items = []
        day = today
        for line in self._lines:
            if day_of(line) != day:
                day = day_of(line)
                self.items.append(day)
            self.items.append(line)
