"""The peer of the first-paint figure: a Textual screen of three panes, a table of 200 rows, input, footer."""

from __future__ import annotations

from typing import ClassVar

from textual.app import App, ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import DataTable, Footer, Input, Static


class ThreePanes(App[None]):
    """What a competent first version would be."""

    CSS = "Static { border: solid gray; } DataTable { height: 1fr; } Vertical { width: 1fr; }"
    BINDINGS: ClassVar[list[BindingType]] = [
        ("f1", "help", "Help"),
        ("f2", "new", "New"),
        ("f10", "quit", "Quit"),
    ]

    def compose(self) -> ComposeResult:
        """Three panes, a table, an input, a footer."""
        with Horizontal():
            with Vertical():
                yield Static("now", markup=False)
                yield Static("actions", markup=False)
            with Vertical():
                yield Static("crew", markup=False)
                yield DataTable[str]()
        yield Input()
        yield Footer()

    def on_mount(self) -> None:
        """Fill the table."""
        table = self.query_one(DataTable)
        table.add_columns("time", "text", "number")
        table.add_rows([("03:12", f"line {number} of the log", f"A{number:02}") for number in range(200)])


if __name__ == "__main__":
    ThreePanes().run(mouse=False)
