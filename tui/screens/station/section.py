"""A section of the station page: entries to show, and what adding, changing, Enter and Delete do to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from core.errors import Refusal
from core.replica.act import Desk
from core.replica.replica import Replica
from tui.page import Page
from tui.sheet.span import Row


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a section: the id of what it is about, its name, its cells to the right of the name."""

    id: str
    name: str
    cells: Row = ()
    tail: Row = ()


class Section:
    """One list; what a section does not offer is refused."""

    label: ClassVar[str] = ""
    hint: ClassVar[str] = ""
    """Catalogue keys: the section's name and what Enter, +, = and Delete do."""

    empty: ClassVar[str] = ""

    def entries(self, replica: Replica, now: datetime) -> Sequence[Entry]:
        """The lines."""
        return ()

    def add(self, desk: Desk, text: str) -> None:
        """+text."""
        raise Refusal("station.not_here")

    def change(self, desk: Desk, record: str, text: str) -> None:
        """=text, for the chosen line."""
        raise Refusal("station.not_here")

    def enter(self, page: Page, entry: Entry) -> None:
        """Enter on a line."""
        raise Refusal("station.not_here")

    def remove(self, desk: Desk, record: str) -> None:
        """Delete on a line, after the question."""
        raise Refusal("station.not_here")


def numbers_apart(text: str) -> tuple[list[str], list[int]]:
    """The words of `text` and its whole numbers, each in order."""
    words = text.split()
    figures = [word for word in words if word.isdecimal()]
    return [word for word in words if not word.isdecimal()], [int(word) for word in figures]
