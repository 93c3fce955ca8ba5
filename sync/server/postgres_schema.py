"""The tables of a server in PostgreSQL: what was written never changes, and feeds are numbered after the commit."""

from __future__ import annotations

from typing import Final

VERSION: Final = 1
"""Kept in the table `layout`; a database with a greater one was made by a newer program."""

SCHEMA: Final = """
CREATE TABLE layout (version integer NOT NULL);
CREATE TABLE session (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session bytea NOT NULL UNIQUE CHECK (length(session) = 16),
    seq bigint NOT NULL CHECK (seq >= 0),
    hash bytea NOT NULL,
    key bytea
) WITH (fillfactor = 80);
CREATE TABLE event (
    session bigint NOT NULL,
    seq bigint NOT NULL CHECK (seq > 0),
    header bytea NOT NULL,
    body bytea,
    PRIMARY KEY (session, seq)
);
CREATE TABLE seal (
    session bigint NOT NULL,
    seq bigint NOT NULL,
    tip bytea NOT NULL CHECK (length(tip) = 32),
    signature bytea NOT NULL CHECK (length(signature) = 64),
    PRIMARY KEY (session, seq)
);
CREATE TABLE feed (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope text NOT NULL UNIQUE,
    n bigint NOT NULL CHECK (n >= 0),
    hash bytea NOT NULL CHECK (length(hash) = 32)
) WITH (fillfactor = 80);
CREATE TABLE unnumbered (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    scope text NOT NULL,
    session bigint NOT NULL REFERENCES session,
    seq bigint NOT NULL,
    tips bytea NOT NULL CHECK (length(tips) > 0 AND length(tips) % 32 = 0),
    UNIQUE (session, seq)
);
CREATE TABLE run (
    feed bigint NOT NULL REFERENCES feed,
    n bigint NOT NULL CHECK (n > 0),
    session bigint NOT NULL REFERENCES session,
    seq bigint NOT NULL CHECK (seq > 0),
    count integer NOT NULL CHECK (count > 0),
    marks bytea NOT NULL CHECK (length(marks) = 32 * count),
    PRIMARY KEY (feed, n),
    UNIQUE (session, seq)
);
CREATE TABLE aside (
    place bigint GENERATED ALWAYS AS IDENTITY,
    scope text NOT NULL,
    session bytea NOT NULL CHECK (length(session) = 16),
    seq bigint NOT NULL,
    hash bytea NOT NULL CHECK (length(hash) = 32),
    header bytea NOT NULL,
    body bytea,
    PRIMARY KEY (session, seq, hash)
);
CREATE TABLE aside_seal (
    session bytea NOT NULL,
    seq bigint NOT NULL,
    tip bytea NOT NULL CHECK (length(tip) = 32),
    signature bytea NOT NULL,
    PRIMARY KEY (session, seq, tip)
);
CREATE TABLE unit (path text PRIMARY KEY, name text NOT NULL, level text NOT NULL);
CREATE TABLE device (
    id text PRIMARY KEY,
    unit text NOT NULL REFERENCES unit,
    key bytea NOT NULL CHECK (length(key) = 32),
    letter text NOT NULL,
    relay boolean NOT NULL,
    joined_ms bigint NOT NULL,
    revoked_ms bigint NOT NULL,
    counter bigint NOT NULL
) WITH (fillfactor = 50);
CREATE INDEX device_key ON device (key);
CREATE TABLE code (
    name text PRIMARY KEY,
    digest bytea NOT NULL,
    unit text NOT NULL REFERENCES unit,
    relay boolean NOT NULL,
    until_ms bigint NOT NULL,
    tries integer NOT NULL,
    used_by text NOT NULL
);
CREATE TABLE descent (before text NOT NULL, session text NOT NULL, PRIMARY KEY (before, session));
CREATE TABLE fact (key text PRIMARY KEY, value text NOT NULL);
CREATE TABLE alarm (
    key text NOT NULL,
    device text NOT NULL,
    about text NOT NULL,
    first_ms bigint NOT NULL,
    last_ms bigint NOT NULL,
    times bigint NOT NULL,
    PRIMARY KEY (device, key, about)
);
CREATE FUNCTION never() RETURNS trigger LANGUAGE plpgsql AS
    $$ BEGIN RAISE EXCEPTION 'what was written here never changes'; END $$;
"""
"""`unnumbered` are batches committed without numbers; `run` are the rows of the feeds, a batch each: row n + i of
`feed` is event seq + i of `session`, and the feed's running hash up to it stands at place i of `marks`."""

KEPT: Final = ("event", "seal", "run", "aside", "aside_seal")
"""Tables in which nothing is ever changed, removed or emptied."""

GUARDS: Final = (
    "CREATE TRIGGER {0}_never_changes BEFORE UPDATE OR DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION never()",
    "CREATE TRIGGER {0}_never_emptied BEFORE TRUNCATE ON {0} FOR EACH STATEMENT EXECUTE FUNCTION never()",
)
ONLY_GROW: Final = (
    "CREATE TRIGGER session_only_grows BEFORE UPDATE ON session FOR EACH ROW"
    " WHEN (NEW.seq < OLD.seq OR NEW.session <> OLD.session) EXECUTE FUNCTION never()",
    "CREATE TRIGGER session_never_goes BEFORE DELETE ON session FOR EACH ROW EXECUTE FUNCTION never()",
    "CREATE TRIGGER feed_only_grows BEFORE UPDATE ON feed FOR EACH ROW"
    " WHEN (NEW.n < OLD.n OR NEW.scope <> OLD.scope) EXECUTE FUNCTION never()",
    "CREATE TRIGGER feed_never_goes BEFORE DELETE ON feed FOR EACH ROW EXECUTE FUNCTION never()",
)


def statements() -> tuple[str, ...]:
    """Everything an empty database needs, in order; the last notes the version."""
    guards = (guard.format(table) for table in KEPT for guard in GUARDS)
    return (SCHEMA, *guards, *ONLY_GROW, f"INSERT INTO layout VALUES ({VERSION})")
