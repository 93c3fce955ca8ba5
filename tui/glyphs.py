"""The marks the chrome is drawn with: a Unicode set and a plain ASCII one.

Box-drawing characters and arrows are of ambiguous width: a terminal set up for Chinese may draw them two
cells wide and tear every column apart, and no setting tells.  So it is measured: print some, ask where the
cursor is (`CSI 6n`).
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Glyphs:
    """One set of marks, each exactly one cell wide."""

    name: str
    horizontal: str
    vertical: str
    tee_left: str
    tee_right: str
    cross: str
    bar_left: str
    bar_right: str
    arrow: str
    arrow_left: str
    crumb: str
    check: str
    times: str
    full: str
    upper: str
    lower: str


UNICODE: Final = Glyphs("unicode", "─", "│", "┤", "├", "┼", "▌", "▐", "→", "←", "›", "✓", "×", "█", "▀", "▄")
ASCII: Final = Glyphs("ascii", "-", "|", "+", "+", "+", "[", "]", ">", "<", ">", "v", "x", "#", '"', "_")

_NARROW: Final = str.maketrans(
    "“”‘’…—–·•●○■□◆★☆→←↑↓×÷±°※│─┌┐└┘├┤┼█▌▐✓",
    "\"\"''~--.**o##***><^vx/+o*|-+++++++#[]v",
)
"""Stand-ins for ambiguous characters in anybody's text, for terminals that draw them two cells wide."""

_current = UNICODE


def glyphs() -> Glyphs:
    """The set in use."""
    return _current


def use(chosen: Glyphs) -> None:
    """Draw with `chosen` from now on."""
    global _current
    _current = chosen


def tame(text: str) -> str:
    """`text` with ambiguous-width characters replaced where this terminal draws them wide."""
    return text if _current is UNICODE or text.isascii() else text.translate(_NARROW)


def choose(environ: dict[str, str] | os._Environ[str] = os.environ) -> Glyphs:
    """The set for this terminal: WATCHROOM_GLYPHS, else measured; ASCII when the terminal does not answer."""
    forced = environ.get("WATCHROOM_GLYPHS")
    if forced in ("unicode", "ascii"):
        return UNICODE if forced == "unicode" else ASCII
    if "TEXTUAL_DRIVER" in environ:  # a browser: its terminal draws them one wide
        return UNICODE
    if environ.get("TERM") == "linux" or not (sys.stdin.isatty() and sys.stderr.isatty()):
        return ASCII
    return UNICODE if measure("─│→✓") == 4 else ASCII


def measure(sample: str, timeout: float = 0.2) -> int | None:
    """How many cells the terminal moves for `sample`; None when it does not say within `timeout` seconds."""
    try:
        import termios
        import tty
    except ImportError:
        return None
    source = sys.stdin.fileno()
    before = termios.tcgetattr(source)
    try:
        tty.setcbreak(source, termios.TCSANOW)
        os.write(sys.stderr.fileno(), f"\r{sample}\x1b[6n\r\x1b[K".encode())
        return _answer(source, timeout)
    finally:
        termios.tcsetattr(source, termios.TCSANOW, before)


def _answer(source: int, timeout: float) -> int | None:
    """The column of a cursor report read from `source`, less the one it starts at."""
    import select

    seen = b""
    while select.select([source], [], [], timeout)[0]:
        seen += os.read(source, 64)
        if report := re.search(rb"\x1b\[\d+;(\d+)R", seen):
            return int(report[1]) - 1
    return None
