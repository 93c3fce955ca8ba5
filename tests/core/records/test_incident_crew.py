"""Setting the vehicle sets the crew."""

from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.records import incident, person, rollcall, shift, unit
from core.records.correction import undo_last
from core.records.person import Proposed
from core.replica.act import Desk
from core.replica.replica import Replica


@pytest.fixture
def crew(desk: Desk, replica: Replica) -> list[dict[str, str]]:
    """一班 on duty: three people, marked present."""
    desk.do(person.add_people, [Proposed(name, team="一班") for name in ("何清", "秦朗", "高远")])
    desk.do(shift.open_shift, team=unit.find_team(replica, "一班").meta.id)
    held = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark_rest_present, held)
    desk.do(rollcall.sign_rollcall, held)
    return [{"id": one.meta.id, "name": one.name} for one in person.people(replica)]


def where(replica: Replica) -> dict[str, str]:
    running = shift.current_shift(replica)
    assert running is not None
    return {one.person.name: one.state for one in rollcall.roster_now(replica, running)}


def test_a_crew_is_out_with_its_vehicle_and_back_with_it(
    desk: Desk, replica: Replica, clock: ManualClock, crew: list[dict[str, str]]
) -> None:
    fire = desk.do(incident.open_incident, "hz 3号泊位 冒烟")
    assert len(incident.available(replica)) == 3
    desk.do(incident.send, fire, "1车", crew[:2])
    assert where(replica) == {"何清": "att.on_call", "秦朗": "att.on_call", "高远": "att.on_duty"}
    assert [one.name for one in incident.available(replica)] == ["高远"]
    clock.advance(minutes=30)
    desk.do(incident.stamp, fire, "back", vehicle="1车")
    assert set(where(replica).values()) == {"att.on_duty"}
    assert [one.name for one in incident.usual_crew(replica, "1车")] == ["何清", "秦朗"]
    desk.do(undo_last)
    assert where(replica)["何清"] == "att.on_call"


def test_sending_somebody_who_is_out_elsewhere_is_warned_of(
    desk: Desk, replica: Replica, crew: list[dict[str, str]]
) -> None:
    first, second = (desk.do(incident.open_incident, text) for text in ("冒烟", "落水"))
    assert desk.do(incident.send, first, "1车", crew[:1]) == ()
    warned = desk.do(incident.send, second, "2车", crew)
    assert [line.params for line in warned] == [{"name": "何清", "number": "东港-20261122-A01"}]


def test_without_a_shift_a_crew_goes_all_the_same(desk: Desk, replica: Replica) -> None:
    fire = desk.do(incident.open_incident, "冒烟")
    desk.do(incident.send, fire, "1车", [{"id": "a" * 32, "name": "外援"}])
    desk.do(incident.stamp, fire, "back")
    assert replica.state(fire).force[0].crew[0].name == "外援"
