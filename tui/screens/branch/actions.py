"""Action items across the stations (议定事项): open, past their limit, to be verified, verified."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.compile.branch_actions import VIEWS, StationAction, station_actions
from core.i18n import t
from tui.line import CommandPage, open_record
from tui.page import FooterKey, Prompt
from tui.screens.branch.station import action_tail
from tui.screens.loglines import short_number
from tui.sheet.layout import cell, justify, rule
from tui.sheet.span import Row, Sheet, Size, Span, row

_STATION: Final = 10


class BranchActions(CommandPage):
    """Tab changes what is listed, Enter opens the chosen one."""

    id: ClassVar[str] = "branch"
    title_key: ClassVar[str] = "act.item"

    def __init__(self, *given: Any, **args: Any) -> None:
        """What is open."""
        super().__init__(*given, **args)
        self.view = 0
        self._seen: tuple[int, int, int] | None = None
        self._found: list[StationAction] = []

    def found(self) -> list[StationAction]:
        """What is listed, looked up once after each change and each minute."""
        now = self.services.clock.now()
        seen = (self.services.version(), self.view, int(now.timestamp() // 60))
        if seen != self._seen:
            self._seen = seen
            self._found = station_actions(self.desk.replica, VIEWS[self.view], now)
        return self._found

    def heading(self) -> Row:
        """议定事项 5."""
        return row(Span(t(self.title_key), "heading"), f"  {len(self.found())}")

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The views, then the items that fit, a station's name in front of each."""
        head, found = [self._views(), rule(size.width)], self.found()
        if not found:
            return Sheet([*head, row(Span(f" {t('branch.no_action')}", "dim"))])
        shown = self.list.window(len(found), size.height - len(head))
        body = [_item(found[index], size.width, now) for index in shown]
        return Sheet([*head, *body], head=len(head), cursor=len(head) + self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Tab, Enter, arrows."""
        found = self.found()
        if key == "tab":
            self.view, self.list.cursor = (self.view + 1) % len(VIEWS), 0
        elif key == "enter" and found:
            open_record(self, found[min(self.list.cursor, len(found) - 1)].row.id)
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """A line of the log, or Enter."""
        return Prompt("line", t("frame.prompt"), t("branch.hint_actions"))

    def footer_keys(self) -> Sequence[FooterKey]:
        """Tab."""
        return (FooterKey("Tab", t("station.key.next"), weight=6),)

    def _views(self) -> Row:
        lit = VIEWS[self.view]
        return row(
            *(Span(f" {t(f'branch.view.{name}')}  ", "heading" if name == lit else "dim") for name in VIEWS)
        )


def _item(one: StationAction, width: int, now: datetime) -> Row:
    left = row(
        " ",
        cell(one.station, _STATION),
        "  ",
        cell(short_number(one.row.number), 6, "dim"),
        Span(one.row.title),
    )
    return (*justify(left, action_tail(one.row, now), width - 1), Span(" "))
