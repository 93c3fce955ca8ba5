"""Evidence rules over meetings (E01-E06), K06 and what the minutes lack."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from core.clock import STATION_ZONE
from core.journal.event import EventId
from core.records.kind import Meta
from core.records.meeting.said import Citation, Confirmation, Decision, Point
from core.records.meeting.state import Attendee, Meeting, Span
from core.records.reference import Ref
from core.rules import evidence
from core.rules.evidence import Away
from core.rules.minutes import missing, silent_parts
from core.rules.share import Share, live_share

TEN = datetime(2026, 3, 3, 10, 0, tzinfo=STATION_ZONE)
EVENT = EventId("a" * 32, 1)


def minutes(count: int) -> timedelta:
    return timedelta(minutes=count)


def meeting(number: str = "M01", origin: str = "live", recorded: datetime = TEN, **fields: object) -> Meeting:
    meta = Meta(number * 8, "meeting", number, TEN, recorded, None, "u", origin, EVENT)
    seats = tuple(Attendee(Ref(f"p{n}", f"队员{n}"), "att.on_duty", True) for n in range(7))
    base = Meeting(
        meta,
        "micro",
        "检查",
        (Span(TEN, TEN + minutes(3)),),
        roster=seats,
        rollcall="r",
        closed=TEN + minutes(3),
    )
    return replace(base, **fields)  # type: ignore[arg-type]


def messages(found: list[evidence.Finding]) -> list[str]:
    return [finding.message for finding in found]


def test_a_recorded_pause_excuses_five_people_who_were_out_on_the_call() -> None:
    paused = meeting(spans=(Span(TEN, TEN + minutes(2)), Span(TEN + minutes(80), TEN + minutes(83))))
    calls = [Away(f"p{n}", TEN + minutes(2), TEN + minutes(80), "A01") for n in range(5)]
    assert evidence.on_call(paused, TEN, calls) == []
    unpaused = meeting(spans=(Span(TEN, TEN + minutes(83)),))
    assert [finding.params["name"] for finding in evidence.on_call(unpaused, TEN, calls)] == [
        f"队员{n}" for n in range(5)
    ]


def test_somebody_still_out_is_in_two_places() -> None:
    assert evidence.on_call(meeting(), TEN + minutes(10), [Away("p1", TEN - minutes(5), None, "A01")])
    assert not evidence.on_call(meeting(), TEN + minutes(10), [Away("p9", TEN - minutes(5), None, "A01")])


def test_material_published_after_the_meeting_is_a_private_remark() -> None:
    said = evidence.dates(
        meeting(citations=(Citation("防汛", "2026-03-20"), Citation("旧文", "2026-03-03"))), TEN
    )
    assert [(finding.params["title"], finding.private) for finding in said] == [("防汛", True)]


def test_an_end_before_the_beginning_is_found() -> None:
    assert messages(evidence.dates(meeting(spans=(Span(TEN, TEN - minutes(1)),)), TEN)) == [
        "evidence.ends_before_start"
    ]


def test_nobody_sits_in_two_meetings_at_once_and_a_struck_one_does_not_count() -> None:
    other = meeting("M02", spans=(Span(TEN + minutes(2), TEN + minutes(9)),), roster=meeting().roster[:1])
    assert [
        finding.params["number"] for finding in evidence.two_places(meeting(), TEN, [other, meeting()])
    ] == ["M02"]
    later = replace(other, spans=(Span(TEN + minutes(3), TEN + minutes(9)),))
    assert evidence.two_places(meeting(), TEN, [later]) == []


def test_a_live_record_opened_and_closed_in_one_go_says_nothing_about_time() -> None:
    assert messages(evidence.live(meeting(spans=(Span(TEN, TEN),)), TEN)) == ["evidence.no_length"]
    assert messages(evidence.live(meeting(spans=(Span(TEN, TEN + minutes(50)),)), TEN)) == [
        "evidence.odd_length"
    ]
    assert evidence.live(meeting(), TEN) == []


def test_back_filling_is_stated_with_its_reason_and_never_private_blame() -> None:
    late = meeting(origin="backfill", recorded=TEN + timedelta(days=25), reason="on_paper")
    (said,) = evidence.backfilled(late)
    assert (said.params["hours"], said.params["reason"]) == (600, "@meeting.backfill.on_paper")


def test_the_state_of_the_second_confirmation_is_shown() -> None:
    team = meeting(form="team")
    closed = TEN + minutes(3)
    assert messages(evidence.second(team, closed + timedelta(hours=1))) == ["evidence.confirm_within"]
    assert messages(evidence.second(team, closed + timedelta(hours=25))) == ["evidence.not_confirmed"]
    assert messages(evidence.second(meeting(), closed)) == ["evidence.confirm_this_shift"]
    done = replace(team, confirmation=Confirmation(Ref("p1", "队员1"), closed, False))
    assert evidence.second(done, closed + timedelta(days=9)) == []


def test_the_outcome_may_be_an_action_a_view_or_an_explicit_nothing() -> None:
    assert evidence.outcome(meeting())
    for outcome in (
        {"nothing": True},
        {"decisions": (Decision("a", "备沙袋", None, None),)},
        {"points": (Point("1", "question", "泵谁看", None),)},
    ):
        assert evidence.outcome(meeting(**outcome)) == []


def test_live_share_counts_by_form_and_leaves_open_and_imported_out() -> None:
    everything = [
        meeting(),
        meeting(confirmation=Confirmation(Ref("p1", "队员1"), TEN, False)),
        meeting(origin="backfill"),
        meeting(origin="imported"),
        meeting(closed=None),
    ]
    assert live_share(everything) == {"micro": Share(2, 1, 1)}


def test_the_minutes_name_what_they_lack() -> None:
    assert missing(meeting(form="study")) == [
        "role.presider",
        "role.recorder",
        "study.five",
        "meeting.linked",
        "meeting.outcome",
        "rec.second",
    ]
    assert silent_parts(meeting(points=(Point("1", "experience", "x", None),))) == ["requirements"]
