"""Micro-lessons: published whole, held by teams with the people of their roll call, never twice (M13, K07)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.records import lesson
from core.records.lesson import CATEGORIES, Lesson, Text
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.conftest import START

TEXT = Text(
    "防台风用电安全", "lesson.safety", "电" * 280, "应急管理部通知", "本站哪处电缆最低？", START.date()
)


def state(replica: Replica, record: str) -> Lesson:
    found = replica.state(record)
    assert isinstance(found, Lesson)
    return found


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"category": "lesson.sport"}, "lesson.bad_category"),
        ({"title": " "}, "lesson.missing"),
        ({"question": "\x07"}, "lesson.missing"),
        ({"text": ""}, "lesson.missing"),
        ({"text": "电" * 601}, "lesson.too_long"),
        ({"source": "源" * 81}, "lesson.too_long"),
    ],
)
def test_what_is_incomplete_or_too_long_is_refused_whole(
    desk: Desk, replica: Replica, change: dict[str, str], key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(lesson.publish, replace(TEXT, **change))
    assert refused.value.key == key
    assert lesson.lessons(replica) == []


def test_every_category_and_a_text_of_600_characters_can_be_published(desk: Desk, replica: Replica) -> None:
    for category in CATEGORIES:
        desk.do(lesson.publish, replace(TEXT, category=category, text="电" * 600))
    assert {one.category for one in lesson.lessons(replica)} == set(CATEGORIES)
    assert replica.entries(0, 2**62)[-1].text("zh") == "微党课发布（疫情防控）：防台风用电安全"


def test_holding_it_takes_the_people_from_the_roll_call_and_counts_once_a_shift(tmp_path: Path) -> None:
    from core.demo import build

    build(tmp_path, START, days=3)
    with Replica(tmp_path, ManualClock(START)) as replica:
        desk = Desk(replica)
        record = desk.do(lesson.publish, TEXT)
        desk.do(lesson.deliver, record, asked=True)
        (held,) = state(replica, record).deliveries
        assert 0 < held.present <= held.expected <= 9
        assert held.asked
        assert state(replica, record).held_by(held.team.id) == held
        with pytest.raises(Refusal) as refused:
            desk.do(lesson.deliver, record, asked=True)
        assert refused.value.key == "lesson.held"
        other = desk.do(lesson.publish, TEXT)
        desk.do(lesson.withdraw, other)
        with pytest.raises(Refusal) as refused:
            desk.do(lesson.deliver, other, asked=False)
        assert refused.value.key == "lesson.is_withdrawn"
        assert [one.meta.id for one in lesson.lessons(replica)] == [record]


def test_without_a_roll_call_nobody_is_counted(desk: Desk) -> None:
    record = desk.do(lesson.publish, TEXT)
    with pytest.raises(Refusal) as refused:
        desk.do(lesson.deliver, record, asked=True)
    assert refused.value.key == "lesson.no_rollcall"
