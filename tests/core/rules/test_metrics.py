"""The metrics K01 to K08 and K11 over hand-made states: the figures of the scenarios, and what holds of every figure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import STATION_ZONE
from core.journal.event import EventId
from core.records.action import Action
from core.records.direct.state import Call, Direct, Reply
from core.records.footing.state import Footing, Receipt
from core.records.kind import Meta
from core.records.lesson.state import Delivery, Lesson
from core.records.lifecycle import Step
from core.records.meeting.state import Attendee, Confirmation, Meeting, Span
from core.records.reference import Ref
from core.records.report.state import ByHand, Compiled, Report
from core.rules import metrics
from core.rules.cadence import Obligation
from core.rules.metrics import Share, Times

TEN = datetime(2026, 8, 3, 10, 0, tzinfo=STATION_ZONE)
ALL = ("hq/b2/donggang", "hq/b2/youqu", "hq/b2/beidi")
ANYBODY = Ref("p1", "队员1")


def minutes(count: float) -> timedelta:
    return timedelta(minutes=count)


def at(hour: int, minute: int) -> datetime:
    return TEN.replace(hour=hour, minute=minute)


def meta(id: str, kind: str, opened: datetime = TEN, origin: str = "live", unit: str = ALL[0]) -> Meta:
    return Meta(id, kind, id, opened, opened, None, unit, origin, EventId("a" * 32, 1))


def seats(**states: int) -> tuple[Attendee, ...]:
    """So many of each state; who is on duty is there."""
    names = [f"att.{state}" for state, count in states.items() for _ in range(count)]
    return tuple(Attendee(Ref(f"p{n}", ""), state, state == "att.on_duty") for n, state in enumerate(names))


def meeting(id: str = "m", lasted: float = 3, origin: str = "live", **fields: Any) -> Meeting:
    end = TEN + minutes(lasted)
    base = Meeting(meta(id, "meeting", origin=origin), "micro", "检查", (Span(TEN, end),), closed=end)
    return replace(base, **fields)


def direct(id: str = "d", **fields: Any) -> Direct:
    base = Direct(
        meta(id, "direct"), "direct.urgent", "缺备件", "泵房", "密封", None, ANYBODY, at(14, 7), None
    )
    return replace(base, **fields)


def report(compiled: int, by_hand: int, id: str = "r") -> Report:
    lines = tuple(Compiled("report.line.issue") for _ in range(compiled))
    typed = tuple(ByHand("next", "检修") for _ in range(by_hand))
    return Report(meta(id, "report"), "daily", None, TEN, TEN, lines, typed, at(18, 0), None)


def action(id: str, due: datetime | None, *steps: tuple[str, datetime]) -> Action:
    taken = tuple(Step(name, moment, ANYBODY, "") for name, moment in steps)
    return Action(meta(id, "action"), "检查泵", ANYBODY, due, "", taken)


def lesson(id: str, *teams: str, withdrawn: datetime | None = None) -> Lesson:
    held = tuple(Delivery(ALL[0], Ref(team, team), "s", at(10, 5), 7, 8, True) for team in teams)
    return Lesson(
        meta(id, "lesson"), "用电", "lesson.safety", "文", "源", None, "问", TEN, held, withdrawn=withdrawn
    )


def declared(id: str, start: datetime, *receipts: Receipt, own: str = "") -> Footing:
    stations = (own,) if own else ALL
    unit = own or "hq/b2"
    return Footing(
        meta(id, "footing", start, unit=unit),
        "mode.weather",
        ((start, "mode.orange"),),
        stations,
        start,
        None,
        "",
        ANYBODY,
        own=bool(own),
        receipts=receipts,
    )


# -- K01 ---------------------------------------------------------------------------------------------------


def test_nine_on_the_roster_one_training_one_on_leave_are_seven_of_eight() -> None:
    one = metrics.participation([meeting(roster=seats(on_duty=7, training=1, leave=1))])
    assert (one.value, one.of, one.percent, one.records) == (7, 8, "87.5%", ("m",))


def test_a_meeting_paused_by_an_alarm_had_all_seven() -> None:
    spans = (Span(TEN, at(10, 2)), Span(at(11, 20), at(11, 23)))
    held = meeting(spans=spans, closed=at(11, 23), roster=seats(on_duty=7))
    one = metrics.participation([held])
    assert (one.value, one.of) == (7, 7)
    assert metrics.record_times([held]).median == 5 * 60


def test_make_up_within_seven_days_stands_beside_and_later_nowhere() -> None:
    absent, *others = seats(leave=2, on_duty=6)
    roster = (
        replace(absent, made_up=TEN + timedelta(days=6)),
        replace(others[0], made_up=TEN + timedelta(days=8)),
        *others[1:],
    )
    one = metrics.participation([meeting(roster=roster)])
    assert (one.value, one.of, one.beside) == (6, 8, 1)


def test_a_meeting_that_still_runs_has_no_participation_yet() -> None:
    assert metrics.participation([meeting(closed=None, roster=seats(on_duty=7))]) == Share()
    assert Share().percent is None


# -- K02 ---------------------------------------------------------------------------------------------------


def test_a_report_read_by_phone_was_read_when_it_was_told() -> None:
    told = direct(calls=(Call("周平", at(14, 10)),), opened=at(14, 31))
    assert metrics.read_times([told]).median == 3 * 60


def test_read_answered_and_settled_as_in_the_typhoon() -> None:
    one = direct(
        opened=at(14, 11),
        replies=(Reply("备件在路上", None, at(14, 16)),),
        resolved=at(15, 40),
        by_when=at(16, 0),
    )
    unread = direct("e")
    read, replied = metrics.read_times([one, unread]), metrics.reply_times([one])
    assert (read.value, read.of, read.median, read.slowest) == (1, 2, 240, 240)
    assert replied.seconds == (540,)
    assert metrics.settled_in_time([one], TEN) == Share(1, 1, ("d",))


def test_only_what_asked_for_a_time_that_has_come_can_be_late() -> None:
    asked = direct("a", by_when=at(16, 0))
    late = direct("l", by_when=at(15, 0), resolved=at(15, 40))
    assert metrics.settled_in_time([asked, direct("n"), late], at(15, 59)) == Share(0, 1, ("l",))
    assert metrics.settled_in_time([asked, direct("n"), late], at(16, 0)) == Share(0, 2, ("a", "l"))


def test_a_clock_behind_the_stations_makes_no_time_below_nought() -> None:
    assert metrics.read_times([direct(opened=at(14, 6))]).seconds == (0,)


# -- K03, K04 ----------------------------------------------------------------------------------------------


def test_reports_on_time_leave_deferred_ones_and_other_duties_out() -> None:
    states = ["met", "met_late", "missed", "due", "upcoming", "deferred", "not_required"]
    owed = [Obligation("C06", "daily", "", TEN, at(18, 0), state, met_by=state[:5]) for state in states[:2]]
    owed += [Obligation("C06", "daily", "", TEN, at(18, 0), state) for state in states[2:4]]
    owed += [
        Obligation("C06", "weekly", "", TEN, at(23, 0), "due"),
        Obligation("C06", "weekly", "", TEN, at(23, 0), "upcoming"),
        Obligation("C06", "weekly", "", TEN, at(18, 0), "deferred"),
        Obligation("C06", "weekly", "", TEN, at(18, 0), "not_required"),
        Obligation("C01", "pre_shift", "", TEN, at(18, 0), "missed"),
    ]
    assert metrics.on_time(owed, at(20, 0)) == Share(1, 4, ("met", "met_l"))


def test_fourteen_of_fifteen_lines_were_compiled() -> None:
    one = metrics.typed_once([report(14, 1)])
    assert (one.value, one.of, one.percent) == (14, 15, "93.3%")
    assert metrics.typed_once([report(0, 0)]).percent is None


# -- K05 ---------------------------------------------------------------------------------------------------


def test_done_counts_only_once_somebody_verified_it_by_its_due_time() -> None:
    due = at(18, 0)
    found = [
        action("verified", due, ("finished", at(16, 0)), ("verified", at(17, 0))),
        action("done", due, ("finished", at(16, 0))),
        action("late", due, ("finished", at(16, 0)), ("verified", at(19, 0))),
        action("back", due, ("verified", at(17, 0)), ("returned", at(17, 30))),
        action("ahead", at(22, 0)),
        action("open", None),
    ]
    assert metrics.verified_by_due(found, at(20, 0)) == Share(1, 4, ("back", "done", "late", "verified"))
    closed = metrics.closing_times(found)
    assert (closed.seconds, closed.records) == ((7 * 3600, 9 * 3600), ("late", "verified"))


# -- K06 ---------------------------------------------------------------------------------------------------


def test_live_share_is_by_kind_and_leaves_open_struck_and_imported_records_out() -> None:
    confirmed = meeting("c", confirmation=Confirmation(ANYBODY, TEN, False))
    meetings = [
        confirmed,
        meeting("b", origin="backfill"),
        meeting("i", origin="imported"),
        meeting("o", closed=None),
    ]
    calls = [direct("x"), direct("y", meta=meta("y", "incident", origin="backfill"))]
    found = metrics.live({"micro": meetings, "inc.incident": calls, "study": []})
    assert found == {"micro": Share(1, 2, ("b", "c")), "inc.incident": Share(1, 2, ("x", "y"))}
    assert metrics.total(found.values()) == Share(2, 4, ("b", "c", "x", "y"))
    assert metrics.confirmed(meetings) == Share(1, 2, ("b", "c"))


# -- K07 ---------------------------------------------------------------------------------------------------


def test_reach_counts_each_team_once_and_only_those_there_were() -> None:
    teams = {
        "一班": TEN - timedelta(days=9),
        "二班": TEN - timedelta(days=9),
        "新班": TEN + timedelta(days=1),
    }
    assert metrics.reach([lesson("k", "一班", "一班", "别处")], teams) == Share(1, 2, ("k",))
    assert metrics.reach([lesson("k", "一班", "新班")], teams) == Share(2, 3, ("k",))
    assert metrics.reach([lesson("w", "一班", withdrawn=at(11, 0))], teams) == Share()


# -- K08 ---------------------------------------------------------------------------------------------------


def test_the_typhoon_lists_three_stations_and_a_self_declaration_is_a_confirmation() -> None:
    start = at(9, 12)
    receipts = (
        Receipt(ALL[0], start + timedelta(seconds=20), at(9, 13), ANYBODY),
        Receipt(ALL[1], start + timedelta(seconds=30)),
        Receipt(ALL[2], at(10, 40), at(10, 41), ANYBODY),
    )
    footings = [declared("f", start, *receipts), declared("own", at(9, 20), own=ALL[2])]
    found = metrics.switches(footings, ALL)
    assert [(one.station, one.banner, one.confirmed) for one in found] == [
        ("hq/b2/beidi", 480, 480),
        ("hq/b2/donggang", 20, 60),
        ("hq/b2/youqu", 30, None),
    ]
    assert metrics.banner_times(found).slowest == 480
    confirmed = metrics.confirm_times(found)
    assert (confirmed.value, confirmed.of, confirmed.median, confirmed.records) == (2, 3, 270, ("f",))


def test_what_a_station_declared_alone_nobody_declared_to_it() -> None:
    assert metrics.switches([declared("own", at(9, 20), own=ALL[2])], ALL) == ()


# -- K11 ---------------------------------------------------------------------------------------------------


def test_recording_is_timed_for_micro_meetings_alone() -> None:
    written_later = meeting("b", 2, "backfill", spans=(Span(TEN - minutes(60), TEN - minutes(50)),))
    found = metrics.record_times([meeting(lasted=3), written_later, meeting("t", 40, form="team")])
    assert found.seconds == (120, 180)


# -- what holds of every figure ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("seconds", "median"), [((), None), ((5,), 5), ((1, 2), 1), ((1, 2, 9), 2), ((1, 2, 5, 90), 3)]
)
def test_the_median_is_the_middle_one_or_the_mean_of_the_middle_two(
    seconds: tuple[int, ...], median: int | None
) -> None:
    assert Times(seconds, len(seconds)).median == median


_ORIGINS = st.sampled_from(["live", "backfill", "imported"])
_MOMENTS = st.integers(-300, 900).map(lambda count: TEN + minutes(count))
_MEETINGS = st.builds(
    lambda id, lasted, origin, there, away, open_, confirmed: meeting(
        id,
        lasted,
        origin,
        roster=seats(on_duty=there, leave=away, off=1),
        confirmation=Confirmation(ANYBODY, TEN, False) if confirmed else None,
        **({"closed": None} if open_ else {}),
    ),
    st.uuids().map(str),
    st.integers(0, 90),
    _ORIGINS,
    st.integers(0, 9),
    st.integers(0, 3),
    st.booleans(),
    st.booleans(),
)
_DIRECTS = st.builds(
    lambda id, opened, by_when, resolved: direct(id, opened=opened, by_when=by_when, resolved=resolved),
    st.uuids().map(str),
    st.none() | _MOMENTS,
    st.none() | _MOMENTS,
    st.none() | _MOMENTS,
)
_REPORTS = st.builds(report, st.integers(0, 20), st.integers(0, 3), st.uuids().map(str))
_ACTIONS = st.builds(
    lambda id, due, steps: action(id, due, *steps),
    st.uuids().map(str),
    st.none() | _MOMENTS,
    st.lists(st.tuples(st.sampled_from(["finished", "verified", "returned"]), _MOMENTS), max_size=3),
)
_LESSONS = st.builds(
    lambda id, teams: lesson(id, *teams), st.uuids().map(str), st.lists(st.sampled_from("甲乙丙丁"))
)
_DUTIES = st.builds(
    lambda state, due, by: Obligation(
        "C06", "daily", "", due, due, state, met_by=by if "met" in state else ""
    ),
    st.sampled_from(["met", "met_late", "missed", "due", "upcoming", "deferred", "not_required"]),
    _MOMENTS,
    st.uuids().map(str),
)
_TEAMS = dict.fromkeys("甲乙丙", TEN)

Rule = Callable[[Sequence[Any]], Share | Times]
RULES: dict[str, tuple[Rule, st.SearchStrategy[Any]]] = {
    "K01": (metrics.participation, _MEETINGS),
    "K02.read": (metrics.read_times, _DIRECTS),
    "K02.resolved": (lambda found: metrics.settled_in_time(found, TEN), _DIRECTS),
    "K03": (lambda found: metrics.on_time(found, TEN), _DUTIES),
    "K04": (metrics.typed_once, _REPORTS),
    "K05": (lambda found: metrics.verified_by_due(found, TEN), _ACTIONS),
    "K05.closed": (metrics.closing_times, _ACTIONS),
    "K06": (lambda found: metrics.live({"micro": found}).get("micro", Share()), _MEETINGS),
    "K06.confirmed": (metrics.confirmed, _MEETINGS),
    "K07": (lambda found: metrics.reach(found, _TEAMS), _LESSONS),
    "K11": (metrics.record_times, _MEETINGS),
}


@pytest.mark.parametrize("id", RULES)
@given(data=st.data())
def test_a_share_lies_between_nought_and_one_and_spans_add_up_in_any_order(
    id: str, data: st.DataObject
) -> None:
    rule, states = RULES[id]
    first, second = data.draw(st.lists(states, max_size=6)), data.draw(st.lists(states, max_size=6))
    both: Any = rule([*first, *second])
    assert 0 <= both.value <= both.of
    assert both.of == 0 or both.records or id == "K03"
    one: Any = rule(first)
    assert one + rule(second) == both
    assert rule(data.draw(st.permutations([*first, *second]))) == both
    if isinstance(both, Times) and both.seconds:
        assert 0 <= both.seconds[0] <= both.median <= both.slowest
