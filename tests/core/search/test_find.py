"""Finding lines of the log."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.clock import ManualClock
from core.records import log
from core.records.fold import STRUCK
from core.records.person import add_person
from core.replica.act import Act, Desk
from core.replica.replica import Replica
from core.search.find import find, first_page
from core.search.reading import count_hits, read_hits


def found(replica: Replica, text: str) -> list[str]:
    """What the query finds, newest first."""
    return [line.text() for line in find(replica, text).lines]


def test_one_character_initials_words_and_numbers_find_a_line(desk: Desk, replica: Replica) -> None:
    desk.do(log.note, "3号泊位 集装箱冒烟")
    desk.do(log.note, "巡查 泵房正常 Pump OK")
    for query in ("烟", "jzx", "集装箱", "AL01", "1122-al01", "冒烟 3号"):
        assert found(replica, query) == ["3号泊位 集装箱冒烟"], query
    assert found(replica, "pum") == ["巡查 泵房正常 Pump OK"]
    assert found(replica, "!烟") == ["巡查 泵房正常 Pump OK"]
    assert found(replica, "没有的") == []


def test_days_bound_the_hits(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    desk.do(log.note, "昨天的事")
    clock.advance(hours=24)
    desk.do(log.note, "今天的事")
    assert found(replica, "昨天") == ["昨天的事"]
    assert found(replica, "今天 事") == ["今天的事"]
    assert found(replica, "11-22") == ["昨天的事"]
    assert found(replica, "去年") == []


def test_lines_are_found_by_who_wrote_them(desk: Desk, replica: Replica) -> None:
    person = desk.do(add_person, code="02", name="赵原", team="一班")
    Desk(replica, person).do(log.note, "夜间巡查")
    assert "夜间巡查" in found(replica, "赵原")
    assert "夜间巡查" in found(replica, "zy")


def test_struck_lines_are_found_and_shown_as_struck(desk: Desk, replica: Replica) -> None:
    record = desk.do(log.note, "重复的一句")
    desk.do(Act.append, STRUCK, record, {"reason": "重复"})
    hit = find(replica, "重复的").lines[0]
    assert hit.mark == "struck"


def test_pages_join_without_overlap_and_the_count_is_exact(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    for number in range(25):
        desk.do(log.note, f"巡查 {number}")
        clock.advance(seconds=1)
    first = find(replica, "巡查", limit=10)
    second = find(replica, "巡查", limit=10, before=first.lines[-1].id)
    assert first.total == 25
    assert [line.text() for line in first.lines + second.lines] == [
        f"巡查 {number}" for number in range(24, 4, -1)
    ]
    assert first_page(replica, "巡查", limit=3) == first.lines[:3]


def test_an_older_line_typed_later_stands_in_its_own_time(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    start = clock.now()
    clock.advance(hours=1)
    desk.do(log.note, "后来")
    desk.do(log.note, "先前", at=start + timedelta(minutes=1), reason="补")
    assert found(replica, "今天") == ["后来", "先前"]


@given(text=st.text(max_size=40))
def test_nothing_that_can_be_typed_breaks_a_search(shared: Replica, text: str) -> None:
    find(shared, text)


def test_a_page_read_beside_the_terminal_leaves_the_count_for_later(desk: Desk, replica: Replica) -> None:
    for number in range(25):
        desk.do(log.note, f"巡查 {number}")
    page = read_hits(replica.directory, replica.clock, "巡查", 10)
    assert (len(page.lines), page.total, page.more) == (10, None, True)
    assert count_hits(replica.directory, replica.clock, "巡查", lambda: True) == 25
    whole = read_hits(replica.directory, replica.clock, "巡查", 50)
    assert (whole.total, whole.more) == (25, False)


def test_a_count_nobody_wants_any_more_is_given_up(
    desk: Desk, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.do(log.note, "巡查")
    monkeypatch.setattr("core.search.reading._STEPS", 1)
    assert count_hits(replica.directory, replica.clock, "巡查", lambda: False) is None
