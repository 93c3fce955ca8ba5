"""Numbering feeds in PostgreSQL, where several processes commit at once: a number is given under one lock only.

A number taken from a sequence at the insert becomes visible in another order than the rows: who follows the feed
passes by a lower number that commits later, and loses the row.  So rows are written without numbers, and whoever holds
the one advisory lock numbers what is committed, and what it writes itself, keeping the lock until its own commit:
numbers become visible in their own order.  Everybody tries for the lock just before committing, and nobody waits for it
there: while there is one process it always gets it, and numbering costs no commit of its own.  Rows left without
numbers, because another process was numbering or died at it, are numbered by the next commit of anybody.  The lock
belongs to a transaction, so it goes with the process that held it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Mapping
from typing import Any, Final

import psycopg

from sync.messages import START, Mark
from sync.server.store import running

CHANNEL: Final = "watchroom_grown"
LOCKS: Final = 0x77617463
"""The family of the advisory locks that are not a session's."""

NUMBERING, MAKING = 1, 2
_MOST: Final = 7_000
"""Bytes of a notification; PostgreSQL takes 8,000."""

_TRY: Final = "SELECT pg_try_advisory_xact_lock(%s, %s)"
_WAIT: Final = "SELECT pg_advisory_xact_lock(%s, %s)"
_TAKE: Final = "DELETE FROM unnumbered RETURNING id, scope, session, seq, tips"
_BEGIN: Final = "INSERT INTO feed (scope, n, hash) SELECT unnest(%s::text[]), 0, %s ON CONFLICT DO NOTHING"
_ENDS: Final = "SELECT scope, id, n, hash FROM feed WHERE scope = ANY(%s)"
_RUN: Final = "INSERT INTO run VALUES (%s, %s, %s, %s, %s, %s)"
_END: Final = "UPDATE feed SET n = %s, hash = %s WHERE id = %s"


def number(connection: psycopg.Connection[Any], *, wait: bool = False) -> Mapping[str, int] | None:
    """Number what is committed, or written in this transaction, whose last act this is; the feeds that grew, where to.

    None when somebody else numbers just now; with `wait` that is waited for.
    """
    lock = connection.execute(_WAIT if wait else _TRY, (LOCKS, NUMBERING)).fetchone()
    if lock is not None and lock[0] is False:
        return None
    waiting = sorted(connection.execute(_TAKE, binary=True).fetchall())
    if not waiting:
        return {}
    feeds, ends = _feeds(connection, {row[1] for row in waiting})
    runs = []
    for _, scope, session, seq, tips in waiting:
        before = ends[scope]
        marks = _marks(before.hash, tips)
        ends[scope] = Mark(before.n + len(marks), marks[-1])
        runs.append((feeds[scope], before.n + 1, session, seq, len(marks), b"".join(marks)))
    with connection.cursor() as cursor:
        cursor.executemany(_RUN, runs)
        cursor.executemany(_END, [(end.n, end.hash, feeds[scope]) for scope, end in ends.items()])
    grown = {scope: end.n for scope, end in ends.items()}
    _tell(connection, grown)
    return grown


def _feeds(
    connection: psycopg.Connection[Any], scopes: Collection[str]
) -> tuple[dict[str, int], dict[str, Mark]]:
    """The feeds of `scopes` and where each ends, new ones begun: only who numbers begins a feed, so nobody waits."""
    asked = sorted(scopes)
    rows = connection.execute(_ENDS, (asked,), binary=True).fetchall()
    if len(rows) < len(asked):
        connection.execute(_BEGIN, (asked, START.hash))
        rows = connection.execute(_ENDS, (asked,), binary=True).fetchall()
    return {scope: feed for scope, feed, _, _ in rows}, {scope: Mark(n, tip) for scope, _, n, tip in rows}


def _marks(before: bytes, tips: bytes) -> list[bytes]:
    """The running hashes behind `before`, one for each of `tips`."""
    marks = []
    for place in range(0, len(tips), 32):
        before = running(before, tips[place : place + 32])
        marks.append(before)
    return marks


def _tell(connection: psycopg.Connection[Any], grown: Mapping[str, int]) -> None:
    """Let every process know when this is committed, in as many notes as it takes."""
    notes: defaultdict[int, dict[str, int]] = defaultdict(dict)
    size = 0
    for scope, n in grown.items():
        size += len(scope.encode()) * 2 + 30
        notes[size // _MOST][scope] = n
    for note in notes.values():
        connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, json.dumps(note, ensure_ascii=False)))
