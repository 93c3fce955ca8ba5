"""The roll call page: by exception in a few keys, one by one with large names, every change with its reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import signing
from core.clock import STATION_ZONE
from core.i18n import language, set_language
from core.records import person, rollcall, unit
from core.records.person import Proposed, find_person
from core.records.rollcall import RollCall, attendance
from core.records.shift import current_shift, open_shift
from core.records.vehicle import add_vehicle
from core.replica.act import Desk
from core.signing import set_pin
from tests.tui.duty import LARGE, SMALL, Duty, on_duty, widths
from tests.tui.station import NIGHT, new_station
from tui.sheet.span import Size

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张"
HOSTILE = "[/x]假\x1b[2J\u202e倒{n}@att.late" + "很长" * 30


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    before = language()
    set_language("zh")
    yield
    set_language(before)


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[Duty]:
    """The night of the station: eight people, the first roll call finished and not signed."""
    made = on_duty(tmp_path / "data")
    yield made
    made.replica.close()


@pytest.fixture
def team(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Duty]:
    """Twenty-four people at eight in the morning, nobody called yet; the officer has a PIN."""
    from argon2 import PasswordHasher

    monkeypatch.setattr(
        signing, "_hasher", lambda: PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    )
    replica, clock = new_station(tmp_path / "data", NIGHT.replace(hour=8))
    desk = Desk(replica)
    quals = [(person.COMMANDER,), (person.DRIVER,), (person.COMMUNICATOR,)]
    people = [
        Proposed(
            f"{name}{'甲乙丙丁'[index % 4]}", team="一班", qualifications=quals[index] if index < 3 else ()
        )
        for index, name in enumerate(SURNAMES)
    ]
    desk.do(person.add_people, people)
    desk.do(add_vehicle, "1车")
    officer = person.people(replica)[0].meta.id
    desk.do(open_shift, team=unit.find_team(replica, "一班").meta.id, officer=officer)
    set_pin(replica, officer, "602417")
    yield Duty(replica, clock)
    replica.close()


def call(duty: Duty) -> RollCall:
    shift = current_shift(duty.replica)
    assert shift is not None
    found = rollcall.latest_rollcall(duty.replica, shift)
    assert found is not None
    return found


def state_of(duty: Duty, name: str) -> str:
    one = call(duty).of(find_person(duty.replica, name).meta.id)
    return one.state if one else ""


def test_twenty_four_people_with_two_absent_take_twelve_keys(team: Duty) -> None:
    keys = team.counted(lambda: team.press("f3", "space", "72", "enter", "234", "enter", "enter", "escape"))
    assert keys <= 12
    found = attendance(call(team))
    assert (found.expected, found.present, found.unmarked) == (24, 22, ())
    assert call(team).finished is not None
    assert call(team).signed is None


def test_a_roll_call_is_signed_with_the_pin_of_the_officer(team: Duty) -> None:
    team.press("f3", "space", "enter", "602417", "enter")
    assert call(team).signed is not None
    assert "已签名" in team.text


def test_looking_writes_nothing(team: Duty) -> None:
    before = team.terminal.version()
    team.press("f3", "f3", "escape", "escape")
    assert team.terminal.version() == before


def test_somebody_is_found_by_place_initials_or_name_with_everything_in_one_line(team: Duty) -> None:
    team.press("f3", "space")
    team.press("hj 请假 事假 至 11-23 替 ")
    team.press("王丁")
    assert "21 何甲 → 请假 事假 至 明日 替 王丁" in team.lines[-2]
    team.press("enter")
    one = call(team).of(find_person(team.replica, "何甲").meta.id)
    assert one is not None
    assert one.mark is not None
    assert (one.mark.reason, f"{one.mark.until:%m-%d}") == ("leave.private", "11-23")
    assert one.mark.substitute is not None
    assert one.mark.substitute.name == "王丁"


def test_a_person_alone_is_asked_for_the_state(team: Duty) -> None:
    team.press("f3", "space", "7", "enter")
    assert team.lines[-2].startswith("郑丙：")
    team.press("3 至 明天", "enter")
    assert state_of(team, "郑丙") == "att.detached"


def test_several_people_turn_out_together(team: Duty) -> None:
    team.press("f3", "space", "1 3 5 出警", "enter")
    assert [state_of(team, name) for name in ("赵甲", "孙丙", "周甲")] == ["att.on_call"] * 3


def test_one_by_one_is_a_key_each_and_goes_back(team: Duty) -> None:
    team.press("f3", "f3")
    assert "赵    甲" in team.text
    assert team.counted(lambda: team.press("space", "2", "4", "left", "1")) == 5
    assert [state_of(team, name) for name in ("赵甲", "钱乙", "孙丙")] == [
        "att.on_duty",
        "att.leave",
        "att.on_duty",
    ]
    assert "点名  4/24" in team.lines[0]


def test_what_is_typed_while_calling_is_about_the_one_called(team: Duty) -> None:
    team.press("f3", "f3", "请假 至 11-23", "enter")
    assert state_of(team, "赵甲") == "att.leave"
    assert "钱    乙" in team.text


def test_it_cannot_be_finished_while_somebody_is_unexplained(team: Duty) -> None:
    team.press("f3", "7 1", "enter", "enter")
    assert "还有 23 人没有点" in team.text
    assert call(team).finished is None
    team.press("space", "enter")
    assert call(team).finished is not None


def test_posts_below_their_minimum_are_named(team: Duty) -> None:
    team.press("f3", "space", "2 4", "enter")
    assert "! 低于下限: 驾驶 1车" in team.text
    assert "驾驶 0/1" in team.text


def test_a_substitute_without_the_qualification_is_warned_of(team: Duty) -> None:
    team.press("f3", "space", "2 请假 替 何甲", "enter")
    assert "没有 驾驶 资格" in team.text


def test_a_change_after_the_end_asks_for_its_reason(team: Duty) -> None:
    team.press("f3", "space", "enter", "escape", "7 4", "enter")
    assert team.lines[-2].startswith("更改原因")
    team.press("9", "enter")
    assert state_of(team, "郑丙") == "att.on_duty"
    team.press("ctrl+u", "4", "enter")
    assert state_of(team, "郑丙") == "att.absent"


def test_the_night_call_keeps_who_is_on_leave(duty: Duty) -> None:
    duty.press("f3", "space", "space")
    assert call(duty).occasion == "rollcall.night"
    assert state_of(duty, "李建国") == "att.leave"
    assert attendance(call(duty)).present == 7


def test_an_alarm_in_the_middle_comes_back_to_the_same_person_and_text(team: Duty) -> None:
    team.press("f3", "f3", "space", "请假 至", "f2", "hz 3号泊位 冒烟", "enter", "escape")
    assert team.page.id == "rollcall"
    assert team.shell.line.text == "请假 至"
    assert "钱    乙" in team.text


def test_two_keys_open_the_shift_whose_turn_it_is(tmp_path: Path) -> None:
    replica, clock = new_station(tmp_path / "data", NIGHT.replace(hour=8))
    desk = Desk(replica)
    desk.do(person.add_people, [Proposed("何清", team="一班"), Proposed("沈舟", team="二班")])
    duty = Duty(replica, clock)
    duty.press("f3")
    assert "没有开班" in duty.text
    assert duty.counted(lambda: duty.press("2", "enter")) == 2
    shift = current_shift(replica)
    assert shift is not None
    assert shift.team.name == "二班"
    assert shift.start == clock.now().astimezone(STATION_ZONE)
    replica.close()


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_every_row_fills_the_screen_and_no_label_is_cut(team: Duty, size: Size, code: str) -> None:
    set_language(code)
    team.size = size
    for keys in (("f3",), ("space",), ("2 2",), ("enter", "f3"), ("f3", "enter", "escape")):
        team.press(*keys)
        screenful = team.shell.compose(size)
        assert widths(screenful) == {size.width}
        kept = [span.text for line in screenful.rows[:-3] for span in line if span.style != "line"]
        assert [text for text in kept if text.rstrip().endswith("~")] == []
    assert team.shell.fault is None


def test_hostile_names_neither_break_nor_style_anything(team: Duty) -> None:
    team.desk.do(person.change_person, find_person(team.replica, "赵甲").meta.id, name=HOSTILE)
    team.press("f3", "space", "1 请假 " + "[/x]", "enter", "f3")
    assert widths(team.shell.compose(SMALL)) == {80}
    assert "\x1b" not in team.text
    assert team.shell.fault is None
