"""The cadence engine: states from records alone, both columns, deferrals, and no memory of its own (domain §4)."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.cadence import (
    BRANCH,
    DEFAULT,
    STATION,
    Beat,
    Done,
    Emergency,
    Facts,
    Interruption,
    Obligation,
    Turn,
    obligations,
)

ZONE = timezone(timedelta(hours=8))
MONDAY = datetime(2026, 11, 2, tzinfo=ZONE)
FAR = MONDAY + timedelta(days=365)


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Day 0 is Monday 2 November 2026."""
    return MONDAY + timedelta(days=day, hours=hour, minutes=minute)


def held(number: str, start: datetime, minutes: int = 30, **more: str) -> Done:
    return Done(number, start, start + timedelta(minutes=minutes), **more)


def turn(day: int, team: str = "1", open: bool = False) -> Turn:
    return Turn(f"s{day}", team, at(day, 8), at(day + 1, 8), open)


def of(
    rule: str, facts: Facts, now: datetime, since: datetime = MONDAY, until: datetime = FAR
) -> list[Obligation]:
    return [one for one in obligations(facts, since, until, now) if one.rule == rule]


def states(rule: str, facts: Facts, now: datetime, until: datetime) -> list[str]:
    return [one.state for one in of(rule, facts, now, until=until)]


# -- shifts ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "state"),
    [(at(0, 7), "upcoming"), (at(0, 8), "due"), (at(0, 20), "due"), (at(1, 9), "missed")],
)
def test_a_brief_is_owed_from_the_start_of_its_shift_to_the_end(now: datetime, state: str) -> None:
    (one,) = of("C01", Facts(turns=[turn(0)]), now)
    assert (one.state, one.due) == (state, at(0, 9))


def test_a_brief_in_the_first_hour_is_in_time_and_later_is_late() -> None:
    def state(start: datetime) -> Obligation:
        facts = Facts(turns=[turn(0)], done={"pre_shift": [held("M01", start, shift="s0")]})
        return of("C01", facts, at(1))[0]

    assert state(at(0, 8, 5))[5:9] == ("met", "", "M01", at(0, 8, 35))
    assert state(at(0, 9, 1)).state == "met_late"


def test_an_incident_at_the_hour_of_the_brief_puts_it_off_by_itself() -> None:
    facts = Facts(turns=[turn(0)], incidents=[Interruption("A01", at(0, 8, 10), at(0, 11))])
    assert of("C01", facts, at(0, 8, 30))[0].state == "due"
    late = of("C01", facts, at(0, 12))[0]
    assert (late.state, late.why) == ("deferred", "A01")
    after = Facts(turns=[turn(0)], incidents=[Interruption("A01", at(0, 9, 10), at(0, 11))])
    assert of("C01", after, at(1, 9))[0].state == "missed"


def test_a_meeting_broken_off_by_an_incident_is_deferred_and_one_taken_up_again_is_met() -> None:
    broken = Done("M02", at(2, 10), None, "1", "s2", broken="A05")
    facts = Facts(teams=["1"], done={"team": [broken]})
    one = of("C05", facts, at(7), until=at(7))[0]
    assert (one.state, one.why) == ("deferred", "A05")
    again = Facts(teams=["1"], done={"team": [held("M02", at(2, 10), 83, team="1", shift="s2")]})
    assert of("C05", again, at(7), until=at(7))[0].state == "met"


def test_in_emergency_a_shift_owes_a_second_roll_call_a_lesson_and_a_micro_meeting() -> None:
    storm = Emergency("F01", at(0, 9, 12), None)
    facts = Facts(teams=["1"], turns=[turn(0, open=True)], emergencies=[storm])
    kinds = {(one.rule, one.met_by_kind) for one in obligations(facts, MONDAY, at(1, 9), at(0, 10))}
    assert kinds == {
        ("C01", "pre_shift"),
        ("C02", "rollcall"),
        ("C03", "handover"),
        ("C04", "lesson"),
        ("C05", "micro"),
        ("C06", "daily"),
    }
    assert len(of("C02", facts, at(0, 10), until=at(1, 9))) == 2
    calm = {one.rule for one in obligations(Facts(turns=[turn(0)]), MONDAY, at(1, 9), at(0, 10))}
    assert calm == {"C01", "C02", "C03"}


def test_the_roll_call_at_the_start_does_not_meet_the_one_in_the_middle() -> None:
    storm = Emergency("F01", at(0, 0), None)
    calls = [held("R01", at(0, 8, 2), 5, shift="s0")]
    facts = Facts(turns=[turn(0)], emergencies=[storm], done={"rollcall": calls})
    assert [one.state for one in of("C02", facts, at(0, 21), until=at(1, 9))] == ["met", "due"]
    calls.append(held("R02", at(0, 20), 5, shift="s0"))
    assert [one.met_by for one in of("C02", facts, at(0, 21), until=at(1, 9))] == ["R01", "R02"]


# -- weeks and months --------------------------------------------------------------------------------------


def test_a_week_is_owed_by_each_team_once() -> None:
    facts = Facts(teams=["1", "2"], done={"team": [held("M01", at(2, 15), team="1")]})
    found = {one.owner: one.state for one in of("C05", facts, at(3), until=at(7))}
    assert found == {"1": "met", "2": "due"}
    assert {one.owner: one.state for one in of("C05", facts, at(8), until=at(7))} == {
        "1": "met",
        "2": "missed",
    }


def test_one_session_meets_two_duties() -> None:
    one = held("M07", at(2, 15), 60, team="1")
    facts = Facts(teams=["1"], done={"team": [one], "study": [one]})
    found = obligations(facts, MONDAY, at(7), at(6))
    assert {(o.rule, o.met_by) for o in found if o.state == "met"} == {("C04", "M07"), ("C05", "M07")}


def test_a_second_session_of_a_week_meets_the_week_before_late() -> None:
    sessions = [held("M01", at(8, 9), team="1"), held("M02", at(10, 9), team="1")]
    facts = Facts(teams=["1"], done={"team": sessions})
    found = of("C05", facts, at(11), until=at(14))
    assert [(one.state, one.met_by) for one in found] == [("met_late", "M01"), ("met", "M02")]
    assert [one.state for one in of("C05", facts, at(9), until=at(14))] == ["missed", "met"]


def test_the_weekly_report_is_due_on_sunday_at_six_and_later_is_late() -> None:
    facts = Facts(teams=["1"], done={"weekly": [held("P01", at(6, 18, 5), 0, team="1")]})
    (one,) = of("C06", facts, at(7), until=at(7))
    assert (one.due, one.state) == (at(6, 18), "met_late")


def test_months_quarters_and_years_have_their_last_moment() -> None:
    found = {
        one.rule: one.due
        for one in obligations(Facts(BRANCH), MONDAY, datetime(2027, 1, 1, tzinfo=ZONE), MONDAY)
    }
    assert found["C08"] == datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZONE)
    assert found["C10"] == found["C13"] == datetime(2026, 12, 31, 23, 59, 59, tzinfo=ZONE)


def test_a_fixed_day_that_the_month_does_not_have_is_its_last() -> None:
    table = DEFAULT.changed({("C12", "routine"): (Beat("month", "theme_day", day=31),)})
    dues = [
        one.due.day
        for one in obligations(Facts(BRANCH), MONDAY, datetime(2027, 3, 1, tzinfo=ZONE), MONDAY, table)
        if one.rule == "C12"
    ]
    assert dues == [30, 31, 31, 28]


def test_before_a_station_began_nothing_was_owed() -> None:
    facts = Facts(teams=["1"], began=at(9, 12))
    found = obligations(facts, MONDAY, at(14), at(10))
    assert {one.due for one in found} == {at(13, 18), at(14) - timedelta(seconds=1)}
    assert {one.state for one in found} == {"due"}


# -- emergencies -------------------------------------------------------------------------------------------


def test_a_party_day_in_the_storm_is_put_off_and_gets_a_new_date(  # S7
) -> None:
    table = DEFAULT.changed({("C12", "routine"): (Beat("month", "theme_day", day=15),)})

    def state(emergency: Emergency, now: datetime, *done: Done) -> Obligation:
        facts = Facts(BRANCH, emergencies=[emergency], done={"theme_day": done})
        found = [one for one in obligations(facts, MONDAY, at(28), now, table) if one.rule == "C12"]
        return found[0]

    going = Emergency("F01", at(11), None)  # from Friday the 13th
    assert state(going, at(12)).state == "due"
    assert state(going, at(15))[5:7] == ("deferred", "F01")
    over = Emergency("F01", at(11), at(15, 8))
    put_off = state(over, at(16))
    assert (put_off.state, put_off.moved) == ("deferred", at(29, 8))
    assert state(over, at(60)).state == "deferred"
    assert state(over, at(20), held("M09", at(18, 15)))[5:8] == ("met", "F01", "M09")


def test_no_weekly_duty_of_an_emergency_is_missed(  # S1
) -> None:
    storm = Emergency("F01", at(5, 9), at(8, 8))
    facts = Facts(teams=["1", "2"], emergencies=[storm])
    for rule in ("C04", "C05", "C06"):
        week = [one for one in of(rule, facts, at(20), until=at(7)) if one.owner]
        assert {(one.state, one.why) for one in week} == {("not_required", "F01")}
    resumed = [one.state for one in of("C05", facts, at(10), since=at(7), until=at(14))]
    assert resumed == ["due", "due"]


def test_a_daily_report_is_owed_each_day_that_the_emergency_lasts() -> None:
    storm = Emergency("F01", at(0, 9, 12), at(3, 8))
    facts = Facts(emergencies=[storm], done={"daily": [held("P01", at(0, 17, 50), 0)]})
    found = [
        (one.due, one.state) for one in of("C06", facts, at(4), until=at(7)) if one.met_by_kind == "daily"
    ]
    assert found == [(at(0, 18), "met"), (at(1, 18), "missed"), (at(2, 18), "missed")]


def test_a_closing_report_is_owed_within_a_day_of_the_end() -> None:
    storm = Emergency("F01", at(0, 9, 12), at(3, 8))
    facts = Facts(emergencies=[storm], ended=[("F01", at(3, 8))])

    def closing(**done: list[Done]) -> list[tuple[datetime, str, str]]:
        found = of("C06", replace(facts, done=done), at(3, 12), until=at(7))
        return [(one.due, one.state, one.met_by) for one in found if one.met_by_kind == "closing"]

    assert closing() == [(at(4, 8), "due", "")]
    assert closing(closing=[held("P09", at(2, 12), 0)]) == [(at(4, 8), "due", "")]
    assert closing(closing=[held("P09", at(3, 10), 0)]) == [(at(4, 8), "met", "P09")]


def test_red_asks_for_a_line_every_three_hours_and_only_while_it_is_red() -> None:
    levels = ((at(0, 9), "mode.orange"), (at(0, 12), "mode.red"), (at(0, 21), "mode.orange"))
    facts = Facts(emergencies=[Emergency("F01", at(0, 9), None, levels)])
    found = [one.due for one in of("C06", facts, at(1), until=at(1)) if one.met_by_kind == "situation"]
    assert found == [at(0, 15), at(0, 18)]


def test_after_seven_days_somebody_is_asked_to_renew_and_after_the_end_to_review() -> None:
    storm = Emergency("F01", at(0, 9), at(9, 9))
    facts = Facts(
        STATION | BRANCH,
        emergencies=[storm],
        ended=[("F01", at(9, 9))],
        done={"renewal": [held("F01", at(7, 8), 0)], "review": [held("V01", at(12), 40, shift="F01")]},
    )
    assert [(one.due, one.state) for one in of("C18", facts, at(8))] == [(at(7, 9), "met")]
    assert [(one.due, one.state, one.owner) for one in of("C19", facts, at(13))] == [
        (at(16, 9), "met", "F01")
    ]


def renewal(emergency: Emergency, now: datetime, *answers: datetime) -> list[tuple[datetime, str]]:
    done = {"renewal": [held("F01", one, 0) for one in answers]}
    facts = Facts(emergencies=[emergency], done=done)
    return [(one.due, one.state) for one in of("C18", facts, now, until=at(40))]


def test_the_planned_end_asks_and_so_does_every_seventh_day_and_nothing_ends_by_itself() -> None:
    storm = Emergency("F01", at(0, 9), None, ends=((at(0, 9), at(3, 9)),))
    assert renewal(storm, at(1))[0] == (at(3, 9), "due")
    silent = renewal(storm, at(20))
    assert [due for due, _ in silent][:3] == [at(3, 9), at(10, 9), at(17, 9)]
    assert [state for _, state in silent][:3] == ["missed", "missed", "due"]


def test_an_answer_moves_the_question_to_the_new_end_or_seven_days_on() -> None:
    answered = ((at(0, 9), at(3, 9)), (at(3, 8), at(30)))
    storm = Emergency("F01", at(0, 9), None, ends=answered)
    assert renewal(storm, at(4), at(3, 8))[:2] == [(at(3, 9), "met"), (at(10, 8), "due")]
    late = Emergency("F01", at(0, 9), None, ends=((at(0, 9), at(3, 9)), (at(4), at(6))))
    assert renewal(late, at(5), at(4))[:2] == [(at(3, 9), "met_late"), (at(6), "due")]


def test_only_who_declared_is_asked() -> None:
    assert renewal(Emergency("F01", at(0, 9), None, ours=False), at(20)) == []


def test_what_the_shift_held_before_the_emergency_counts_for_it() -> None:
    """Nobody holds a second micro-meeting or reads a second lesson of one shift because the order came at noon."""
    storm = Emergency("F01", at(0, 12), None)
    done = {"micro": [held("M01", at(0, 9), shift="s0")], "lesson": [held("K01", at(0, 10), 3, shift="s0")]}
    facts = Facts(turns=[turn(0, open=True)], emergencies=[storm], done=done)
    found = {one.met_by_kind: (one.state, one.met_by) for one in obligations(facts, MONDAY, at(2), at(0, 13))}
    assert (found["micro"], found["lesson"]) == (("met", "M01"), ("met", "K01"))


def test_nobody_is_late_for_the_middle_of_a_shift_that_lay_before_the_emergency() -> None:
    def calls(emergency: Emergency, *done: Done) -> list[str]:
        facts = Facts(turns=[turn(0, open=True)], emergencies=[emergency], done={"rollcall": done})
        return states("C02", facts, at(1, 2), until=at(1, 9))

    assert calls(Emergency("F01", at(0, 22, 30), None)) == ["due"]
    assert calls(Emergency("F01", at(0, 21), None)) == ["due", "due"]
    assert calls(Emergency("F01", at(0, 5), at(0, 17))) == ["due"]
    early = held("R02", at(0, 19), 5, shift="s0")
    assert calls(Emergency("F01", at(0, 21), None), early)[1] == "met"


def test_a_party_day_held_all_the_same_while_the_emergency_lasts_is_held() -> None:
    table = DEFAULT.changed({("C12", "routine"): (Beat("month", "theme_day", day=15),)})
    facts = Facts(
        BRANCH, emergencies=[Emergency("F01", at(11), None)], done={"theme_day": [held("M09", at(16, 15))]}
    )
    found = [one for one in obligations(facts, MONDAY, at(28), at(17), table) if one.rule == "C12"]
    assert (found[0].state, found[0].met_by) == ("met_late", "M09")


def test_a_meeting_an_incident_broke_off_gets_a_new_date_once_that_is_over() -> None:
    broken = Done("M02", at(2, 10), None, "1", "s2", broken="A05")
    out = Interruption("A05", at(2, 10, 2), at(2, 12))
    facts = Facts(teams=["1"], done={"team": [broken]}, incidents=[out])
    one = of("C05", facts, at(7), until=at(7))[0]
    assert (one.state, one.why, one.moved) == ("deferred", "A05", at(16, 12))
    still = replace(facts, incidents=[out._replace(end=None)])
    assert of("C05", still, at(7), until=at(7))[0].moved is None


def test_what_was_begun_and_has_not_ended_is_at_hand() -> None:
    begun = Done("M01", at(0, 8, 5), None, shift="s0")
    one = of("C01", Facts(turns=[turn(0)], done={"pre_shift": [begun]}), at(0, 8, 10))[0]
    assert (one.state, one.running, one.every) == ("due", "M01", "shift_start")


# -- the table ---------------------------------------------------------------------------------------------


def test_the_table_has_every_line_of_the_specification_in_order() -> None:
    assert [rule.id for rule in DEFAULT.rules] == [f"C{number:02}" for number in range(1, 20)]
    assert [rule.id for rule in DEFAULT.rules if rule.deferrable] == [
        *(f"C{number:02}" for number in range(7, 15)),
        "C16",
    ]
    assert [rule.id for rule in DEFAULT.rules if rule.breakable] == ["C01", "C04", "C05"]
    assert DEFAULT.rule("C06").routine == (Beat("week", "weekly", day=7, at=time(18)),)  # type: ignore[union-attr]


# -- properties --------------------------------------------------------------------------------------------

HOURS = st.integers(0, 24 * 40)
SESSIONS = st.lists(
    st.tuples(st.sampled_from(["study", "team", "weekly", "daily", "micro"]), HOURS), max_size=12
)
STORMS = st.lists(st.tuples(HOURS, st.integers(1, 200)), max_size=2)


def facts_of(sessions: list[tuple[str, int]], storms: list[tuple[int, int]]) -> Facts:
    done: dict[str, list[Done]] = {}
    for number, (kind, hour) in enumerate(sorted(sessions, key=lambda one: one[1])):
        shift = f"s{hour // 24}"
        done.setdefault(kind, []).append(held(f"M{number}", at(0, hour), 20, team="1", shift=shift))
    periods, last = [], -1
    for number, (start, hours) in enumerate(sorted(storms)):
        start = max(start, last + 1)
        periods.append(Emergency(f"F{number}", at(0, start), at(0, start + hours)))
        last = start + hours
    return Facts(
        STATION | BRANCH, ["1"], turns=[turn(day) for day in range(40)], done=done, emergencies=periods
    )


def known_at(facts: Facts, now: datetime) -> Facts:
    """What had happened by `now`."""
    done = {kind: [one for one in held if one.start <= now] for kind, held in facts.done.items()}
    periods = [
        one if one.end is not None and one.end <= now else one._replace(end=None)
        for one in facts.emergencies
        if one.start <= now
    ]
    return replace(facts, done=done, emergencies=periods)


@settings(max_examples=60)
@given(sessions=SESSIONS, storms=STORMS, hour=HOURS)
def test_what_had_not_happened_yet_changes_nothing_that_was_settled(
    sessions: list[tuple[str, int]], storms: list[tuple[int, int]], hour: int
) -> None:
    facts, now = facts_of(sessions, storms), at(0, hour)
    then = obligations(known_at(facts, now), MONDAY, now, now)
    again = obligations(facts, MONDAY, now, now)
    met = {(one.rule, one.owner, one.due): one.met_by for one in then if one.state == "met"}
    for one in again:
        if (one.rule, one.owner, one.due) in met:
            assert one.state in ("met", "met_late")


@settings(max_examples=60)
@given(sessions=SESSIONS, storms=STORMS, cut=st.integers(1, 39))
def test_a_span_is_the_sum_of_its_parts(
    sessions: list[tuple[str, int]], storms: list[tuple[int, int]], cut: int
) -> None:
    facts, end, now = facts_of(sessions, storms), at(40), at(40)
    whole = obligations(facts, MONDAY, end, now)
    parts = [*obligations(facts, MONDAY, at(cut), now), *obligations(facts, at(cut), end, now)]
    assert sorted(parts, key=str) == sorted(whole, key=str)
    assert len({(one.rule, one.met_by_kind, one.owner, one.due) for one in whole}) == len(whole)


@settings(max_examples=60)
@given(sessions=SESSIONS, storms=STORMS)
def test_what_falls_due_in_emergency_is_never_missed_when_it_may_wait(
    sessions: list[tuple[str, int]], storms: list[tuple[int, int]]
) -> None:
    facts = facts_of(sessions, storms)
    deferrable = {rule.id for rule in DEFAULT.rules if rule.deferrable}
    for one in obligations(facts, MONDAY, at(40), at(60)):
        inside = any(storm.holds(one.due) for storm in facts.emergencies)
        if inside and (one.rule in deferrable or one.met_by_kind in ("study", "team", "weekly")):
            assert one.state != "missed"
