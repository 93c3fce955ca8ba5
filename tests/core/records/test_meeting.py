"""Meetings: timer, roster, outcome, second confirmation, back-filling."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.i18n import has
from core.records import meeting
from core.records.meeting.agenda import AGENDAS, part_label
from core.records.meeting.roster import Roster
from core.records.meeting.state import Attendee, Meeting
from core.records.reference import Ref
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.signatures import signed

NAMES = ("何清", "赵原", "沈舟", "秦朗", "高远", "刘洋", "王岩", "李建国")
IDS = tuple(f"{number:032x}" for number in range(1, 9))


def roster(absent: int = 1) -> Roster:
    seats = tuple(
        Attendee(Ref(person, name), "att.on_duty" if index >= absent else "att.leave", index >= absent)
        for index, (person, name) in enumerate(zip(IDS, NAMES, strict=True))
    )
    return Roster("", "", "", seats)


@pytest.fixture
def live(desk: Desk) -> str:
    return desk.do(
        meeting.open_meeting, "micro", "台风前检查", roster=roster(), setup=meeting.Setup(recorder=IDS[1])
    )


def state(replica: Replica, record: str) -> Meeting:
    found = replica.state(record)
    assert isinstance(found, Meeting)
    return found


def test_an_alarm_in_mid_meeting_leaves_five_minutes_over_two_spans_and_full_participation(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    clock.set(clock.now().replace(hour=10))
    record = desk.do(meeting.open_meeting, "micro", "台风前检查", roster=roster())
    clock.advance(minutes=2)
    desk.do(meeting.pause_for_incident, record, "f" * 32)
    assert state(replica, record).status == "paused"
    assert state(replica, record).paused_for == "f" * 32
    clock.set(clock.now().replace(hour=11, minute=20))
    desk.do(meeting.resume, record)
    clock.advance(minutes=3)
    desk.do(meeting.close, record, nothing=True)
    after = state(replica, record)
    assert after.length(clock.now()) == timedelta(minutes=5)
    assert [(span.start.hour, span.start.minute) for span in after.spans] == [(10, 0), (11, 20)]
    assert len(after.present) == 7


def test_an_alarm_is_never_refused_by_a_meeting_that_is_already_paused(
    desk: Desk, replica: Replica, live: str
) -> None:
    desk.do(meeting.pause, live)
    desk.do(meeting.pause_for_incident, live, "f" * 32)
    assert state(replica, live).paused_for == ""


def test_a_meeting_cannot_close_silently_but_one_key_says_that_nothing_was_decided(
    desk: Desk, replica: Replica, live: str
) -> None:
    with pytest.raises(Refusal, match="无议定事项"):
        desk.do(meeting.close, live)
    desk.do(meeting.close, live, nothing=True)
    assert state(replica, live).status == "closed"
    assert meeting.live_meeting(replica) is None


@pytest.mark.parametrize(("part", "enough"), [("view", True), ("question", True), ("requirements", False)])
def test_a_view_or_a_question_is_enough_of_an_outcome(desk: Desk, live: str, part: str, enough: bool) -> None:
    desk.do(meeting.note, live, part, "夜间双人巡查")
    if enough:
        desk.do(meeting.close, live)
    else:
        with pytest.raises(Refusal):
            desk.do(meeting.close, live)


def test_departing_from_the_roll_call_needs_a_reason_code(desk: Desk, replica: Replica, live: str) -> None:
    with pytest.raises(Refusal):
        desk.do(meeting.attend, live, IDS[0], present=True, reason="")
    desk.do(meeting.attend, live, IDS[0], present=True, reason="came_late")
    seat = state(replica, live).seat(IDS[0])
    assert seat is not None
    assert (seat.present, seat.status, seat.reason) == (True, "att.leave", "came_late")


def test_only_somebody_present_other_than_the_recorder_confirms(
    desk: Desk, replica: Replica, live: str
) -> None:
    with pytest.raises(Refusal):
        desk.do(meeting.confirm, live, signed(replica, IDS[2]))
    desk.do(meeting.close, live, nothing=True)
    for person in (IDS[0], IDS[1], "e" * 32):
        with pytest.raises(Refusal):
            desk.do(meeting.confirm, live, signed(replica, person))
    desk.do(meeting.confirm, live, signed(replica, IDS[2]))
    after = state(replica, live)
    assert after.status == "confirmed"
    assert after.confirmation is not None
    assert not after.confirmation.late
    assert replica.events(live)[-1].second == IDS[2]


def test_a_confirmation_after_a_day_is_taken_and_marked_late(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    record = desk.do(meeting.open_meeting, "team", "周例会", roster=roster())
    desk.do(meeting.close, record, nothing=True)
    clock.advance(hours=25)
    desk.do(meeting.confirm, record, signed(replica, IDS[3]))
    confirmation = state(replica, record).confirmation
    assert confirmation is not None
    assert confirmation.late


def test_a_back_filled_meeting_keeps_its_own_time_and_is_never_live(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    held = meeting.Held(clock.now() - timedelta(hours=3), clock.now() - timedelta(hours=2), "on_paper")
    record = desk.do(meeting.backfill, "team", "周例会", held, roster=roster())
    assert meeting.live_meeting(replica) is None
    desk.do(meeting.note, record, "view", "沙袋不足")
    desk.do(meeting.close, record)
    after = state(replica, record)
    assert after.length(clock.now()) == timedelta(hours=1)
    assert {line.mark for line in replica.entries(0, 2**62)} == {"backfill"}
    assert {event.origin for event in replica.events(record)} == {"backfill"}


def test_a_back_filled_meeting_needs_a_reason_and_a_time_that_has_passed(
    desk: Desk, clock: ManualClock
) -> None:
    now = clock.now()
    for held in (meeting.Held(now, now, ""), meeting.Held(now, now + timedelta(hours=1), "on_paper")):
        with pytest.raises(Refusal):
            desk.do(meeting.backfill, "micro", "检查", held)


def test_who_missed_a_meeting_reads_it_later_beside_the_count_and_not_in_it(
    desk: Desk, replica: Replica, live: str
) -> None:
    desk.do(meeting.close, live, nothing=True)
    desk.do(meeting.make_up, live, IDS[0])
    after = state(replica, live)
    seat = after.seat(IDS[0])
    assert seat is not None
    assert seat.made_up is not None
    assert len(after.present) == 7
    with pytest.raises(Refusal):
        desk.do(meeting.make_up, live, IDS[1])


def test_one_meeting_at_a_time_and_no_word_after_the_end(desk: Desk, live: str) -> None:
    with pytest.raises(Refusal):
        desk.do(meeting.open_meeting, "micro", "另一个")
    desk.do(meeting.close, live, nothing=True)
    with pytest.raises(Refusal):
        desk.do(meeting.note, live, "view", "迟到的话")


def test_hostile_text_is_stored_safe_and_an_at_sign_is_no_label(
    desk: Desk, replica: Replica, live: str
) -> None:
    desk.do(meeting.note, live, "view", "@何清 \x1b[31m[/x]\u202e")
    line = replica.entries(0, 2**62)[0]
    assert line.text("zh") == "意见：@何清 [31m[/x]"


def test_cited_material_keeps_its_date(desk: Desk, replica: Replica, live: str) -> None:
    desk.do(meeting.cite, live, "防汛通知", date(2026, 11, 20))
    assert state(replica, live).citations[0].published == "2026-11-20"


def test_every_part_of_every_agenda_has_a_label() -> None:
    for agenda in AGENDAS.values():
        assert has(agenda.label)
        assert all(has(part_label(part)) for part in agenda.all_parts)


def test_a_watch_opened_before_its_hour_holds_its_meetings_with_who_is_there(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    """With a pattern a watch opened at six begins at eight; until then nobody else is on duty."""
    from core.records import rollcall
    from core.records.meeting.roster import roster_at
    from core.records.person import Proposed, add_people
    from core.records.shift import open_shift
    from core.records.unit import add_team

    team = desk.do(add_team, "一班")
    desk.do(add_people, (Proposed("何清", team="一班"), Proposed("赵原", team="一班")))
    before = clock.now()
    clock.advance(minutes=1)
    desk.do(open_shift, team=team, start=clock.now() + timedelta(hours=2))
    called = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark_rest_present, called)
    assert len(roster_at(replica, clock.now()).seats) == 2
    assert roster_at(replica, before).seats == ()  # what was held earlier is not theirs
