"""Looking at a file before it is opened for writing: is it ours, known, whole, and is its log its own?"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from core.errors import Damaged, Refusal
from core.journal.encoding import FIXED, header_hash
from core.replica.schema import ASIDE, EXCHANGE, HOMES, JOURNAL, LOCAL, UPSTREAM, VERSION, names

KEPT: Final = frozenset(names(JOURNAL + LOCAL, "table"))
"""Tables that hold what cannot be folded again."""

_CAME_WITH: Final = {
    1: KEPT,
    **{
        version: frozenset(names(script, "table"))
        for version, script in ((2, EXCHANGE), (3, ASIDE), (5, UPSTREAM), (6, HOMES))
    },
}
"""Tables by the version that brought them."""

_FOREMEN: Final = frozenset({"_sqlite_migrations", "sqlite_sequence"})
"""Tables of the migrations' own, there before ours are."""

TAIL: Final = 100
"""Events at the end of the journal looked at when a log of changes lies beside the file."""


def recognise(connection: Any, path: Path) -> None:
    """Look at `path` through the reading `connection`.

    Raises Refusal for a newer file; Damaged for another program's, for missing tables and a log of changes that is
    not this file's own.
    """
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if version > VERSION and "event" in tables:
        raise Refusal("store.newer", found=version, known=VERSION)
    if version < 0 or (version and "event" not in tables) or (not version and tables - _FOREMEN):
        raise Damaged("store.not_a_database", path=str(path))
    wanted = {name for brought, names in _CAME_WITH.items() if brought <= version for name in names}
    if gone := wanted - tables:
        raise Damaged("store.tables_missing", path=str(path), names=" ".join(sorted(gone)))
    log = Path(f"{path}-wal")
    if version and log.exists() and log.stat().st_size and not tail_holds(connection):
        raise Damaged("store.stale_log", path=str(path))


def tail_holds(connection: Any) -> bool:
    """Whether the last events fit each other, their sessions' heads and the total."""
    sql = "SELECT position, session, seq, header FROM event ORDER BY position DESC LIMIT ?"
    rows = connection.execute(sql, (TAIL,)).fetchall()
    total = connection.execute("SELECT events FROM journal_state").fetchone()
    if total is None or total[0] != (rows[0][0] if rows else 0):
        return False
    wanted: dict[bytes, tuple[int, bytes]] = {}
    for _, session, seq, header in rows:
        if session not in wanted:
            head = connection.execute(
                "SELECT seq, hash FROM session WHERE session = ?", (session,)
            ).fetchone()
            wanted[session] = head or (0, b"")
        if wanted[session] != (seq, header_hash(header)) or len(header) < FIXED.size:
            return False
        wanted[session] = (seq - 1, FIXED.unpack_from(header)[1])
    return True
