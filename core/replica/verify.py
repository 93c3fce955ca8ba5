"""`verify`: re-hash every stored byte, check heads, predecessors and seals, and recompute the views (I14, I18)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from core.journal.chain import ChainWalker, Problem
from core.journal.encoding import SALT_BYTES, header_hash
from core.journal.seal import Seal, holds
from core.replica.engine import sqlite
from core.replica.guards import missing, noted
from core.replica.rebuild import same_views


@dataclass(frozen=True, slots=True)
class Report:
    """What was walked and what is not as it was signed."""

    events: int
    problems: tuple[Problem, ...]
    withheld: int
    erased: int
    sealed: int

    @property
    def ok(self) -> bool:
        """Whether everything is as it was written."""
        return not self.problems

    @property
    def whole(self) -> bool:
        """Whether every byte is as it was written, even if guards had been taken off."""
        return all(one.what == "verify.guards" for one in self.problems)


def verify(connection: Any, *, views: bool = True) -> Report:
    """Walk the whole journal and, with `views`, fold it again beside what is shown. Changes nothing.

    All of it is read as of one moment, whatever other processes write meanwhile.
    """
    if connection.in_transaction:
        return _walked(connection, views)
    connection.execute("BEGIN")
    try:
        return _walked(connection, views)
    finally:
        if connection.in_transaction:
            connection.execute("ROLLBACK")


def _walked(connection: Any, views: bool) -> Report:
    walker = ChainWalker()
    problems = [*_file(connection, views), *_guards(connection)]
    try:
        problems += walker.walk(_rows(connection))
        problems += _heads(connection, walker)
        problems += _predecessors(connection, walker)
        problems += _seals(connection)
        problems += _absences(connection, walker)
        if views:
            problems += [Problem("", 0, f"verify.view_{table}") for table in same_views(connection)]
    except sqlite.DatabaseError:
        problems.append(Problem("", 0, "verify.unreadable"))
    reasons = [reason for _, _, reason in walker.missing]
    sealed = connection.execute("SELECT count(*) FROM seal").fetchone()[0] if not problems else 0
    return Report(walker.count, tuple(problems), reasons.count("withheld"), reasons.count("erased"), sealed)


def _file(connection: Any, views: bool) -> Iterator[Problem]:
    """SQLite's own quick look at its pages: those of the journal, or all of them."""
    with suppress(sqlite.DatabaseError):
        # The search index keeps its shape in memory and looks for another process's changes only when searched.
        connection.execute("SELECT 1 FROM entry_text WHERE entry_text MATCH 'x' LIMIT 1").fetchall()
    try:
        for name in ("1",) if views else ("event", "session", "seal"):
            if connection.execute(f"PRAGMA quick_check({name})").fetchone()[0] != "ok":
                yield Problem("", 0, "verify.pages")
    except sqlite.DatabaseError:
        yield Problem("", 0, "verify.pages")


def _guards(connection: Any) -> Iterator[Problem]:
    """The triggers of the journal are in place, and none was put back that the journal does not tell of."""
    try:
        if missing(connection) or noted(connection):
            yield Problem("", 0, "verify.guards")
    except (sqlite.DatabaseError, ValueError):
        yield Problem("", 0, "verify.unreadable")


def _rows(connection: Any) -> Any:
    """Journal rows in the order in which they came."""
    sql = "SELECT session, seq, record, header, body, absence FROM event ORDER BY position"
    return connection.execute(sql)


def _heads(connection: Any, walker: ChainWalker) -> Iterator[Problem]:
    """The stored heads are the tips that were walked, no session is missing or extra, and the total is right."""
    heads = {row[0]: (row[1], row[2]) for row in connection.execute("SELECT session, seq, hash FROM session")}
    for session, tip in walker.tips.items():
        if heads.pop(session, None) != (tip.seq, tip.hash):
            yield Problem(session.hex(), tip.seq, "verify.head")
    for session, (seq, _) in heads.items():
        yield Problem(session.hex(), seq, "verify.session_gone")
    hlc, events, last = connection.execute("SELECT hlc, events, last_session FROM journal_state").fetchone()
    ours = {row[0] for row in connection.execute("SELECT session FROM session WHERE ours > 0")}
    greatest = max((tip.hlc for session, tip in walker.tips.items() if session in ours), default=0)
    if events != walker.count or hlc < greatest or (last is not None and last not in walker.tips):
        yield Problem("", 0, "verify.total")


def _predecessors(connection: Any, walker: ChainWalker) -> Iterator[Problem]:
    """Each session of ours names the tip that stood before it; another device may know it from another branch."""
    ours = {row[0] for row in connection.execute("SELECT session FROM session WHERE ours > 0")}
    for session in walker.tips.keys() & ours:
        row = connection.execute(
            "SELECT body FROM event WHERE session = ? AND seq = 1", (session,)
        ).fetchone()
        try:
            after = json.loads(row[0][SALT_BYTES:])["after"]
            found = _hash_at(connection, bytes.fromhex(after["session"]), after["seq"])
        except (ValueError, TypeError, KeyError):
            continue
        if found is not None and found.hex() != after.get("hash"):
            yield Problem(session.hex(), 1, "verify.predecessor")


def _hash_at(connection: Any, session: bytes, seq: int) -> bytes | None:
    """The header hash of one event, None when it is not here."""
    row = connection.execute(
        "SELECT header FROM event WHERE session = ? AND seq = ?", (session, seq)
    ).fetchone()
    return None if row is None else header_hash(row[0])


def _seals(connection: Any) -> Iterator[Problem]:
    """Every seal fits the event it stands on and was made with the key its session named."""
    keys: dict[bytes, bytes] = {}
    for row in connection.execute("SELECT session, seq, tip, signature FROM seal"):
        seal = Seal(*row)
        if seal.session not in keys:
            keys[seal.session] = _key(connection, seal.session)
        if _hash_at(connection, seal.session, seal.seq) != seal.tip or not holds(seal, keys[seal.session]):
            yield Problem(seal.session.hex(), seal.seq, "verify.seal")


def _key(connection: Any, session: bytes) -> bytes:
    """The public key a session's first event names; empty when it cannot be read."""
    row = connection.execute("SELECT body FROM event WHERE session = ? AND seq = 1", (session,)).fetchone()
    try:
        return bytes.fromhex(json.loads(row[0][SALT_BYTES:])["key"])
    except (TypeError, ValueError, KeyError):
        return b""


def _absences(connection: Any, walker: ChainWalker) -> Iterator[Problem]:
    """A missing body was withheld by another replica, or erased by an event that says so."""
    if not walker.missing:
        return
    ours = {row[0] for row in connection.execute("SELECT session FROM session WHERE ours > 0")}
    erased = _erased_targets(connection)
    for session, seq, reason in walker.missing:
        lawful = f"{session.hex()}/{seq}" in erased if reason == "erased" else session not in ours
        if not lawful:
            yield Problem(session.hex(), seq, "verify.body_missing")


def _erased_targets(connection: Any) -> set[str]:
    """The events whose content was erased on purpose, as other events of the journal say."""
    found = set()
    for (body,) in connection.execute(
        "SELECT body FROM event WHERE body IS NOT NULL AND instr(header, ?)", (_ERASED,)
    ):
        try:
            found.add(json.loads(body[SALT_BYTES:])["target"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


_ERASED = b'"kind":"journal.erased"'
