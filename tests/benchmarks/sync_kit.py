"""A server in its own process on loopback, and terminals joined to it."""

from __future__ import annotations

import hashlib
import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.replica.engine import connect
from core.replica.replica import Replica
from core.replica.seat import load_key
from sync.batch import Batch, encode
from sync.joined import adopt
from sync.joining import enrol
from sync.link import Link
from sync.policy import ALL_ON
from sync.server.desk import invitation, registry
from sync.server.registry import Unit
from sync.transport import Transport
from tests.benchmarks.workload import sentence
from tests.simulation.nodes import Terminal

ROOT = Path(__file__).resolve().parent.parent.parent
UNIT = "hq"
SCOPE = f"unit/{UNIT}"
EMPTY = "apart"
"""A unit at which nothing was written."""


@dataclass
class Served:
    """A server process and where it is."""

    directory: Path
    url: str
    process: subprocess.Popen[str]
    database: str = ""

    def transport(self, number: int) -> Transport:
        """A terminal joined and ready to speak."""
        return Transport(self.link(number), secret(number))

    def link(self, number: int) -> Link:
        """A terminal joined."""
        return enrol(self.url, self._code(UNIT), f"{number:032x}", secret(number), "A")

    def join(self, replica: Replica, unit: str) -> None:
        """A terminal with a replica joins at `unit`, as `watchroom enrol` joins it."""
        assert replica.seat is not None
        adopt(
            replica,
            enrol(self.url, self._code(unit), replica.seat.device, key_of(replica), replica.seat.letter),
        )

    def _code(self, unit: str) -> str:
        with registry(self.directory, self.database) as found:
            return invitation(found, self.directory, unit, (time.time_ns() // 1_000_000, os.urandom))[0]

    def cpu(self) -> float:
        """Seconds of processor time the server has used."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory_mb(self, what: str = "VmRSS") -> float:
        """Resident memory of the server, or the most it had ("VmHWM")."""
        text = Path(f"/proc/{self.process.pid}/status").read_text()
        return round(int(text.partition(f"{what}:")[2].split()[0]) / 1024, 1)


def secret(number: int) -> bytes:
    """The key of terminal `number`."""
    return hashlib.sha256(b"%d" % number).digest()


def key_of(replica: Replica) -> bytes:
    """The secret of a terminal with a replica."""
    found = load_key(replica.directory)
    assert found is not None
    return found.secret


@contextmanager
def served(directory: Path, database: str = "") -> Iterator[Served]:
    """A server in a process of its own, fresh unless the `database` is not."""
    with registry(directory, database) as found:
        for unit in (UNIT, EMPTY):
            found.add_unit(Unit(unit, unit, "hq"))
    env = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "WATCHROOM_DATA": str(directory),
        "WATCHROOM_DATABASE": database,
    }
    command = [sys.executable, "-P", "-m", "watchroom", "serve", "--json", "--listen", "127.0.0.1:0"]
    with open(directory / "log", "w") as log:
        process = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert process.stdout is not None
        yield Served(directory, json.loads(process.stdout.readline())["url"], process, database)
    finally:
        process.terminate()
        process.wait(10)


def wrote(number: int, changes: int) -> Terminal:
    """A terminal that wrote so many changes of about 380 bytes."""
    chance = random.Random(number)
    made = Terminal(f"{number:032x}", SCOPE, chance, ALL_ON, secret(number))
    made.write()
    made.disk.events[made.session or b""].pop()
    made.clock -= 1
    while len(made.disk.events[made.session or b""]) < changes:
        made._append("log.noted", chance.randbytes(16), {"text": sentence(chance)})
    return made


def batches(terminal: Terminal, size: int) -> list[Batch]:
    """Everything it wrote, in sealed batches."""
    session, found = terminal.session or b"", []
    after = 0
    while (batch := terminal.batch(session, after, size)) is not None:
        found.append(batch)
        after = batch.last
    return found


class Shelf:
    """Where a puller stores what it got: headers, bodies, mark, in one durable commit a page."""

    def __init__(self, path: Path) -> None:
        """Store at `path`."""
        self.connection = connect(path, look=lambda *_: None)
        self.connection.execute(
            "CREATE TABLE event (session BLOB, seq INTEGER, header BLOB, body BLOB) STRICT"
        )
        self.connection.execute("CREATE TABLE mark (n INTEGER, hash BLOB) STRICT")

    def note(self, stored: Any) -> None:
        """What was acknowledged, durably."""
        self.connection.execute("INSERT INTO mark VALUES (?, ?)", stored.head)

    def take(self, page: Any) -> None:
        """Store a page."""
        rows = [
            (run.session, seq, *event) for run in page.runs for seq, event in enumerate(run.events, run.first)
        ]
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO event VALUES (?, ?, ?, ?)", rows)
        self.connection.execute("INSERT INTO mark VALUES (?, ?)", page.mark)
        self.connection.execute("COMMIT")


def bytes_of(found: list[Batch]) -> int:
    """How many bytes they are on their way."""
    return sum(len(encode(batch)) for batch in found)
