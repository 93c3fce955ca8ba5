"""What the branch's agent makes of direct reports, at every minute: delivered once, passed on once and in time (§7, 3)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.agent.receiving import escalate_unread, receive
from core.clock import ManualClock
from core.records.direct import Answers, Direct, note_read, phone, send
from core.records.footing import declare
from core.records.person import Proposed, add_people, find_person
from core.records.routing import change_routing
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.rules.routing import BRANCH as BRANCH_LEVEL
from core.rules.routing import HEADQUARTERS, Route
from tests.core.compile.test_digest import seated
from tests.core.conftest import START
from tests.core.signatures import signed

BRANCH, STATION = "hq/b2", "hq/b2/donggang"
ANSWERS = Answers("排涝泵停了", "1号泵房", "4寸叶轮")


@pytest.fixture
def replica(tmp_path: Path) -> Replica:
    """The branch's replica with a station below."""
    made = set_up(tmp_path, ManualClock(START), station="东港站", code="东港")
    seated(made, STATION, "东港站")
    return made


def sent(replica: Replica, level: str = "direct.urgent") -> str:
    """A report of the station, received at the branch."""
    seated(replica, STATION, "东港站")
    record = Desk(replica).do(send, ANSWERS, level)
    seated(replica, BRANCH, "第二支部")
    assert receive(replica) == 1
    assert receive(replica) == 0
    return record


def passed_on_after(replica: Replica, record: str, minutes: int = 40) -> int | None:
    """After how many minutes it was passed on; None when it was not within so many."""
    for minute in range(minutes + 1):
        escalate_unread(replica)
        state = replica.state(record)
        assert isinstance(state, Direct)
        if state.escalated is not None:
            assert escalate_unread(replica) == 0
            return minute
        replica.clock.advance(minutes=1)  # type: ignore[attr-defined]
    return None


def test_urgent_after_ten_minutes_and_important_never(replica: Replica) -> None:
    assert passed_on_after(replica, sent(replica)) == 10
    assert passed_on_after(replica, sent(replica, "direct.important")) is None


def test_in_emergency_footing_after_five(replica: Replica) -> None:
    seated(replica, BRANCH, "第二支部")
    desk = Desk(replica)
    desk.do(add_people, (Proposed("周平", roles=("role.secretary",)),))
    secretary = signed(replica, find_person(replica, "周平").meta.id)
    until = replica.clock.now() + timedelta(days=2)
    desk.do(declare, "mode.weather", "mode.red", until, [STATION], "", secretary)
    assert passed_on_after(replica, sent(replica)) == 5


@pytest.mark.parametrize(
    "told", [lambda desk, one: desk.do(note_read, one), lambda desk, one: desk.do(phone, one, "周平")]
)
def test_read_or_told_by_phone_it_stays_at_the_branch(replica: Replica, told: object) -> None:
    record = sent(replica)
    replica.clock.advance(minutes=9)  # type: ignore[attr-defined]
    told(Desk(replica), record)  # type: ignore[operator]
    assert passed_on_after(replica, record) is None


def test_the_branchs_table_decides_and_a_stations_does_not(replica: Replica) -> None:
    route = Route(BRANCH_LEVEL, "direct.urgent", HEADQUARTERS, routine=2, emergency=1)
    seated(replica, STATION, "东港站")
    Desk(replica).do(change_routing, route, "站里想快些")
    assert passed_on_after(replica, sent(replica)) == 10
    seated(replica, BRANCH, "第二支部")
    Desk(replica).do(change_routing, route, "台风季")
    assert passed_on_after(replica, sent(replica)) == 2
