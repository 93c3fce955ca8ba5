"""Reports and lessons before they go: copies and dates that cannot be, for their author's eyes alone (E06, E07)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.compile.text_check import check_lesson, check_report
from core.records import lesson, report
from core.records.correction import strike
from core.records.lesson import Lesson
from core.records.report import ByHand, Compiled, Report, Scope
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.core.conftest import START
from tests.core.records.test_lesson import TEXT

TODAY = START.date()
LAST = "泵房漏水已堵，排涝泵每两小时巡查一次，夜间双人同行，沙袋备足二百只"
WORDS = "台风登陆前切断室外临时电源，电缆架高，配电箱加防水罩，检修人员必须双人并穿绝缘鞋。"


def said(text: str, part: str = "this_week") -> list[ByHand]:
    return [ByHand(part, text)]


def submit(desk: Desk, form: str, text: str, **more: object) -> str:
    made: str = desk.do(report.submit, Scope(form, START, START), (), said(text), **more)
    return made


def rules(found: list) -> list[str]:  # type: ignore[type-arg]
    assert all(one.private for one in found)
    return [one.rule for one in found]


def test_a_report_alike_to_an_earlier_one_of_its_form_is_pointed_out(desk: Desk, replica: Replica) -> None:
    first = submit(desk, "weekly", LAST)
    again = LAST.replace("二百", "三百")
    (one,) = check_report(replica, "weekly", said(again), TODAY)
    assert (one.rule, one.private, one.params["number"]) == ("E07", True, replica.state(first).meta.number)  # type: ignore[union-attr]
    assert check_report(replica, "daily", said(again), TODAY) == []
    assert check_report(replica, "weekly", said("东门消火栓已修复，三台水泵试机正常，沙袋入库"), TODAY) == []
    desk.do(strike, first, "重复")
    assert check_report(replica, "weekly", said(again), TODAY) == []


def test_compiled_lines_are_nobodys_words(desk: Desk, replica: Replica) -> None:
    lines = [Compiled("report.line.calls", {"count": 3, "share": "7/8"}, ("0" * 32,))] * 9
    for _ in range(2):
        desk.do(report.submit, Scope("weekly", START, START), lines)
    assert check_report(replica, "weekly", [], TODAY) == []


@pytest.mark.parametrize(
    ("text", "part", "found"),
    [
        ("学习《台风通知》 2026-11-23", "this_week", ["E06"]),
        ("学习《台风通知》2026年11月23日，已传达", "this_week", ["E06"]),
        ("学习《台风通知》 2026-11-22", "this_week", []),
        ("学习《台风通知》 12-20", "this_week", []),
        ("学习《台风通知》 2026-12-20", "next", []),
        ("《甲》 2026-12-01 和《乙》 2026-12-02", "this_week", ["E06", "E06"]),
        ("2026-12-20 演练", "this_week", []),
    ],
)
def test_material_cited_before_it_is_published_is_pointed_out(
    replica: Replica, text: str, part: str, found: list[str]
) -> None:
    assert rules(check_report(replica, "weekly", said(text, part), TODAY)) == found


def test_a_mark_kept_travels_with_the_report(desk: Desk, replica: Replica) -> None:
    state = replica.state(submit(desk, "weekly", LAST, kept={"E07", "E06"}))
    assert isinstance(state, Report)
    assert state.kept == ("E06", "E07")
    plain = replica.state(submit(desk, "weekly", LAST))
    assert isinstance(plain, Report)
    assert plain.kept == ()


def test_a_lesson_is_looked_at_by_source_date_citation_and_text(desk: Desk, replica: Replica) -> None:
    text = replace(TEXT, text=WORDS)
    assert check_lesson(replica, text, TODAY) == []
    ahead = replace(text, source_date=TODAY + timedelta(days=1))
    assert rules(check_lesson(replica, ahead, TODAY)) == ["E06"]
    assert check_lesson(replica, replace(text, source_date=None), TODAY) == []
    assert rules(check_lesson(replica, replace(text, text=f"{WORDS}《通知》 2026-12-01"), TODAY)) == ["E06"]
    first = desk.do(lesson.publish, text)
    desk.do(lesson.withdraw, first)
    assert rules(check_lesson(replica, replace(text, title="别的题目"), TODAY)) == ["E07"]
    record = desk.do(lesson.publish, ahead, kept=["E07", "E06"])
    state = replica.state(record)
    assert isinstance(state, Lesson)
    assert (state.kept, state.source_date) == (("E06", "E07"), date(2026, 11, 23))
