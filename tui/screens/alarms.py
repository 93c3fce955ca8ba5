"""Alarms (警报) of the exchange: restored, cloned, forked, refused; Enter notes that they were read."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.i18n import has, t
from core.replica import standing
from core.replica.standing import AlarmRow
from tui.line import CommandPage
from tui.page import FooterKey
from tui.sheet.layout import paragraph
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

_TEXT_AT: Final = 17


class AlarmsPage(CommandPage):
    """The newest first; what was seen stays, dimmed."""

    id: ClassVar[str] = "alarms"
    title_key: ClassVar[str] = "command.alarms"

    def __init__(self, *given: Any, **args: Any) -> None:
        """Nothing is read before it is painted."""
        super().__init__(*given, **args)
        self._found: list[AlarmRow] = []

    def rows(self, size: Size, now: datetime) -> Sheet:
        """When, what, about what."""
        self._found = standing.alarms(self.desk.replica.connection)
        if not self._found:
            return Sheet([EMPTY, row(Span(" " + t("alarms.none"), "dim"))])
        rows: list[Row] = []
        for one in self._found:
            rows += _lines(one, size.width)
        return Sheet(rows)

    def on_key(self, key: str) -> bool:
        """Enter: everything on this page was read."""
        if key == "enter" and any(not one.seen for one in self._found):
            standing.see_alarms(self.desk.replica.connection, self._found[0].id)
            self.nav.say(t("alarms.all_seen"))
            self.nav.redraw()
            return True
        return False

    def footer_keys(self) -> Sequence[FooterKey]:
        """What Enter does here."""
        unseen = any(not one.seen for one in self._found)
        return (FooterKey("Enter", t("sync.key.seen"), unseen, t("alarms.none_unseen"), weight=9),)


def _lines(one: AlarmRow, width: int) -> list[Row]:
    style = "dim" if one.seen else "due"
    text = t(one.message) if has(one.message) else one.message
    said = paragraph(f"{text}  {one.about}", width - 1, style, _TEXT_AT)
    moment = from_ms(one.at)
    return [
        row(
            Span(f" {moment:%m-%d %H:%M}  {' ' if one.seen else '!'} ", style),
            Span(said[0][0].text.lstrip(), style),
        ),
        *said[1:],
    ]
