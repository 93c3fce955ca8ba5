"""Watch (值守台): what is due, who is there, what is open, and the running log; the first page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, ClassVar, Final

from core.compile.board import Board, read_board
from core.i18n import language, t
from core.replica.settings import load
from tui import screens
from tui.line import CommandPage, open_record
from tui.page import Nav, Prompt
from tui.screens.board import Item, left_column, right_column
from tui.screens.calling import call_rows
from tui.screens.feed import Feed
from tui.services import Services
from tui.sheet.layout import columns, paragraph, rule
from tui.sheet.measure import fit_row
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row
from tui.standing import MUCH, bar

ZONES: Final = ("", "left", "right", "log")
"""What Tab walks through; the first is the command line alone."""

_LEFT: Final = {"zh": 38, "en": 41}
"""Cells of the left column at 80; a wider screen gives it its share."""


class Watch(CommandPage):
    """The home page."""

    id: ClassVar[str] = "watch"
    title_key: ClassVar[str] = "watch.title"
    live: ClassVar[bool] = True

    def __init__(self, services: Services, nav: Nav, **args: Any) -> None:
        """Nothing is read before it is painted."""
        super().__init__(services, nav, **args)
        self._feed = Feed(self.desk.replica)
        self._board = Board()
        self._seen: tuple[int, str] | None = None
        self._zone = ""
        self._chosen = 0
        self._shown = self._ready = False
        self._composed: tuple[Any, list[Row]] = (None, [])
        self._columns: dict[str, list[Item]] = {"left": [], "right": []}

    def heading(self) -> Row:
        """The program, the station, the team on duty."""
        self._read(self.services.clock.now())
        seat, shift = self.desk.replica.seat, self._board.shift
        where = [seat.station if seat else "", shift.team.name if shift else ""]
        return row(Span(t(self.title_key), "heading"), "  " + " ".join(filter(None, where)))

    def prompt(self) -> Prompt:
        """A log line or a command."""
        return Prompt(label=t("frame.prompt"), hint=t("watch.hint"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The board above, the log below."""
        if self._shown and not self._ready:
            self._ready = True
            self.services.commands.prepare()
        self._shown = True
        self._read(now)
        above = [*call_rows(self.services, size.width, now), *self._above(size, now)]
        log = self._log(Size(size.width, size.height - len(above) - 1), now)
        shown = [*above, self._middle(size.width), *log]
        cursor = len(above) + 1 + self.list.cursor - self.list.top if self._zone == "log" else None
        return Sheet(shown, cursor=cursor)

    def _middle(self, width: int) -> Row:
        """The rule between board and log; while much is received, how far that is."""
        progress = self.services.exchange()
        if progress is None or progress[1] < MUCH:
            return rule(width)
        return row(Span(f" {t('sync.progress')} ", "dim"), *bar(progress))

    def on_key(self, key: str) -> bool:
        """Tab walks the zones, arrows within one, Enter opens, Esc returns to the line."""
        if key == "tab":
            return self._walk()
        if key in ("pageup", "pagedown") or (key == "down" and not self._zone):
            first, self._zone = self._zone != "log", "log"
            return True if first and key == "down" else self.list.on_key(key)
        if not self._zone:
            return False
        if key == "escape":
            self._to_newest()
            return True
        return self._open() if key == "enter" else self._move(key)

    def submit(self, text: str) -> None:
        """Carry the line out, with the newest lines in sight."""
        super().submit(text)
        self._to_newest()

    def _to_newest(self) -> None:
        self._zone, self.list.cursor, self.list.top = "", 0, 0

    def _read(self, now: datetime) -> None:
        """Read board and log again when something was written; the day's turn counts as a change."""
        version = self.services.version()
        seen = (version, f"{now:%Y-%m-%d %H:%M}")
        if seen != self._seen:
            replica = self.desk.replica
            self._board, self._seen = read_board(replica, now, load(replica).night_call), seen
        self._feed.update(version, now, self.list.cursor)

    def _above(self, size: Size, now: datetime) -> list[Row]:
        """The two columns, as tall as they need, at most half the page; composed again when they change."""
        shown = (self._seen, size, language(), self._zone, self._chosen)
        if shown != self._composed[0]:
            self._composed = shown, self._compose(size, now)
        return self._composed[1]

    def _compose(self, size: Size, now: datetime) -> list[Row]:
        at = max(_LEFT[language()], size.width * 12 // 25)
        most = max(8, size.height // 2 + 1)
        left = left_column(self._board, now, at, most)
        right = right_column(self._board, now, size.width - at - 1, most)
        self._columns = {"left": left, "right": right}
        height = min(most, max(len(left), len(right)))
        one, other = self._painted("left", at), self._painted("right", size.width - at - 1)
        return columns(size.width, one, other, at, height)

    def _painted(self, name: str, width: int) -> list[Row]:
        """A column's rows, the chosen one standing out."""
        items = self._columns[name]
        if self._zone != name or not self._choices():
            return [item.row for item in items]
        chosen = self._choices()[min(self._chosen, len(self._choices()) - 1)]
        return [_chosen(item.row, width) if item is chosen else item.row for item in items]

    def _log(self, size: Size, now: datetime) -> Sequence[Row]:
        """The part of the log that shows; an empty one teaches."""
        if not self._feed.items:
            lines = [EMPTY, *paragraph(t("watch.empty_log"), size.width - 2, "text", 1)]
            return [*lines, *paragraph(t("watch.empty_help"), size.width - 2, "dim", 1)]
        self._feed.reach(self.list.cursor + size.height, now.date())
        shown = self.list.window(len(self._feed.items), size.height)
        return [self._feed.row(index, size.width, now) for index in shown]

    def _choices(self) -> list[Item]:
        return [item for item in self._columns.get(self._zone, ()) if item.page]

    def _walk(self) -> bool:
        """To the next zone in which something can be chosen."""
        for _ in ZONES:
            self._zone = ZONES[(ZONES.index(self._zone) + 1) % len(ZONES)]
            if self._zone in ("", "log") or self._choices():
                break
        self._chosen = 0
        return True

    def _move(self, key: str) -> bool:
        if self._zone == "log":
            if key == "up" and self.list.cursor == 0:
                self._zone = ""
                return True
            return self.list.on_key(key)
        step = {"up": -1, "down": 1}.get(key)
        if step is None:
            return False
        self._chosen = max(0, min(self._chosen + step, len(self._choices()) - 1))
        return True

    def _open(self) -> bool:
        """Enter on what is chosen."""
        if self._zone != "log":
            self._lead(self._choices()[self._chosen])
        elif self._feed.items:
            chosen = self._feed.items[self.list.cursor]
            if isinstance(chosen, date):
                self._lead(Item(EMPTY, "daylog", {"day": chosen.isoformat()}))
            else:
                open_record(self, chosen.record)
        return True

    def _lead(self, item: Item) -> None:
        if item.args.get("record"):
            open_record(self, item.args["record"])
        elif item.page in screens.PAGES:
            self.nav.open(item.page, **item.args)
        else:
            self.nav.say(t("line.no_page"))


def _chosen(line: Row, width: int) -> Row:
    return tuple(Span(span.text, "cursor") for span in fit_row(line, width))
