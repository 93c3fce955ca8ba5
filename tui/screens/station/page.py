"""The station page: its lists by digit, each with add, change, Enter and Delete at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar, Final

from core.errors import Refusal
from core.i18n import t
from tui.keys import half
from tui.page import FooterKey, Page, Prompt, Sheet, Size
from tui.screens.station.gear import GearList
from tui.screens.station.pattern import PatternSection
from tui.screens.station.phones import Phones
from tui.screens.station.places import Places
from tui.screens.station.posts import Posts
from tui.screens.station.section import Entry, Section
from tui.screens.station.teams import Teams
from tui.screens.station.vehicles import Vehicles
from tui.sheet.layout import cell, justify, rule
from tui.sheet.scroll import Listing
from tui.sheet.span import Row, Span, row

SECTIONS: Final = (Vehicles, GearList, Places, Teams, PatternSection, Posts, Phones)
"""In the order of their digits."""

_NAME: Final = 26
_SIGNS: Final = {"+": "station.will_add", "=": "station.will_change"}


class StationPage(Page):
    """站务: one section at a time."""

    id: ClassVar[str] = "station"
    title_key: ClassVar[str] = "command.station"

    def __init__(self, *given: Any, **args: Any) -> None:
        """The vehicles first."""
        super().__init__(*given, **args)
        self.sections: Sequence[Section] = [make() for make in SECTIONS]
        self.lists = [Listing() for _ in SECTIONS]
        self.at = 0
        self._seen: tuple[int, int, Sequence[Entry]] | None = None

    @property
    def section(self) -> Section:
        """The one that shows."""
        return self.sections[self.at]

    def entries(self) -> Sequence[Entry]:
        """Its lines, looked up once after each change."""
        version = self.services.version()
        if self._seen is None or self._seen[:2] != (version, self.at):
            found = self.section.entries(self.desk.replica, self.services.clock.now())
            self._seen = (version, self.at, found)
        return self._seen[2]

    def rows(self, size: Size, now: datetime) -> Sheet:
        """The sections by digit, then the lines that fit."""
        head = [self._tabs(), rule(size.width)]
        found = self.entries()
        if not found:
            return Sheet([*head, row(Span(f" {t(self.section.empty)}", "dim"))])
        listing = self.lists[self.at]
        shown = listing.window(len(found), size.height - len(head))
        body = [self._line(found[index], size.width) for index in shown]
        return Sheet([*head, *body], head=len(head), cursor=len(head) + listing.cursor - shown.start)

    def on_key(self, key: str) -> bool:
        """Digits and Tab change the section; Enter and Delete act on the line."""
        found, listing = self.entries(), self.lists[self.at]
        if key in "1234567":
            self.at = int(key) - 1
        elif key == "tab":
            self.at = (self.at + 1) % len(self.sections)
        elif key == "enter" and found:
            self.section.enter(self, found[min(listing.cursor, len(found) - 1)])
        elif key == "delete" and found:
            self._ask_remove(found[min(listing.cursor, len(found) - 1)])
        else:
            return listing.on_key(key)
        return True

    def prompt(self) -> Prompt:
        """What the section takes."""
        return Prompt(f"station.{self.at}", t("frame.prompt"), t(self.section.hint))

    def preview(self, text: str) -> str:
        """What Enter will do."""
        key = _SIGNS.get(half(text[:1]))
        return t(key, section=t(self.section.label)) if key else ""

    def submit(self, text: str) -> None:
        """+ adds, = changes the chosen line."""
        found = self.entries()
        sign = half(text[:1])
        if sign == "+":
            self.section.add(self.desk, text[1:].strip())
        elif sign == "=" and found:
            chosen = found[min(self.lists[self.at].cursor, len(found) - 1)]
            self.section.change(self.desk, chosen.id, text[1:].strip())
        else:
            raise Refusal("station.begin_with")

    def footer_keys(self) -> Sequence[FooterKey]:
        """Tab."""
        return (FooterKey("Tab", t("station.key.next"), weight=5),)

    def _ask_remove(self, entry: Entry) -> None:
        label = t("station.ask_remove", name=entry.name)
        prompt = Prompt("remove", label, t("people.hint_enter"), blank=True)
        self.ask(prompt, lambda text: self.section.remove(self.desk, entry.id))

    def _tabs(self) -> Row:
        spans: list[Span] = []
        for place, section in enumerate(self.sections):
            lit = place == self.at
            spans += [
                Span(f" {place + 1} ", "key"),
                Span(t(section.label), "heading" if lit else "dim"),
                Span("  "),
            ]
        return tuple(spans)

    def _line(self, entry: Entry, width: int) -> Row:
        head = (Span(" "), cell(entry.name, _NAME), Span("  "), *entry.cells)
        return (*justify(head, entry.tail, width - 1), Span(" "))
