"""Processes that are killed, a disk that is full, a file nobody may write: what was acknowledged is there, once."""

from __future__ import annotations

import os
import random
import select
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from core.clock import SystemClock
from core.records import log
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.faults.duty import AGREED, SAVED
from tests.faults.lines import at_branch, at_terminal, whole_at_both_ends
from tests.faults.processes import (
    LOOPBACK,
    alarms,
    environment,
    exchange,
    founded,
    join,
    port_of,
    serving,
    terminal,
)
from tests.faults.proxy import Proxy, between

KILLS = int(os.environ.get("WATCHROOM_KILLS", "10"))
"""Of the terminal and of the server each; a long run takes 300."""

pytestmark = [
    pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL and limits of files"),
    pytest.mark.slow,
]


class Killing:
    """A server and a terminal that are killed in turn and started again."""

    def __init__(self, data: Path, place: Path, network: Proxy, chance: random.Random) -> None:
        self.data, self.place, self.network, self.chance = data, place, network, chance
        self.saved, self.agreed = list[str](), 0
        self.lives = self.server_kills = self.terminal_kills = 0

    def terminal(self) -> subprocess.Popen[bytes]:
        """One more life of the terminal."""
        self.lives += 1
        command = [sys.executable, "-P", "-m", "tests.faults.duty", f"命{self.lives}"]
        return subprocess.Popen(command, env=environment(self.place), stdout=subprocess.PIPE)

    def read(self, duty: subprocess.Popen[bytes], wanted: int) -> None:
        """Hear what a terminal says until it said so many words."""
        assert duty.stdout is not None
        last, heard = time.monotonic() + 60, 0
        while heard < wanted and time.monotonic() < last:
            heard += self._hear(duty.stdout.readline())

    def kill(self, duty: subprocess.Popen[bytes]) -> None:
        """Kill a terminal some milliseconds from now, and hear its last words."""
        assert duty.stdout is not None
        select.select([], [], [], self.chance.random() / 10)
        duty.kill()
        for line in duty.stdout:
            self._hear(line)
        duty.wait()
        duty.stdout.close()
        self.terminal_kills += 1

    def _hear(self, line: bytes) -> int:
        word, _, text = line.decode().rstrip().partition(" ")
        if not line.endswith(b"\n"):
            return 0
        if word == SAVED:
            self.saved.append(text)
        self.agreed += word == AGREED
        return 1

    def run(self, kills: int) -> None:
        """Kill both ends so often, in the middle of writing and exchanging."""
        while min(self.server_kills, self.terminal_kills) < kills:
            with serving(self.data, *LOOPBACK) as (server, url):
                self.network.port = port_of(url)
                duty = self.terminal()
                self.read(duty, self.chance.randint(1, 12))
                if self.chance.random() < 0.5:
                    server.kill()
                    self.server_kills += 1
                    self.read(duty, 1)
                    self.kill(duty)
                    continue
                self.kill(duty)
                select.select([], [], [], self.chance.random() / 20)
            self.server_kills += 1


def test_kill_9_of_both_ends_loses_and_doubles_nothing(tmp_path: Path) -> None:
    data, place = founded(tmp_path / "server"), tmp_path / "terminal"
    with ExitStack() as stack:
        server, url = stack.enter_context(serving(data, *LOOPBACK))
        network = stack.enter_context(between(port_of(url)))
        with terminal(place) as replica:
            join(replica, data, network.url)
        server.kill()
        killing = Killing(data, place, network, random.Random(11))
        killing.run(KILLS)
        _, url = stack.enter_context(serving(data, *LOOPBACK))
        network.port = port_of(url)
        with Replica(place, SystemClock()) as replica:
            outcome = exchange(replica, network.url)
            assert outcome.agreed, outcome
            lines = at_terminal(replica)
            assert set(killing.saved) <= set(lines)
            assert len(lines) == len(set(lines)) <= len(killing.saved) + killing.lives
            assert sorted(at_branch(data)) == sorted(lines)
            whole_at_both_ends(replica, data)
            assert standing.alarms(replica.connection) == []
        assert alarms(data) == []
    assert killing.agreed > 0
    print(
        f"killed: server {killing.server_kills}, terminal {killing.terminal_kills}; "
        f"saved {len(killing.saved)}, agreed {killing.agreed}, lines {len(lines)}, lost 0, doubled 0"
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="sets a limit on another process")
def test_a_full_disk_under_the_server_is_said_with_503_and_everything_is_taken_later(tmp_path: Path) -> None:
    import resource

    data = founded(tmp_path / "server")
    with serving(data, *LOOPBACK) as (process, url), terminal(tmp_path / "terminal") as replica:
        join(replica, data, url)
        assert exchange(replica, url).agreed
        _, hard = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, hard))
        Desk(replica).do(log.note, "磁盘已满")
        outcome = exchange(replica, url)
        assert (outcome.error, outcome.waiting > 0, outcome.retry > 0) == ("sync.error.busy", True, True)
        assert at_branch(data) == []
        with httpx.Client(base_url=url, trust_env=False) as client:
            assert client.get("/readyz").status_code == 503
            assert client.get("/healthz").status_code == 200
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (hard, hard))
        assert exchange(replica, url).agreed
        assert at_branch(data) == at_terminal(replica) == ["磁盘已满"]
        whole_at_both_ends(replica, data)
    assert alarms(data) == []
