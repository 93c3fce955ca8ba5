"""Whether replicas agree: event by event, with what is folded from them, and each one's own proof of being whole."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple, Self

from core.journal.event import EventId, Stored, decode
from core.replica.engine import connect
from core.replica.rebuild import differing_views
from core.replica.replica import DATABASE
from core.replica.standing import OF_OTHERS
from core.replica.verify import verify
from sync.server.scopes import ABOVE
from sync.server.store import Store

PAGE: Final = 1000

Events = dict[EventId, Stored]
May = Callable[[Stored], bool]
"""Whether an event's body belongs at a place."""


class Difference(NamedTuple):
    """What is not the same: `where`, `what` (damaged, missing, extra, header, body, withheld, or a view), how often."""

    where: str
    what: str
    events: int


def anything(_: Stored) -> bool:
    """Every body belongs there."""
    return True


def meant_for_headquarters(stored: Stored) -> bool:
    """The body was written for headquarters."""
    return decode(stored).audience in ABOVE


class Copy:
    """A terminal's file, read as it is now."""

    def __init__(self, name: str, directory: Path) -> None:
        """The terminal in `directory`, called `name` in differences."""
        self.name = name
        self.connection = connect(directory / DATABASE, read_only=True)

    def events(self) -> Events:
        """Every event of its station, whichever terminal wrote it; none of a unit above."""
        sql = (
            "SELECT event.session, event.seq, header, body FROM event JOIN session USING (session)"
            f" WHERE ours <> {OF_OTHERS}"
        )
        return {
            _id(session, seq): Stored(header, body)
            for session, seq, header, body in self.connection.execute(sql)
        }

    def damage(self) -> Iterator[Difference]:
        """What its own proof finds: chains, seals, heads, views."""
        report = verify(self.connection)
        if not report.ok:
            yield Difference(self.name, "damaged", len(report.problems))

    def shows_as(self, other: Copy) -> Iterator[Difference]:
        """What it folds to, against another terminal of the same station."""
        for view in differing_views(self.connection, other.connection):
            yield Difference(self.name, view, 0)

    def __enter__(self) -> Self:
        """Use as a context: closes the file at the end."""
        return self

    def __exit__(self, *exc: object) -> None:
        """Close the file."""
        self.connection.close()


def fed(store: Store, scope: str) -> Events:
    """Every event of a feed, read as a terminal would pull it."""
    found: Events = {}
    after = 0
    while rows := store.rows(scope, after, PAGE):
        found |= {_id(row.session, row.seq): row.event for row in rows}
        after = rows[-1].n
    return found


def differences(where: str, wanted: Events, found: Events, may: May = anything) -> Iterator[Difference]:
    """Where `found` is not `wanted`: headers byte for byte, bodies as far as they `may` be there."""
    both = wanted.keys() & found.keys()
    bodies = [(wanted[one].body, found[one].body, may(wanted[one])) for one in both]
    counts = {
        "missing": len(wanted.keys() - found.keys()),
        "extra": len(found.keys() - wanted.keys()),
        "header": sum(wanted[one].header != found[one].header for one in both),
        "body": sum(here != there for here, there, belongs in bodies if belongs),
        "withheld": sum(there is not None for _, there, belongs in bodies if not belongs),
    }
    return (Difference(where, what, count) for what, count in counts.items() if count)


def _id(session: Any, seq: int) -> EventId:
    return EventId(bytes(session).hex(), seq)
