"""The board's duties out of rows say the same as the engine told by whole records, whatever a station lived through."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.compile.cadence import due
from core.compile.glance import of_day, today
from core.demo import build
from core.records import footing, incident, lesson, meeting, report, rollcall
from core.records.footing import LEVELS, REASONS
from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.cadence import Obligation
from core.rules.cadence.table import RULES
from tests.core.conftest import START
from tests.core.records.handing import Station, make_station

KINDS = frozenset(beat.met_by for rule in RULES for beat in (*rule.routine, *rule.emergency))
DAY = timedelta(days=1)


def both(replica: Replica, now: datetime) -> tuple[list[Obligation], list[Obligation]]:
    """What the glance says of the day of `now`, and what the whole records say."""
    assert replica.seat is not None
    start, unit = datetime.combine(now.date(), time(0), now.tzinfo), replica.seat.unit
    whole = of_day(due(replica, start, start + 2 * DAY, now, unit), start)
    return today(replica, [unit], KINDS, start, now)[unit], whole


def plain(owed: list[Obligation]) -> list[Obligation]:
    """Without the moment something ended, which a row does not tell."""
    return [one._replace(met_at=None) for one in owed]


def call(station: Station) -> None:
    record = station.desk.do(rollcall.open_rollcall)
    station.desk.do(rollcall.mark_rest_present, record)
    station.desk.do(rollcall.sign_rollcall, record)


def begun_call(station: Station) -> None:
    if not station.replica.rows("rollcall", open=True):
        station.desk.do(rollcall.open_rollcall)


def held(station: Station, form: str, mode: str = "") -> None:
    if station.replica.rows("meeting", open=True):
        return
    setup = meeting.Setup(team=station.teams[0], study_mode=mode)
    record = station.desk.do(meeting.open_meeting, form, "台风前检查", setup)
    station.desk.do(meeting.close, record, nothing=True)


def broken(station: Station) -> None:
    if station.replica.rows("meeting", open=True):
        return
    record = station.desk.do(meeting.open_meeting, "micro", "台风前检查")
    station.desk.do(meeting.pause_for_incident, record, station.alarm())


def called_out(station: Station) -> None:
    record = station.alarm()
    station.desk.do(incident.stamp, record, "inc.turnout")


def emergency(station: Station) -> None:
    seat = station.replica.seat
    assert seat is not None
    now = station.replica.clock.now()
    station.desk.do(footing.self_declare, REASONS[0], LEVELS[3], now + DAY, seat.unit, "周平")


def told(station: Station) -> None:
    now = station.replica.clock.now()
    for form in ("weekly", "daily"):
        station.desk.do(report.submit, report.Scope(form, now - DAY, now), ())


def taught(station: Station) -> None:
    text = lesson.Text("防台风", lesson.CATEGORIES[0], "关好门窗。", "手册", "先关哪里")
    record = station.desk.do(lesson.publish, text)
    if station.replica.rows("rollcall"):
        station.desk.do(lesson.deliver, record, asked=True)


def relieved(station: Station) -> None:
    back = len(station.replica.rows("handover")) % 2 == 1
    station.hand_over(back=back)


STEPS = {
    "call": call,
    "begun call": begun_call,
    "brief": lambda station: held(station, "pre_shift"),
    "micro": lambda station: held(station, "micro"),
    "team": lambda station: held(station, "team", "study.practice"),
    "study": lambda station: held(station, "study", "study.together"),
    "broken": broken,
    "called out": called_out,
    "emergency": emergency,
    "told": told,
    "taught": taught,
    "relieved": relieved,
}


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(st.tuples(st.sampled_from(sorted(STEPS)), st.integers(1, 15)), max_size=14),
)
def test_rows_and_records_agree_on_every_day(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    from core.errors import WatchroomError
    from core.replica.setup import set_up

    clock = ManualClock(START, boot_ms=1_000_000)
    with set_up(tmp_path_factory.mktemp("life"), clock, station="东港站", code="东港") as replica:
        desk = Desk(replica)
        desk.do(add_station)
        station = make_station(desk)
        for name, hours in steps:
            clock.advance(hours=hours)
            try:
                STEPS[name](station)
            except WatchroomError:
                continue
        for back in range(3):
            glance, whole = both(replica, clock.now() - back * DAY)
            assert plain(glance) == plain(whole)


def test_they_agree_on_the_story_of_the_demo(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("demo")
    build(folder, START + timedelta(hours=19), days=4)
    with Replica(folder, ManualClock(START + timedelta(hours=19))) as replica:
        for back in range(4):
            glance, whole = both(replica, START + timedelta(hours=19) - back * DAY)
            assert plain(glance) == plain(whole)
            assert whole
