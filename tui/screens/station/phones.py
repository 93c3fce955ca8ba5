"""Duty phones (值班电话) of this unit, in the order in which one calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.records.phonebook import Entry as Phone
from core.records.phonebook import phones_of, read_entry, set_phones
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.page import Page
from tui.screens.station.section import Entry, Section
from tui.sheet.span import row


class Phones(Section):
    """Enter moves a line up."""

    label: ClassVar[str] = "station.phones"
    hint: ClassVar[str] = "station.hint_phones"
    empty: ClassVar[str] = "station.no_phones"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """The list; a line is known by its place."""
        return [Entry(str(at), one.who, row(one.number)) for at, one in enumerate(_own(replica))]

    def add(self, desk: Desk, text: str) -> None:
        """名称 号码, at the end."""
        desk.do(set_phones, [*_own(desk.replica), read_entry(text)])

    def change(self, desk: Desk, record: str, text: str) -> None:
        """The chosen one."""
        known = _own(desk.replica)
        known[int(record)] = read_entry(text)
        desk.do(set_phones, known)

    def enter(self, page: Page, entry: Entry) -> None:
        """One place up."""
        known, at = _own(page.desk.replica), int(entry.id)
        if at:
            known[at - 1 : at + 1] = known[at], known[at - 1]
            page.desk.do(set_phones, known)

    def remove(self, desk: Desk, record: str) -> None:
        """Off the list."""
        known = _own(desk.replica)
        del known[int(record)]
        desk.do(set_phones, known)


def _own(replica: Replica) -> list[Phone]:
    return list(phones_of(replica, replica.seat.unit if replica.seat else ""))
