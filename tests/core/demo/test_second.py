"""The demo's other terminals: the neighbour is a station of its own; the second one worked apart and did not know."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, ManualClock
from core.demo import build
from core.demo.cast import BEIDI
from core.demo.second import build_second
from core.errors import Refusal
from core.journal.event import Stored
from core.records.incident.settling import disputes
from core.replica.replica import Replica
from core.replica.verify import verify
from core.rules.completeness import missing

NIGHT = datetime(2026, 11, 22, 3, 12, tzinfo=STATION_ZONE)
DAYS = 3
"""Back to before the call of which the second terminal knows another time."""


@pytest.fixture(scope="module")
def terminals(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The first and the second terminal, not yet exchanged."""
    place = tmp_path_factory.mktemp("two")
    build(place / "a", NIGHT, days=DAYS)
    build_second(place / "b", place / "a", NIGHT)
    return place / "a", place / "b"


def test_the_second_terminal_has_the_first_ones_records_as_they_were_and_lines_of_its_own(terminals):
    with (
        Replica(terminals[1], ManualClock(NIGHT)) as second,
        Replica(terminals[0], ManualClock(NIGHT)) as first,
    ):
        assert verify(second.connection).ok
        known = {row.number for row in first.rows("log")}
        own = [row for row in second.rows("log") if row.number not in known]
        assert {row.number.rpartition("-")[2][0] for row in own} == {"B"}
        assert len(own) == 8
        assert all(row.author for row in own)
        assert len(second.rows("incident")) < len(first.rows("incident"))
        assert not [row for row in first.rows() if row.conflict]


def test_two_times_of_arrival_meet_when_both_know_everything(terminals, tmp_path):
    with (
        Replica(terminals[0], ManualClock(NIGHT)) as first,
        Replica(terminals[1], ManualClock(NIGHT)) as second,
    ):
        events = second.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
        first.absorb([Stored(*row) for row in events])
        (torn,) = [row for row in first.rows() if row.conflict]
        (dispute,) = disputes(first.state(torn.id))
        assert (dispute.label, dispute.vehicle) == ("inc.on_scene", "1车")
        assert len(dispute.values) == 2
        assert verify(first.connection).ok


def test_the_second_terminal_is_made_even_where_the_call_is_not_known(tmp_path):
    build(tmp_path / "a", NIGHT, days=1)
    build_second(tmp_path / "b", tmp_path / "a", NIGHT)
    with Replica(tmp_path / "b", ManualClock(NIGHT)) as second:
        assert second.rows("log")
    with pytest.raises(Refusal):
        build_second(tmp_path / "b", tmp_path / "a", NIGHT)


@pytest.mark.parametrize("clock", ["00:05", "08:20", "09:00", "16:36"])
def test_the_neighbour_is_a_quiet_station_of_its_own(tmp_path: Path, clock: str):
    hour, minute = map(int, clock.split(":"))
    summary = build(tmp_path / "n", NIGHT.replace(hour=hour, minute=minute), days=10, story=BEIDI)
    assert (summary.station, summary.people, summary.open["shift"]) == ("北堤站", 16, 1)
    assert summary.classes["cover"] > 10
    with Replica(tmp_path / "n", ManualClock(NIGHT)) as replica:
        assert verify(replica.connection).ok
        closed = [replica.state(row.id) for row in replica.rows("incident", open=False)]
        assert [missing(state) for state in closed if missing(state)] == []
        assert {row.number.split("-")[0] for row in replica.rows("log")} == {"北堤"}
