"""What the shift on duty owes now: its own duties all along, those of the week in their last hours (C01–C06)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.compile.duties import Duty, duties
from core.records import footing, meeting
from core.records.shift import current_shift
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.tui.station import NIGHT, night


@pytest.fixture
def station(tmp_path: Path) -> Iterator[Replica]:
    """A Sunday at 03:12, in the middle of a shift."""
    replica, _ = night(tmp_path)
    yield replica
    replica.close()


def owed(replica: Replica, hours: float = 0) -> dict[str, Duty]:
    return {one.label: one for one in duties(replica, current_shift(replica), NIGHT + timedelta(hours=hours))}


def test_the_weeks_report_shows_in_its_last_hours(station: Replica) -> None:
    assert "report.weekly" not in owed(station)
    shown = owed(station, 4)["report.weekly"]
    assert (shown.page, shown.at) == ("report", NIGHT.replace(hour=18, minute=0, second=0))


def test_in_emergency_the_shift_owes_a_micro_meeting_until_it_was_held(station: Replica) -> None:
    assert "micro.meeting" not in owed(station)
    desk = Desk(station)
    assert station.seat is not None
    end = NIGHT + timedelta(days=3)
    desk.do(footing.self_declare, "mode.weather", "mode.orange", end, station.seat.unit, "周平")
    assert owed(station)["micro.meeting"].page == "meeting"
    assert owed(station)["micro.lesson"].page == "lesson"
    clock = station.clock
    assert isinstance(clock, ManualClock)
    held = desk.do(meeting.open_meeting, "micro", "台风前检查")
    clock.advance(minutes=3)
    desk.do(meeting.close, held, nothing=True)
    assert "micro.meeting" not in owed(station, 0.2)
