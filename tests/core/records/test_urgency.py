"""What the branch must hear of at once is said by the kind of record."""

from __future__ import annotations

from core.records import incident, log
from core.records.kind import Fact, Meta, RecordKind
from core.records.registry import kinds, urgent_kinds
from core.records.urgency import urgent
from core.replica.act import Act, Desk
from core.replica.replica import Replica


def urgency(replica: Replica, record: str) -> list[bool]:
    """Of each event of a record, in their order, whether it is urgent."""
    sql = "SELECT header FROM event WHERE record = ? ORDER BY position"
    return [urgent(row[0]) for row in replica.connection.execute(sql, (bytes.fromhex(record),))]


def test_an_alarm_that_comes_in_is_urgent_and_what_follows_is_not(replica: Replica, desk: Desk) -> None:
    alarm = desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    desk.do(incident.stamp, alarm, "turnout")
    assert urgency(replica, alarm) == [True, False]
    assert urgency(replica, desk.do(log.note, "泵房正常")) == [False]


def test_a_text_that_looks_like_an_alarm_is_none(replica: Replica, desk: Desk) -> None:
    assert urgency(replica, desk.do(log.note, '"kind":"incident.opened","origin":"live"')) == [False]
    desk.author = '"kind":"incident.opened"'
    assert urgency(replica, desk.do(log.note, "泵房正常")) == [False]


def test_an_alarm_typed_minutes_later_is_as_urgent_and_one_out_of_an_old_book_is_not(
    replica: Replica, desk: Desk
) -> None:
    def opened(act: Act, origin: str) -> str:
        return act.open(incident.INCIDENT, "incident.opened", {"text": "3号泊位"}, origin=origin)

    assert urgency(replica, desk.do(opened, "backfill")) == [True]
    assert urgency(replica, desk.do(opened, "imported")) == [False]


def test_a_kind_says_which_of_its_events_are_urgent() -> None:
    kind = RecordKind("pump")

    @kind.opens("pump.built")
    def _built(meta: Meta, fact: Fact) -> Meta:
        return meta

    @kind.on("pump.burst", "pump.drowned", urgent=True)
    def _burst(state: Meta, fact: Fact) -> Meta:
        return state

    assert kind.urgent == {"pump.burst", "pump.drowned"}


def test_no_kind_with_urgent_events_is_overlooked() -> None:
    assert set(urgent_kinds()) == {kind for kind in kinds().values() if kind.urgent}
