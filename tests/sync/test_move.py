"""A server that moves into PostgreSQL: the same feeds, the same terminals, and nothing written to the old file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Damaged, Refusal
from sync.messages import START, Page, Pull, Push, Stored
from sync.server.house import House
from sync.server.postgres_link import connect
from sync.server.postgres_move import Moved, move
from sync.server.postgres_storage import PostgresStorage
from sync.server.sqlite_storage import DATABASE, SqliteStorage
from sync.transport import Transport
from tests.core.conftest import clock
from tests.sync.postgres import Postgres
from tests.sync.running import SCOPE, running, wrote

__all__ = ["clock"]
ONE, TWO = bytes(31) + b"1", bytes(31) + b"2"


def served(
    directory: Path, database: str = "", *, lines: int = 0, secret: bytes = ONE, seed: int = 3
) -> Page:
    """Serve, let a terminal join and write, and pull the whole feed."""
    with running(directory, database=database) as server:
        way = Transport(server.join(secret), secret)
        if lines:
            terminal = wrote(secret, lines, seed=seed)
            batch = terminal.batch(terminal.session or b"", 0, 2000)
            assert batch is not None
            assert isinstance(way.send(Push(SCOPE, batch)), Stored)
        page = way.send(Pull(SCOPE, START, {}))
        way.close()
        assert isinstance(page, Page)
        return page


def test_a_server_moves_and_its_terminals_notice_nothing(postgres: Postgres, tmp_path: Path) -> None:
    with running(tmp_path) as server:
        link = server.join(ONE)
        way, terminal = Transport(link, ONE), wrote(ONE, 1200)
        for after, limit in ((0, 500), (500, 700), (1200, 1)):
            batch = terminal.batch(terminal.session or b"", after, limit)
            assert batch is not None
            assert isinstance(way.send(Push(SCOPE, batch)), Stored)
        before = way.send(Pull(SCOPE, START, {}))
        way.close()
    source, target = SqliteStorage(tmp_path / DATABASE), PostgresStorage(postgres.fresh())
    assert move(source, target) == Moved(1201, 1, False)
    with running(tmp_path, database=target.url) as server:
        way = Transport(replace(link, url=server.url), ONE)
        assert way.send(Pull(SCOPE, START, {})) == before
        terminal.write()
        rest = terminal.batch(terminal.session or b"", 1201, 10)
        assert rest is not None
        assert isinstance(way.send(Push(SCOPE, rest)), Stored)
        way.close()
    assert move(source, target) == Moved(1201, 1, True)
    with pytest.raises(Refusal) as left:
        House(tmp_path, None)  # type: ignore[arg-type]
    assert left.value.key == "database.moved"
    with pytest.raises(sqlite3.IntegrityError, match="moved"), sqlite3.connect(source.path) as file:
        file.execute("INSERT INTO event VALUES (9, 1, 9, x'', x'', zeroblob(32))")


def test_a_database_that_holds_something_else_is_not_written_over(postgres: Postgres, tmp_path: Path) -> None:
    url = postgres.fresh()
    theirs = served(tmp_path / "theirs", url, lines=2, secret=TWO, seed=4)
    served(tmp_path / "ours", lines=3)
    source = SqliteStorage(tmp_path / "ours" / DATABASE)
    with pytest.raises(Refusal) as refused:
        move(source, PostgresStorage(url))
    assert refused.value.key == "move.not_empty"
    source.prepare()  # goes on being used
    with running(tmp_path / "theirs", database=url) as server:
        way = Transport(server.join(ONE), ONE)
        assert way.send(Pull(SCOPE, START, {})) == theirs
        way.close()


def test_a_move_cut_before_the_file_was_closed_is_taken_up_again(postgres: Postgres, tmp_path: Path) -> None:
    served(tmp_path, lines=3)
    source, target = SqliteStorage(tmp_path / DATABASE), PostgresStorage(postgres.fresh())
    (tmp_path / "copy").mkdir()
    source.copy(tmp_path / "copy")
    move(source, target)
    for end in ("", "-wal", "-shm"):
        Path(f"{source.path}{end}").unlink(missing_ok=True)
    (tmp_path / "copy" / DATABASE).rename(source.path)
    assert move(source, target) == Moved(4, 1, True)
    with pytest.raises(Refusal):
        source.prepare()


def test_damaged_records_are_not_moved(postgres: Postgres, tmp_path: Path) -> None:
    served(tmp_path, lines=3)
    with sqlite3.connect(tmp_path / DATABASE) as file:
        file.execute("DROP TRIGGER event_never_changes")
        file.execute("UPDATE event SET header = zeroblob(100) WHERE seq = 2")
    file.close()
    target = PostgresStorage(postgres.fresh())
    with pytest.raises(Damaged):
        move(SqliteStorage(tmp_path / DATABASE), target)
    with connect(target.url) as connection:
        assert connection.execute("SELECT count(*) FROM event").fetchone() == (0,)
