"""Terminal and server over real sockets on loopback, with each engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from sync.exchange import Exchange
from sync.joining import NotJoined, enrol
from sync.link import NotAnAddress
from sync.messages import START as FROM_START
from sync.messages import Hello, Page, Pull, Push, Refused, Stored, Welcome
from sync.transport import Transport, Untrusted
from sync.wire.form import Declined
from tests.simulation.nodes import Terminal
from tests.sync.conftest import ENGINES, address
from tests.sync.running import SCOPE, Running, running, wrote

ONE, TWO = bytes(31) + b"1", bytes(31) + b"2"


@pytest.fixture(scope="module", params=ENGINES)
def plain(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("plain"), database=address(request)) as made:
        yield made


def exchange(terminal: Terminal, transport: Transport) -> int:
    """One whole exchange; how many requests it took."""
    one, count = Exchange(terminal), 0
    while (request := one.request()) is not None:
        count += 1
        for write in one.answer(transport.send(request)):
            terminal.carry_out(write)
        assert count < 100
    return count


def test_two_terminals_of_a_station_agree_over_tls(tmp_path: Path, database: str) -> None:
    with running(tmp_path, tls=True, database=database) as server:
        ours, theirs = wrote(ONE, 1200), wrote(TWO, 3, seed=4)
        one, two = (Transport(server.join(secret), secret) for secret in (ONE, TWO))
        exchange(ours, one)
        exchange(theirs, two)
        exchange(ours, one)
        assert ours.records() == theirs.records()
        assert exchange(ours, one) <= 6
        assert server.alarms() == set()
        one.close()
        two.close()


def test_another_certificate_than_the_one_read_out_is_refused(tmp_path: Path) -> None:
    with running(tmp_path, tls=True) as server:
        server.fingerprint = "1" * 16
        with pytest.raises(Untrusted, match="certificate"):
            server.join(ONE)


def test_plain_http_goes_no_further_than_this_machine() -> None:
    with pytest.raises(NotAnAddress):
        enrol("http://10.0.0.1:8080", "", "", ONE, "A")


def test_a_code_is_good_once_and_the_same_terminal_may_ask_again(plain: Running) -> None:
    invitation = plain.invitation()
    first = enrol(plain.url, invitation, "a1" * 16, ONE, "A")
    assert enrol(plain.url, invitation, "a1" * 16, ONE, "A") == first
    with pytest.raises(NotJoined):
        enrol(plain.url, invitation, "a2" * 16, TWO, "A")
    assert "sync.alarm.code_twice" in plain.alarms()
    second = enrol(plain.url, plain.invitation(), "a2" * 16, TWO, "A")
    assert second.letter != first.letter


def test_a_revoked_device_is_refused_at_its_next_request(plain: Running) -> None:
    link = enrol(plain.url, plain.invitation(), "b1" * 16, ONE, "A")
    transport = Transport(link, ONE)
    assert isinstance(transport.send(Hello({}, {})), Welcome)
    with plain.registry() as registry:
        assert registry.revoke(link.device, 1)
    with pytest.raises(Declined, match="revoked"):
        transport.send(Hello({}, {}))
    transport.close()


def test_another_stations_feed_can_be_neither_read_nor_written(plain: Running) -> None:
    link = enrol(plain.url, plain.invitation("hq/b2/beidi"), "c1" * 16, ONE, "A")
    transport, terminal = Transport(link, ONE), wrote(ONE, 2, seed=9)
    assert terminal.session is not None
    batch = terminal.batch(terminal.session, 0, 10)
    assert batch is not None
    assert transport.send(Push(SCOPE, batch)) == Refused("scope")
    assert transport.send(Pull(SCOPE, FROM_START, {})) == Refused("scope")
    assert "sync.alarm.foreign_scope" in plain.alarms()
    transport.close()


def test_a_counter_that_was_used_is_jumped_over(plain: Running) -> None:
    link = enrol(plain.url, plain.invitation(), "d1" * 16, ONE, "A")
    transport = Transport(link, ONE)
    transport.send(Hello({}, {}))
    restored = Transport(link, ONE)
    restored._counter = 0
    assert isinstance(restored.send(Hello({}, {})), Welcome)
    assert isinstance(transport.send(Hello({}, {})), Welcome)
    transport.close()
    restored.close()


def test_a_branch_console_sees_no_content_meant_for_the_station_alone(plain: Running) -> None:
    station = enrol(plain.url, plain.invitation(), "e1" * 16, ONE, "A")
    console = enrol(plain.url, plain.invitation("hq/b2"), "e2" * 16, TWO, "A")
    one, two, terminal = Transport(station, ONE), Transport(console, TWO), wrote(ONE, 3, seed=11)
    assert terminal.session is not None
    batch = terminal.batch(terminal.session, 0, 10)
    assert batch is not None
    assert isinstance(one.send(Push(SCOPE, batch)), Stored)
    page = two.send(Pull(SCOPE, FROM_START, {}))
    assert isinstance(page, Page)
    seen = [event.body for run in page.runs for event in getattr(run, "events", ())]
    assert seen
    assert all(body is not None for body in seen)  # the simulator writes for headquarters
    one.close()
    two.close()


def test_the_live_stream_tells_what_grew(plain: Running) -> None:
    link = enrol(plain.url, plain.invitation(), "f1" * 16, ONE, "A")
    listening, pushing, terminal = Transport(link, ONE), Transport(link, ONE), wrote(ONE, 3, seed=12)
    stream = listening.live()
    before = {}
    while SCOPE not in before:
        news = next(stream)
        before[news["scope"]] = news["n"]
    assert terminal.session is not None
    batch = terminal.batch(terminal.session, 0, 10)
    assert batch is not None
    pushing.send(Push(SCOPE, batch))
    news = {}
    while news.get("scope") != SCOPE or news["n"] <= before[SCOPE]:
        news = next(stream)
    assert news["n"] == before[SCOPE] + 4
    stream.close()
    listening.close()
    pushing.close()


def test_open_pages_answer(plain: Running) -> None:
    with httpx.Client(base_url=plain.url, trust_env=False) as client:
        assert client.get("/healthz").text == "ok\n"
        assert client.get("/readyz").status_code == 200
        assert "watchroom_commits_total" in client.get("/metrics").text
        assert client.get("/v1/openapi.json").json()["openapi"] == "3.1.0"
        assert client.put("/v1/push").status_code == 405
