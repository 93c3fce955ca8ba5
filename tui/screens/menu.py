"""Menu (菜单): the pages by digit, each with the shorter ways to it beside it."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar, Final

from core.commands import Command, by_id
from core.i18n import t
from tui import screens
from tui.line import CommandPage, begin_command
from tui.screens.keynames import key_name
from tui.sheet.layout import cell, paragraph
from tui.sheet.measure import width_of
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

ITEMS: Final = (
    "people",
    "actions",
    "meetings",
    "incidents",
    "daylog",
    "station",
    "settings",
    "language",
    "metrics",
    "quit",
)
"""What the digits 1 to 9 and 0 lead to: what no F-key in the footer does; none of it writes into the log."""

_SEMICOLONS: Final = {0xFF1B: ";"}
_STOPS: Final = ".\u3002"
_NAME: Final = 16
_SHORT: Final = 12


class Menu(CommandPage):
    """A digit, or arrows and Enter."""

    id: ClassVar[str] = "menu"
    title_key: ClassVar[str] = "command.menu"

    def rows(self, size: Size, now: datetime) -> Sheet:
        """Digit, name, key and code, what it does."""
        self.list.window(len(ITEMS), len(ITEMS))
        body: list[Row] = [EMPTY]
        starts = []
        for index in range(len(ITEMS)):
            starts.append(len(body))
            body += self._item(index, size.width)
        return Sheet(body, cursor=starts[self.list.cursor])

    def on_key(self, key: str) -> bool:
        """Digits go at once."""
        if len(key) == 1 and key.isascii() and key.isdigit():
            self._go((int(key) - 1) % 10)
            return True
        if key == "enter":
            self._go(self.list.cursor)
            return True
        return self.list.on_key(key)

    def _item(self, index: int, width: int) -> list[Row]:
        command = by_id(ITEMS[index])
        reason = self._reason(command)
        style = "off" if reason else "text"
        short = "  ".join(filter(None, (key_name(command.key), command.code)))
        head = row(
            Span(f"   {(index + 1) % 10}  ", "off" if reason else "key"),
            cell(t(command.label), _NAME, style),
            cell(short, _SHORT, "dim"),
        )
        indent = width_of(head)
        said = paragraph(reason or _first_part(t(command.help)), width - 1, "dim", indent)
        first = (*head, Span(said[0][0].text[indent:], "dim")) if said else head
        return [first, *said[1:]]

    def _reason(self, command: Command) -> str | None:
        reason = self.services.commands.unavailable(command.id)
        if reason is None and command.id not in screens.PAGES and command.id not in ("language", "quit"):
            return t("frame.no_page")
        return reason

    def _go(self, index: int) -> None:
        command = by_id(ITEMS[index])
        reason = self._reason(command)
        if reason is not None:
            self.nav.say(reason)
            return
        self.nav.close()
        begin_command(self, command)


def _first_part(sentence: str) -> str:
    """What comes before the first semicolon: enough to choose by."""
    return sentence.translate(_SEMICOLONS).partition(";")[0].rstrip(_STOPS)
