"""Seals of this device: at the end of a session, at a handover, and for a session that a power cut ended."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.replica.seat import load_key, load_seat

_UNSEALED = """
SELECT session, seq, hash FROM session WHERE ours = 1
AND NOT EXISTS (SELECT 1 FROM seal WHERE seal.session = session.session AND seal.seq = session.seq)
AND EXISTS (SELECT 1 FROM event WHERE event.session = session.session AND event.seq = 1 AND instr(event.body, ?))
"""


def seal_all(connection: Any, directory: Path) -> None:
    """Seal the tips of every session this device wrote under its present key and has not sealed yet."""
    seat = load_seat(connection)
    pending = connection.execute(_UNSEALED, (seat.public_key.encode(),)).fetchall() if seat else []
    if pending:
        _seal(connection, directory, pending)


def seal_tip(connection: Any, directory: Path, session: str) -> None:
    """Seal one session where it stands, inside the running transaction."""
    sql = "SELECT session, seq, hash FROM session WHERE session = ?"
    _seal(connection, directory, connection.execute(sql, (bytes.fromhex(session),)).fetchall())


def _seal(connection: Any, directory: Path, tips: list[tuple[bytes, int, bytes]]) -> None:
    key = load_key(directory)
    if key is None:
        return
    from core.journal.seal import sign

    for session, seq, tip in tips:
        seal = sign(key.secret, session, seq, tip)
        connection.execute(
            "INSERT OR IGNORE INTO seal VALUES (?, ?, ?, ?)", (session, seq, tip, seal.signature)
        )
