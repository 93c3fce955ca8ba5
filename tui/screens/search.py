"""Search (查找): hits while typing, the newest first; a hit opens in its place in the day's log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.i18n import t
from core.replica.rows import EntryRow
from core.search.reading import Reading, count_hits, read_hits
from tui.page import FooterKey, Nav, Page, Prompt
from tui.screens.loglines import author_of, author_width, log_row
from tui.services import Services
from tui.sheet.layout import cell
from tui.sheet.span import EMPTY, Row, Sheet, Size, Span, row

WAYS: Final = ("word", "initials", "number", "day", "class", "not")
"""What can be typed, each with an example in the catalogue."""

PAGE: Final = 200


class Search(Page):
    """Every word of the log, while it is typed."""

    id: ClassVar[str] = "search"
    title_key: ClassVar[str] = "command.search"
    kept_keys: ClassVar[frozenset[str]] = frozenset({"up", "down", "enter"})

    def __init__(self, services: Services, nav: Nav, *, text: str = "", **args: Any) -> None:
        """Begin with the query `text`."""
        super().__init__(services, nav, **({"text": text} if text else {}), **args)
        self._begin = text
        self._asked: str | None = None
        self._hits = Reading()
        self._busy = False

    def heading(self) -> Row:
        """The exact count."""
        total = self._hits.total
        count = (
            ""
            if not self._hits.text
            else t("search.counting")
            if total is None
            else t("search.total", total=total)
        )
        return row(Span(t(self.title_key), "heading"), Span(f"  {count}", "dim"))

    def prompt(self) -> Prompt:
        """The query."""
        return Prompt("query", t("search.prompt"), t("search.hint"), self._begin)

    def preview(self, text: str) -> str:
        """Sees to it that what is shown is what was asked, also when a draft came back."""
        self.changed(text)
        return ""

    def changed(self, text: str) -> bool:
        """Another query."""
        if text == self._asked:
            return False
        self._asked = text
        self.list.cursor = self.list.top = 0
        if not text.strip():
            self._hits = Reading()
            return True
        if not self._busy:
            self._ask()
        return True

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The hits, or what can be typed."""
        if not self._hits.text:
            return Sheet(_teach())
        lines = self._hits.lines
        if not lines:
            return Sheet([EMPTY, row(Span(" " + t("search.none"), "dim"))])
        replica = self.desk.replica
        shown = self.list.window(len(lines), size.height)
        names = {index: author_of(replica, lines[index].author) for index in shown}
        wide = author_width(names.values())
        body = [_hit(lines[index], names[index], wide, size.width) for index in shown]
        return Sheet(body, cursor=self.list.cursor - self.list.top)

    def on_key(self, key: str) -> bool:
        """Arrows move while the query stands; Enter opens the hit."""
        lines = self._hits.lines
        if key == "escape":
            self.nav.write("")
            self.changed("")
            self.nav.close()
            return True
        if key == "enter":
            if lines:
                chosen = lines[self.list.cursor]
                self.nav.open("daylog", day=from_ms(chosen.at).date().isoformat(), line=chosen.event)
            return bool(lines)
        if key in ("pagedown", "down") and lines and self.list.cursor >= len(lines) - 1 and self._hits.more:
            self._further()
        return self.list.on_key(key)

    def submit(self, text: str) -> None:
        """Nothing to take: Enter belongs to the hits."""
        self.nav.write(text)

    def footer_keys(self) -> Sequence[FooterKey]:
        """What Enter does here."""
        return (FooterKey("Enter", t("daylog.open"), weight=9), FooterKey("Esc", t("record.back"), weight=9))

    def _ask(self) -> None:
        """Ask in the background; what was typed meanwhile is asked next, what lies between is not."""
        text, directory, clock = self._asked or "", self.desk.replica.directory, self.services.clock
        self._busy = True
        self.nav.later(lambda: read_hits(directory, clock, text, PAGE), self._arrived)

    def _arrived(self, hits: Reading) -> None:
        self._busy = False
        if self._asked and self._asked.strip():
            self._hits = hits
            if hits.text != self._asked:
                self._ask()
            elif hits.total is None:
                self._count(hits.text)

    def _count(self, text: str) -> None:
        """Count in the background while nothing else is asked."""
        directory, clock = self.desk.replica.directory, self.services.clock

        def counted(total: int | None) -> None:
            if total is not None and text == self._hits.text:
                self._hits = replace(self._hits, total=total)

        self.nav.later(lambda: count_hits(directory, clock, text, lambda: text == self._asked), counted)

    def _further(self) -> None:
        """The next page of hits below those shown."""
        hits, directory, clock = self._hits, self.desk.replica.directory, self.services.clock
        if self._busy:
            return
        self._busy = True
        before = hits.lines[-1].id
        self.nav.later(lambda: read_hits(directory, clock, hits.text, PAGE, before), self._appended)

    def _appended(self, hits: Reading) -> None:
        self._busy = False
        if hits.text == self._hits.text:
            self._hits = Reading(hits.text, [*self._hits.lines, *hits.lines], self._hits.total, hits.more)
        if self._asked and self._asked != hits.text:
            self._ask()


def _hit(line: EntryRow, author: str, wide: int, width: int) -> Row:
    """A hit with its day in front."""
    day = cell(f" {from_ms(line.at):%Y-%m-%d}", 11, "dim")
    return (day, *log_row(line, author, wide, width - 11))


def _teach() -> list[Row]:
    rows: list[Row] = [EMPTY, row(Span(" " + t("search.teach"), "heading")), EMPTY]
    for way in WAYS:
        rows.append(row("   ", cell(t(f"search.example.{way}"), 22, "accent"), t(f"search.by_{way}")))
    return rows
