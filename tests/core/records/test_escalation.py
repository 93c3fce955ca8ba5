"""A direct report passed on to headquarters: once, need and place only, nobody's number."""

from __future__ import annotations

from core.records.direct import Answers, Direct, send
from core.records.escalation import Escalation, escalate, escalation_of, open_escalation
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.records.test_urgency import urgency

STATION = "hq/b2/donggang"


def raised(desk: Desk) -> tuple[str, str]:
    """Ids of a direct report that names people and of its escalation."""
    answers = Answers("赵原受伤，电话13800130000", "泵房 李建国旁", "4寸叶轮，联系13912345678")
    direct = desk.do(send, answers)
    return direct, desk.do(escalate, direct, STATION, "东港站")


def test_it_names_station_place_and_need_and_nothing_of_what_happened(replica: Replica, desk: Desk) -> None:
    _, record = raised(desk)
    state = replica.state(record)
    assert isinstance(state, Escalation)
    assert (state.name, state.place, state.need) == ("东港站", "泵房 李建国旁", "4寸叶轮，联系139****5678")
    event = replica.events(record)[0]
    assert event.audience == "hq"
    assert "受伤" not in str(event.body)
    assert set(event.body or {}) == {"direct", "station", "name", "level", "place", "need", "sent"}


def test_told_once_whoever_tells_it(replica: Replica, desk: Desk) -> None:
    direct, record = raised(desk)
    assert desk.do(escalate, direct, STATION, "东港站") == record == escalation_of(direct)
    assert len(replica.events(record)) == 1
    state = replica.state(direct)
    assert isinstance(state, Direct)
    assert state.escalated is not None


def test_it_waits_until_somebody_at_headquarters_opened_it(replica: Replica, desk: Desk) -> None:
    _, record = raised(desk)
    assert [row.id for row in replica.rows("escalation", open=True)] == [record]
    desk.do(open_escalation, record)
    desk.do(open_escalation, record)
    assert not replica.rows("escalation", open=True)
    opened = [event for event in replica.events(record) if event.kind == "escalation.read"]
    assert [event.audience for event in opened] == ["down"]


def test_no_queue_holds_it_up(replica: Replica, desk: Desk) -> None:
    _, record = raised(desk)
    assert urgency(replica, record) == [True]
