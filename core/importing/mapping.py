"""Which column of a foreign table means what: the plain shape; `mapping_file` reads and writes it as TOML."""

from __future__ import annotations

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field
from typing import Final

from core.errors import Refusal
from core.importing.times import STAMPS

CLASSES: Final = ("fire", "rescue", "assist", "cover", "false", "drill")
"""The statistics classes of incidents, and the drill."""

COUNTS: Final = ("dead", "injured", "rescued")
"""What is counted of people (casualties)."""


@dataclass(frozen=True, slots=True)
class ByPrefix:
    """A second look at one column: the first beginning that fits its value (any case) gives the class."""

    column: str
    values: Pairs[str, str]


@dataclass(frozen=True, slots=True)
class Mapping:
    """Columns by name; an empty name or tuple means the file has no such column."""

    id: str
    """Names the source for good: records are found again by (station, id, number)."""
    number: str = ""
    date: str = ""
    day: str = ""
    month: str = ""
    year: str = ""
    order: str = ""
    century: int | None = None
    zone: str = ""
    """IANA name; empty: the station's own zone."""
    stamps: Pairs[str, str] = field(default_factory=dict)
    kind: str = ""
    """The column of the class."""
    classes: Pairs[str, str] = field(default_factory=dict)
    refine: ByPrefix | None = None
    subtype: tuple[str, ...] = ()
    """The first of these that is not empty."""
    place: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    """Kept with their column names."""
    outcome: tuple[str, ...] = ()
    cause: tuple[str, ...] = ()
    """The first of these that is not empty: of a fire, or of a false alarm."""
    caller: str = ""
    casualties: Pairs[str, str] = field(default_factory=dict)
    vehicles: str = ""
    encoding: str = ""
    delimiter: str = ""
    header_line: int | None = None

    def columns(self) -> tuple[str, ...]:
        """Every column the mapping reads, each once."""
        single = (
            self.number,
            self.date,
            self.day,
            self.month,
            self.year,
            self.kind,
            self.caller,
            self.vehicles,
        )
        many = (
            *self.stamps.values(),
            *self.subtype,
            *self.place,
            *self.text,
            *self.notes,
            *self.outcome,
            *self.cause,
        )
        refined = (self.refine.column,) if self.refine else ()
        return tuple(dict.fromkeys(filter(None, (*single, *many, *refined, *self.casualties.values()))))


def check(mapping: Mapping, header: tuple[str, ...]) -> None:
    """Raise Refusal when the mapping cannot work on a table with `header`."""
    known = frozenset(header)
    absent = [name for name in mapping.columns() if name not in known]
    if absent:
        raise Refusal("importing.no_such_column", columns=", ".join(absent), header=", ".join(header)[:300])
    split = (mapping.day, mapping.month, mapping.year)
    if any(split) and not all(split):
        raise Refusal("importing.date_parts")
    if not any(mapping.stamps.get(name) for name in STAMPS):
        raise Refusal("importing.no_time")
    if not mapping.kind:
        raise Refusal("importing.no_class")
