"""Action items, hazards and problems on their road to verified."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import STATION_ZONE, ManualClock
from core.errors import NotFound, Refusal
from core.records import action, issue, person
from core.records.lifecycle import is_old, shifts_lived
from core.records.taskline import read_task
from core.replica.act import Desk
from core.replica.replica import Replica
from core.text import clean
from tests.core.records.orders import same_in_any_order

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=STATION_ZONE)


@pytest.fixture
def he(desk: Desk) -> str:
    return desk.do(person.add_person, "何清")


@pytest.fixture
def lin(desk: Desk) -> str:
    return desk.do(person.add_person, "林岚")


def test_one_line_names_task_owner_and_limit(desk: Desk, replica: Replica, he: str) -> None:
    for typed in ("检查2号泵 @何清 今日18:00", "检查2号泵 ＠hq 18:00", "检查2号泵 今天 18:00 @何清"):
        made = replica.state(desk.do(action.open_line, typed))
        assert (made.text, made.owner.id) == ("检查2号泵", he)
        assert made.due == NOW.replace(hour=18)
    assert replica.rows("action", open=True)[0].number == "东港-20261122-AT01"


def test_an_owner_nobody_knows_is_refused_with_nothing_written(desk: Desk, replica: Replica) -> None:
    with pytest.raises(NotFound):
        desk.do(action.open_line, "检查2号泵 @张三")
    assert replica.rows("action") == []


@given(st.text(max_size=60))
def test_reading_a_line_never_raises_and_never_loses_a_word(line: str) -> None:
    read = read_task(line, NOW)
    kept = f"{read.text}@{read.owner}"
    missing = [char for char in clean(line) if not char.isspace() and char not in kept]
    assert not missing or read.due is not None or set(missing) <= set("@＠，,")


def test_a_day_alone_is_due_when_it_ends() -> None:
    assert read_task("备好沙袋 @何清 明天", NOW).due == NOW.replace(day=23, hour=23, minute=59)


def test_what_is_done_is_verified_by_somebody_else(desk: Desk, replica: Replica, he: str, lin: str) -> None:
    made = desk.do(action.open_action, "清点泡沫", owner={"id": he, "name": "何清"})
    with pytest.raises(Refusal):
        desk.do(action.verify, made, person=lin)
    desk.do(action.finish, made, "6桶", by=he)
    for nobody in (None, he):
        with pytest.raises(Refusal):
            desk.do(action.verify, made, person=nobody)
    desk.do(action.return_, made, "少一桶", person=lin)
    assert replica.rows("action", open=True)[0].status == "task.returned"
    desk.do(action.finish, made, by=he)
    desk.do(action.verify, made, person=lin)
    assert replica.rows("action", open=True) == []
    assert same_in_any_order(replica, made).state.status == "verified"


def test_a_moved_item_keeps_its_number_and_says_so(desk: Desk, replica: Replica, he: str, lin: str) -> None:
    made = desk.do(action.open_action, "清点泡沫", owner={"id": he, "name": "何清"})
    desk.do(action.move, made, owner={"id": lin, "name": "林岚"}, due=NOW.replace(hour=20))
    assert replica.rows("action")[0].owner == "林岚"
    assert replica.entries(0, 2**62)[0].text("zh") == "改派 清点泡沫 @林岚 11-22 20:00"


def test_a_point_that_outlives_three_shifts_is_old(
    desk: Desk, replica: Replica, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = replica.state(desk.do(action.open_action, "修卷帘门"))
    assert shifts_lived(replica, made.meta) == 0
    assert not is_old(replica, made)
    monkeypatch.setattr("core.records.lifecycle.count", lambda *_: 4)
    assert is_old(replica, made)


def test_a_dangerous_condition_has_an_end_and_is_closed_by_two_people(
    desk: Desk, replica: Replica, he: str, lin: str
) -> None:
    until = NOW.replace(hour=23)
    details = issue.Details(place="东门", owner={"id": he, "name": "何清"}, until=until)
    made = desk.do(issue.open_issue, "inc.danger", "消火栓停水", details)
    row = replica.rows("issue", open=True)[0]
    assert (row.subject, row.place, row.owner) == ("inc.danger", "东门", "何清")
    assert replica.entries(0, 2**62)[0].text("zh") == "险情：东门 消火栓停水 @何清"
    desk.do(issue.finish, made, "已通水", by=he)
    desk.do(issue.verify, made, person=lin)
    assert replica.rows("issue", open=True) == []


def test_an_issue_of_no_sort_and_an_empty_one_are_refused(desk: Desk, replica: Replica) -> None:
    for sort, text in (("inc.fire", "停水"), ("inc.hazard", " ")):
        with pytest.raises(Refusal):
            desk.do(issue.open_issue, sort, text)
    assert replica.rows("issue") == []
