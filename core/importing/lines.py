"""The physical lines of a file as a stream: numbered, bounded, and each with its fault if it has one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import TextIOWrapper
from pathlib import Path
from typing import Final, NamedTuple, TextIO

from core.importing.doubt import Doubt, doubt
from core.importing.encoding import MARK, ON_ERROR, Encoding

LINE_LIMIT: Final = 65_536
"""Characters of one line; what is longer is set aside, never held whole."""


class Line(NamedTuple):
    """One line with its ending, counted from 1; a faulty one keeps its beginning only."""

    number: int
    text: str
    fault: Doubt | None


def read_lines(path: Path, encoding: Encoding, at: Callable[[int], None] | None = None) -> Iterator[Line]:
    """The lines of the file at `path`; `at` is told the bytes read so far. Raises OSError."""
    with path.open("rb") as raw, TextIOWrapper(raw, encoding.codec, ON_ERROR, newline="") as stream:
        number = 0
        while text := _next(stream):
            number += 1
            if at is not None and number % 256 == 0:
                at(raw.tell())
            yield Line(number, text[:LINE_LIMIT], _fault(text, encoding))


def _next(stream: TextIO) -> str:
    """The next line; of one beyond the limit the beginning, with the rest read past."""
    text = stream.readline(LINE_LIMIT + 1)
    rest = text
    while len(rest) > LINE_LIMIT and not rest.endswith(("\n", "\r")):
        rest = stream.readline(LINE_LIMIT + 1)
    return text


def _fault(text: str, encoding: Encoding) -> Doubt | None:
    """What is wrong with a line before anybody looks at its columns."""
    if len(text) > LINE_LIMIT:
        return doubt("line_long", limit=LINE_LIMIT)
    if "\0" in text:
        return doubt("nul")
    if MARK in text:
        return doubt("undecodable", encoding=encoding.name, before=text[: text.index(MARK)][-20:])
    return None
