"""Figures that stamp, messages in the log, values that stand side by side, what follows a command's name."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import ManualClock, iso
from core.commands.incident_actions import DOINGS, NEEDS_NO_TEXT, send_all
from core.commands.incident_answers import unknown_because
from core.commands.incident_words import read_class, read_field, read_force, read_grade, read_party
from core.commands.on_incident import ON_INCIDENT
from core.errors import NotFound, Refusal
from core.records import incident
from core.records.incident import Incident
from core.records.incident.cells import cells_of, read_stamping
from core.records.incident.events import STAMPED
from core.records.incident.message import read_message
from core.records.incident.settling import BOTH, disputes, settle
from core.records.person import add_person
from core.records.place import add_place
from core.records.vehicle import add_vehicle
from core.replica.act import Act, Desk


@pytest.fixture
def fire(desk: Desk) -> str:
    record = desk.do(incident.open_incident, "hz 3号泊位 冒烟")
    desk.do(incident.send, record, "1车")
    return record


def state(desk: Desk, record: str) -> Incident:
    found = desk.replica.state(record)
    assert isinstance(found, Incident)
    return found


def test_the_whole_is_always_one_to_five_and_vehicles_follow(desk: Desk, fire: str) -> None:
    desk.do(incident.send, fire, "2车")
    found = [(one.number, one.stage, one.vehicle) for one in cells_of(state(desk, fire))]
    assert [number for number, *_ in found] == list(range(1, 10))
    assert found[1] == (2, "inc.on_scene", "")
    assert found[5:] == [
        (6, "inc.on_scene", "1车"),
        (7, "inc.back", "1车"),
        (8, "inc.on_scene", "2车"),
        (9, "inc.back", "2车"),
    ]


@pytest.mark.parametrize(
    ("typed", "number", "at"),
    [
        ("3", 3, ""),
        ("３", 3, ""),
        ("3 0803", 3, "08:03"),
        ("3 8:03", 3, "08:03"),
        ("3-2", 3, "07:58"),
        ("1 +1", 1, "08:01"),
    ],
)
def test_a_figure_stamps(desk: Desk, fire: str, clock: ManualClock, typed: str, number: int, at: str) -> None:
    found = read_stamping(typed, state(desk, fire), clock.now())
    assert found is not None
    assert (found.cell.number, f"{found.at:%H:%M}" if found.at else "") == (number, at)


@pytest.mark.parametrize("typed", ["119 已到", "3车到场", "3 车", "1200", "12.5 MPa", "3-2-1", ""])
def test_other_figures_are_no_stamp(desk: Desk, fire: str, clock: ManualClock, typed: str) -> None:
    assert read_stamping(typed, state(desk, fire), clock.now()) is None


def test_a_figure_without_a_cell_is_refused(desk: Desk, fire: str, clock: ManualClock) -> None:
    with pytest.raises(Refusal):
        read_stamping("40", state(desk, fire), clock.now())


def test_minutes_count_from_the_time_that_stands_there(desk: Desk, fire: str, clock: ManualClock) -> None:
    clock.advance(minutes=10)
    found = read_stamping("1-3", state(desk, fire), clock.now())
    assert found is not None
    assert found.at is not None
    assert clock.now() - found.at == timedelta(minutes=13)


def test_a_standby_has_a_start_and_an_end(desk: Desk) -> None:
    record = desk.do(incident.open_standby, "5号泊位")
    assert [one.stage for one in cells_of(state(desk, record))] == ["watch.start", "watch.stop"]


@pytest.mark.parametrize(
    ("line", "meaning"),
    [
        ("港调>现场：箱内为空", ("箱内为空", "港调", "现场")),
        (">港调 请派艇", ("请派艇", "", "港调")),
        ("收 港调 拖轮已派", ("拖轮已派", "港调", "")),
        ("to 119 send foam", ("send foam", "", "119")),
        ("温度 > 60 度", ("温度 > 60 度", "", "")),
        ("2车到场", ("2车到场", "", "")),
        ("收 水带", ("收 水带", "", "")),
    ],
)
def test_a_message_says_from_whom_and_to_whom(line: str, meaning: tuple[str, str, str]) -> None:
    assert tuple(read_message(line)) == meaning


def test_a_dispute_is_settled_by_choosing_or_by_keeping_both(
    desk: Desk, fire: str, clock: ManualClock
) -> None:
    def disagree(act: Act) -> None:
        for minute in (3, 5):
            at = iso(clock.now() + timedelta(minutes=minute))
            act.append(STAMPED, fire, {"stage": "inc.on_scene", "vehicle": "1车", "at": at, "seen": []})

    desk.do(disagree)
    (found,) = disputes(state(desk, fire))
    assert (found.label, found.vehicle, found.values) == ("inc.on_scene", "1车", ("08:03", "08:05"))
    with pytest.raises(Refusal):
        desk.do(settle, fire, found.key, 7)
    desk.do(settle, fire, found.key, BOTH)
    assert state(desk, fire).notes[-1].text == "1车 08:03 / 08:05"
    assert disputes(state(desk, fire)) == ()


def test_a_line_begun_long_ago_is_back_filled_and_one_begun_just_now_is_live(
    desk: Desk, clock: ManualClock
) -> None:
    for minutes, origin in ((2, "live"), (20, "backfill")):
        begun = clock.now()
        clock.advance(minutes=minutes)
        record = desk.do(incident.open_incident, "冒烟", begun=begun)
        assert (state(desk, record).meta.origin, state(desk, record).meta.opened) == (origin, begun)


def test_a_berth_is_meant_by_its_figure(desk: Desk) -> None:
    for name in ("5号泊位", "15号泊位", "6号泊位"):
        desk.do(add_place, name, "place.berth")
    assert incident.find_berth(desk.replica, "5") == "5号泊位"
    assert incident.find_berth(desk.replica, "7") == "7"


def test_vehicles_take_the_people_named_after_them(desk: Desk, fire: str) -> None:
    for name in ("何清", "高远"):
        desk.do(add_person, name)
    for name in ("2车", "3车"):
        desk.do(add_vehicle, name)
    force = read_force(desk.replica, "2车 hq、高远 3车")
    assert [(one.vehicle, None if one.crew is None else len(one.crew)) for one in force] == [
        ("2车", 2),
        ("3车", None),
    ]
    desk.do(send_all, fire, force)
    assert [one.vehicle for one in state(desk, fire).force] == ["1车", "2车", "3车"]
    with pytest.raises(NotFound):
        read_force(desk.replica, "没有这辆")


def test_words_after_a_command_are_read(clock: ManualClock) -> None:
    party, name, at = read_party("gd 张三 0758", clock.now())
    assert (party, name, f"{at:%H:%M}") == ("incident.party.port", "张三", "07:58")
    assert read_party("物业", clock.now()) == ("物业", "", None)
    assert read_class("qx 车辆侧翻") == ("inc.rescue", "车辆侧翻")
    assert [read_grade(text) for text in ("2", "二", "二级", "Grade 2")] == [2, 2, 2, 2]
    assert read_field("原因 电气线路") == ("cause", "电气线路")
    for read, text in ((read_class, "什么"), (read_grade, "九"), (read_field, "天气 好")):
        with pytest.raises(Refusal):
            read(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [("- 无人记时", "无人记时"), ("不明 在查", "在查"), ("unknown", ""), ("0", None), ("电气", None)],
)
def test_unknown_because_is_an_answer(text: str, reason: str | None) -> None:
    assert unknown_because(text) == reason


def test_every_command_of_the_page_can_be_carried_out() -> None:
    known = set(DOINGS) | {"incident.reinforce", "incident.review"}
    assert {command.id for command in ON_INCIDENT} == known
    assert known >= NEEDS_NO_TEXT
