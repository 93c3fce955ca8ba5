"""A terminal over a real station, without a screen: keys in by name and counted, rows out as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from core.clock import ManualClock
from core.replica.act import Desk
from core.replica.replica import Replica
from core.text import cells
from tests.tui.station import NIGHT, night
from tests.tui.test_shell import NAMED
from tui import screens
from tui.frame import Screenful
from tui.page import Page
from tui.sheet.span import Size
from tui.shell import Shell
from tui.terminal import Terminal

SMALL, LARGE = Size(80, 24), Size(120, 36)


@dataclass
class Duty:
    """An officer at the terminal; `keys` counts what was pressed, text and all."""

    replica: Replica
    clock: ManualClock
    size: Size = SMALL
    keys: int = 0
    shell: Shell = field(init=False)

    def __post_init__(self) -> None:
        self.terminal = Terminal(self.replica)
        self.shell = Shell(self.terminal, screens.registry(), "watch")
        self.shell.compose(self.size)

    @property
    def desk(self) -> Desk:
        return self.terminal.desk

    @property
    def page(self) -> Page:
        return self.shell.stack.top

    def press(self, *names: str) -> None:
        """Named keys one each; anything else is typed character by character. The screen is painted after each."""
        for name in names:
            named = name in NAMED or (name[0] == "f" and name[1:].isdigit()) or "+" in name[1:]
            for key in [name] if named else list(name):
                character = key if not named else " " if key == "space" else None
                self.shell.key(key, character)
                self.shell.compose(self.size)
                self.keys += 1

    def counted(self, act: Callable[[], None]) -> int:
        """How many keys `act` presses."""
        before = self.keys
        act()
        return self.keys - before

    @property
    def lines(self) -> list[str]:
        return text_of(self.shell.compose(self.size)).splitlines()

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def text_of(screenful: Screenful) -> str:
    return "\n".join("".join(span.text for span in line) for line in screenful.rows)


def widths(screenful: Screenful) -> set[int]:
    """The cells of every painted row."""
    return {cells("".join(span.text for span in line)) for line in screenful.rows if line}


def on_duty(folder: Path, now: datetime = NIGHT) -> Duty:
    """An officer in the middle of the night of `tests.tui.station`."""
    return Duty(*night(folder, now))
