"""The clock of the watch, shared with the tests of core, and the databases a server may keep its records in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.server.engines import storage as engine
from sync.server.storage import Storage
from tests.core.conftest import clock
from tests.sync.postgres import Postgres, started

__all__ = ["clock"]
ENGINES = ("sqlite", "postgres")


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A running PostgreSQL."""
    with started() as running:
        yield running


def address(request: pytest.FixtureRequest) -> str:
    """What `--database` is given: nothing, or the address of an empty PostgreSQL database."""
    return "" if request.param == "sqlite" else request.getfixturevalue("postgres").fresh()


@pytest.fixture(params=ENGINES)
def database(request: pytest.FixtureRequest) -> str:
    """What `--database` is given, for each engine in turn."""
    return address(request)


@pytest.fixture
def storage(database: str, tmp_path: Path) -> Storage:
    """Each engine in turn, made and empty."""
    made = engine(tmp_path, database)
    made.prepare()
    return made
