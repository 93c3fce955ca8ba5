"""Reading the views."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from core.clock import ManualClock, epoch_ms
from core.records import issue, log, meeting
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.rows import by_number, records
from core.replica.texts import marked


def test_a_short_number_means_the_newest_and_older_days_follow(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    old = desk.do(log.note, "昨天")
    clock.advance(hours=24)
    new = desk.do(log.note, "今天")
    assert by_number(replica.connection, "AL01") == [new, old]
    assert by_number(replica.connection, "1122-AL01") == [old]
    assert by_number(replica.connection, "东港-20261122-AL01") == [old]
    for nothing in ("L01", "AL02", "01", "", "%", "A_01"):
        assert by_number(replica.connection, nothing) == []


def test_some_subjects_of_a_kind_are_read_alone(desk: Desk, replica: Replica) -> None:
    for sort in ("inc.hazard", "inc.danger", "issue.title"):
        desk.do(issue.open_issue, sort, sort)
    found = records(replica.connection, "issue", subjects=("inc.hazard", "issue.title"), since=0, limit=5)
    assert [row.title for row in found] == ["inc.hazard", "issue.title"]
    assert records(replica.connection, "issue", subjects=()) == []


class Explained:
    """A connection that keeps how each query would be carried out."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.plans: list[str] = []

    def execute(self, sql: str, values: Any = ()) -> Any:
        plan = self._connection.execute(f"EXPLAIN QUERY PLAN {sql}", values)
        self.plans += [row[3] for row in plan]
        return self._connection.execute(sql, values)


def test_open_records_and_those_of_one_parent_are_found_by_an_index(replica: Replica) -> None:
    explained = Explained(replica.connection)
    records(explained, "incident", open=True, newest=True, limit=50)
    records(explained, "meeting", parent="01" * 16)
    records(explained, conflict=True, newest=True, limit=20, kind=None)
    assert explained.plans == [
        "SEARCH record USING INDEX record_open (kind=?)",
        "SEARCH record USING INDEX record_parent (parent=? AND kind=?)",
        "SCAN record USING INDEX record_conflict",
    ]


def test_what_was_written_down_since_is_told_from_what_happened_since(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    desk.do(log.note, "昨天")
    clock.advance(hours=24)
    since = epoch_ms(clock.now())
    late = desk.do(log.note, "前天的事", at=clock.now() - timedelta(hours=40), reason="on_paper")
    assert [row.id for row in replica.rows("log", made=since)] == [late]
    assert [row.id for row in replica.rows("log", since=since)] == []
    assert len(replica.rows("log", made=0)) == 2


def test_records_that_carry_a_mark_are_found_without_reading_them(desk: Desk, replica: Replica) -> None:
    made = []
    for kept in ((), ("E07",)):
        made.append(desk.do(meeting.open_meeting, "micro", "检查"))
        desk.do(meeting.note, made[-1], "view", 'a "kept": b')
        desk.do(meeting.close, made[-1], kept=kept)
    assert marked(replica, "meeting.closed", 0) == {made[1]}
    assert marked(replica, "meeting.closed", epoch_ms(replica.clock.now()) + 1) == frozenset()
