"""A typed line means what an officer meant by it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from core.commands import Takes
from core.commands.context import Named
from core.commands.parse import parse
from core.errors import Refusal


def told(invocation):
    """An invocation in one line: command, then whatever it was given."""
    parts = [
        invocation.command.id,
        invocation.number,
        "+".join(one.name for one in (*invocation.vehicles, *invocation.people)),
        f"{invocation.at:%m-%d %H:%M}" if invocation.at else "",
        invocation.language,
        invocation.text,
        invocation.problem.key if invocation.problem else "",
    ]
    return " | ".join(filter(None, parts))


LINES = [
    # text alone is a line of the log
    ("巡查 泵房正常", "log | 巡查 泵房正常"),
    ("  巡查\t泵房正常\n", "log | 巡查 泵房正常"),
    ("5号泊位油轮监护 换岗", "log | 5号泊位油轮监护 换岗"),
    ("all quiet", "log | all quiet"),
    ("in position at berth 3", "log | in position at berth 3"),
    ("出动演练结束", "log | 出动演练结束"),
    ("rz dc 1车", "log | dc 1车"),
    ("记录 点名完毕", "log | 点名完毕"),
    # the code of a command of the incident page is refused with the way there; in a sentence it is text
    ("zp A01", "incident.review | A01 | command.on_incident"),
    ("zp", "incident.review | command.on_incident"),
    ("zp 泵房正常", "log | zp 泵房正常"),
    # an earlier time in front back-fills it; a later one is part of the text
    ("02:30 巡查 泵房正常", "log | 11-22 02:30 | 巡查 泵房正常"),
    ("０２：３０ 巡查", "log | 11-22 02:30 | 巡查"),
    ("2点05分 巡查", "log | 11-22 02:05 | 巡查"),
    ("23:50 东门停水", "log | 11-21 23:50 | 东门停水"),
    ("14:00 开会", "log | 14:00 开会"),
    ("03:12 换岗", "log | 03:12 换岗"),
    ("02:30", "log | 02:30"),
    ("119 指挥中心来电", "log | 119 指挥中心来电"),
    ("0120 米水带", "log | 0120 米水带"),
    # stamps by code, word, beginning, in full width, glued, with vehicles and times
    ("dc", "stamp.on_scene"),
    ("dc 1车", "stamp.on_scene | 1车"),
    ("DC 1", "stamp.on_scene | 1车"),
    ("dc 2", "stamp.on_scene | 2车"),
    ("dc 2hpmc", "stamp.on_scene | 2号泡沫车"),
    ("ｄｃ　１车、２车", "stamp.on_scene | 1车+2车"),
    ("dc 1车 2车 03:08", "stamp.on_scene | 1车+2车 | 11-22 03:08"),
    ("dc 0308 1车", "stamp.on_scene | 1车 | 11-22 03:08"),
    ("cd 23:55", "stamp.turnout | 11-21 23:55"),
    ("到场 1车", "stamp.on_scene | 1车"),
    ("到场1车 03:08", "stamp.on_scene | 1车 | 11-22 03:08"),
    ("wbq", "stamp.closed"),
    ("gd 1车", "stamp.back | 1车"),
    ("kz", "stamp.controlled"),
    ("turn 1车", "stamp.turnout | 1车"),
    # a word whose arguments do not fit begins a sentence; a code is meant
    ("到场 现场无明火", "log | 到场 现场无明火"),
    ("到场后无明火", "log | 到场后无明火"),
    ("back at the gate", "log | back at the gate"),
    ("归队途中", "log | 归队途中"),
    ("dc 5车", "stamp.on_scene | command.no_vehicle"),
    ("dc 20:05 1车", "stamp.on_scene | 1车 | 11-21 20:05"),
    ("dc 14:00", "stamp.on_scene | time.ahead"),
    ("dc 2号泡沫车，9车", "stamp.on_scene | 2号泡沫车 | command.no_vehicle"),
    # a new incident
    ("hz 3号泊位 集装箱冒烟", "incident | hz 3号泊位 集装箱冒烟"),
    ("ｑｘ 6号泊位 落水", "incident | qx 6号泊位 落水"),
    ("jq 3号泊位 冒烟", "incident | 3号泊位 冒烟"),
    ("jq", "incident"),
    ("警情 东门 车辆自燃", "incident | 东门 车辆自燃"),
    ("inc berth 3 smoke", "incident | berth 3 smoke"),
    ("jh 5号泊位", "standby | 5号泊位"),
    # corrections
    ("zf A02 重复记录", "strike | A02 | 重复记录"),
    ("zf ａ０２ 重复记录", "strike | A02 | 重复记录"),
    ("更正 东港-20261122-AL03 3号门停水", "amend | 东港-20261122-AL03 | 3号门停水"),
    ("gz 1122-A03 东侧", "amend | 1122-A03 | 东侧"),
    ("zf 重复", "strike | command.no_number"),
    ("zf", "strike"),
    # tasks
    ("yd 沙袋200只到东门 @何清", "action | 何清 | 沙袋200只到东门"),
    ("yd 沙袋 ＠hq", "action | 何清 | 沙袋"),
    ("yd 沙袋", "action | 沙袋"),
    ("yh 东门消火栓停水 @ljg", "hazard | 李建国 + 刘建国".replace(" + 刘建国", "") + " | 东门消火栓停水"),
    ("kn 缺4寸叶轮 @nobody", "problem | 缺4寸叶轮 | command.no_person"),
    ("kn 缺4寸叶轮 @", "problem | 缺4寸叶轮 | command.no_person"),
    # pages
    ("f", "search"),
    ("cz 消火栓", "search | 消火栓"),
    ("ry zy", "people | 赵原"),
    ("ry 张三", "people | command.no_person"),
    ("dm", "rollcall"),
    ("dm 张三", "rollcall | command.too_much"),
    ("点名 完毕 8人", "log | 点名 完毕 8人"),
    ("bg", "report"),
    ("直报", "direct"),
    ("help", "help"),
    ("yy en", "language | en"),
    ("语言zh", "language | zh"),
    ("yy fr", "language | command.too_much"),
    ("cx", "undo"),
    # a colon makes a command of it
    (":dc 1车", "stamp.on_scene | 1车"),
    ("：记录 到场", "log | 到场"),
    (":h", "help | h | command.unknown"),
    ("：巡查", "help | 巡查 | command.unknown"),
    (":roll", "rollcall"),
    (":到场 无明火", "stamp.on_scene | command.no_vehicle"),
]


@pytest.mark.parametrize(("line", "meaning"), LINES, ids=[line for line, _ in LINES])
def test_a_line_means(line, meaning, night):
    people = tuple(one for one in night.people if one.id != "p4")
    assert told(parse(line, replace(night, people=people))) == meaning


@pytest.mark.parametrize("line", ["", "   ", "：", ":: ", "\x1b\x07"])
def test_nothing_typed_means_nothing(line, night):
    assert parse(line, night) is None


def test_a_name_that_two_people_have_asks_which(night):
    invocation = parse("ry jianguo", night)
    assert invocation.problem.key == "command.no_person"
    alike = replace(night, people=(Named("p1", "李建国"), Named("p2", "李建刚")))
    invocation = parse("ry 李建", alike)
    assert invocation.problem.key == "command.which"
    assert invocation.problem.params["names"] == "李建国 李建刚"
    assert isinstance(invocation.problem.refusal(), Refusal)


def test_a_stamp_without_an_incident_says_why_and_a_word_still_begins_a_sentence(quiet):
    assert told(parse("dc 1车", quiet)) == "stamp.on_scene | 1车 | command.needs.incident"
    assert told(parse("到场1车", quiet)) == "log | 到场1车"


def test_what_may_not_be_left_out_is_asked_for(night):
    assert parse("zf", night).missing == (Takes.NUMBER, Takes.TEXT)
    assert parse("zf A02", night).missing == (Takes.TEXT,)
    assert parse("zf A02 重复", night).missing == ()
    assert parse("rz", night).missing == (Takes.TEXT,)


def test_an_owner_is_followed_by_the_day_it_is_due(night):
    assert parse("yd 沙袋 @何清 今日 18:00", night).due == datetime(2026, 11, 22, 18, tzinfo=night.now.tzinfo)
    assert parse("yd 沙袋 @何清 某天", night).problem.key == "command.no_date"


def test_hostile_text_is_cleaned_before_it_is_read(night):
    assert told(parse("\x1b[31m巡查[/x]\u202e", night)) == "log | [31m巡查[/x]"
    assert len(parse("长" * 1_000_000, night).text) == 2000
