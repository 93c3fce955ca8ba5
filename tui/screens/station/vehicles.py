"""Vehicles (车辆): ready or in the workshop, with their tanks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.dates import short_when
from core.i18n import t
from core.records.taskline import read_task
from core.records.vehicle import (
    Vehicle,
    add_vehicle,
    change_vehicle,
    retire,
    return_to_service,
    take_out_of_service,
    vehicles,
)
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.glyphs import glyphs
from tui.page import Page, Prompt
from tui.screens.station.section import Entry, Section, numbers_apart
from tui.sheet.layout import cell
from tui.sheet.span import Row, Span, row


class Vehicles(Section):
    """Enter takes a vehicle out of service, or puts it back."""

    label: ClassVar[str] = "station.vehicles"
    hint: ClassVar[str] = "station.hint_vehicles"
    empty: ClassVar[str] = "station.no_vehicles"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """Every vehicle that was not retired."""
        return [Entry(one.meta.id, one.name, _cells(one), _state(one, now)) for one in vehicles(replica)]

    def add(self, desk: Desk, text: str) -> None:
        """名称 类型 水 泡沫, both in litres."""
        words, (water, foam) = _read(text)
        desk.do(add_vehicle, words[0] if words else "", " ".join(words[1:]), water_l=water, foam_l=foam)

    def change(self, desk: Desk, record: str, text: str) -> None:
        """The same words for the chosen one."""
        words, (water, foam) = _read(text)
        name, kind = words[0] if words else "", " ".join(words[1:])
        desk.do(change_vehicle, record, name=name, kind=kind, water_l=water, foam_l=foam)

    def enter(self, page: Page, entry: Entry) -> None:
        """Ready again at once; out of service with a reason and, at its end, when it is expected back."""
        state = page.desk.replica.state(entry.id)
        if not state.ready:
            page.desk.do(return_to_service, entry.id)
            return
        label = t("station.ask_repair", name=entry.name)
        page.ask(
            Prompt("repair", label, t("station.hint_repair")), lambda text: _repair(page, entry.id, text)
        )

    def remove(self, desk: Desk, record: str) -> None:
        """It has left the station for good."""
        desk.do(retire, record)


def _read(text: str) -> tuple[list[str], tuple[int, int]]:
    words, figures = numbers_apart(text)
    water, foam = [*figures, 0, 0][:2]
    return words, (water, foam)


def _repair(page: Page, record: str, text: str) -> None:
    read = read_task(text, page.services.clock.now())
    page.desk.do(take_out_of_service, record, read.text, expected=read.due)


def _cells(one: Vehicle) -> Row:
    tanks = [(t("station.water"), one.water_l), (t("station.foam"), one.foam_l)]
    held = "  ".join(f"{name} {litres} L" for name, litres in tanks if litres)
    return row(cell(one.kind, 16), Span(f"  {held}", "dim"))


def _state(one: Vehicle, now: datetime) -> Row:
    if one.outage is None:
        return row(Span(t("vehicle.ready"), "dim"))
    until = f"  {short_when(one.outage.expected, now)}" if one.outage.expected else ""
    return row(Span(f"{glyphs().times} {t('vehicle.repair')}  {one.outage.reason}{until}", "due"))
