"""The branch's agent over real servers: what goes up, what comes down, and what each failure does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.journal.encoding import TAIL
from core.journal.event import Stored as Event
from core.replica import standing as replica_standing
from sync.agent.standing import standing
from sync.agent.tie import Tie, join, load_tie
from sync.batch import Batch
from sync.joining import NotJoined
from sync.messages import START, Page, Pull, Push, Stored
from sync.server import desk
from sync.transport import Transport
from sync.wire.invitation import Invitation
from tests.sync.running import SCOPE, Running, running, wrote
from tests.sync.tiers import BRANCH, Station, branch, exchange, feed, joined, serving, until

ONE, TWO = bytes(31) + b"1", bytes(31) + b"2"


def audience(event: Event) -> str:
    """Whom an event is meant for."""
    return str(json.loads(event.header[TAIL])["audience"])


def headers(directory: Path, scope: str = SCOPE) -> set[bytes]:
    """Headers of a feed on disk."""
    return {event.header for event in feed(directory, scope)}


def test_what_a_station_wrote_reaches_headquarters_without_what_was_not_meant_for_it(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq, tls=True) as server:
        terminal = wrote(ONE, 700)
        transport = Transport(server.join(ONE), ONE)
        exchange(terminal, transport)
        until(lambda: len(feed(hq.directory, SCOPE)) == 701)
        up = feed(hq.directory, SCOPE)
        assert {(audience(event), event.body is not None) for event in up} == {
            ("station", False),
            ("branch", False),
            ("hq", True),
            ("down", False),
        }
        assert headers(hq.directory) == headers(server.directory)
        until(lambda: standing(server.directory, BRANCH)[1] == 0)
        assert hq.alarms() == server.alarms() == set()
        transport.close()


def test_headquarters_is_gone_for_a_while_and_the_branch_goes_on(tmp_path: Path) -> None:
    terminal = wrote(ONE, 5)
    with running(tmp_path / "hq") as hq:
        joined(tmp_path / "branch", hq)
        gone: Running = hq
    with branch(tmp_path / "branch", gone) as server:
        transport = Transport(server.join(ONE), ONE)
        exchange(terminal, transport)
        until(lambda: standing(server.directory, BRANCH)[0].error == "sync.error.unreachable")
        assert standing(server.directory, BRANCH)[1] == 6
        terminal.write()
        exchange(terminal, transport)
        assert len(feed(server.directory, SCOPE)) == 7
        transport.close()
    with running(tmp_path / "hq") as again, branch(tmp_path / "branch", again) as server:
        until(lambda: headers(again.directory) == headers(server.directory))
        until(lambda: not standing(server.directory, BRANCH)[0].error)


def test_a_code_is_good_for_one_server_and_joining_again_makes_a_new_device(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq:
        first = joined(tmp_path / "branch", hq)
        second = joined(tmp_path / "branch", hq)
        assert first.link.device != second.link.device
        assert (tmp_path / "branch" / "upstream.key").stat().st_mode & 0o777 == 0o600
        with pytest.raises(NotJoined):
            join(tmp_path / "other", hq.url, str(Invitation("0" * 16, hq.fingerprint)), os.urandom)
        assert load_tie(tmp_path / "other") is None


def places(station: Station) -> tuple[int, int | None]:
    """How many events are at the branch, and at headquarters, as the terminal says."""
    with station.replica() as replica:
        return replica_standing.places(replica.connection)


def held(station: Station) -> int:
    """How many events the terminal holds."""
    with station.replica() as replica:
        return int(replica.connection.execute("SELECT events FROM journal_state").fetchone()[0])


def test_a_terminal_learns_what_is_at_headquarters_and_never_more_than_is_there(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server:
        station = Station(tmp_path / "station", server)
        station.note("一")
        until(lambda: station.sync().agreed and places(station) == (held(station), held(station)))
        desk.copy(hq.directory, tmp_path / "old")
        station.note("二")
        until(lambda: station.sync().agreed and places(station) == (held(station), held(station)))
        with station.replica() as replica:
            record = replica.rows("log", limit=1)[0].id
            assert replica_standing.reached(replica.connection, record) == "hq"
    with running(tmp_path / "old") as hq:
        there = len(feed(hq.directory, SCOPE))
        with serving(tmp_path / "branch", known(tmp_path / "branch").at(hq.url)) as server:
            station.moved(server)
            until(lambda: "sync.alarm.rewound_above" in server.alarms())
            until(lambda: station.sync().agreed and places(station) == (held(station), held(station)))
            assert len(feed(hq.directory, SCOPE)) == held(station) > there


def test_where_the_branch_has_none_above_it_nothing_is_said_of_headquarters(tmp_path: Path) -> None:
    with running(tmp_path / "branch") as server:
        station = Station(tmp_path / "station", server)
        station.note("一")
        station.sync()
        assert places(station) == (held(station), None)


def test_what_comes_down_reaches_the_terminals_of_the_stations(tmp_path: Path) -> None:
    scope = "unit/hq"
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server:
        console = Transport(hq.join(ONE, "hq"), ONE)
        terminal = wrote(ONE, 3)
        terminal.scope = scope
        assert terminal.session is not None
        whole = terminal.batch(terminal.session, 0, 10)
        assert whole is not None
        assert isinstance(console.send(Push(scope, whole)), Stored)
        until(lambda: headers(server.directory, scope) == headers(hq.directory, scope))
        station = Transport(server.join(TWO), TWO)
        page = station.send(Pull(scope, START, {}))
        assert isinstance(page, Page)
        assert sum(len(run.events) for run in page.runs if isinstance(run, Batch)) == 4
        assert hq.alarms() <= {"sync.alarm.unknown_key"}
        console.close()
        station.close()


def test_a_relay_that_was_revoked_says_so_and_serves_on(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server:
        until(lambda: bool(standing(server.directory, BRANCH)[0].done))
        with hq.registry() as registry:
            assert registry.revoke(known(server.directory).link.device, 1)
        terminal = wrote(ONE, 3)
        transport = Transport(server.join(ONE), ONE)
        exchange(terminal, transport)
        until(lambda: standing(server.directory, BRANCH)[0].error == "sync.error.revoked")
        assert len(feed(server.directory, SCOPE)) == 4
        assert feed(hq.directory, SCOPE) == []
        transport.close()


def test_another_server_at_the_address_of_headquarters_is_told_nothing(tmp_path: Path) -> None:
    with running(tmp_path / "hq", tls=True) as hq:
        joined(tmp_path / "branch", hq)
    with running(tmp_path / "stranger", tls=True) as stranger:
        tie = known(tmp_path / "branch").at(stranger.url)
        with serving(tmp_path / "branch", tie) as server:
            transport = Transport(server.join(ONE), ONE)
            exchange(wrote(ONE, 3), transport)
            until(lambda: standing(server.directory, BRANCH)[0].error != "")
            assert feed(stranger.directory, SCOPE) == []
            transport.close()


def known(directory: Path) -> Tie:
    """The tie of a server that joined."""
    tie = load_tie(directory)
    assert tie is not None
    return tie
