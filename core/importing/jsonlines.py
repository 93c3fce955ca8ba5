"""Rows out of JSON lines: one object a line, numbers kept as they were written, nesting kept as text."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from core.importing.doubt import doubt
from core.importing.lines import Line
from core.importing.tables import CELL_LIMIT, Row


def columns(lines: Iterable[Line]) -> tuple[str, ...]:
    """Every name that occurs in the objects of `lines`, in order of appearance."""
    names: dict[str, None] = {}
    for line in lines:
        found = _object(line)
        if isinstance(found, dict):
            names |= dict.fromkeys(found)
    return tuple(names)


def read_rows(lines: Iterable[Line], header: tuple[str, ...], late: Counter[str]) -> Iterator[Row]:
    """The rows of `lines` with cells in the order of `header`; names not in it are counted in `late`."""
    known = frozenset(header)
    for line in lines:
        if line.fault is None and not line.text.strip():
            yield Row(line.number, ())
            continue
        found = _object(line)
        if isinstance(found, str):
            yield Row(line.number, (), line.fault or doubt(found), line.text[:160])
            continue
        cells = [_cell(found.get(name)) for name in header]
        late.update(name for name in found if name not in known)
        if max(map(len, cells)) > CELL_LIMIT:
            yield Row(line.number, (), doubt("cell_long", limit=CELL_LIMIT), line.text[:160])
        else:
            yield Row(line.number, cells)


def _object(line: Line) -> dict[str, Any] | str:
    """The line's object, or the reason why it is none."""
    if line.fault is not None:
        return line.fault.reason
    try:
        found = json.loads(
            line.text.lstrip("\ufeff"),
            object_pairs_hook=_unique, parse_int=str, parse_float=str, parse_constant=str,
        )  # fmt: skip
    except (ValueError, RecursionError):
        return "json"
    return found if isinstance(found, dict) and found else "json_object"


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The object of `pairs`; a name given twice would hide a value, so it is an error."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(pairs[0][0])
    return found


def _cell(value: Any) -> str:
    """A value as the text of a cell."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return ""
