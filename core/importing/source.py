"""A file of another service, opened: its encoding, delimiter and header found, its rows a stream.

Everything that was found is a public attribute, so that the account can state it. Reading never holds more
than one row and never raises for what a row contains; `Refusal` is for files that are no table at all.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from itertools import islice
from pathlib import Path
from statistics import median_high
from typing import Final

from core.errors import NotFound, Refusal
from core.importing import jsonlines, tables
from core.importing.doubt import doubt
from core.importing.encoding import Encoding, declared, detect
from core.importing.lines import Line, read_lines
from core.importing.tables import Row
from core.text import clean

COLUMN_LIMIT: Final = 512
"""Columns a header may have."""

_HEAD: Final = 64
"""Lines looked at to find delimiter and header."""

_JSON_HEAD: Final = 1000
_PREFACE: Final = 10
_FOREIGN: Final = (
    (b"PK\x03\x04", "XLSX/ZIP"),
    (b"\xd0\xcf\x11\xe0", "XLS"),
    (b"%PDF", "PDF"),
    (b"\x1f\x8b", "GZIP"),
)


class Source:
    """One opened file; `rows()` may be called as often as wanted and starts from the beginning each time."""

    def __init__(self, path: Path, form: str, encoding: Encoding) -> None:
        """A file at `path` of `form` csv or json; use `open_source`."""
        self.path, self.form, self.encoding = path, form, encoding
        self.name = clean(path.name, limit=120)
        self.size = path.stat().st_size
        self.delimiter = ","
        self.header: tuple[str, ...] = ()
        self.keys: tuple[str, ...] = ()
        self.header_line = 0
        self.position = 0
        self.blank = 0
        self.late: Counter[str] = Counter()

    def rows(self) -> Iterator[Row]:
        """Every row after the header: good ones with as many cells as the header, others with their fault."""
        self.position = self.blank = 0
        self.late.clear()
        for row in self._raw():
            if row.fault is None and not any(map(str.strip, row.cells)):
                self.blank += 1
            else:
                yield self._fitted(row)

    def head(self, count: int) -> list[Row]:
        """The first `count` good rows."""
        return list(islice((row for row in self.rows() if row.fault is None), count))

    def lines(self) -> Iterator[Line]:
        """The physical lines; raises Refusal when the disk does not give them."""
        try:
            yield from read_lines(self.path, self.encoding, self._at)
        except OSError as error:
            raise Refusal("importing.unreadable", name=self.name, reason=error.strerror or "") from error

    def _raw(self) -> Iterator[Row]:
        if self.form == "json":
            yield from jsonlines.read_rows(self.lines(), self.keys, self.late)
            return
        for row in tables.read_rows(self.lines(), self.delimiter):
            if row.line > self.header_line:
                yield row

    def _fitted(self, row: Row) -> Row:
        """The row cut to the header's width, or set aside when that would lose something."""
        width, wanted = len(row.cells), len(self.header)
        if row.fault is not None or width == wanted:
            return row
        if width > wanted and not any(map(str.strip, row.cells[wanted:])):
            return Row(row.line, row.cells[:wanted])
        raw = self.delimiter.join(row.cells)[:160]
        return Row(row.line, (), doubt("columns", found=width, wanted=wanted), raw)

    def _at(self, position: int) -> None:
        self.position = position


def open_source(
    path: Path,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_line: int | None = None,
    columns: Collection[str] = (),
) -> Source:
    """The table at `path`, what is not given found out; raises Refusal or NotFound with a way on.

    `columns` are names the header is known to have; a row with all of them is the header.
    """
    _insist_on_a_table(path)
    source = Source(path, "csv", _encoding(path, encoding))
    head = list(islice(source.lines(), _HEAD))
    if not any(line.text.strip() for line in head):
        raise Refusal("importing.empty", name=source.name)
    first = next(line.text for line in head if line.text.strip()).lstrip("\ufeff").lstrip()
    if first.startswith("{"):
        return _as_json(source)
    if first.startswith("[") and path.suffix.lower().startswith(".json"):
        raise Refusal("importing.json_array", name=source.name)
    source.delimiter = delimiter or tables.sniff(head)
    source.header, source.header_line = _header(source, head, header_line, frozenset(columns))
    return source


def _as_json(source: Source) -> Source:
    source.form = "json"
    names = jsonlines.columns(islice(source.lines(), _JSON_HEAD))
    if not names or len(names) > COLUMN_LIMIT:
        raise Refusal("importing.no_header", name=source.name)
    source.keys, source.header = names, named(names)
    return source


def _encoding(path: Path, name: str | None) -> Encoding:
    if name is None:
        return detect(path)
    found = declared(name)
    if found is None:
        raise Refusal("importing.no_such_encoding", encoding=clean(name, limit=40))
    return found


def _insist_on_a_table(path: Path) -> None:
    """Raise for what is not there, not a file, not readable or a document of another program."""
    name = clean(path.name, limit=120)
    try:
        if not path.exists():
            raise NotFound("importing.no_file", name=name)
        if not path.is_file():
            raise Refusal("importing.not_a_file", name=name)
        with path.open("rb") as stream:
            start = stream.read(8)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or ""
        raise Refusal("importing.unreadable", name=name, reason=reason) from error
    for mark, form in _FOREIGN:
        if start.startswith(mark):
            raise Refusal("importing.foreign", name=name, form=form)


def _header(
    source: Source, head: Sequence[Line], wanted: int | None, columns: frozenset[str]
) -> tuple[tuple[str, ...], int]:
    """The column names and the number of the line they start on."""
    rows = [row for row in tables.read_rows(head, source.delimiter) if row.cells or row.fault]
    if wanted is not None:
        rows = [row for row in rows if row.line == wanted]
    marked = (row for row in rows if columns and columns <= set(named(row.cells)))
    chosen = next(marked, None) or _first_full(rows)
    if chosen is None or chosen.fault is not None or len(chosen.cells) > COLUMN_LIMIT:
        raise Refusal("importing.no_header", name=source.name)
    return named(chosen.cells), chosen.line


def _first_full(rows: Sequence[Row]) -> Row | None:
    """The first row about as full as most: titles above a table fill a cell or two."""
    full = [sum(1 for cell in row.cells if cell.strip()) for row in rows]
    if not full:
        return None
    usual = median_high(full)
    counted = zip(rows[:_PREFACE], full, strict=False)
    return next((row for row, count in counted if count * 5 >= usual * 3), None)


def named(cells: Sequence[str]) -> tuple[str, ...]:
    """Column names, each clean, not empty and different from the others."""
    names: dict[str, None] = {}
    for index, cell in enumerate(cells, 1):
        name = wanted = clean(cell, limit=120).strip() or f"#{index}"
        while name in names:
            name = f"{wanted} #{index}" if name == wanted else f"{name}'"
        names[name] = None
    return tuple(names)
