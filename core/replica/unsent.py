"""Urgent records the branch has not got: which, since when, and when an officer has to phone instead (design §5)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from core.clock import epoch_ms
from core.journal.event import Stored, believed
from core.records.registry import urgent_kinds
from core.records.urgency import urgent
from core.replica.standing import NEAR, contact, joined

PATIENCE: Final = 20_000
"""Milliseconds an urgent record may be on its way; after them the officer phones."""

RECENT: Final = 24 * 3_600_000
"""Milliseconds after which a closed record is not worth a call any more, nor one written down so late."""

_RECORDS: Final = (
    "SELECT id, at, number, title FROM record WHERE kind = ? AND struck = 0 AND (open = 1 OR at >= ?)"
)
_EVENTS: Final = """
SELECT header, body FROM event JOIN session ON session.session = event.session
LEFT JOIN proof ON proof.session = event.session
WHERE event.record = ? AND ours = 1 AND event.seq > max(coalesce(stored, 0), coalesce(fed, 0)) ORDER BY position
"""


class Unsent(NamedTuple):
    """An urgent record that is not proven to be at the branch.

    `saved` is since when it waits to be there, in milliseconds since 1970: when it was saved, or the terminal joined.
    """

    record: str
    number: str
    title: str
    saved: int
    session: str
    seq: int

    def age(self, now_ms: int) -> int:
        """Milliseconds since it was saved; 0 for what seems to lie in the future: the clock was set back."""
        return max(0, now_ms - self.saved)

    def overdue(self, now_ms: int, patience: int = PATIENCE) -> bool:
        """Whether an officer has to phone: `patience` ms are over, or nobody can say since when it waits."""
        return not -NEAR <= now_ms - self.saved < patience


def urgent_unsent(connection: Any, now_ms: int) -> list[Unsent]:
    """The urgent records of a joined terminal that wait, the longest waiting first; read from the file alone."""
    if not joined(connection):
        return []
    since, found = contact(connection).joined, list[Unsent]()
    for kind in urgent_kinds():
        for row in connection.execute(_RECORDS, (kind.name, now_ms - RECENT)).fetchall():
            found += (one._replace(saved=max(one.saved, since)) for one in _waiting(connection, *row))
    return sorted(found, key=lambda one: one.saved)


def waits_since(connection: Any, record: str) -> int:
    """Since when the first event of `record` that was written here waits, in milliseconds since 1970; 0 without one."""
    row = connection.execute(_EVENTS, (bytes.fromhex(record),)).fetchone()
    event = None if row is None else believed(Stored(*row))
    return 0 if event is None else epoch_ms(event.recorded_at)


def _waiting(connection: Any, record: str, at: int, number: str, title: str) -> Iterator[Unsent]:
    """The first urgent event of a record that waits."""
    for header, body in connection.execute(_EVENTS, (bytes.fromhex(record),)):
        event = believed(Stored(header, body)) if urgent(header) else None
        if event is not None and epoch_ms(event.recorded_at) - at < RECENT:
            yield Unsent(record, number, title, epoch_ms(event.recorded_at), event.session, event.seq)
            return
