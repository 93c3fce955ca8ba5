"""Every incident (警情) of the station, years of them: a window of rows, by class and by state; Enter opens one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.clock import from_ms
from core.errors import NotFound
from core.i18n import has, t
from core.records.incident import CLASSES, Incident
from core.records.incident.listing import Chosen, how_many, newest
from core.replica.rows import RecordRow, by_number
from core.text import cells
from tui.marks import OVERDUE
from tui.page import FooterKey, Page, Prompt
from tui.screens.loglines import short_number
from tui.sheet.flow import flow
from tui.sheet.layout import cell, justify, rule, styled
from tui.sheet.measure import width_of
from tui.sheet.span import Row, Sheet, Size, Span, row

_STATES: Final = (None, True, False)
_STATE_LABELS: Final = {None: "incidents.any", True: "incidents.open", False: "incidents.done"}


class Incidents(Page):
    """The list; Tab changes the class, left and right the state."""

    id: ClassVar[str] = "incidents"
    title_key: ClassVar[str] = "incidents.title"

    def __init__(self, services: Any, nav: Any, **args: Any) -> None:
        """Every class, open and done."""
        super().__init__(services, nav, **args)
        self.category, self.state = "", 0
        self._shown: list[RecordRow] = []
        self._counted: tuple[int, Chosen, int] = (-1, Chosen(), 0)

    @property
    def chosen(self) -> Chosen:
        """What is listed."""
        return Chosen(self.category, _STATES[self.state])

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The filters, then the window of rows around the cursor."""
        count = self._count()
        head = [*self._filters(count, size.width), rule(size.width)]
        if not count:
            empty = "incidents.empty" if self.chosen == Chosen() else "incidents.none"
            return Sheet([*head, row(Span(" " + t(empty), "dim"))], head=len(head))
        window = self.list.window(count, size.height - len(head))
        self._shown = newest(self.desk.replica, self.chosen, window.start, len(window))
        body = [incident_row(one, size.width, now) for one in self._shown]
        return Sheet([*head, *body], cursor=len(head) + self.list.cursor - self.list.top)

    def _count(self) -> int:
        """How many there are, counted again when something was written."""
        seen = self.services.version(), self.chosen
        if self._counted[:2] != seen:
            self._counted = (*seen, how_many(self.desk.replica, self.chosen))
        return self._counted[2]

    def _filters(self, count: int, width: int) -> list[Row]:
        names = [("", "incidents.all"), *((key, key) for key in CLASSES)]
        classes = [row(Span(t(label), "accent" if key == self.category else "dim")) for key, label in names]
        state = row(Span(t(_STATE_LABELS[_STATES[self.state]]), "accent"), f"  {count} ")
        lines = flow(classes, width - width_of(state) - 1)
        return [justify(lines[0], state, width), *lines[1:]]

    def prompt(self) -> Prompt:
        """A number to open."""
        return Prompt(label=t("frame.prompt"), hint=t("incidents.hint"), half=True)

    def preview(self, text: str) -> str:
        """The incident of that number."""
        found = self._numbered(text)
        return t("incidents.opens", number=found.meta.number) if found else t("incidents.no_number")

    def submit(self, text: str) -> None:
        """Open the incident of a number; raises NotFound."""
        found = self._numbered(text)
        if found is None:
            raise NotFound("record.not_found", number=text[:20])
        self.nav.open("incident", record=found.meta.id)

    def on_key(self, key: str) -> bool:
        """Filters, cursor, Enter."""
        if key == "tab":
            order = ("", *CLASSES)
            self.category = order[(order.index(self.category) + 1) % len(order)]
        elif key in ("left", "right"):
            self.state = (self.state + (1 if key == "right" else -1)) % len(_STATES)
        elif key == "enter" and self._shown:
            at = self.list.cursor - self.list.top
            self.nav.open("incident", record=self._shown[min(at, len(self._shown) - 1)].id)
            return True
        else:
            return self.list.on_key(key)
        self.list.cursor = 0
        return True

    def footer_keys(self) -> Sequence[FooterKey]:
        """The filters."""
        return (
            FooterKey("F2", t("incident.key.new"), weight=9),
            FooterKey("Tab", t("incident.field.class"), weight=8),
        )

    def _numbered(self, text: str) -> Incident | None:
        found = by_number(self.desk.replica.connection, text.strip().upper()) if text.strip() else []
        states = (self.desk.replica.state(one) for one in found)
        return next((state for state in states if isinstance(state, Incident)), None)


def incident_row(one: RecordRow, width: int, now: datetime) -> Row:
    """One incident in a list: when, number, class, place and text, how far it is."""
    at = from_ms(one.at)
    when = f"{at:%m-%d %H:%M}" if at.year == now.year else f"{at:%Y-%m-%d}"
    what = one.title if one.title.startswith(one.place) else f"{one.place} {one.title}"
    left = row(
        Span(" "),
        cell(when, 11, "dim"),
        Span("  "),
        cell(short_number(one.number), 5, "text"),
        Span("  "),
        cell(t(one.subject) if has(one.subject) else "-", _class_cells(), "label"),
        Span("  "),
        Span(what),
    )
    state = t("mark.struck") if one.struck else t(one.status) if has(one.status) else ""
    mark = f"{OVERDUE} " if one.conflict else ""
    line = justify(left, row(Span(mark, "overdue"), Span(state, "text" if one.open else "dim"), " "), width)
    return styled(line, "struck") if one.struck else line


def _class_cells() -> int:
    return max(cells(t(key)) for key in CLASSES)
