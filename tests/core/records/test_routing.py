"""Changes to the routing table: events with author and reason, from a day on, never for the past (M03)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import Refusal
from core.records.correction import strike
from core.records.routing import Change, change_routing, changes, read_route, routing_at
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.routing import DEFAULT, KINDS, LEVELS, RECIPIENTS, Route
from tests.core.conftest import START

URGENT = Route("org.branch", "direct.urgent", "org.hq", 20, 8)


def test_a_change_holds_from_its_day_on_and_not_before(desk: Desk, replica: Replica) -> None:
    since = (START + timedelta(days=3)).date()
    desk.do(change_routing, URGENT, "总部值班室另有规定", since)
    known = changes(replica)
    assert routing_at(known, START + timedelta(days=2)) == DEFAULT
    after = routing_at(known, START + timedelta(days=3))
    assert after.escalate_after("direct.urgent", False) == timedelta(minutes=20)
    assert after.escalate_after("direct.urgent", True) == timedelta(minutes=8)
    assert replica.entries(0, 2**62)[0].text("zh") == (
        "分级报告更改：党支部 特急 报给 总部，总部值班室另有规定"
    )


def test_of_two_changes_the_later_one_holds_and_a_struck_one_does_not(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    important = Route("org.branch", "direct.important", "org.hq", 60, 30)
    desk.do(change_routing, important, "重要也上报")
    clock.advance(minutes=1)
    second = desk.do(change_routing, important._replace(to=""), "不上报")
    assert routing_at(changes(replica), clock.now()).escalate_after("direct.important", False) is None
    desk.do(strike, second, "写错")
    table = routing_at(changes(replica), clock.now())
    assert table.escalate_after("direct.important", False) == timedelta(minutes=60)


@pytest.mark.parametrize(
    ("route", "reason", "key"),
    [
        (URGENT._replace(level="org.hq"), "因", "routing.impossible"),
        (URGENT._replace(kind="weekly"), "因", "routing.impossible"),
        (URGENT._replace(to="org.team"), "因", "routing.impossible"),
        (URGENT._replace(to="nowhere"), "因", "routing.impossible"),
        (URGENT._replace(routine=-1), "因", "routing.impossible"),
        (URGENT._replace(emergency=1441), "因", "routing.impossible"),
        (Route("org.team", "weekly", ""), "因", "routing.impossible"),
        (URGENT, " ", "correct.reason"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    desk: Desk, replica: Replica, route: Route, reason: str, key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(change_routing, route, reason)
    assert refused.value.key == key
    assert changes(replica) == []


def test_the_past_keeps_what_held_then(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(change_routing, URGENT, "因", (START - timedelta(days=1)).date())
    assert refused.value.key == "routing.past"


def test_a_line_is_read_as_it_was_written(desk: Desk, replica: Replica) -> None:
    desk.do(change_routing, URGENT, "因")
    (one,) = changes(replica)
    assert isinstance(one, Change)
    assert one.route == URGENT


@given(
    st.sampled_from([*LEVELS, "x"]),
    st.sampled_from([*KINDS, ""]),
    st.sampled_from([*RECIPIENTS, "", "x"]),
    st.integers(-5, 2000),
    st.integers(-5, 2000),
)
def test_a_line_is_taken_whole_or_refused_and_the_table_keeps_its_lines(
    level: str, kind: str, to: str, routine: int, emergency: int
) -> None:
    body = {"level": level, "kind": kind, "to": to, "routine": routine, "emergency": emergency}
    try:
        route = read_route(body)
    except ValueError:
        return
    table = DEFAULT.changed({(route.level, route.kind): route})
    assert table.route(level, kind) == route
    assert [(one.level, one.kind) for one in table.routes] == [
        (one.level, one.kind) for one in DEFAULT.routes
    ]
