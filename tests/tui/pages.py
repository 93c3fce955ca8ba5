"""Pages without a terminal: services over a real replica, keys as an officer presses them, the screen as text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from core.i18n import language, set_language
from core.replica.replica import Replica
from core.text import cells
from tui import screens
from tui.sheet.span import Size
from tui.shell import Shell
from tui.terminal import Terminal

SMALL, LARGE = Size(80, 24), Size(120, 36)


class Seat:
    """An officer at a shell: presses keys, reads the screen."""

    def __init__(self, replica: Replica, size: Size = SMALL, home: str = "watch") -> None:
        self.terminal = Terminal(replica)
        self.shell = Shell(self.terminal, screens.registry(), home)
        self.size = size
        self.pressed = 0
        self.screen()

    def press(self, *keys: str) -> Seat:
        """Press named keys one by one."""
        for key in keys:
            self.pressed += 1
            self.shell.key(key, " " if key == "space" else key if len(key) == 1 else None)
            self.screen()
        return self

    def type(self, text: str) -> Seat:
        """Type text, as content."""
        for char in text:
            self.shell.key(char, char)
            self.screen()
        return self

    def open(self, page: str, **args: Any) -> Seat:
        self.shell.open(page, **args)
        self.screen()
        return self

    def screen(self) -> list[str]:
        """The rows of the screen as text; raises what a page raised."""
        rows = ["".join(span.text for span in row) for row in self.shell.compose(self.size).rows]
        if self.shell.fault is not None:
            raise self.shell.fault
        return rows

    @property
    def text(self) -> str:
        return "\n".join(self.screen())


def too_wide(rows: Iterable[str], width: int) -> list[str]:
    """The rows that are wider than the screen."""
    return [row for row in rows if cells(row) > width]


class Speaking:
    """Speak a language for a while."""

    def __init__(self, code: str) -> None:
        self.code, self.before = code, language()

    def __enter__(self) -> None:
        set_language(self.code)

    def __exit__(self, *exc: object) -> None:
        set_language(self.before)
