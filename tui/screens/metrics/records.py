"""The records behind one figure, in the order of their times; Enter opens one (every number opens its records)."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.compile.figures import name, words
from core.compile.metrics import Figure, counted
from core.i18n import has, language, t
from core.records.labels import label
from core.replica.rows import RecordRow
from tui.line import open_record
from tui.page import Page, Prompt, Sheet, Size
from tui.screens.metrics.reading import Reading, days
from tui.sheet.layout import cell, justify
from tui.sheet.span import Row, Span, row

_KIND: Final = {"zh": 12, "en": 20}


class CountedPage(Page):
    """`figure` is a figure's key, `span` and `unit` what it was read for."""

    id: ClassVar[str] = "metrics"
    title_key: ClassVar[str] = "command.metrics"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The figure is read again: the list is that of the number as it is now."""
        super().__init__(*given, **args)
        self.reading = Reading(self.services)

    @property
    def figure(self) -> Figure | None:
        """The figure as it is now; None when nothing of it is left."""
        found = self.reading.figures(self.args["span"], self.args.get("unit", ""))
        return next((one for one in found if one.key == self.args["figure"]), None)

    def heading(self) -> Row:
        """The figure's name and number, and the days."""
        figure = self.figure
        since, until = days(self.args["span"], self.services.clock.now())
        shown = "" if figure is None else f"{name(figure, self.reading.stations())}  "
        number = "" if figure is None else words(figure.number).fraction
        return row(
            Span(shown, "heading"),
            Span(number),
            Span(f"  {t('metrics.days', since=since, until=until)}", "dim"),
        )

    def crumb(self) -> str:
        """The figure's name."""
        figure = self.figure
        return t(self.title_key) if figure is None else name(figure, self.reading.stations())

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The records that fit."""
        found = self.records()
        if not found:
            return Sheet([(), row(Span(" " + t("metrics.no_records"), "dim"))])
        shown = self.list.window(len(found), size.height)
        return Sheet(
            [_line(found[index], size.width) for index in shown], cursor=self.list.cursor - shown.start
        )

    def records(self) -> list[RecordRow]:
        """The records that were counted."""
        figure = self.figure
        return [] if figure is None else counted(self.desk.replica, figure)

    def on_key(self, key: str) -> bool:
        """Enter opens the record under the cursor."""
        found = self.records()
        if key == "enter" and found:
            open_record(self, found[min(self.list.cursor, len(found) - 1)].id)
            return True
        return self.list.on_key(key)

    def prompt(self) -> Prompt:
        """Nothing to type here."""
        return Prompt(label=t("frame.prompt"), hint=t("metrics.records_hint"))


def _line(one: RecordRow, width: int) -> Row:
    """When, what kind, what about; at the right its state and number."""
    kind = one.subject if has(one.subject) else label(one.kind)
    left = row(
        Span(f" {from_ms(one.at):%m-%d %H:%M}  ", "dim"),
        cell(t(kind) if kind else "", _KIND[language()], "dim"),
        Span(f"  {one.title}"),
    )
    state = t(one.status) if has(one.status) else ""
    return (*justify(left, row(Span(f"{state}  {one.number}", "dim")), width - 1), Span(" "))
