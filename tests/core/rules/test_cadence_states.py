"""Every duty C01–C19 in every state it can reach: a table of what was held and when somebody asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

import pytest

from core.rules.cadence import BRANCH, DEFAULT, STATION, Done, Emergency, Facts, Interruption, obligations
from core.rules.cadence.states import STATES
from tests.core.rules.test_cadence import MONDAY, at, held, turn

YEAR: Final = MONDAY - timedelta(days=306), MONDAY + timedelta(days=700)
STORM: Final = Emergency("F01", at(0), at(40))
"""Holds every shift and every due moment that the table below asks for."""

CALM: Final = Facts(STATION | BRANCH, ["1"], [turn(day) for day in range(14)])
STORMY: Final = replace(CALM, emergencies=[STORM])
OVER: Final = replace(CALM, emergencies=[Emergency("F01", at(0), at(3))], ended=[("F01", at(3))])
CALL: Final = Interruption("A01", at(2, 8), at(2, 11))

ONCE: Final = ("upcoming", "due", "met", "met_late", "missed")
SHIFTS: Final = {"C01": ("pre_shift", "s2"), "C02": ("rollcall", "s2"), "C03": ("handover", "s2")}
"""By the shift that begins at eight on Wednesday."""

WEEKS: Final = {"C04": "study", "C05": "team", "C06": "weekly"}
LIFE: Final = {
    "C07": "leaders_exchange",
    "C08": "committee",
    "C09": "group",
    "C10": "members",
    "C11": "lecture",
    "C12": "theme_day",
    "C13": "org_life",
    "C14": "appraisal",
    "C16": "staff6",
}
"""What emergency footing puts off (rule b)."""

ENDS: Final = {"week": at(7, 8), "month": at(29), "quarter": at(60), "year": at(60)}
"""When the branch's duties asked about fall due, by what they follow."""

REACHED: Final[Mapping[str, frozenset[str]]] = {
    "C01": frozenset(ONCE) | {"deferred"},
    "C02": frozenset(ONCE),
    "C03": frozenset(ONCE),
    "C04": frozenset(ONCE) | {"deferred", "not_required"},
    "C05": frozenset(ONCE) | {"deferred", "not_required"},
    "C06": frozenset(ONCE) | {"not_required"},
    **{rule: frozenset(ONCE) | {"deferred"} for rule in LIFE},
    "C15": frozenset(ONCE),
    "C17": frozenset(ONCE) | {"not_required"},
    "C18": frozenset(ONCE),
    "C19": frozenset(ONCE),
}
"""The states each duty can be in."""

Case = tuple[Facts, datetime, str]


def done(facts: Facts, kind: str, *some: Done) -> Facts:
    """The facts with something held."""
    return replace(facts, done={kind: list(some)})


def span(rule: str) -> tuple[datetime, datetime]:
    """From when until when the duty asked about falls due."""
    if rule in SHIFTS:
        return (at(3, 8), at(3, 9)) if rule == "C03" else (at(2, 8), at(2, 9, 1))
    if rule in WEEKS:
        return at(6), at(7)
    if rule in LIFE or rule in ("C15", "C17"):
        end = ENDS[DEFAULT.rule(rule).routine[0].every]  # type: ignore[union-attr]
        return end - timedelta(minutes=1), end + timedelta(minutes=1)
    return (at(7), at(15)) if rule == "C18" else (at(10), at(11))


def cases(rule: str) -> list[Case]:
    """Facts, a moment, and the state that some duty of `rule` has then."""
    if rule in SHIFTS:
        return _of_shift(rule)
    if rule in WEEKS:
        return _of_week(rule, WEEKS[rule])
    if rule in LIFE or rule in ("C15", "C17"):
        return _of_branch(rule)
    return _of_emergency(rule)


def _of_shift(rule: str) -> list[Case]:
    kind, shift = SHIFTS[rule]
    early, late = (at(3, 7, 40), at(3, 9)) if rule == "C03" else (at(2, 8, 5), at(2, 12))
    found: list[Case] = [
        (CALM, at(2, 7), "upcoming"),
        (CALM, at(3, 7, 45) if rule == "C03" else at(2, 8, 5), "due"),
        (done(CALM, kind, held("M01", early, 5, shift=shift)), at(5), "met"),
        (done(CALM, kind, held("M01", late, 5, shift=shift)), at(5), "met_late"),
        (CALM, at(6), "missed"),
    ]
    if rule == "C01":
        found.append((replace(CALM, incidents=[CALL]), at(2, 12), "deferred"))
    return found


def _of_week(rule: str, kind: str) -> list[Case]:
    late = at(6, 20) if rule == "C06" else at(7, 9)
    again = [held("M02", at(9, 15), team="1")]
    found: list[Case] = [
        (CALM, at(-1), "upcoming"),
        (CALM, at(3), "due"),
        (done(CALM, kind, held("M01", at(2, 15), team="1")), at(8), "met"),
        (done(CALM, kind, held("M01", late, team="1"), *again), at(10), "met_late"),
        (CALM, at(8), "missed"),
        (STORMY, at(8), "not_required"),
    ]
    if rule != "C06":
        broken = done(CALM, kind, Done("M01", at(2, 10), None, "1", "s2", "A01"))
        found.append((broken, at(8), "deferred"))
    return found


def _of_branch(rule: str) -> list[Case]:
    beat = DEFAULT.rule(rule).routine[0]  # type: ignore[union-attr]
    end = ENDS[beat.every]
    before = {"week": at(6), "month": at(-2), "quarter": at(-33), "year": at(-306)}[beat.every]
    inside = [held("M01", end if rule == "C17" else end - timedelta(hours=12), 0)]
    after = [held("M01", end + timedelta(hours=2)), held("M02", end + timedelta(hours=30))]
    found: list[Case] = [
        (CALM, before, "upcoming"),
        (CALM, end - timedelta(hours=2), "due"),
        (done(CALM, beat.met_by, *inside), end + timedelta(days=1), "met"),
        (done(CALM, beat.met_by, *after), end + timedelta(days=3), "met_late"),
        (CALM, end + timedelta(days=9), "missed"),
    ]
    if rule in LIFE:
        storm = replace(CALM, emergencies=[Emergency("F01", end - timedelta(days=2), None)])
        found.append((storm, end + timedelta(days=1), "deferred"))
    if rule == "C17":
        found.append((STORMY, at(8), "not_required"))
    return found


def _of_emergency(rule: str) -> list[Case]:
    if rule == "C18":
        return [
            (STORMY, at(3), "upcoming"),
            (STORMY, at(3), "due"),
            (done(STORMY, "renewal", held("F01", at(6), 0)), at(8), "met"),
            (done(STORMY, "renewal", held("F01", at(8), 0)), at(9), "met_late"),
            (STORMY, at(20), "missed"),
        ]
    return [
        (OVER, at(2), "upcoming"),
        (OVER, at(4), "due"),
        (done(OVER, "review", held("V01", at(6), 40, shift="F01")), at(8), "met"),
        (done(OVER, "review", held("V01", at(12), 40, shift="F01")), at(13), "met_late"),
        (OVER, at(500), "missed"),
    ]


TABLE: Final = [(rule.id, *case) for rule in DEFAULT.rules for case in cases(rule.id)]


@pytest.mark.parametrize(
    ("rule", "facts", "now", "state"), TABLE, ids=[f"{rule} {state}" for rule, _, _, state in TABLE]
)
def test_a_duty_is_in_the_state_that_its_records_say(
    rule: str, facts: Facts, now: datetime, state: str
) -> None:
    found = [one for one in obligations(facts, *span(rule), now) if one.rule == rule]
    assert state in {one.state for one in found}
    for one in found:  # and says why, or by what
        if one.state == state:
            assert bool(one.why) == bool(one.reason) == (state in ("deferred", "not_required"))
            assert bool(one.met_by) == (state in ("met", "met_late"))


def test_the_table_reaches_every_state_of_every_duty_and_no_other_state_is_known() -> None:
    reached: dict[str, set[str]] = {}
    for rule, _, _, state in TABLE:
        reached.setdefault(rule, set()).add(state)
    assert reached == REACHED
    assert {state for states in reached.values() for state in states} == set(STATES)


def test_no_duty_is_ever_in_a_state_it_cannot_reach() -> None:
    for _, facts, now, _ in TABLE:
        for one in obligations(facts, *YEAR, now):
            assert one.state in REACHED[one.rule], one
