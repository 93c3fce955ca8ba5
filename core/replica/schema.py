"""The tables of a replica: the journal that is never rewritten, local facts, and views that can be dropped any time."""

from __future__ import annotations

from functools import cache
from typing import Final

VERSION: Final = 6
"""Kept in the file's user_version; a file with a greater one was written by a newer program."""

JOURNAL: Final = """
CREATE TABLE event (
    position INTEGER PRIMARY KEY,
    session BLOB NOT NULL CHECK (length(session) = 16),
    seq INTEGER NOT NULL CHECK (seq > 0),
    record BLOB NOT NULL CHECK (length(record) = 16),
    header BLOB NOT NULL,
    body BLOB,
    absence TEXT CHECK (absence IN ('withheld', 'erased')),
    UNIQUE (session, seq),
    CHECK ((body IS NULL) = (absence IS NOT NULL))
) STRICT;
CREATE INDEX event_record ON event (record);
CREATE TABLE session (
    session BLOB PRIMARY KEY CHECK (length(session) = 16),
    ours INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL CHECK (length(hash) = 32)
) STRICT;
CREATE TABLE seal (
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    tip BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (session, seq)
) STRICT;
CREATE TABLE journal_state (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    hlc INTEGER NOT NULL,
    events INTEGER NOT NULL,
    last_session BLOB
) STRICT;
INSERT INTO journal_state VALUES (1, 0, 0, NULL);
CREATE TRIGGER event_never_changes BEFORE UPDATE ON event
WHEN NOT ((NEW.absence IS 'erased' AND NEW.body IS NULL OR OLD.absence IS 'withheld' AND NEW.body IS NOT NULL)
    AND NEW.header = OLD.header AND NEW.session = OLD.session
    AND NEW.seq = OLD.seq AND NEW.record = OLD.record AND NEW.position = OLD.position)
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER event_never_goes BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER seal_never_changes BEFORE UPDATE ON seal
BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END;
CREATE TRIGGER seal_never_goes BEFORE DELETE ON seal
BEGIN SELECT RAISE(ABORT, 'seals are append-only'); END;
CREATE TRIGGER session_never_shrinks BEFORE UPDATE ON session WHEN NEW.seq < OLD.seq
BEGIN SELECT RAISE(ABORT, 'a session only grows'); END;
CREATE TRIGGER session_never_goes BEFORE DELETE ON session
BEGIN SELECT RAISE(ABORT, 'a session only grows'); END;
"""

LOCAL: Final = """
CREATE TABLE local (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE draft (
    form TEXT PRIMARY KEY,
    content TEXT NOT NULL,
    saved_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE credential (
    person TEXT PRIMARY KEY,
    secret TEXT NOT NULL,
    set_ms INTEGER NOT NULL
) STRICT;
CREATE TABLE attempt (
    person TEXT PRIMARY KEY,
    failures INTEGER NOT NULL,
    last_ms INTEGER NOT NULL
) STRICT;
"""

EXCHANGE: Final = """
CREATE TABLE mark (scope TEXT PRIMARY KEY, n INTEGER NOT NULL, hash BLOB NOT NULL) STRICT;
CREATE TABLE proof (
    session BLOB PRIMARY KEY,
    stored INTEGER NOT NULL DEFAULT 0,
    fed INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE TABLE aside (
    scope TEXT NOT NULL,
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    hash BLOB NOT NULL,
    header BLOB NOT NULL,
    body BLOB,
    PRIMARY KEY (session, seq, hash)
) STRICT;
CREATE TABLE alarm (
    id INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    message TEXT NOT NULL,
    about TEXT NOT NULL,
    seen INTEGER NOT NULL DEFAULT 0
) STRICT;
"""
"""What the exchange with a server knows; `proof`: of each session, how much the server said it stored, and how much
was seen in the feed."""

UPSTREAM: Final = """
CREATE TABLE upstream (session BLOB PRIMARY KEY, seq INTEGER NOT NULL) STRICT, WITHOUT ROWID;
"""
"""How much of each session is at headquarters, as the branch said last."""

HOMES: Final = """
CREATE TABLE home (session BLOB PRIMARY KEY, unit TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""
"""The unit whose feed a session stands in, where it was written for another one: before its terminal joined."""

ASIDE: Final = """
CREATE TABLE aside_seal (
    session BLOB NOT NULL,
    seq INTEGER NOT NULL,
    tip BLOB NOT NULL,
    signature BLOB NOT NULL,
    PRIMARY KEY (session, seq, tip)
) STRICT;
"""
"""Seals over what is kept aside: with them it can be handed to a server that lacks it."""

VIEWS: Final = """
CREATE TABLE record (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    number TEXT NOT NULL,
    title TEXT NOT NULL,
    status TEXT NOT NULL,
    open INTEGER NOT NULL,
    struck INTEGER NOT NULL,
    conflict INTEGER NOT NULL,
    at INTEGER NOT NULL,
    subject TEXT NOT NULL,
    place TEXT NOT NULL,
    owner TEXT NOT NULL,
    due INTEGER,
    parent TEXT NOT NULL,
    author TEXT,
    origin TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX record_kind ON record (kind, at);
CREATE INDEX record_open ON record (kind, at) WHERE open = 1;
CREATE INDEX record_conflict ON record (at) WHERE conflict = 1;
CREATE INDEX record_number ON record (number) WHERE number <> '';
CREATE INDEX record_parent ON record (parent, kind, at) WHERE parent <> '';
CREATE TABLE numbering (prefix TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE entry (
    id INTEGER PRIMARY KEY,
    event TEXT NOT NULL,
    record TEXT NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    hlc INTEGER NOT NULL,
    author TEXT,
    number TEXT NOT NULL,
    mark TEXT NOT NULL,
    message TEXT NOT NULL,
    params TEXT NOT NULL
) STRICT;
CREATE INDEX entry_at ON entry (at, hlc);
CREATE INDEX entry_record ON entry (record);
CREATE VIRTUAL TABLE entry_text USING fts5(
    text, initials, facets, tokenize = "unicode61 remove_diacritics 0", columnsize = 0
);
"""

CONFLICTS: Final = "CREATE INDEX IF NOT EXISTS record_conflict ON record (at) WHERE conflict = 1;"
"""What files of before version 4 lack among their views."""

VIEW_TABLES: Final = ("record", "numbering", "entry", "entry_text")
"""What `rebuild` drops and folds again."""


def names(script: str, sort: str) -> list[str]:
    """The names of everything of one `sort` (table, index, trigger) an SQL script creates."""
    return [text.split()[2] for text in statements(script) if text.lower().startswith(f"create {sort} ")]


@cache
def statements(script: str) -> tuple[str, ...]:
    """The single statements of one of these scripts: each ends where a line ends with a semicolon."""
    found, pending = list[str](), ""
    for line in script.strip().splitlines():
        pending += line + "\n"
        if line.endswith(";"):
            found.append(pending.strip())
            pending = ""
    return tuple(found)
