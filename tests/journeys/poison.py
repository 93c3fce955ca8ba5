"""A station whose every record was written by somebody else: the honest events with every text replaced."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.clock import ManualClock
from core.i18n import has
from core.journal.encoding import GENESIS_PREV, header_hash
from core.journal.event import Event, Stored, decode, encode
from core.replica.replica import Replica
from core.replica.setup import set_up

_NO_TEXT = re.compile(r"[0-9a-f]{32}(/\d+)?|\d{4}-\d\d-\d\d.*|\d\d:\d\d|[0-9a-f]{64}|")
SALT = b"sixteen bytes :)"

Change = Callable[[str], Any]


def stored_events(replica: Replica) -> list[Event]:
    """Every event of the journal, session by session."""
    sql = "SELECT header, body FROM event ORDER BY session, seq"
    return [decode(Stored(*row)) for row in replica.connection.execute(sql)]


def is_text(value: str) -> bool:
    """Whether a string of a body was written by a person, and is no id, time or catalogue key."""
    return not (_NO_TEXT.fullmatch(value) or has(value))


def changed(value: Any, change: Change, which: Callable[[str], bool] = is_text) -> Any:
    """`value` with every text in it changed."""
    if isinstance(value, str):
        return change(value) if which(value) else value
    if isinstance(value, dict):
        return {name: changed(one, change, which) for name, one in value.items()}
    return [changed(one, change, which) for one in value] if isinstance(value, list) else value


def chained(events: list[Event], bodies: Callable[[Event], Any]) -> Iterator[Stored]:
    """The events as another terminal would have written them, with other bodies: chain and hashes are right."""
    tips: dict[str, bytes] = {}
    for event in events:
        stored = encode(event._replace(body=bodies(event)), tips.get(event.session, GENESIS_PREV), SALT)
        tips[event.session] = header_hash(stored.header)
        yield stored


def poisoned(
    folder: Path, honest: list[Event], now: Any, change: Change, *, numbers: bool = True
) -> tuple[Replica, ManualClock]:
    """A fresh terminal that took in `honest` with every text changed, numbers in the headers too."""
    clock = ManualClock(now, boot_ms=1_000_000)
    replica = set_up(folder, clock, station="东港站", code="东港")

    def body(event: Event) -> Any:
        return event.body if event.kind.startswith("session.") else changed(event.body, change)

    marked = [
        event._replace(number=f"{event.number}{change('')}"[:2000]) if event.number and numbers else event
        for event in honest
    ]
    replica.absorb(chained(marked, body))
    return replica, clock
