"""The gazetteer (地点): names, sorts, and what else places are called."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from core.i18n import LANGUAGES, t
from core.records.place import SORTS, add_place, change_place, places, remove_place
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.screens.station.section import Entry, Section
from tui.sheet.span import Span, row


class Places(Section):
    """名称 类型 别名."""

    label: ClassVar[str] = "station.places"
    hint: ClassVar[str] = "station.hint_places"
    empty: ClassVar[str] = "station.no_places"

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """Every place."""
        return [
            Entry(
                one.meta.id, one.name, row(Span("  ".join(one.aliases), "dim")), row(Span(t(one.sort), "dim"))
            )
            for one in places(replica)
        ]

    def add(self, desk: Desk, text: str) -> None:
        """A new place."""
        name, sort, aliases = _read(text)
        desk.do(add_place, name, sort, aliases=aliases)

    def change(self, desk: Desk, record: str, text: str) -> None:
        """The chosen one."""
        name, sort, aliases = _read(text)
        desk.do(change_place, record, name=name, sort=sort, aliases=aliases)

    def remove(self, desk: Desk, record: str) -> None:
        """Out of the lists."""
        desk.do(remove_place, record)


def _read(text: str) -> tuple[str, str, list[str]]:
    """Name, sort (other where none is named) and aliases."""
    name, *rest = text.split() or [""]
    sorts = [sort for word in rest if (sort := _sort(word))]
    return name, sorts[0] if sorts else SORTS[-1], [word for word in rest if not _sort(word)]


def _sort(word: str) -> str:
    folded = word.casefold()
    return next(
        (key for key in SORTS for code in LANGUAGES if t(key, language=code).casefold() == folded), ""
    )
