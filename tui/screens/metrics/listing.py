"""The figures of a span as a list, stations in the order of their paths (A11), the definition of the chosen below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.compile.figures import Words, definition, name, words
from core.compile.metrics import SPANS, Figure, counted
from core.i18n import language, t
from core.records.unit import stations_below
from core.rules.metrics import Share, Times
from tui.glyphs import UNICODE, glyphs
from tui.line import CommandPage, open_record
from tui.page import FooterKey, Prompt, Sheet, Size
from tui.screens.metrics.reading import Asked, Reading, days
from tui.screens.metrics.records import record_rows
from tui.sheet.layout import cell, paragraph, rule
from tui.sheet.measure import fit_row
from tui.sheet.scroll import Listing
from tui.sheet.span import EMPTY, Row, Span, row

_SPANS: Final = tuple(SPANS)
_ID: Final = 4
_NAME: Final = {"zh": 18, "en": 26}
_FRACTION: Final = 9
_MAIN: Final = 9
_BAR: Final = 10


class MetricsPage(CommandPage):
    """Left and right change the span, Tab the station at a branch, Enter opens the records that were counted."""

    id: ClassVar[str] = "metrics"
    title_key: ClassVar[str] = "command.metrics"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The last week, all stations, no figure opened."""
        super().__init__(*given, **args)
        self.reading = Reading(self.services, self.nav)
        self.asked = Asked(_SPANS[0], "")
        self.opened: Figure | None = None
        self.records = Listing()

    def on_enter(self) -> None:
        """What was written on other pages counts."""
        self.reading.forget()

    @property
    def stations(self) -> dict[str, str]:
        """Names of the stations below by path, in the order of the paths; none at a station."""
        return dict(stations_below(self.desk.replica))

    def heading(self) -> Row:
        """The opened figure; else 指标, the span, and its days or at the branch whose."""
        if self.opened is not None:
            said = words(self.opened.number)
            return row(Span(name(self.opened, self.stations), "heading"), f"  {said.fraction}")
        since, until = days(self.asked.span, self.services.clock.now())
        shown = t("metrics.days", since=since, until=until)
        if self.stations:
            shown = self.stations.get(self.asked.unit) or t("metrics.all")
        span = t(f"metrics.span.{self.asked.span}")
        return row(Span(t(self.title_key), "heading"), f"  {span}", Span(f"  {shown}", "dim"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The window around the cursor, what the chosen one means below; or the records of the opened one."""
        if self.opened is not None:
            found = counted(self.desk.replica, self.opened)
            return record_rows(found, self.records, size, whole=bool(self.stations))
        figures = self.reading.figures(self.asked)
        if not figures:
            said = "metrics.counting" if figures is None else "metrics.unread"
            return Sheet([EMPTY, row(Span(" " + t(said), "dim"))])
        names = self.stations
        below = self._below(figures, size.width)
        shown = self.list.window(len(figures), size.height - len(below))
        body = [
            _line(figures[index], _first(figures, index, shown.start), names, size.width) for index in shown
        ]
        body += [EMPTY] * (size.height - len(below) - len(body))
        return Sheet([*body, *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Span, station, records, cursor."""
        if self.opened is not None:
            return self._on_records(self.opened, key)
        if key in ("left", "right"):
            step = 1 if key == "right" else -1
            span = _SPANS[(_SPANS.index(self.asked.span) + step) % len(_SPANS)]
            self.asked = self.asked._replace(span=span)
        elif key == "tab" and self.stations:
            self.asked = self.asked._replace(unit=_after(self.asked.unit, ["", *self.stations]))
        elif key == "enter":
            self._open()
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """What the keys do."""
        hint = "metrics.hint" if self.opened is None else "metrics.records_hint"
        return Prompt("metrics", t("frame.prompt"), t(hint))

    def footer_keys(self) -> Sequence[FooterKey]:
        """Tab, where there are stations to choose from."""
        if self.opened is not None or not self.stations:
            return ()
        return (FooterKey("Tab", t("metrics.key.station"), weight=6),)

    def _open(self) -> None:
        """Open the records of the chosen figure, or say that there are none."""
        found = self.reading.figures(self.asked)
        chosen = found[min(self.list.cursor, len(found) - 1)] if found else None
        if chosen is None or not chosen.number.records:
            self.nav.say(t("metrics.no_records"))
            return
        self.opened, self.records = chosen, Listing()

    def _on_records(self, opened: Figure, key: str) -> bool:
        """Enter opens the record under the cursor, Esc goes back to the figures."""
        if key == "escape":
            self.opened = None
        elif key == "enter":
            found = counted(self.desk.replica, opened)
            open_record(self, found[min(self.records.cursor, len(found) - 1)].id)
        else:
            return self.records.on_key(key)
        return True

    def _below(self, found: Sequence[Figure], width: int) -> list[Row]:
        """The chosen one's definition, in as many rows as the longest takes: the list above keeps its place."""
        texts = {one.metric: _meaning(one.metric, width) for one in found}
        chosen = texts[found[min(self.list.cursor, len(found) - 1)].metric]
        return [rule(width), *chosen, *([EMPTY] * (max(map(len, texts.values())) - len(chosen)))]


def _after(unit: str, paths: Sequence[str]) -> str:
    """The path after `unit`, the first again after the last."""
    return paths[(paths.index(unit) + 1) % len(paths)] if unit in paths else paths[0]


def _meaning(metric: str, width: int) -> list[Row]:
    return paragraph(f"{metric}  {definition(metric)}", width - 1, "dim", 1)


def _first(found: Sequence[Figure], index: int, top: int) -> bool:
    """Whether the metric's id stands here: at its first line, and at the top of what shows."""
    return index == top or found[index - 1].metric != found[index].metric


def _line(figure: Figure, first: bool, stations: dict[str, str], width: int) -> Row:
    """Id, name, number and what stands beside it."""
    said = words(figure.number)
    label = f"{'  ' if figure.subject else ''}{name(figure, stations)}"
    style = "text" if figure.number.of else "dim"
    line = row(
        " ",
        cell(figure.metric if first else "", _ID, "dim"),
        cell(label, _NAME[language()], "dim" if figure.subject else "text"),
        cell(said.fraction, _FRACTION, style, "right"),
        cell(said.main, _MAIN, style, "right"),
        *_tail(figure.number, said),
    )
    return fit_row(line, width)


def _tail(number: Share | Times, said: Words) -> tuple[Span, ...]:
    """A bar of the share where this terminal draws blocks one cell wide, then what stands beside."""
    if isinstance(number, Share) and number.of and glyphs() is UNICODE:
        filled = (number.value * _BAR * 2 + number.of) // (2 * number.of)
        return (Span("  "), cell(glyphs().full * filled, _BAR, "line"), Span(f"  {said.beside}", "dim"))
    return (Span(f"  {said.beside}", "dim"),)
