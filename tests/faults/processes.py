"""Server processes, and terminals tied to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

from core.clock import SystemClock, epoch_ms
from core.replica.replica import Replica
from core.replica.seat import load_key
from core.replica.setup import set_up
from sync.joined import adopt, load_link
from sync.joining import enrol
from sync.rounds import Outcome, go
from sync.server.enrolment import open_code
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_storage import DATABASE, SqliteStorage
from sync.server.sqlite_store import SqliteStore
from sync.transport import Transport
from sync.wire.invitation import NO_CERTIFICATE, Invitation
from tests.sync.running import STATION, with_units

ROOT = Path(__file__).resolve().parent.parent.parent
LOOPBACK = ("--listen", "127.0.0.1:0")


def environment(data: Path) -> dict[str, str]:
    """What a process of ours on `data` sees."""
    return {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WATCHROOM_DATA": str(data)}


@contextmanager
def serving(data: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process and its address."""
    command = [sys.executable, "-P", "-m", "watchroom", "serve", "--json", *words]
    process = subprocess.Popen(
        command, env=environment(data), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line, process.stderr and process.stderr.read()
        yield process, json.loads(line)["url"]
    finally:
        process.kill()
        process.communicate()


def port_of(url: str) -> int:
    """The port in an address."""
    return int(url.rpartition(":")[2])


def founded(data: Path) -> Path:
    """A server's directory with the tree of the tests."""
    data.mkdir(mode=0o700)
    SqliteStorage(data / DATABASE).prepare()
    with_units(data)
    return data


def invitation(data: Path, unit: str = STATION) -> str:
    """What is read out to a terminal that shall join the server in `data`."""
    with closing(SqliteStore(data / DATABASE)) as store:
        code = open_code(SqliteRegistry(store.connection), unit, epoch_ms(SystemClock().now()), os.urandom)
    return str(Invitation(code, NO_CERTIFICATE))


def alarms(data: Path) -> list[tuple[str, str]]:
    """Key and device of each alarm of the server in `data`."""
    with closing(SqliteStore(data / DATABASE, read_only=True)) as store:
        return [(one.key, one.device) for one in SqliteRegistry(store.connection).alarms()]


def terminal(place: Path, letter: str = "A", code: str = "东港") -> Replica:
    """A station's terminal that works alone."""
    return set_up(place, SystemClock(), station=f"{code}站", code=code, letter=letter)


def join(replica: Replica, data: Path, url: str, unit: str = STATION) -> None:
    """Tie a terminal to the server in `data`, reached at `url`."""
    key, seat = load_key(replica.directory), replica.seat
    assert key is not None
    assert seat is not None
    adopt(replica, enrol(url, invitation(data, unit), seat.device, key.secret, seat.letter))


def exchange(replica: Replica, url: str) -> Outcome:
    """One exchange with the server reached at `url`."""
    link, key = load_link(replica), load_key(replica.directory)
    assert link is not None
    assert key is not None
    with closing(Transport(replace(link, url=url), key.secret)) as way:
        return go(replica, way)
