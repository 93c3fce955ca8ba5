"""When a digest falls due, what it covers, and that looking again changes nothing unless records came."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from core.agent.digesting import Digests, spans
from core.clock import STATION_ZONE, ManualClock
from core.records import incident
from core.records.digest import Digest
from core.records.footing import declare
from core.records.person import Proposed, add_people, find_person
from core.records.unit import add_station
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up
from tests.core.signatures import signed

MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=STATION_ZONE)
"""A Monday, 08:00."""


@pytest.fixture
def branch(tmp_path: Path) -> Replica:
    """A branch that began on the Friday before, with a secretary."""
    clock = ManualClock(MONDAY - timedelta(days=3))
    made = set_up(tmp_path, clock, station="第二支部", code="b2")
    desk = Desk(made)
    desk.do(add_station)
    desk.do(add_people, (Proposed("周平", roles=("role.secretary",)),))
    return made


def at(replica: Replica, moment: datetime) -> datetime:
    """Let it be `moment`."""
    clock = replica.clock
    assert isinstance(clock, ManualClock)
    clock.advance(seconds=(moment - clock.now()).total_seconds())
    return moment


def told(replica: Replica) -> list[Digest]:
    return [replica.state(row.id) for row in replica.rows("digest")]


def test_each_monday_one_that_begins_where_the_last_one_ended(branch: Replica) -> None:
    now = at(branch, MONDAY + timedelta(days=14))
    found = spans(branch, now)
    assert [(one.form, one.until) for one in found] == [
        ("weekly", MONDAY),
        ("weekly", MONDAY + timedelta(days=7)),
        ("weekly", MONDAY + timedelta(days=14)),
    ]
    assert [one.since for one in found[1:]] == [one.until for one in found[:-1]]


def test_not_a_second_before_monday_eight_and_one_line_for_nothing(branch: Replica) -> None:
    digests = Digests()
    at(branch, MONDAY - timedelta(seconds=1))
    assert digests.send(branch) == 0
    at(branch, MONDAY)
    assert digests.send(branch) == 1
    assert [one.nil for one in told(branch)] == [True]
    assert digests.send(branch) == 0


def test_what_came_later_revises_it_and_nothing_else_does(branch: Replica) -> None:
    digests = Digests()
    at(branch, MONDAY - timedelta(hours=1))
    Desk(branch).do(incident.open_incident, "hz 3号泊位 冒烟", chosen={"class": "inc.fire"})
    at(branch, MONDAY)
    assert digests.send(branch) == 1
    at(branch, MONDAY + timedelta(minutes=20))
    assert digests.send(branch) == 0
    Desk(branch).do(
        incident.open_incident, "qx 2号泊位", chosen={"class": "inc.rescue"}, at=MONDAY - timedelta(hours=2)
    )
    assert (
        digests.send(branch) == 0
    )  # looked at a moment ago, at the same records: not before a quarter of an hour
    at(branch, MONDAY + timedelta(minutes=40))
    assert digests.send(branch) == 1
    (one,) = told(branch)
    assert one.figures["inc.fire"] == one.figures["inc.rescue"] == 1
    assert one.revised is not None


def test_another_agent_that_knows_nothing_of_the_first_sends_nothing_twice(branch: Replica) -> None:
    at(branch, MONDAY)
    assert Digests().send(branch) == 1
    assert Digests().send(branch) == 0


def test_every_evening_while_the_branch_is_in_emergency_footing(branch: Replica) -> None:
    now = at(branch, MONDAY + timedelta(hours=1))
    desk = Desk(branch)
    secretary = find_person(branch, "周平").meta.id
    desk.do(
        declare,
        "mode.weather",
        "mode.orange",
        now + timedelta(days=3),
        ["hq/b2/donggang"],
        "",
        signed(branch, secretary),
    )
    found = spans(branch, at(branch, MONDAY + timedelta(days=2)))
    assert [(one.form, f"{one.until:%d %H:%M}") for one in found] == [
        ("weekly", "16 08:00"),
        ("daily", "16 20:00"),
        ("daily", "17 20:00"),
    ]


def test_a_branch_that_begins_as_a_digest_falls_due_sends_none_of_no_time(tmp_path: Path) -> None:
    made = set_up(tmp_path, ManualClock(MONDAY), station="第二党支部", code="b2")
    Desk(made).do(add_station)
    assert spans(made, MONDAY) == []
    assert [one.until for one in spans(made, at(made, MONDAY + timedelta(days=7)))] == [
        MONDAY + timedelta(days=7)
    ]


def test_after_months_away_only_the_last_five_weeks_are_compiled(branch: Replica) -> None:
    now = at(branch, MONDAY + timedelta(days=200))
    found = spans(branch, now)
    assert found[0].until > now - timedelta(days=36)
    assert all(later.since == earlier.until for earlier, later in pairwise(found))
    assert all(one.until - one.since == timedelta(days=7) for one in found)
