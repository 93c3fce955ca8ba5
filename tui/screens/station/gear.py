"""Counted gear (器材): how many there should be and how many were found."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.errors import Refusal
from core.i18n import t
from core.records.gear import Gear, add_gear, count_gear, expect_gear, gear, remove_gear
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.page import Page, Prompt
from tui.screens.station.section import Entry, Section, numbers_apart
from tui.sheet.span import Row, Span, row


class GearList(Section):
    """Enter counts a line."""

    label: ClassVar[str] = "station.gear"
    hint: ClassVar[str] = "station.hint_gear"
    empty: ClassVar[str] = "station.no_gear"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """The counted list."""
        return [Entry(one.meta.id, one.name, _found(one), _counted(one)) for one in gear(replica)]

    def add(self, desk: Desk, text: str) -> None:
        """名称 数量."""
        words, figures = numbers_apart(text)
        if len(figures) != 1:
            raise Refusal("station.one_number")
        desk.do(add_gear, " ".join(words), figures[0])

    def change(self, desk: Desk, record: str, text: str) -> None:
        """How many there should be."""
        desk.do(expect_gear, record, _number(text))

    def enter(self, page: Page, entry: Entry) -> None:
        """How many were found, and what is to be said about it."""
        label = t("station.ask_count", name=entry.name)
        page.ask(Prompt("count", label, t("station.hint_count")), lambda text: _count(page, entry.id, text))

    def remove(self, desk: Desk, record: str) -> None:
        """Off the list."""
        desk.do(remove_gear, record)


def _count(page: Page, record: str, text: str) -> None:
    found, _, note = text.strip().partition(" ")
    page.desk.do(count_gear, record, _number(found), note)


def _number(text: str) -> int:
    if not text.strip().isdecimal():
        raise Refusal("station.one_number")
    return int(text)


def _found(one: Gear) -> Row:
    found = "-" if one.last is None else str(one.last.found)
    return row(Span(f"{found}/{one.expected}", "due" if one.differs else "text"))


def _counted(one: Gear) -> Row:
    if one.last is None:
        return row(Span(t("gear.uncounted"), "dim"))
    state = t("gear.short") if one.differs else t("gear.complete")
    note = f"  {one.last.note}" if one.last.note else ""
    return row(
        Span(f"{state}{note}", "due" if one.differs else "dim"), Span(f"  {one.last.at:%m-%d %H:%M}", "dim")
    )
