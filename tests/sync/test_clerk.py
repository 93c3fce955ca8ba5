"""The branch's clerk over real servers: delivered, passed on to headquarters when nobody reads, and the digest."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import SystemClock
from core.records import incident
from core.records.digest import Digest
from core.records.direct import Answers, Direct, note_read, send
from core.records.escalation import Escalation
from core.replica.act import Desk
from core.replica.replica import Replica
from sync.agent.clerk import FOLDER, Clerk, branch_served
from sync.server.desk import announce
from sync.transport import Transport
from tests.sync.running import Running, running
from tests.sync.tiers import BRANCH, Station, branch, feed, until


class Ahead(SystemClock):
    """The machine's clock, set ahead by what a test says."""

    ahead = timedelta()

    def now(self) -> datetime:
        """Wall time as the test wants it."""
        return super().now() + self.ahead


@contextmanager
def clerk(server: Running, clock: Ahead) -> Iterator[Clerk]:
    """The clerk of a server that was announced, at work."""
    announce(server.directory, server.url, None)
    made = Clerk(server.directory, server.url, server.registry, clock, random.uniform, Transport, os.urandom)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def state_of(station: Station, record: str) -> Direct:
    """A direct report as the terminal sees it after an exchange."""
    assert station.sync().agreed
    with station.replica() as replica:
        found = replica.state(record)
    assert isinstance(found, Direct)
    return found


def sent(station: Station) -> str:
    """An urgent direct report, at the branch's server."""
    with station.replica() as replica:
        record = Desk(replica).do(send, Answers("排涝泵停了，赵原在修", "1号泵房", "4寸叶轮"))
    assert station.sync().agreed
    return record


def of_kind(home: Path, kind: str) -> list[object]:
    """The states of one kind in a replica."""
    with Replica(home, SystemClock()) as replica:
        return [replica.state(row.id) for row in replica.rows(kind)]


def test_what_comes_in_is_delivered_and_nobody_at_headquarters_is_told_while_there_is_time(
    tmp_path: Path,
) -> None:
    with running(tmp_path / "branch") as server, clerk(server, Ahead()):
        station = Station(tmp_path / "a", server)
        record = sent(station)
        until(lambda: state_of(station, record).delivered is not None)
        assert state_of(station, record).status == "direct.delivered"
        assert not of_kind(server.directory / FOLDER, "escalation")


def test_unread_for_ten_minutes_it_stands_at_headquarters_without_what_happened(tmp_path: Path) -> None:
    clock = Ahead()
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server, clerk(server, clock):
        station, above = Station(tmp_path / "a", server), Station(tmp_path / "hq-room", hq, "hq")
        record = sent(station)
        until(lambda: state_of(station, record).delivered is not None)
        clock.ahead = timedelta(minutes=10, seconds=1)
        until(lambda: above.sync().agreed and bool(of_kind(above.home, "escalation")))
        (found,) = of_kind(above.home, "escalation")
        assert isinstance(found, Escalation)
        assert (found.name, found.place, found.need) == ("东港站", "1号泵房", "4寸叶轮")
        until(lambda: state_of(station, record).escalated is not None)
        assert [one.body for one in of_kind(above.home, "direct")] == [{}]  # type: ignore[attr-defined]
        bodies = b"".join(event.body or b"" for event in feed(hq.directory, f"unit/{BRANCH}"))
        assert "4寸叶轮".encode() in bodies
        assert "排涝泵停了".encode() not in bodies


def test_one_that_was_read_in_time_is_the_branchs_own_affair(tmp_path: Path) -> None:
    clock = Ahead()
    with running(tmp_path / "branch") as server, clerk(server, clock):
        station, console = Station(tmp_path / "a", server), Station(tmp_path / "b", server, BRANCH)
        record = sent(station)
        until(lambda: state_of(station, record).delivered is not None)
        assert console.sync().agreed
        with console.replica() as replica:
            Desk(replica).do(note_read, record)
        assert console.sync().agreed
        until(lambda: bool(of_kind(server.directory / FOLDER, "direct")[0].opened))  # type: ignore[attr-defined]
        clock.ahead = timedelta(minutes=30)
        again = sent(station)  # the clerk has looked at the time once this one is delivered
        until(lambda: state_of(station, again).delivered is not None)
        assert not [
            one
            for one in of_kind(server.directory / FOLDER, "escalation")
            if one.direct == record  # type: ignore[attr-defined]
        ]


def test_killed_in_between_it_tells_nobody_twice_and_finds_the_server_at_another_address(
    tmp_path: Path,
) -> None:
    clock = Ahead()
    with running(tmp_path / "branch") as server:
        station = Station(tmp_path / "a", server)
        record = sent(station)
        with clerk(server, clock):
            until(lambda: state_of(station, record).delivered is not None)
    clock.ahead = timedelta(minutes=11)
    with running(tmp_path / "branch") as server:
        station.moved(server)
        for _ in range(2):
            with clerk(server, clock):
                until(lambda: state_of(station, record).escalated is not None)
        assert len(of_kind(server.directory / FOLDER, "escalation")) == 1
        with server.registry() as registry:
            assert len([one for one in registry.devices() if one.unit == BRANCH]) == 1


def test_on_monday_headquarters_has_the_weeks_totals_and_no_name(tmp_path: Path) -> None:
    clock = Ahead()
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server, clerk(server, clock):
        station, above = Station(tmp_path / "a", server), Station(tmp_path / "hq-room", hq, "hq")
        with station.replica() as replica:
            Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟，报警人 李建国")
        record = sent(station)
        until(lambda: state_of(station, record).delivered is not None)
        clock.ahead = timedelta(days=8)
        until(lambda: above.sync().agreed and bool(of_kind(above.home, "digest")))
        found = of_kind(above.home, "digest")[0]
        assert isinstance(found, Digest)
        assert found.figures["direct"] == 1
        assert sum(value or 0 for name, value in found.figures.items() if name.startswith("in")) == 1
        bodies = b"".join(event.body or b"" for event in feed(hq.directory, f"unit/{BRANCH}"))
        assert "李建国".encode() not in bodies


def test_at_headquarters_and_before_a_station_joined_there_is_nothing_to_do(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq) as server:
        for one in (hq, server):
            with one.registry() as registry:
                assert branch_served(registry) is None
        Station(tmp_path / "a", server)
        with server.registry() as registry:
            assert branch_served(registry) == next(one for one in registry.units() if one.path == BRANCH)
        with hq.registry() as registry:
            assert branch_served(registry) is None
