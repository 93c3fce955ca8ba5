"""One station at the branch: its duties today with state and reason, what is open there, its phones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.compile.branch_station import StationDay, StationDuty, read_station
from core.dates import short_when
from core.i18n import language, t
from core.records.phonebook import spoken
from core.replica.rows import RecordRow
from tui.line import CommandPage, open_record
from tui.page import Prompt
from tui.screens.branch.board import ago
from tui.screens.loglines import short_number
from tui.sheet.flow import flow
from tui.sheet.layout import cell, justify
from tui.sheet.span import Row, Sheet, Size, Span, row

_LABEL: Final = {"zh": 10, "en": 17}
_STATE: Final = {"zh": 8, "en": 13}
_STYLES: Final = {
    "missed": "overdue",
    "due": "due",
    "deferred": "dim",
    "upcoming": "dim",
    "not_required": "dim",
}


@dataclass(frozen=True, slots=True)
class _Line:
    """A row of the page; Enter opens `record`."""

    row: Row
    record: str = ""


class BranchStation(CommandPage):
    """Up and down choose a line, Enter opens its record."""

    id: ClassVar[str] = "branch"
    title_key: ClassVar[str] = "org.station"
    live: ClassVar[bool] = True

    def __init__(self, *given: Any, **args: Any) -> None:
        """The station at the path `station`; nothing is read before it is painted."""
        super().__init__(*given, **args)
        self.unit = str(args["station"])
        self._seen = (-1, -1)
        self._day: StationDay | None = None

    def day(self) -> StationDay:
        """What is known of it, read again after each change and each minute."""
        now = self.services.clock.now()
        seen = (self.services.version(), int(now.timestamp() // 60))
        if self._day is None or seen != self._seen:
            self._seen, self._day = seen, read_station(self.desk.replica, self.unit, now)
        return self._day

    def heading(self) -> Row:
        """北堤站."""
        return row(Span(self.day().name, "heading"))

    def crumb(self) -> str:
        """Its name."""
        return self.day().name

    def rows(self, size: Size, now: datetime) -> Sheet:
        """When it was heard and its phones, then the lines that fit."""
        day = self.day()
        head = _known(day, size.width, now)
        lines = self._lines(size.width, now)
        shown = self.list.window(len(lines), size.height - len(head))
        return Sheet(
            [*head, *(lines[index].row for index in shown)],
            head=len(head),
            cursor=len(head) + self.list.cursor - shown.start,
        )

    def on_key(self, key: str) -> bool:
        """Arrows; Enter opens."""
        if key != "enter":
            return self.list.on_key(key)
        lines = self._lines(80, self.services.clock.now())
        record = lines[min(self.list.cursor, len(lines) - 1)].record
        if record:
            open_record(self, record)
        else:
            self.nav.say(t("branch.no_record"))
        return True

    def prompt(self) -> Prompt:
        """A line of the log, or Enter."""
        return Prompt("line", t("frame.prompt"), t("branch.hint_station"))

    def _lines(self, width: int, now: datetime) -> list[_Line]:
        day = self.day()
        lines = [_title("branch.duties", len(day.duties))]
        lines += [_Line(_duty(one, width, now), one.record) for one in day.duties]
        for key, rows, paint in (
            ("direct.title", day.directs, _direct),
            ("watch.incidents", day.incidents, _incident),
            ("act.item", day.actions, _action),
        ):
            lines += [_title(key, len(rows)), *_records(rows, paint, width, now)]
        return lines


def _records(
    rows: Sequence[RecordRow], paint: Callable[[RecordRow, int, datetime], Row], width: int, now: datetime
) -> list[_Line]:
    return [_Line(paint(one, width, now), one.id) for one in rows]


def _known(day: StationDay, width: int, now: datetime) -> list[Row]:
    """When it was last heard, whom to phone there."""
    facts: list[Row] = [(Span(f"{t('branch.column.heard')} ", "dim"), Span(ago(day.heard, now)))]
    facts += [(Span(spoken(one), "accent"),) for one in day.phones]
    if not day.phones:
        facts.append((Span(t("branch.no_phone"), "dim"),))
    return flow(facts, width)


def _title(key: str, count: int) -> _Line:
    return _Line(row(Span(f" {t(key)} {count}", "heading" if count else "dim")))


def _duty(one: StationDuty, width: int, now: datetime) -> Row:
    """18:00 日报 一班 缺; what put it off or met it at the right."""
    state = Span(t(f"cadence.state.{one.state}"), _STYLES.get(one.state, "text"))
    left = row(
        f"   {one.due:%H:%M}  ",
        cell(t(one.label), _LABEL[language()]),
        "  ",
        cell(state.text, _STATE[language()], state.style),
        f"  {one.team}",
    )
    reason = t("branch.because", number=short_number(one.why)) if one.why else short_number(one.met_by)
    return (*justify(left, row(Span(reason, "dim")), width - 1), Span(" "))


def _left(one: RecordRow, label: str, text: str, style: str = "text") -> Row:
    return row("   ", cell(short_number(one.number), 6, "accent"), Span(f"{label}  ", style), Span(text))


def _direct(one: RecordRow, width: int, now: datetime) -> Row:
    left = _left(one, t(one.subject), f"{one.place} {one.title}".strip(), "overdue")
    right = row(Span(f"{short_when(from_ms(one.at), now)}  ", "dim"), Span(t(one.status), "due"))
    return (*justify(left, right, width - 1), Span(" "))


def _incident(one: RecordRow, width: int, now: datetime) -> Row:
    words = " ".join(dict.fromkeys(part for part in (one.place, one.title) if part))
    right = row(t(one.status), Span(f"  {short_when(from_ms(one.at), now)}", "dim"))
    return (*justify(_left(one, t(one.subject), words), right, width - 1), Span(" "))


def _action(one: RecordRow, width: int, now: datetime) -> Row:
    left = row("   ", cell(short_number(one.number), 6, "accent"), Span(one.title))
    return (*justify(left, action_tail(one, now), width - 1), Span(" "))


def action_tail(one: RecordRow, now: datetime) -> Row:
    """Owner, limit and state of an action item."""
    due = from_ms(one.due) if one.due is not None else None
    late = due is not None and due < now and bool(one.open) and one.status != "task.done"
    limit = (
        Span(f"  {'! ' if late else ''}{short_when(due, now)}", "overdue" if late else "dim") if due else ""
    )
    return row(Span(one.owner), limit, Span(f"  {t(one.status)}", "due" if one.open else "dim"))
