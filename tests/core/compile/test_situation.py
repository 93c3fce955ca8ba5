"""First report and supplements."""

from __future__ import annotations

import pytest

from core.clock import ManualClock
from core.compile.situation import report, situation_text
from core.errors import Refusal
from core.records import incident
from core.replica.act import Desk
from core.replica.replica import Replica


def test_the_first_report_tells_all_and_a_supplement_only_what_changed(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    fire = desk.do(incident.open_incident, "hz 3号泊位 冒烟")
    desk.do(incident.send, fire, "1车", [{"id": "a" * 32, "name": "秦朗"}])
    first = desk.do(report, fire)
    assert first.splitlines() == [
        "首报 东港-20261122-A01",
        "类别：火灾扑救",
        "地点：3号泊位",
        "情况：冒烟",
        "接警：08:00",
        "出动：08:00",
        "力量(人)：1车 (1)",
    ]
    with pytest.raises(Refusal):
        desk.do(report, fire)
    clock.advance(minutes=5)
    desk.do(incident.stamp, fire, "on_scene", vehicle="1车")
    desk.do(incident.note, fire, "未见明火")
    desk.do(incident.raise_grade, fire, 2)
    assert desk.do(report, fire).splitlines() == [
        "续报一 东港-20261122-A01",
        "等级：二级",
        "到场：08:05",
        "08:05 未见明火",
    ]
    desk.do(incident.fill, fire, dead=0)
    assert situation_text(replica.state(fire), "en").splitlines() == [
        "Supplement 2 东港-20261122-A01",
        "Dead: 0",
    ]


def test_the_words_an_officer_changed_are_what_was_reported(desk: Desk, replica: Replica) -> None:
    fire = desk.do(incident.open_incident, "冒烟")
    assert desk.do(report, fire, "口头报告：冒烟") == "口头报告：冒烟"
    assert replica.state(fire).reports[0].text == "口头报告：冒烟"
