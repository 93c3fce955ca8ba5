"""The one way PostgreSQL is reached: which address, which settings, read back and refused when too weak (§7.4)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final, NamedTuple

import psycopg
from psycopg.conninfo import conninfo_to_dict

from core.errors import NotReached, Refusal
from core.text import clean
from sync.server.storage import Unavailable

SCHEMES: Final = ("postgresql://", "postgres://")
PLACE: Final = "watchroom"
"""The schema that holds all tables."""

OLDEST: Final = 130000
"""PostgreSQL 13."""

TROUBLE: Final = (psycopg.OperationalError, psycopg.InterfaceError, psycopg.InternalError)
"""The database is gone, refuses, or ended the transaction: nothing of it was done."""

_ASKED: Final[dict[str, Any]] = {
    "autocommit": True,
    "connect_timeout": 5,
    "application_name": "watchroom",
    "client_encoding": "utf8",
    "keepalives_idle": 30,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 15_000,
}
_SETTINGS: Final = {
    "search_path": f"{PLACE}, pg_temp",
    "statement_timeout": "10s",
    "lock_timeout": "5s",
    "idle_in_transaction_session_timeout": "10s",
    "timezone": "UTC",
    "jit": "off",
    "enable_seqscan": "off",
    "enable_bitmapscan": "off",
    "enable_hashjoin": "off",
    "enable_mergejoin": "off",
    "plan_cache_mode": "force_generic_plan",
}
"""Every statement looks rows up by an index, whatever the statistics say; a process that hangs in the middle of a
transaction loses it after ten seconds, and its locks with it."""

_DURABLE: Final = {
    "synchronous_commit": ("on", "remote_apply"),
    "fsync": ("on",),
    "server_encoding": ("UTF8",),
}


class Weak(NamedTuple):
    """A setting of the database with which an acknowledgement would promise too much."""

    name: str
    value: str


def checked(url: str) -> str:
    """`url` when it names a PostgreSQL database; raises Refusal, which repeats nothing of it."""
    try:
        if url.startswith(SCHEMES) and conninfo_to_dict(url):
            return url
    except psycopg.ProgrammingError:
        pass
    raise Refusal("database.bad_url")


def connect(url: str) -> psycopg.Connection[Any]:
    """A connection in autocommit, every setting on and read back; raises psycopg.Error, or Unavailable when weak."""
    connection = psycopg.connect(url, **_ASKED)
    try:
        for name, value in _SETTINGS.items():
            connection.execute("SELECT set_config(%s, %s, false)", (name, value))
        if (weak := _weak(connection)) is not None:
            raise Unavailable(weak)
    except BaseException:
        connection.close()
        raise
    return connection


def _weak(connection: psycopg.Connection[Any]) -> Weak | None:
    """The first setting that is not as it must be."""
    if _shown(connection, "synchronous_commit") not in _DURABLE["synchronous_commit"]:
        connection.execute("SELECT set_config('synchronous_commit', 'on', false)")
    for name, good in _DURABLE.items():
        if (value := _shown(connection, name)) not in good:
            return Weak(name, value)
    version = connection.info.server_version
    return Weak("server_version", str(version // 10000)) if version < OLDEST else None


def _shown(connection: psycopg.Connection[Any], name: str) -> str:
    row = connection.execute("SELECT current_setting(%s)", (name,)).fetchone()
    return "" if row is None else str(row[0])


@contextmanager
def explained() -> Iterator[None]:
    """What can go wrong, as whoever typed the command is told it: NotReached, without any password."""
    try:
        yield
    except Unavailable as error:
        weak = error.args[0] if error.args else None
        if not isinstance(weak, Weak):
            raise NotReached("database.unreachable", reason="") from error
        raise NotReached("database.weak", name=weak.name, value=weak.value) from error
    except psycopg.Error as error:
        raise NotReached("database.unreachable", reason=_reason(error)) from error


def _reason(error: psycopg.Error) -> str:
    """What PostgreSQL said, in one line; it never repeats a password."""
    said = error.diag.message_primary or str(error)
    return clean(" ".join(said.split()), limit=300)


@contextmanager
def served() -> Iterator[None]:
    """What can go wrong meanwhile, as a serving process is told it: Unavailable, or ValueError for content."""
    try:
        yield
    except psycopg.DataError as error:
        raise ValueError("not to be stored") from error
    except psycopg.Error as error:
        raise Unavailable from error
