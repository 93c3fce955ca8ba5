"""S3 Alarm in mid-meeting (domain §14).

10:00 micro-meeting, 7 present; 10:02 alarm: one key opens an incident, pauses the meeting, sets 5 people to 出警.
11:20 归队, meeting resumes and ends 11:23.
"""

from __future__ import annotations

from datetime import timedelta

from core.compile.meeting_check import check_meeting
from core.demo.watch import call_roll
from core.records import incident, meeting
from core.records.incident import Incident
from core.records.meeting import Meeting
from core.records.rollcall import roster_now
from core.records.shift import current_shift
from core.rules.attendance import of_meeting
from tests.scenarios.company import Company, Post

CREW = ["沈洋", "高远", "秦朗", "李建国", "王岩"]
ABSENT = [("刘洋", "att.training", ""), ("孙启明", "att.training", "")]


def states(post: Post, names: list[str]) -> set[str]:
    """Where people are by their last mark."""
    shift = current_shift(post.replica)
    assert shift is not None
    return {one.state for one in roster_now(post.replica, shift) if one.person.name in names}


def reminders(company: Company, post: Post, until: str) -> list[str]:
    """What the terminal reminds of, minute by minute up to `until`; an officer sits there and types nothing."""
    found = []
    while company.clock.now() < company.on(until):
        company.clock.advance(minutes=1)
        found.append(post.screen.tick(heard=True))
    return [one for one in found if one]


def test_s3_alarm_in_mid_meeting(company: Company) -> None:
    station = company.donggang

    company.at("08:05")
    call_roll(station, "rollcall.takeover", ABSENT)

    company.at("10:00")  # micro-meeting, 7 present
    held = station.do(meeting.open_meeting, "micro", "潮位与排涝")
    assert len(station.state(held, Meeting).present) == 7

    company.at("10:02")  # alarm: one key opens an incident, pauses the meeting, sets 5 people to 出警
    alarm = station.do(incident.open_incident, "3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    assert station.state(held, Meeting).status == "paused"
    assert station.state(held, Meeting).paused_for == alarm
    station.do(incident.send, alarm, "1车", station.bodies(CREW))
    assert states(station, CREW) == {"att.on_call"}
    company.exchange(station)

    # no reminder fired in between
    assert reminders(company, station, "11:20") == []

    company.at("11:20")  # 归队, meeting resumes
    station.do(incident.stamp, alarm, "inc.back", vehicle="1车")
    assert states(station, CREW) == {"att.on_duty"}
    station.do(meeting.resume, held)

    company.at("11:23")  # and ends
    station.do(meeting.decide_line, held, "沙袋200只到东门 @何清 今日18:00")
    station.do(meeting.close, held)
    station.do(meeting.confirm, held, station.sign("何清"))
    company.exchange(station)
    assert reminders(company, station, "11:30")  # afterwards, of the pre-shift brief that was not held

    for here in (station, company.office):
        now, state = company.clock.now(), here.state(held, Meeting)
        # recorded length 5 min over two spans
        assert [f"{span.start:%H:%M}-{span.end:%H:%M}" for span in state.spans if span.end] == [
            "10:00-10:02",
            "11:20-11:23",
        ]
        assert state.length(now) == timedelta(minutes=5)
        # participation 7/7
        assert of_meeting(state).fraction == "7/7"
        # E06 does not accuse the 5 of being in two places, because the pause is recorded
        away = here.state(alarm, Incident)
        assert {person.name for sent in away.force for person in sent.crew} == set(CREW)
        assert [one.rule for one in check_meeting(here.replica, held, now) if one.rule == "E06"] == []
