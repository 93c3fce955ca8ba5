"""Restored and cloned terminals, seen in what a session's first event names as the one before it (I17)."""

from __future__ import annotations

import json
from typing import Final

from core.journal.encoding import HLC, SALT_BYTES
from sync.batch import Batch
from sync.server.storage import Ledger

RESTORED: Final = "sync.alarm.restored"
CLONED: Final = "sync.alarm.cloned"


def alarm(ledger: Ledger, batch: Batch) -> str:
    """The key of the alarm a session's first event gives cause for, empty without cause.

    Two sessions that continue behind the same event are two machines with one disk, or one that was set back.  So is a
    session that begins behind an event although a later one, written before it, is here; several processes of one
    terminal give no such cause: its clock runs through all its sessions.
    """
    after = _after(batch)
    if after is None:
        return ""
    session, seq = after
    twin = ledger.registry.descend(f"{session.hex()}/{seq}", batch.session.hex())
    later = ledger.store.clock_at(session, seq + 1)
    if later is not None and later < int.from_bytes(batch.events[0].header[HLC], "big"):
        return RESTORED
    return CLONED if twin else ""


def _after(batch: Batch) -> tuple[bytes, int] | None:
    """Session and number of the event before the first, None when it names none that can be read."""
    try:
        named = json.loads((batch.events[0].body or b"")[SALT_BYTES:])["after"]
        session, seq = bytes.fromhex(named["session"]), named["seq"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return (session, seq) if len(session) == 16 and isinstance(seq, int) and 0 < seq < 2**62 else None
