"""Whose records they are: what a station wrote before it joined counts for the unit it joined."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.clock import SystemClock
from core.compile.cadence import due
from core.records import direct, log, shift
from core.records.unit import add_team
from core.replica.act import Desk
from core.replica.setup import set_up
from tests.sync.running import STATION, running
from tests.sync.tiers import BRANCH, Station


def alone(home: Path) -> tuple[str, str]:
    """A station that works alone: a line, a shift and a direct report; ids of the last two."""
    with set_up(home, SystemClock(), station="东港站", code="东港") as replica:
        desk = Desk(replica)
        desk.do(log.note, "入网前")
        team = desk.do(add_team, "一班")
        opened = desk.do(shift.open_shift, team=team)
        return opened, desk.do(direct.send, direct.Answers("缺叶轮", "泵房", "4寸叶轮"))


def test_the_branch_counts_it_for_the_station_and_the_station_for_itself(tmp_path: Path) -> None:
    opened, sent = alone(tmp_path / "a")
    with running(tmp_path / "server") as server:
        station = Station.there(tmp_path / "a", server, STATION)
        assert station.sync().agreed
        branch = Station(tmp_path / "b", server, BRANCH)
        assert branch.sync().agreed
    with branch.replica() as replica:
        for record in (opened, sent):
            meta = replica.state(record).meta
            assert (meta.unit, replica.unit_of(meta)) == ("station/东港", STATION)
        now = replica.clock.now()
        owed = due(replica, now - timedelta(days=1), now + timedelta(days=1), now, STATION)
        assert opened in {one.owner for one in owed}
    with station.replica() as replica:
        assert replica.unit_of(replica.state(sent).meta) == STATION
        Desk(replica).do(direct.resolve, sent)


def test_a_second_terminal_knows_it_too_and_a_rebuild_does_not_forget(tmp_path: Path) -> None:
    _, sent = alone(tmp_path / "a")
    with running(tmp_path / "server") as server:
        assert Station.there(tmp_path / "a", server, STATION).sync().agreed
        second = Station(tmp_path / "b", server)
        assert second.sync().agreed
    with second.replica() as replica:
        from core.replica.rebuild import rebuild

        rebuild(replica)
        assert replica.unit_of(replica.state(sent).meta) == STATION


def test_what_a_unit_wrote_in_its_own_name_needs_no_note(tmp_path: Path) -> None:
    with running(tmp_path / "server") as server:
        station = Station(tmp_path / "a", server)
        station.note("入网后")
        branch = Station(tmp_path / "b", server, BRANCH)
        assert branch.sync().agreed
    with branch.replica() as replica:
        line = replica.rows("log")[0]
        assert replica.unit_of(replica.state(line.id).meta) == STATION
        assert not replica.connection.execute("SELECT unit FROM home").fetchall()
