"""What waits at the branch to be asked about: one in twenty, what carries a mark always, thirty days long (E09)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.compile.sample import WITHIN, waiting_checks
from core.records import lesson, meeting, report
from core.records.check import check_by_phone
from core.records.correction import strike
from core.records.lesson import Lesson
from core.records.meeting import Held
from core.records.person import add_person
from core.records.report import ByHand, Scope
from core.records.rollcall import mark_rest_present, open_rollcall
from core.records.shift import open_shift
from core.records.unit import add_team
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.sample import drawn
from tests.core.branches import sit
from tests.core.conftest import START
from tests.core.records.test_lesson import TEXT

STATION = "station/东港"


@pytest.fixture
def crew(desk: Desk) -> list[str]:
    """一班 on duty, its roll called."""
    team = desk.do(add_team, "一班")
    members = [desk.do(add_person, name, team=team) for name in ("何清", "赵原", "沈舟")]
    desk.do(open_shift, team=team, officer=members[1])
    desk.do(mark_rest_present, desk.do(open_rollcall))
    return members


def hold(desk: Desk, *kept: str) -> str:
    record = desk.do(meeting.open_meeting, "micro", "检查")
    desk.do(meeting.close, record, nothing=True, kept=kept)
    return record


def test_a_station_has_no_sample_of_its_own(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    hold(desk, "E07")
    assert waiting_checks(replica, clock.now()) == []


def test_of_many_meetings_those_drawn_by_their_ids_wait_and_marks_come_first(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    made = []
    for _ in range(60):
        made.append(hold(desk))
        clock.advance(minutes=5)
    marked = hold(desk, "E07")
    hold_struck = hold(desk, "E06")
    desk.do(strike, hold_struck, "重复")
    sit(replica, "station")
    waiting = waiting_checks(replica, clock.now())
    chance = [one for one in made if drawn(one)]
    assert chance
    assert [one.record for one in waiting] == [marked, *chance]
    first = waiting[0]
    assert (first.station, first.unit, first.marks, first.share) == ("东港站", STATION, ("E07",), "3/3")
    assert {one.name for one in first.people} == {"何清", "赵原", "沈舟"}


def test_who_wrote_it_is_not_asked_while_somebody_else_was_there(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    desk.author = crew[1]
    hold(desk, "E07")
    sit(replica, "station")
    (one,) = waiting_checks(replica, clock.now())
    assert {person.id for person in one.people} == {crew[0], crew[2]}


def test_a_meeting_long_past_waits_from_the_day_it_was_written_down(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    began = clock.now() - timedelta(days=45)
    record = desk.do(
        meeting.backfill, "micro", "台风前检查", Held(began, began + timedelta(minutes=5), "forgotten")
    )
    desk.do(meeting.close, record, nothing=True, kept=("E06",))
    sit(replica, "station")
    (one,) = waiting_checks(replica, clock.now())
    assert (one.record, one.backfilled, one.at) == (record, True, began)
    assert waiting_checks(replica, clock.now() + WITHIN + timedelta(seconds=1)) == []


def test_reports_with_a_mark_wait_too_and_what_was_asked_waits_no_more(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    desk.author = crew[0]
    by_hand = [ByHand("this_week", "泵房漏水已堵")]
    record = desk.do(report.submit, Scope("weekly", START, START), (), by_hand, kept=("E07",))
    branch = sit(replica, "station")
    (one,) = waiting_checks(replica, clock.now())
    assert (one.record, one.subject, one.title, one.marks) == (
        record,
        "report.weekly",
        "泵房漏水已堵",
        ("E07",),
    )
    assert [person.name for person in one.people] == ["何清"]
    branch.do(check_by_phone, record, one.people[0], correct="只堵了一半")
    assert waiting_checks(replica, clock.now()) == []


def test_each_delivery_of_a_lesson_is_drawn_on_its_own_and_its_team_is_asked(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[str]
) -> None:
    records = []
    for _ in range(60):
        records.append(desk.do(lesson.publish, TEXT))
        desk.do(lesson.deliver, records[-1], asked=True)
    branch = sit(replica, "station")
    waiting = waiting_checks(replica, clock.now())
    held = [(record, one.id) for record in records for one in state(replica, record).deliveries]
    assert [(one.record, one.item) for one in waiting] == [pair for pair in held if drawn(pair[1])]
    first = waiting[0]
    assert ([one.name for one in first.people], first.share) == (["一班"], "3/3")
    branch.do(check_by_phone, first.record, first.people[0], item=first.item)
    assert len(waiting_checks(replica, clock.now())) == len(waiting) - 1


def state(replica: Replica, record: str) -> Lesson:
    found = replica.state(record)
    assert isinstance(found, Lesson)
    return found
