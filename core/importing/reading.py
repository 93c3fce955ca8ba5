"""Reading a row by a mapping: from cells to a proposed incident, or to the reasons why not."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from core.errors import Refusal
from core.importing.doubt import Doubt, doubt
from core.importing.mapping import Mapping, check
from core.importing.moments import Moment, is_empty, read_day, read_moment
from core.importing.proposal import ProposedIncident, record_id
from core.importing.tables import Row
from core.importing.times import settle
from core.text import clean, is_safe

LOST: Final = ("\ufffd", "ï¿½", "锟斤拷")
"""What a character looks like that was lost before the file reached us."""

TEXT_LIMIT: Final = 2000
"""Characters kept of one joined text."""

_FIELD_LIMIT: Final = 200
_NUMBER_LIMIT: Final = 80
_MOST: Final = 9999
_SEPARATORS: Final = re.compile(r"[,;、\uff0c\uff1b|\n]+")

Reasons = tuple[Doubt, ...]


class _Blocked(Exception):
    """The row cannot become an incident, for one reason."""

    def __init__(self, reason: Doubt) -> None:
        super().__init__(reason.reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose incidents they become, and the zone of times that do not name one."""

    station: str
    zone: ZoneInfo
    now: datetime | None = None
    """No stamp lies later than this; None: not judged."""


class Reader:
    """Reads the rows of one table; holds nothing of a row when it is done with it."""

    def __init__(self, mapping: Mapping, header: tuple[str, ...], identity: Identity) -> None:
        """Prepare for a table with `header`; raises Refusal when the mapping does not fit it."""
        check(mapping, header)
        self._mapping = mapping
        self._places = {name: index for index, name in enumerate(header)}
        self._station, self._now = identity.station, identity.now
        self._zone = _zone(mapping.zone) or identity.zone
        self._classes = {_folded(value): kind for value, kind in mapping.classes.items()}
        refine = mapping.refine
        self._refined = [(_folded(start), kind) for start, kind in refine.values.items()] if refine else []

    def read(self, row: Row) -> ProposedIncident | Reasons:
        """The incident that `row` proposes, or why it proposes none."""
        if row.fault is not None:
            return (row.fault,)
        notices: list[Doubt] = []
        try:
            return self._propose(row, notices)
        except _Blocked as blocked:
            return (blocked.reason,)

    def _propose(self, row: Row, notices: list[Doubt]) -> ProposedIncident:
        mapping, cells = self._mapping, row.cells
        key = self._key(cells)
        kind = self._kind(cells)
        settled = settle(self._day(cells), self._moments(cells, notices), self._zone)
        if not settled.stamps:
            raise _Blocked(doubt("no_time"))
        self._insist_on_past(settled.stamps)
        notices += settled.doubts
        notices += _condition(cells)
        subtype = next(iter(self._texts(cells, mapping.subtype)), "")
        cause = next(iter(self._texts(cells, mapping.cause)), "")
        text = "; ".join(self._texts(cells, mapping.text)) or subtype or self._cell(cells, mapping.kind)
        return ProposedIncident(
            record=record_id(self._station, mapping.id, key),
            source=mapping.id,
            source_key=key,
            line=row.line,
            number=clean(self._cell(cells, mapping.number)),
            kind=kind,
            subtype=_kept(subtype, _FIELD_LIMIT, notices),
            place=_kept(" ".join(self._texts(cells, mapping.place)), _FIELD_LIMIT, notices),
            text=_kept(text, TEXT_LIMIT, notices),
            notes=_kept(self._notes(cells, subtype, cause), TEXT_LIMIT, notices),
            caller=_kept("; ".join(self._texts(cells, (mapping.caller,))), _FIELD_LIMIT, notices),
            outcome=_kept("; ".join(self._texts(cells, mapping.outcome)), TEXT_LIMIT, notices),
            cause=_kept(cause, _FIELD_LIMIT, notices),
            casualties=self._counts(cells, notices),
            vehicles=self._vehicles(cells),
            stamps=settled.stamps,
            doubts=tuple(notices),
        )

    def _cell(self, cells: Sequence[str], column: str) -> str:
        return cells[self._places[column]].strip() if column else ""

    def _texts(self, cells: Sequence[str], columns: Sequence[str]) -> list[str]:
        """The cells of `columns` that say something, each once."""
        found = (self._cell(cells, column) for column in columns)
        return list(dict.fromkeys(text for text in found if not is_empty(text)))

    def _key(self, cells: Sequence[str]) -> str:
        """What the row is recognised by: its number, or all of it where the table has no numbers."""
        if not self._mapping.number:
            return "row:" + hashlib.sha256("\x1f".join(cells).encode("utf-8", "surrogatepass")).hexdigest()
        number = self._cell(cells, self._mapping.number)
        if is_empty(number):
            raise _Blocked(doubt("no_number"))
        if len(number) > _NUMBER_LIMIT or not clean(number):
            raise _Blocked(doubt("number", value=number))
        return clean(number)

    def _kind(self, cells: Sequence[str]) -> str:
        value = self._cell(cells, self._mapping.kind)
        if is_empty(value):
            raise _Blocked(doubt("no_class"))
        kind = self._classes.get(_folded(value))
        if kind is None:
            raise _Blocked(doubt("class", value=value))
        if self._mapping.refine is not None:
            finer = _folded(self._cell(cells, self._mapping.refine.column))
            return next((to for start, to in self._refined if finer.startswith(start)), kind)
        return kind

    def _day(self, cells: Sequence[str]) -> date | None:
        """The row's date, where it stands in columns of its own."""
        mapping = self._mapping
        if mapping.day:
            day, month, year = (
                self._cell(cells, name) for name in (mapping.day, mapping.month, mapping.year)
            )
            found = read_day(day, month, year, mapping.century)
            if isinstance(found, Doubt):
                raise _Blocked(found)
            return found
        moment = read_moment(self._cell(cells, mapping.date), mapping.order, mapping.century)
        if isinstance(moment, Doubt):
            raise _Blocked(moment)
        return moment.day

    def _moments(self, cells: Sequence[str], notices: list[Doubt]) -> dict[str, Moment]:
        """What the stamp columns say; an unreadable call time stops the row, another one stays missing."""
        found: dict[str, Moment] = {}
        for name, column in self._mapping.stamps.items():
            if not column:
                continue
            moment = read_moment(self._cell(cells, column), self._mapping.order, self._mapping.century)
            if not isinstance(moment, Doubt):
                found[name] = moment
            elif name == "received":
                raise _Blocked(moment)
            else:
                notices.append(doubt("stamp", stamp=name, value=self._cell(cells, column)))
        return found

    def _insist_on_past(self, stamps: Pairs[str, datetime]) -> None:
        """What lies ahead has not been recorded by anybody."""
        ahead = [at for at in stamps.values() if self._now is not None and at > self._now]
        if ahead:
            raise _Blocked(doubt("ahead", value=f"{ahead[0]:%Y-%m-%d %H:%M}"))

    def _notes(self, cells: Sequence[str], *used: str) -> str:
        """The remaining columns that say something, with their names; so do unchosen sub-types and causes."""
        mapping = self._mapping
        second = [name for name in (*mapping.subtype, *mapping.cause) if self._cell(cells, name) not in used]
        told = ((column, self._cell(cells, column)) for column in (*second, *mapping.notes))
        return "; ".join(f"{column}: {cell}" for column, cell in told if cell)

    def _counts(self, cells: Sequence[str], notices: list[Doubt]) -> dict[str, int]:
        """The counts of people that are given; an unreadable one is left out and noticed."""
        counts: dict[str, int] = {}
        for name, column in self._mapping.casualties.items():
            value = self._cell(cells, column)
            if is_empty(value):
                continue
            if value.isascii() and value.isdigit() and len(value) <= 6 and int(value) <= _MOST:
                counts[name] = int(value)
            else:
                notices.append(doubt("count", column=column, value=value))
        return counts

    def _vehicles(self, cells: Sequence[str]) -> tuple[str, ...]:
        texts = _SEPARATORS.split(self._cell(cells, self._mapping.vehicles))
        return tuple(dict.fromkeys(clean(text.strip(), limit=40) for text in texts if not is_empty(text)))


def _condition(cells: Sequence[str]) -> list[Doubt]:
    """What is noticed about the row's characters."""
    whole = "\n".join(cells)
    if whole.isascii() and whole.isprintable():
        return []
    found = []
    if any(mark in whole for mark in LOST):
        found.append(doubt("lost"))
    if not is_safe(whole):
        found.append(doubt("cleaned"))
    return found


def _kept(text: str, limit: int, notices: list[Doubt]) -> str:
    """`text` as SafeText; a cut is noticed."""
    if len(text) > limit:
        notices.append(doubt("cut", limit=limit))
    return clean(text, limit=limit)


def _folded(value: str) -> str:
    return " ".join(value.split()).casefold()


def _zone(name: str) -> ZoneInfo | None:
    """The zone called `name`; raises Refusal for one the machine does not know."""
    if not name:
        return None
    try:
        return ZoneInfo(name)
    except (OSError, ValueError, KeyError) as error:
        raise Refusal("importing.no_such_zone", zone=clean(name, limit=60)) from error
