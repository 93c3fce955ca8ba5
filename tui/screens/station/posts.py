"""Posts (岗位): how many of each a shift of this station needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import ClassVar, Final

from core.errors import Refusal
from core.i18n import t
from core.records.unit import minimums, set_minimums
from core.replica.replica import Replica
from tui.page import Page, Prompt
from tui.screens.station.section import Entry, Section
from tui.sheet.span import row

_FIELDS: Final = ("commander", "drivers_per_vehicle", "communicator", "crew")


class Posts(Section):
    """Enter asks for another number."""

    label: ClassVar[str] = "station.posts"
    hint: ClassVar[str] = "station.hint_posts"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """The four figures."""
        needed = minimums(replica)
        return [Entry(name, t(f"station.post.{name}"), row(str(getattr(needed, name)))) for name in _FIELDS]

    def enter(self, page: Page, entry: Entry) -> None:
        """Another number for the chosen post."""
        page.ask(Prompt("post", f"{entry.name} ", half=True), lambda text: _set(page, entry.id, text))


def _set(page: Page, name: str, text: str) -> None:
    if not text.strip().isdecimal():
        raise Refusal("station.one_number")
    page.desk.do(set_minimums, replace(minimums(page.desk.replica), **{name: int(text)}))
