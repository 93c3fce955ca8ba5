"""The demo is a station an officer would believe, the same every time, up to the minute it is asked for."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, ManualClock, epoch_ms
from core.demo import DAYS, PIN, Summary, build
from core.errors import Refusal
from core.records.shift import current_shift
from core.replica.replica import Replica
from core.replica.verify import verify
from core.rules.completeness import missing
from core.search.find import find
from core.signing import check_pin

NIGHT = datetime(2026, 11, 22, 3, 12, tzinfo=STATION_ZONE)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Summary]:
    """Four weeks, once for all tests."""
    place = tmp_path_factory.mktemp("demo") / "data"
    return place, build(place, NIGHT)


@pytest.fixture
def replica(made: tuple[Path, Summary]):
    """The demo's station, opened as the screen opens it."""
    with Replica(made[0], ManualClock(NIGHT)) as opened:
        yield opened


def test_four_weeks_are_whole_and_as_they_were_written(replica: Replica, made: tuple[Path, Summary]):
    report = verify(replica.connection)
    assert report.ok
    assert report.events == made[1].events > 2000


def test_standbys_outnumber_fires_and_the_rest_nine_to_one(made: tuple[Path, Summary]):
    classes = made[1].classes
    others = sum(classes.values()) - classes["cover"]
    assert 7 <= classes["cover"] / others <= 11
    assert set(classes) == {"cover", "fire", "rescue", "assist", "false", "drill"}


def test_every_watch_was_called_handed_over_and_signed(replica: Replica, made: tuple[Path, Summary]):
    records = made[1].records
    assert records["shift"] == DAYS + 1
    assert records["handover"] == DAYS
    for row in replica.rows("handover"):
        assert replica.state(row.id).signed.genuine
    assert records["rollcall"] == 2 * (DAYS + 1)
    assert {state.status for state in map(replica.state, (row.id for row in replica.rows("handover")))} == {
        "accepted",
        "accepted_notes",
    }


def test_the_watch_page_finds_an_incident_eight_minutes_old_and_a_standby(replica: Replica):
    found = [(row.place, row.subject) for row in replica.rows("incident", open=True)]
    assert found == [("5号泊位", "inc.cover"), ("3号泊位", "inc.fire")]
    newest = replica.rows("incident", newest=True, limit=1)[0]
    assert newest.at == epoch_ms(NIGHT - timedelta(minutes=8))
    assert [vehicle.vehicle for vehicle in replica.state(newest.id).force] == ["1车", "2车"]
    shift = current_shift(replica)
    assert (shift.team.name, shift.officer.name) == ("一班", "赵原")


def test_what_was_completed_lacks_nothing(replica: Replica):
    states = [replica.state(row.id) for row in replica.rows("incident", open=False)]
    assert [missing(state) for state in states if missing(state)] == []
    assert all(state.done for state in states)


def test_nothing_happens_in_the_future_and_nobody_acts_unnamed(replica: Replica):
    lines = replica.entries(0, 2**62)
    assert max(line.at for line in lines) <= epoch_ms(NIGHT)
    begun = current_shift(replica).start - timedelta(days=DAYS) + timedelta(minutes=1)
    assert not [line for line in lines if line.author is None and line.at > epoch_ms(begun)]


def test_slips_are_corrected_in_the_open(replica: Replica):
    marks = Counter(mark for line in replica.entries(0, 2**62) for mark in line.mark.split())
    assert marks["struck"] >= 2
    assert marks["amended"] >= 2
    assert marks["backfill"] >= 6


def test_no_line_leaks_a_key_of_the_catalogue(replica: Replica):
    assert not [line.text() for line in replica.entries(0, 2**62) if "@" in line.text().replace(" @", " ")]


def test_everybody_can_sign_and_everything_is_found(replica: Replica):
    officer = current_shift(replica).officer
    assert check_pin(replica, officer.id, PIN).name == "赵原"
    assert find(replica, "漏").total > 3
    assert find(replica, "jzxmy").total >= 1


def test_the_same_present_gives_the_same_words(tmp_path: Path):
    def words(name: str) -> list[tuple[object, ...]]:
        build(tmp_path / name, NIGHT, days=3)
        with Replica(tmp_path / name, ManualClock(NIGHT)) as opened:
            lines = opened.entries(0, 2**62)
            return [
                (line.record, line.at, line.number, line.text())
                for line in lines
                if "handover" not in line.kind
            ]

    assert words("one") == words("two")


@pytest.mark.parametrize(
    "clock", ["00:05", "07:50", "08:00", "08:20", "08:59", "09:00", "09:40", "16:36", "22:00", "23:59"]
)
def test_it_ends_at_any_hour(tmp_path: Path, clock: str):
    hour, minute = map(int, clock.split(":"))
    present = NIGHT.replace(hour=hour, minute=minute)
    summary = build(tmp_path / "data", present, days=2)
    assert summary.until == present.isoformat(timespec="seconds")
    assert summary.open["shift"] == 1
    assert summary.open["incident"] >= 1
    assert "meeting" not in summary.open


def test_it_never_touches_a_station_that_is_there(tmp_path: Path):
    build(tmp_path / "data", NIGHT, days=1)
    with pytest.raises(Refusal):
        build(tmp_path / "data", NIGHT, days=1)
