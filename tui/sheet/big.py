"""Words to be read from two metres: names to be called out, countdowns, the clock of a roll call."""

from __future__ import annotations

from typing import Final

from tui.glyphs import UNICODE, glyphs
from tui.sheet.layout import centred
from tui.sheet.span import EMPTY, Row, Span

_DOTS: Final = {
    "0": "###/#.#/#.#/#.#/###",
    "1": ".#./##./.#./.#./###",
    "2": "###/..#/###/#../###",
    "3": "###/..#/.##/..#/###",
    "4": "#.#/#.#/###/..#/..#",
    "5": "###/#../###/..#/###",
    "6": "###/#../###/#.#/###",
    "7": "###/..#/..#/.#./.#.",
    "8": "###/#.#/###/#.#/###",
    "9": "###/#.#/###/..#/###",
    ":": "./#/./#/.",
    "-": ".../.../###/.../...",
    "/": "..#/..#/.#./#../#..",
    " ": "././././.",
}
"""Figures three dots wide and five high."""

_SEGMENTS: Final = {
    "0": " _ /| |/|_|",
    "1": "   /  |/  |",
    "2": " _ / _|/|_ ",
    "3": " _ / _|/ _|",
    "4": "   /|_|/  |",
    "5": " _ /|_ / _|",
    "6": " _ /|_ /|_|",
    "7": " _ /  |/  |",
    "8": " _ /|_|/|_|",
    "9": " _ /|_|/ _|",
    ":": " / . / . ",
    "-": "   / - /   ",
    "/": "   /  ./ . ",
    " ": " / / ",
}
"""The same in seven segments of plain ASCII."""


def big(text: str, width: int, style: str = "big") -> list[Row]:
    """`text` large, three rows, centred: figures in block digits, names spaced wide and bold."""
    if text and all(char in _DOTS for char in text):
        return [centred((Span(line, style),), width) for line in _figures(text)]
    return [EMPTY, centred((Span(_spaced(text), style),), width), EMPTY]


def _spaced(text: str) -> str:
    gap = " " if text.isascii() else "    "
    return gap.join(text)


def _figures(text: str) -> list[str]:
    if glyphs() is not UNICODE:
        drawn = [_SEGMENTS[char].split("/") for char in text]
        return [" ".join(part[line] for part in drawn) for line in range(3)]
    return [" ".join(_half_rows(_DOTS[char], line) for char in text) for line in range(3)]


def _half_rows(dots: str, line: int) -> str:
    """Dot rows 2·line and 2·line + 1 of a figure as one row of half blocks."""
    marks, grid = glyphs(), [*dots.split("/"), ""]
    upper = grid[2 * line]
    lower = grid[2 * line + 1].ljust(len(upper), ".")
    shapes = {("#", "#"): marks.full, ("#", "."): marks.upper, (".", "#"): marks.lower, (".", "."): " "}
    return "".join(shapes[pair] for pair in zip(upper, lower, strict=True))
