"""The branch (党支部): direct reports that wait first, then stations by duties with words as well as colours."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from core.clock import epoch_ms
from core.compile.branch import COLUMNS, BranchBoard, Cell, StationRow, read_branch
from core.dates import short_when
from core.dates.spans import round_span
from core.i18n import t
from core.text import cells
from tui.line import CommandPage
from tui.marks import DUE, OVERDUE
from tui.page import FooterKey, Prompt
from tui.sheet.flow import flow
from tui.sheet.layout import cell, justify, rule, tabulate
from tui.sheet.measure import width_of
from tui.sheet.span import Row, Sheet, Size, Span, row
from tui.standing import age

if TYPE_CHECKING:
    from core.records.direct import Direct
    from core.records.report import Report

_NAME: Final = 8
_CELL: Final = 8
_NARROW: Final = 4
_LATE: Final = 3
"""Rows of late stations at most; the footing page has them all."""
_HEARD: Final = 7
_STYLES: Final = {"missed": "overdue", "due": "due", "deferred": "dim", "upcoming": "dim", "met": "text"}
_WORDS: Final = ("missed", "deferred")
"""States that stand as a word instead of a fraction."""


class BranchPage(CommandPage):
    """1 opens the direct report that waits longest, 2 the report that waits for an answer, Enter the chosen station."""

    id: ClassVar[str] = "branch"
    title_key: ClassVar[str] = "org.branch"
    live: ClassVar[bool] = True
    alerts: ClassVar[bool] = True

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is read before it is painted."""
        super().__init__(*given, **args)
        self._seen = (-1, -1)
        self._board: BranchBoard | None = None

    def board(self) -> BranchBoard:
        """The board, read again after each change and each minute."""
        now = self.services.clock.now()
        seen = (self.services.version(), int(now.timestamp() // 60))
        if self._board is None or seen != self._seen:
            self._seen, self._board = seen, read_branch(self.desk.replica, now)
        return self._board

    def heading(self) -> Row:
        """The branch and how many stations it has."""
        seat = self.desk.replica.seat
        name = seat.station if seat else ""
        return row(Span(name, "heading"), f"  {t('branch.stations', count=len(self.board().stations))}")

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Direct reports, the stations that fit around the chosen one, actions, reports."""
        board = self.board()
        waiting = [*self._waiting(board, size.width, now), *_late(board, size.width)]
        waiting += self._standing(board, size.width, now)
        above = [*waiting, rule(size.width), self._head(size.width)]
        room = size.height - len(above) - 2
        below = self._below(board, size.width, room - len(board.stations), now)
        if not board.stations:
            none = row(Span(" " + t("branch.no_station"), "dim"))
            return Sheet([*above, none, rule(size.width), *below])
        shown = self.list.window(len(board.stations), room + 1 - len(below))
        body = [self._station(board.stations[index], size.width, now) for index in shown]
        cursor = len(above) + self.list.cursor - shown.start
        return Sheet([*above, *body, rule(size.width), *below], cursor=cursor)

    def on_key(self, key: str) -> bool:
        """Digits lead on, arrows choose a station, Enter opens it."""
        board = self.board()
        if key == "1":
            self._first("direct", board.waiting, "branch.none_waits")
        elif key == "2":
            self._first("report", board.reports, "branch.no_report")
        elif key in ("3", "4"):
            self.nav.open("footing" if key == "3" else "lesson")
        elif key == "5":
            self.nav.open("branch", list="actions")
        elif key == "enter" and board.stations:
            chosen = board.stations[min(self.list.cursor, len(board.stations) - 1)]
            self.nav.open("branch", station=chosen.unit)
        else:
            return self.list.on_key(key)
        return True

    def _first(self, page: str, waiting: Sequence[Direct | Report], none: str) -> None:
        """Open what waits longest, or say that nothing does: a digit never becomes a line of the log here."""
        if waiting:
            self.nav.open(page, record=waiting[0].meta.id)
        else:
            self.nav.say(t(none))

    def prompt(self) -> Prompt:
        """What the digits do."""
        return Prompt("branch", t("frame.prompt"), t("branch.hint"))

    def footer_keys(self) -> Sequence[FooterKey]:
        """The digits."""
        return (
            FooterKey("1", t("direct.title"), bool(self.board().waiting), t("branch.none_waits"), 8),
            FooterKey("2", t("micro.report"), bool(self.board().reports), t("branch.no_report"), 7),
            FooterKey("3", t("mode.switch"), weight=7),
            FooterKey("4", t("micro.lesson"), weight=6),
            FooterKey("5", t("act.item"), weight=6),
        )

    def _waiting(self, board: BranchBoard, width: int, now: datetime) -> list[Row]:
        """Every direct report that nobody at the branch has opened."""
        if not board.waiting:
            return [row(Span(" " + t("branch.none_waits"), "dim"))]
        lines = [row(Span(" " + t("branch.waits", count=len(board.waiting)), "overdue"))]
        return lines + [self._direct(one, board, width, now) for one in board.waiting[:3]]

    def _standing(self, board: BranchBoard, width: int, now: datetime) -> list[Row]:
        """What the branch itself owes an emergency: renewal or stand-down, the review after it; 3 leads there."""
        lines = []
        for one in board.standing:
            late = one.until is not None and now > one.until
            by = t("branch.by", at=short_when(one.until, now)) if one.until else ""
            style = "overdue" if late else "due"
            left = row(" ", Span(f"{OVERDUE if late else DUE} {t(one.label)}", style), Span(f"  {by}", style))
            lines.append(justify(left, row(Span("3 ", "key")), width))
        return lines

    def _direct(self, one: Direct, board: BranchBoard, width: int, now: datetime) -> Row:
        until = short_when(one.by_when, now) if one.by_when else t("direct.at_once")
        left = row(
            " ",
            cell(board.names.get(self.desk.replica.unit_of(one.meta), ""), _NAME),
            Span(
                f"{t(one.level)} {one.sent:%H:%M} {one.what}  {t('branch.needs', need=one.need, until=until)}"
            ),
        )
        waits = age(epoch_ms(one.delivered or one.sent), now)
        return (*justify(left, row(Span(waits, "overdue")), width - 1), Span(" "))

    def _columns(self, width: int) -> list[int]:
        """Name, duties, counts; on a wide screen the first six breathe."""
        more = min(6, max(0, width - 80) // (len(COLUMNS) + 1))
        return [_NAME + more, *([_CELL + more] * len(COLUMNS)), _NARROW, _NARROW]

    def _head(self, width: int) -> Row:
        titles = [t(f"branch.column.{name}") for name in (*COLUMNS, "incidents", "directs")]
        return (
            Span(" "),
            *tabulate(["", *titles, t("branch.column.heard")], [*self._columns(width), _HEARD], "dim"),
        )

    def _station(self, one: StationRow, width: int, now: datetime) -> Row:
        widths = self._columns(width)
        spans = [Span(" "), cell(one.name, widths[0])]
        for name, size in zip(COLUMNS, widths[1:], strict=False):
            spans += [Span("  "), _shown(one.cells[name], size)]
        for count, style in ((one.incidents, "text"), (one.directs, "overdue")):
            spans += [Span("  "), cell(str(count), _NARROW, style if count else "dim")]
        heard = ago(one.heard, now)
        return (*spans, Span("  "), Span(heard, "dim"))

    def _below(self, board: BranchBoard, width: int, room: int, now: datetime) -> list[Row]:
        """The action items of all stations beside the day's micro-meetings, and reports that wait for an answer."""
        items, overdue, done, verified = board.actions
        said = t("branch.actions", items=items, due=overdue, done=done, verified=verified)
        left = row(" ", Span(said, "due" if overdue else "text"))
        count = len(board.reports)
        reports = row(" ", Span(t("branch.reports", count=count), "due" if count else "dim"))
        lines = [(*justify(left, _shares(board, width - width_of(left) - 3), width - 1), Span(" ")), reports]
        return lines + [self._report(one, board, now) for one in board.reports[: min(4, max(1, room - 2))]]

    def _report(self, one: Report, board: BranchBoard, now: datetime) -> Row:
        team = one.team.name if one.team else ""
        said = t("report.nil") if one.nil else t("branch.lines", count=one.typed_once[1])
        when = short_when(one.submitted, now)
        name = board.names.get(self.desk.replica.unit_of(one.meta), "")
        text = f"{name} {team}  {t(f'report.{one.form}')}  {when}  {said}"
        return row(Span(f"   {' '.join(text.split())}"))


def ago(heard: datetime | None, now: datetime) -> str:
    """How long ago a station was heard, in one unit of time."""
    if heard is None:
        return t("branch.never")
    return round_span(now - heard) if now - heard >= timedelta(minutes=1) else t("branch.now")


def _late(board: BranchBoard, width: int) -> list[Row]:
    """Stations that have not confirmed the emergency footing, by name with whom to call first."""
    if not board.late:
        return []
    from core.records.phonebook import spoken

    facts: list[Row] = [row(Span(t("branch.late", count=len(board.late)), "overdue"))]
    for one in board.late:
        number = spoken(one.phones[0]) if one.phones else t("branch.no_phone")
        facts.append(row(Span(f"{one.name} {number}", "overdue")))
    lines = flow(facts, width)
    if len(lines) > _LATE:
        return [*lines[: _LATE - 1], row(Span(f" {t('branch.more_late')}", "overdue"))]
    return lines


def _shares(board: BranchBoard, room: int) -> Row:
    """Participation of the day's micro-meetings in path order; where they do not all fit, all of them together."""
    if not board.shares:
        return ()
    each = " ".join(one.fraction for one in board.shares)
    present, expected = (sum(getattr(one, name) for one in board.shares) for name in ("present", "expected"))
    whole = t("branch.shares", shares=each)
    said = (
        whole
        if cells(whole) <= room
        else t("branch.shares_all", count=len(board.shares), share=f"{present}/{expected}")
    )
    return row(Span(said))


def _shown(one: Cell, width: int) -> Span:
    """A word for what is owed once, was missed or put off, else how many of how many; "-" where nothing is owed."""
    if not one.owed:
        return cell("-", width, "dim")
    style = _STYLES.get(one.state, "text")
    if one.owed == 1 or one.state in _WORDS:
        return cell(t(f"cadence.state.{one.state}"), width, style)
    return cell(f"{one.met}/{one.owed}", width, style)
