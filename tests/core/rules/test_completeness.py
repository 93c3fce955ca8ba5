"""What an incident lacks before it can be completed."""

from __future__ import annotations

import pytest

from core.i18n import has
from core.records import incident
from core.records.incident.lines import field_label
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.completeness import REQUIRED, missing


@pytest.mark.parametrize("category", incident.CLASSES)
def test_every_class_asks_for_fields_that_have_a_label(category: str) -> None:
    assert REQUIRED[category]
    assert all(has(field_label(key)) for key in REQUIRED[category])


def test_an_incident_nobody_classed_lacks_its_class(desk: Desk, replica: Replica) -> None:
    assert missing(replica.state(desk.do(incident.open_incident, "来电"))) == ("class",)


def test_a_false_alarm_that_vehicles_went_to_needs_them_back(desk: Desk, replica: Replica) -> None:
    made = desk.do(incident.open_incident, "wb 烟感误动作")
    assert missing(replica.state(made)) == ("false_cause",)
    desk.do(incident.send, made, "1车")
    assert missing(replica.state(made)) == ("false_cause", "inc.back")
    desk.do(incident.stamp, made, "back", vehicle="1车")
    desk.do(incident.fill, made, false_cause="水蒸气")
    assert missing(replica.state(made)) == ()


def test_a_standby_needs_permit_start_and_stop(desk: Desk, replica: Replica) -> None:
    made = desk.do(incident.open_standby, "3号泊位")
    assert missing(replica.state(made)) == ("permit", "watch.start", "watch.stop")
    desk.do(incident.watch, made, "start")
    desk.do(incident.watch, made, "stop")
    desk.do(incident.fill, made, permit="D-7")
    assert missing(replica.state(made)) == ()


def test_nought_is_an_answer_and_a_blank_is_not(desk: Desk, replica: Replica) -> None:
    made = desk.do(incident.open_incident, "hz 3号泊位 冒烟")
    assert {"injured", "dead"} <= set(missing(replica.state(made)))
    desk.do(incident.fill, made, injured=0, dead=0)
    assert not {"injured", "dead"} & set(missing(replica.state(made)))
