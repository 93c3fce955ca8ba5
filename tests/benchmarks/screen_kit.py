"""Key to first paint, page to settled, start to first paint, through a real pseudo-terminal; JSON on stdout.

The peer of the start is a three-pane Textual screen started in the same run, turn by turn.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from collections.abc import Callable

from tests.terminal import KEYS, Terminal

QUIET = 0.06
"""Seconds of silence after which a screen counts as settled."""


def sample(folder: str) -> Terminal:
    """The kit's sample application."""
    return Terminal([sys.executable, "-m", "tests.tui.sample_app", folder])


def peer(folder: str) -> Terminal:
    """A three-pane Textual screen."""
    return Terminal([sys.executable, "-m", "tests.benchmarks.three_panes"])


def first_paint(start: Callable[[str], Terminal], ready: str) -> float:
    """Milliseconds from process start until `ready` is on the screen."""
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        with start(folder) as terminal:
            terminal.wait_for(ready)
            return (time.perf_counter() - begun) * 1000


def keystroke(terminal: Terminal, key: str) -> tuple[float, float, int]:
    """Milliseconds to the first and the last byte after `key`, and how many bytes came."""
    begun = time.perf_counter()
    terminal.press(key)
    first = last = 0.0
    size = 0
    while data := terminal.read(QUIET if size else 1.0):
        last = (terminal.read_at - begun) * 1000
        first = first or last
        size += len(data)
    return first, last, size


def series(terminal: Terminal, keys: list[str], back: str = "") -> dict[str, float]:
    """Median and 95th percentile over `keys`; `back` is pressed after each of them, unmeasured."""
    strokes = []
    for key in keys:
        strokes.append(keystroke(terminal, key))
        if back:
            terminal.press(back)
            terminal.settle(0.15)
    firsts, lasts, sizes = zip(*strokes, strict=True)
    return {
        "first_p50_ms": round(statistics.median(firsts), 1),
        "first_p95_ms": round(statistics.quantiles(firsts, n=20)[-1], 1),
        "settled_p50_ms": round(statistics.median(lasts), 1),
        "settled_p95_ms": round(statistics.quantiles(lasts, n=20)[-1], 1),
        "bytes": round(statistics.median(sizes)),
    }


def measure() -> dict[str, object]:
    """All figures."""
    with tempfile.TemporaryDirectory() as folder, sample(folder) as terminal:
        terminal.wait_for("F10锁定")
        terminal.settle(0.3)
        keys = {
            "list down": ["down"] * 60,
            "list page": ["pagedown", "pageup"] * 20,
            "Chinese character": list("三号泊位集装箱冒烟二车到场协助疏散" * 3),
            "page to page": ["f3", "f2"] * 20,
            "back with Esc": ["f3", "escape"] * 10,
        }
        figures: dict[str, object] = {name: series(terminal, pressed) for name, pressed in keys.items()}
    pairs = [(first_paint(sample, "F10锁定"), first_paint(peer, "line 3 of")) for _ in range(9)]
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    figures["first paint"] = {"ms": round(ours), "peer_ms": round(theirs), "ratio": round(ours / theirs, 2)}
    return figures


if __name__ == "__main__":
    assert KEYS
    print(json.dumps(measure(), ensure_ascii=False, indent=1))
