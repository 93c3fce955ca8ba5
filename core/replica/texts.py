"""What was typed into records and which carry marks, read from the views: fast enough for ten years of meetings."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from core.ids import first_id

if TYPE_CHECKING:
    from core.replica.replica import Replica

_SQL = """
SELECT r.id, r.number, e.event, e.params FROM record r JOIN entry e ON e.record = r.id
WHERE r.kind = ? AND r.subject = ? AND r.id <> ? AND r.struck = 0 AND e.kind IN ({marks})
    AND e.mark NOT LIKE '%struck%' ORDER BY r.id, e.kind DESC, e.at, e.hlc
"""

_MARKED: Final = """
SELECT DISTINCT record FROM entry WHERE record >= ? AND kind = ? AND params LIKE '%"kept":%'
"""


class Typed(NamedTuple):
    """A record's number and the texts of its lines."""

    number: str
    text: str


def typed(replica: Replica, kind: str, subject: str, but: str, events: Sequence[str]) -> Iterator[Typed]:
    """The text lines (parameter `text`) of `events` in every record of `kind` and `subject`, all but one."""
    replica.flush()
    sql = _SQL.format(marks=",".join("?" * len(events)))
    rows = replica.connection.execute(sql, (kind, subject, but, *events))
    last, number, lines = "", "", list[str]()
    for record, its_number, _, params in rows:
        if record != last and lines:
            yield Typed(number, "\n".join(lines))
            lines = []
        last, number = record, its_number
        lines.append(_text(params))
    if lines:
        yield Typed(number, "\n".join(lines))


def marked(replica: Replica, event: str, made: int) -> frozenset[str]:
    """Ids of the records made since `made` (milliseconds since 1970) that say in `event` what was kept (E06, E07)."""
    replica.flush()
    rows = replica.connection.execute(_MARKED, (first_id(made), event))
    return frozenset(row[0] for row in rows)


def _text(params: str) -> Any:
    return json.loads(params).get("text", "")
