"""A bad network between a server process and a terminal: nothing is lost or doubled, and nobody is alarmed."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.records import log
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import Replica
from sync import transport
from tests.faults import proxy
from tests.faults.lines import at_branch, at_terminal, whole_at_both_ends
from tests.faults.processes import (
    LOOPBACK,
    alarms,
    exchange,
    founded,
    join,
    port_of,
    serving,
    terminal,
)
from tests.faults.proxy import Proxy, Way, between

ROUNDS = int(os.environ.get("WATCHROOM_ROUNDS", "20"))

LOST: dict[str, Way] = {
    "refused": proxy.refused,
    "hole": proxy.hole,
    "deaf": proxy.deaf,
    "drip": proxy.drip,
    "cut before the request": proxy.cut_up(0),
    "cut in the head of a request": proxy.cut_up(150),
    "cut in the body of a request": proxy.cut_up(900),
    "cut in an answer": proxy.cut_down(200),
    "cut in a later answer": proxy.cut_down(1500),
}
UNTRUSTED: dict[str, Way] = {
    "portal": proxy.portal,
    "garbage": proxy.garbage,
    "stutter": proxy.stutter,
    "flipped": proxy.flipped,
}
HARMLESS: dict[str, Way] = {"slow": proxy.slow, "again": proxy.again, "whole": proxy.whole}
WAYS = {**LOST, **UNTRUSTED, **HARMLESS}


class Place:
    """A server process, a stretch of network before it, a terminal behind."""

    def __init__(self, data: Path, process: subprocess.Popen[str], network: Proxy, replica: Replica) -> None:
        self.data, self.process, self.network, self.replica = data, process, network, replica
        self.desk, self.written = Desk(replica), list[str]()

    def write(self, text: str) -> None:
        """A line saved at the terminal."""
        self.desk.do(log.note, text)
        self.written.append(text)

    def agree(self) -> None:
        """The network is whole again: the next exchange says so, and everything lies once at both ends."""
        self.network.way = proxy.whole
        outcome = exchange(self.replica, self.network.url)
        assert outcome.agreed, outcome
        assert at_terminal(self.replica) == at_branch(self.data) == self.written
        whole_at_both_ends(self.replica, self.data)
        assert alarms(self.data) == []
        assert standing.alarms(self.replica.connection) == []


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setattr(transport, "SILENCE", 1.0)
    monkeypatch.setattr(transport, "DEADLINE", 3.0)
    data = founded(tmp_path / "server")
    with (
        serving(data, *LOOPBACK) as (process, url),
        between(port_of(url)) as network,
        terminal(tmp_path / "terminal") as replica,
    ):
        join(replica, data, network.url)
        yield Place(data, process, network, replica)


@pytest.mark.parametrize("name", WAYS)
def test_whatever_the_network_does_the_next_exchange_makes_it_good(place: Place, name: str) -> None:
    place.write("灰度")
    place.network.way = WAYS[name]
    outcome = exchange(place.replica, place.network.url)
    if name not in HARMLESS:
        assert outcome.error in ("sync.error.unreachable", "sync.error.untrusted")
    assert outcome.waiting or at_branch(place.data) == place.written
    place.write("之后")
    place.agree()


def test_a_week_of_bad_network_loses_and_doubles_nothing(place: Place) -> None:
    chance = random.Random(7)
    quick = [name for name in WAYS if name not in ("hole", "deaf", "drip")]
    for number in range(ROUNDS):
        for line in range(chance.randint(0, 3)):
            place.write(f"{number}-{line}")
        cut = chance.randint(0, 3000)
        place.network.way = chance.choice(
            [*(WAYS[name] for name in quick), proxy.cut_up(cut), proxy.cut_down(cut)]
        )
        exchange(place.replica, place.network.url)
    place.agree()


@pytest.mark.skipif(os.name == "nt", reason="needs SIGSTOP")
def test_a_server_that_freezes_in_mid_request_is_given_up_and_found_again(place: Place) -> None:
    def freeze(part: bytes) -> bytes:
        if b"/v1/push" in part:
            os.kill(place.process.pid, signal.SIGSTOP)
        return part

    place.write("冻结之前")
    place.network.way = proxy.relaying(up=freeze)
    try:
        outcome = exchange(place.replica, place.network.url)
        assert (outcome.error, outcome.waiting > 0) == ("sync.error.unreachable", True)
        place.write("冻结之中")
        assert exchange(place.replica, place.network.url).error == "sync.error.unreachable"
    finally:
        os.kill(place.process.pid, signal.SIGCONT)
    place.agree()


def test_another_server_behind_the_address_is_not_believed(place: Place, tmp_path: Path) -> None:
    place.write("给本支部的")
    other = founded(tmp_path / "other")
    with serving(other, *LOOPBACK) as (_, url):
        place.network.port, mine = port_of(url), place.network.port
        outcome = exchange(place.replica, place.network.url)
        assert outcome.error in ("sync.error.untrusted", "sync.error.declined")
        assert at_branch(other) == []
        place.network.port = mine
    place.agree()


def test_a_server_that_is_gone_is_told_and_found_again_at_its_place(place: Place) -> None:
    port = place.network.port
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        place.network.port = nobody.getsockname()[1]
    place.write("断线")
    assert exchange(place.replica, place.network.url).error == "sync.error.unreachable"
    place.network.port = port
    place.agree()
