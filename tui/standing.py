"""The status cell of the exchange: here only, synced, waiting, offline, with its age; never better than the truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, Final

from core.clock import epoch_ms
from core.dates.spans import short_span
from core.i18n import t
from core.replica import standing
from core.replica.standing import Contact
from core.replica.unsent import Unsent, urgent_unsent
from tui.glyphs import glyphs
from tui.screens.loglines import short_number
from tui.services import Branch
from tui.sheet.span import Span

_BAR: Final = 30
MUCH: Final = 500
"""Events from which on receiving is worth a row of the first page."""

Cell = tuple[str, str]
"""What the status line says, and its style."""


class Standing:
    """Where the terminal's records stand, read again when the file changed."""

    def __init__(self, connection: Any, version: Callable[[], int], branch: Branch | None) -> None:
        """Read from `connection`; `branch` is the running exchange, None where there is none."""
        self._connection, self._version, self._branch = connection, version, branch
        self._seen = -1
        self._asked = False
        self.joined, self.waiting, self.contact = False, 0, Contact()
        self._urgent: list[Unsent] = []

    def read(self, now: datetime) -> None:
        """Look at the file if it changed."""
        version = self._version()
        if version != self._seen:
            self._seen = version
            self.joined = standing.joined(self._connection)
            self.waiting = standing.waiting(self._connection) if self.joined else 0
            self.contact = standing.contact(self._connection)
            self._urgent = urgent_unsent(self._connection, epoch_ms(now))

    def _begin(self) -> None:
        """The exchange begins once the first screen is painted."""
        if self._asked and self.joined and self._branch is not None:
            self._branch.start()
        self._asked = True

    def late(self, now: datetime) -> list[Unsent]:
        """Urgent records the branch has not got in time, the longest waiting first."""
        self.read(now)
        return [one for one in self._urgent if one.overdue(epoch_ms(now))]

    def cell(self, now: datetime) -> Cell:
        """What the status line says."""
        late = self.late(now)
        self._begin()
        if not self.joined:
            return t("sync.here"), "dim"
        if late:
            return _late(late), "overdue"
        progress = None if self._branch is None else self._branch.progress()
        if progress is not None:
            return t("sync.receiving", percent=percent(progress)), "text"
        if standing.away(self.contact, epoch_ms(now)):
            return self._away(now), "due"
        if off := clock_off(self.contact):
            return off, "due"
        if self.waiting:
            return t("sync.waiting_count", count=self.waiting), "text"
        return _aged("sync.done_age", "sync.done", self.contact.done, now), "dim"

    def _away(self, now: datetime) -> str:
        """Out of reach, for how long, and how much waits."""
        began = self.contact.done or self.contact.since
        word = "sync.cut_off" if self.contact.error in standing.CUT_OFF else "sync.offline"
        said = _aged(f"{word}_age", word, began, now)
        return t("sync.and_waiting", said=said, count=self.waiting) if self.waiting else said


def clock_off(known: Contact) -> str:
    """How far this terminal's clock is from the server's; empty while it is near enough."""
    if abs(known.offset) <= standing.CLOCK_OFF:
        return ""
    span = short_span(timedelta(milliseconds=abs(known.offset)))
    return t("sync.clock_slow" if known.offset > 0 else "sync.clock_fast", span=span)


def _late(late: Sequence[Unsent]) -> str:
    if len(late) > 1:
        return t("sync.late_many", count=len(late))
    return t("sync.late", number=short_number(late[0].number))


def percent(progress: tuple[int, int]) -> int:
    """How far, below a hundred until it is done."""
    return max(0, min(99, progress[0] * 100 // max(progress[1], 1)))


def age(ms: int, now: datetime) -> str:
    """How long ago, empty for never and for what lies in the future."""
    span = timedelta(milliseconds=epoch_ms(now) - ms)
    return short_span(span) if ms and span >= timedelta() else ""


def _aged(key: str, bare: str, ms: int, now: datetime) -> str:
    """With the age from a minute on."""
    said = age(ms, now)
    return t(key, age=said) if said and epoch_ms(now) - ms >= 60_000 else t(bare)


def bar(progress: tuple[int, int]) -> tuple[Span, ...]:
    """How much was received, as a bar and in per cent."""
    done = _BAR * percent(progress) // 100
    marks = glyphs()
    return (
        Span(marks.full * done, "accent"),
        Span(marks.horizontal * (_BAR - done), "line"),
        Span(f" {percent(progress)}%"),
    )
