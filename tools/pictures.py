"""Pictures of the real program on the demo's data: `python -m tools.pictures` writes docs/pictures/*.png.

The program runs in a pseudo-terminal at a standing clock, pyte keeps its screen, and the cells are drawn one by
one, so that a column out of line looks out of line.  Needs Pillow, which is no dependency of the product, and a
Chinese font on the machine (WenQuanYi, Noto CJK, Source Han, PingFang, Microsoft YaHei …).
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from core.clock import STATION_ZONE
from tests.terminal import Terminal

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs" / "pictures"
NOW = datetime(2026, 11, 22, 3, 12, tzinfo=STATION_ZONE)
STORM = datetime(2026, 11, 20, 14, 9, tzinfo=STATION_ZONE)
"""A direct report waits at the branch."""
CELL = (9, 19)
MARGIN = 6
BACKGROUND, FOREGROUND = (16, 18, 22), (220, 220, 214)
NAMED = {
    "black": (16, 18, 22),
    "red": (205, 49, 49),
    "green": (13, 188, 121),
    "brown": (229, 229, 16),
    "blue": (36, 114, 200),
    "magenta": (188, 63, 188),
    "cyan": (17, 168, 205),
    "white": (229, 229, 229),
}
FACES = {
    "wide": ("WenQuanYi Zen Hei", "Noto Sans CJK SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei"),
    "plain": ("DejaVu Sans Mono", "Liberation Mono", "Menlo", "Consolas"),
    "bold": ("DejaVu Sans Mono:bold", "Liberation Mono:bold", "Menlo:bold", "Consolas:bold"),
}
STANDING = """
import sys
from datetime import datetime
from pathlib import Path
import tui.main
from core.clock import ManualClock
now = datetime.fromisoformat(sys.argv[2])
tui.main.SystemClock = lambda: ManualClock(now, boot_ms=10**9)
sys.exit(tui.main.run(Path(sys.argv[1]), sys.argv[3]))
"""
"""The terminal as it always runs, but for its clock."""


@dataclass(frozen=True)
class Picture:
    """One picture: what is pressed from the first page on (awaited text, then keys), in which size and language."""

    name: str
    pressed: tuple[tuple[str, tuple[str, ...]], ...] = ()
    awaited: str = "F10"
    language: str = "zh"
    cols: int = 80
    rows: int = 24
    watch: str = ""
    """A terminal of the typhoon's story, at `STORM`; the demo's station at `NOW` without one."""


PICTURES = (
    Picture("watch"),
    Picture("watch-en", language="en", cols=120, rows=36),
    Picture(
        "rollcall",
        (("F10", ("f3",)), ("再点一次", ("space",)), ("还没有开始", ("space",)), ("实到", ("ljg 请假",))),
        "李建国 → 请假",
    ),
    Picture("incident", (("F10", ("f2",)), ("未结警情", ("down", "enter"))), "结案还缺"),
    Picture(
        "meeting",
        (
            ("F10", ("f4",)),
            ("微会议", ("1",)),
            ("主题", ("台风前检查", "enter")),
            ("要求：", ("排涝泵每2小时巡查一次；夜间双人", "enter")),
            ("夜间双人", ("! 沙袋 200 只到东门 @何清 明日", "enter")),
        ),
        "明日 23:59",
    ),
    Picture(
        "handover",
        (("F10", ("f6",)), ("接班人", ("enter",)), ("其余全部", ("enter",)), ("✓  1", ("enter",))),
        "✓  2",
    ),
    Picture("report", (("F10", ("f5",)),), "手写"),
    Picture("metrics", (("F10", ("zbb", "enter")),), "K07"),
    Picture("branch", awaited="F9", watch="branch"),
    Picture("emergency", watch="donggang"),
    Picture("search", (("F10", ("f7",)), ("查找：", ("bw",))), "泊位"),
)


def main() -> int:
    """Make every picture, or say what is missing."""
    try:
        import PIL  # noqa: F401
    except ImportError:
        print("Pillow is not installed: python -m pip install pillow", file=sys.stderr)
        return 1
    missing = [names[0] for kind, names in FACES.items() if not font_file(kind)]
    if missing:
        print(
            f"No font found for: {', '.join(missing)}; install one, e.g. fonts-wqy-zenhei.", file=sys.stderr
        )
        return 1
    PLACE.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "demo"
        _build(data)
        storm = _storm(Path(folder) / "storm")
        for picture in PICTURES:
            copy = Path(folder) / picture.name
            shutil.copytree(storm(picture.watch) if picture.watch else data, copy)
            draw(screen_of(picture, copy), PLACE / f"{picture.name}.png")
            print(f"{picture.name}.png {(PLACE / f'{picture.name}.png').stat().st_size // 1024} KB")
    return 0


def _build(data: Path) -> None:
    """Four weeks of the demo that end at `NOW`."""
    from core.demo import build

    build(data, NOW, lambda share: None)


def _storm(data: Path) -> Callable[[str], Path]:
    """The typhoon until `STORM`; where the terminal lies that is watched by a word."""
    from core.clock import ManualClock
    from core.demo.cues import Play
    from core.demo.typhoon import typhoon
    from watchroom.demo.play.places import Places, part
    from watchroom.demo.play.stage import set_stage
    from watchroom.demo.play.story import begins, midnight

    start, places = begins(STORM.date()), Places(data)
    with set_stage(places, ManualClock(start, boot_ms=1_000_000)) as stage:
        Play(typhoon(), stage, midnight(start)).until(STORM)
        stage.all_exchanged()
    return lambda watch: places.terminal(part(watch))


def screen_of(picture: Picture, data: Path) -> Any:
    """The screen of the program when everything was pressed and what is awaited stands on it."""
    now = STORM if picture.watch else NOW
    command = [sys.executable, "-c", STANDING, str(data), now.isoformat(), picture.language]
    with Terminal(command, cols=picture.cols, rows=picture.rows, env={"PYTHONPATH": str(ROOT)}) as terminal:
        for text, keys in picture.pressed:
            terminal.wait_for(text)
            terminal.press(*keys)
        terminal.wait_for(picture.awaited)
        terminal.settle(0.5)
        return terminal.screen


def draw(screen: Any, path: Path) -> None:
    """Draw the cells of a pyte screen, with its cursor, into a small PNG."""
    from PIL import Image, ImageDraw

    width, height = CELL
    size = (screen.columns * width + 2 * MARGIN, screen.lines * height + 2 * MARGIN)
    image = Image.new("RGB", size, BACKGROUND)
    canvas = ImageDraw.Draw(image)
    for y in range(screen.lines):
        for x in range(screen.columns):
            _cell(canvas, screen.buffer[y], x, MARGIN + y * height)
    left, top = MARGIN + screen.cursor.x * width, MARGIN + screen.cursor.y * height
    canvas.rectangle((left, top + height - 3, left + width - 1, top + height - 2), fill=FOREGROUND)
    image.quantize(256).save(path, optimize=True)


def _cell(canvas: Any, line: Any, x: int, top: int) -> None:
    char = line[x]
    if not char.data:  # the second half of a wide character
        return
    wide = not line[x + 1].data if x + 1 < len(line) or (x + 1) in line else False
    front, back = _colour(char.fg, FOREGROUND), _colour(char.bg, BACKGROUND)
    if char.reverse:
        front, back = back, front
    left, right = MARGIN + x * CELL[0], MARGIN + (x + 1 + wide) * CELL[0] - 1
    if back != BACKGROUND:
        canvas.rectangle((left, top, right, top + CELL[1] - 1), fill=back)
    if char.data in "─│┤├┼":
        _line(canvas, char.data, left, top, front)
    elif char.data.strip():
        kind = "wide" if wide else "bold" if char.bold else "plain"
        canvas.text((left, top + CELL[1] - 4), char.data, font=_font(kind), fill=front, anchor="ls")
    if char.strikethrough:
        canvas.line((left, top + CELL[1] // 2, right, top + CELL[1] // 2), fill=front)


def _line(canvas: Any, glyph: str, left: int, top: int, colour: tuple[int, int, int]) -> None:
    """A box-drawing character as lines that meet."""
    width, height = CELL
    x, y = left + width // 2, top + height // 2
    ends = {"─": "lr", "│": "ud", "┤": "udl", "├": "udr", "┼": "udlr"}[glyph]
    for end in ends:
        to = {"l": (left, y), "r": (left + width - 1, y), "u": (x, top), "d": (x, top + height - 1)}[end]
        canvas.line((x, y, *to), fill=colour)


def _colour(name: str, default: tuple[int, int, int]) -> tuple[int, int, int]:
    if name == "default":
        return default
    if name.removeprefix("bright") in NAMED:
        return NAMED[name.removeprefix("bright")]
    return int(name[:2], 16), int(name[2:4], 16), int(name[4:6], 16)


@cache
def _font(kind: str) -> Any:
    from PIL import ImageFont

    return ImageFont.truetype(font_file(kind), 17 if kind == "wide" else 15)


@cache
def font_file(kind: str) -> str:
    """The file of the first font of a kind that this machine has; empty when there is none."""
    for name in FACES[kind]:
        asked = ["fc-match", "-f", "%{family}|%{file}", name]
        try:
            family, _, file = subprocess.run(asked, capture_output=True, text=True).stdout.partition("|")
        except OSError:
            return ""
        if name.partition(":")[0] in family:
            return file
    return ""


if __name__ == "__main__":
    sys.exit(main())
