"""The figures of a span as a list, stations in the order of their paths (A11), the definition of the chosen below."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.compile.figures import Words, definition, name, words
from core.compile.metrics import SPANS, Figure
from core.i18n import language, t
from core.rules.metrics import Share, Times
from tui.glyphs import UNICODE, glyphs
from tui.line import CommandPage
from tui.page import FooterKey, Prompt, Sheet, Size
from tui.screens.metrics.reading import Reading, days
from tui.sheet.layout import cell, paragraph, rule
from tui.sheet.measure import fit_row
from tui.sheet.span import EMPTY, Row, Span, row

_SPANS: Final = tuple(SPANS)
_ID: Final = 4
_NAME: Final = {"zh": 18, "en": 26}
_FRACTION: Final = 9
_MAIN: Final = 9
_BAR: Final = 10


class MetricsPage(CommandPage):
    """Left and right change the span, Tab the station at a branch, Enter opens the records behind the number."""

    id: ClassVar[str] = "metrics"
    title_key: ClassVar[str] = "command.metrics"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The last week, all stations."""
        super().__init__(*given, **args)
        self.reading = Reading(self.services)
        self.span, self.unit = _SPANS[0], ""

    def heading(self) -> Row:
        """指标, the span with its days, at the branch whose."""
        since, until = days(self.span, self.services.clock.now())
        shown = f"  {t(f'metrics.span.{self.span}')}  {t('metrics.days', since=since, until=until)}"
        stations = self.reading.stations()
        whose = f"  {stations.get(self.unit) or t('metrics.all')}" if stations else ""
        return row(Span(t(self.title_key), "heading"), Span(shown), Span(whose, "dim"))

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The window around the cursor, what the chosen one means below."""
        found = self.reading.figures(self.span, self.unit)
        names = self.reading.stations()
        below = self._below(found, size.width)
        shown = self.list.window(len(found), size.height - len(below))
        body = [_line(found[index], _first(found, index, shown.start), names, size.width) for index in shown]
        body += [EMPTY] * (size.height - len(below) - len(body))
        return Sheet([*body, *below], cursor=self.list.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Span, station, records, cursor."""
        if key in ("left", "right"):
            step = 1 if key == "right" else -1
            self.span = _SPANS[(_SPANS.index(self.span) + step) % len(_SPANS)]
        elif key == "tab" and self.reading.stations():
            paths = ["", *self.reading.stations()]
            self.unit = paths[(paths.index(self.unit) + 1) % len(paths) if self.unit in paths else 0]
        elif key == "enter":
            self._open()
        else:
            return self.list.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """What the keys do."""
        return Prompt("metrics", t("frame.prompt"), t("metrics.hint"))

    def footer_keys(self) -> Sequence[FooterKey]:
        """Tab, where there are stations to choose from."""
        return (FooterKey("Tab", t("metrics.key.station"), weight=6),) if self.reading.stations() else ()

    def _open(self) -> None:
        found = self.reading.figures(self.span, self.unit)
        chosen = found[min(self.list.cursor, len(found) - 1)]
        if chosen.number.records:
            self.nav.open("metrics", figure=chosen.key, span=self.span, unit=self.unit)
        else:
            self.nav.say(t("metrics.no_records"))

    def _below(self, found: Sequence[Figure], width: int) -> list[Row]:
        """The chosen one's definition, in as many rows as the longest takes: the list above keeps its place."""
        texts = {one.metric: _meaning(one.metric, width) for one in found}
        chosen = texts[found[min(self.list.cursor, len(found) - 1)].metric]
        return [rule(width), *chosen, *([EMPTY] * (max(map(len, texts.values())) - len(chosen)))]


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
