"""Records as JSON documents: rows of lists, and whole states."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.clock import from_ms, iso
from core.ids import is_record_id
from core.journal.event import EventId
from core.records.register import Register

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import EntryRow, RecordRow


def when(ms: int) -> str:
    """A view's time as ISO text."""
    return iso(from_ms(ms))


def item(replica: Replica, row: RecordRow) -> dict[str, Any]:
    """A row of a list."""
    return {
        "number": row.number,
        "id": row.id,
        "kind": row.kind,
        "title": row.title,
        "status": row.status,
        "open": bool(row.open),
        "struck": bool(row.struck),
        "at": when(row.at),
        "class": row.subject.removeprefix("inc."),
        "place": row.place,
        "owner": name_of(replica, row.owner),
        "due": None if row.due is None else when(row.due),
        "parent": row.parent,
        "origin": row.origin,
    }


def line(replica: Replica, entry: EntryRow) -> dict[str, Any]:
    """A line of the log."""
    return {
        "at": when(entry.at),
        "text": entry.text(),
        "by": name_of(replica, entry.author or ""),
        "marks": entry.mark.split(),
    }


def name_of(replica: Replica, person: str) -> str:
    """A person's name; what is stored when it is a name already."""
    state = replica.state(person) if is_record_id(person) else None
    return getattr(state, "name", person)


def plain(value: Any) -> Any:
    """A folded state as JSON: dataclasses by field, times as ISO text, a register as the value it shows.

    An event is named by its id; what every record has beside its own fields (`meta`) as an object.
    """
    if isinstance(value, Register):
        return plain(value.value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {_key(name): plain(one) for name, one in value.items()}
    if isinstance(value, EventId):
        return str(value)
    if isinstance(value, tuple) and hasattr(value, "_asdict"):
        return plain(value._asdict())
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(one) for one in (sorted(value) if isinstance(value, set | frozenset) else value)]
    if isinstance(value, datetime):
        return iso(value)
    return value.isoformat() if isinstance(value, date) else value


def _key(name: Any) -> str:
    return " ".join(filter(None, name)) if isinstance(name, tuple) else str(name)
