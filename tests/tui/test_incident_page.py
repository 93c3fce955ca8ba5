"""The incident page: one line opens it, a figure stamps, everything else is written down; keys are counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import iso
from core.i18n import language, set_language
from core.records import incident
from core.records.incident import Incident
from core.records.incident.events import STAMPED
from core.records.person import find_person
from core.replica.act import Act
from tests.tui.duty import LARGE, SMALL, Duty, on_duty, widths
from tui.screens.incident.running import Running
from tui.sheet.span import Size

HOSTILE = "[/x] [red]假\x1b[2J\u202e倒\u0301写 {name} @inc.fire %s \\ 很长" + "很长的一行" * 30


@pytest.fixture(autouse=True)
def chinese() -> Iterator[None]:
    before = language()
    set_language("zh")
    yield
    set_language(before)


@pytest.fixture
def duty(tmp_path: Path) -> Iterator[Duty]:
    made = on_duty(tmp_path / "data")
    yield made
    made.replica.close()


@pytest.fixture
def fire(duty: Duty) -> Duty:
    """The officer on the page of the smoking container, 1车 there, 2车 on its way."""
    duty.press("f2", "down", "enter")
    assert isinstance(duty.page, Running)
    return duty


def shown(duty: Duty) -> Incident:
    assert isinstance(duty.page, Running)
    return duty.page.state


def clock_of(duty: Duty, stage: str, vehicle: str | None = None) -> str:
    moment = shown(duty).time(stage, vehicle)
    return f"{moment:%H:%M}" if moment else ""


def warning(duty: Duty) -> str:
    return duty.lines[-3].strip()


def test_a_new_alarm_is_saved_with_two_keys_besides_its_text(duty: Duty) -> None:
    text = "hz 3号泊位 集装箱冒烟 13800130000"
    assert duty.counted(lambda: duty.press("f2", text, "enter")) - len(text) <= 6
    state = shown(duty)
    assert (state.category, state.place, state.text) == ("inc.fire", "3号泊位", "集装箱冒烟")


def test_the_moment_of_the_call_is_the_moment_of_its_first_key(duty: Duty) -> None:
    duty.press("f2")
    duty.clock.advance(seconds=40)
    duty.press("hz 3号泊位")
    begun = duty.clock.now()
    duty.clock.advance(seconds=95)
    duty.press(" 冒烟", "enter")
    state = shown(duty)
    assert (state.meta.opened, state.meta.origin) == (begun, "live")


def test_the_first_key_is_remembered_over_a_power_cut(duty: Duty) -> None:
    duty.press("f2", "hz 3号泊位")
    begun = duty.clock.now()
    duty.shell.keep_draft()
    again = Duty(duty.replica, duty.clock)
    duty.clock.advance(seconds=30)
    again.press("f2", " 冒烟", "enter")
    assert shown(again).meta.opened == begun


def test_what_was_read_shows_before_enter(duty: Duty) -> None:
    duty.press("f2", "hz 3号泊位 集装箱冒烟 13800130000")
    screen = duty.text
    assert "火灾扑救/集装箱" in screen
    assert "138****0000" in screen
    assert "Enter 立案 火灾扑救/集装箱 3号泊位" in screen


def test_tab_chooses_the_class_without_a_letter(duty: Duty) -> None:
    duty.press("f2", "东门有味道", "tab", "tab", "enter")
    assert shown(duty).category == "inc.rescue"


def test_an_interrupted_field_comes_back_with_text_and_cursor(duty: Duty) -> None:
    duty.press("2车到场协助", "left", "left", "f2", "hz 5号泊位 冒烟", "enter", "escape")
    assert (duty.shell.line.text, duty.shell.line.field.cursor) == ("2车到场协助", 4)
    assert duty.page.id == "watch"


def test_the_last_standby_of_a_berth_is_repeated_with_three_keys(duty: Duty) -> None:
    assert duty.counted(lambda: duty.press("f2", "jh 5", "enter", "enter")) - len("jh 5") == 3
    state = shown(duty)
    assert (state.category, state.place) == ("inc.cover", "5号泊位")
    assert state.watches[0].step == "start"


def test_a_standby_takes_a_new_ship_in_the_same_question(duty: Duty) -> None:
    duty.press("f2", "jh 5", "enter", "新海丰12", "enter")
    assert shown(duty).words("ship") == "新海丰12"


def test_a_stamp_is_a_figure_and_enter(fire: Duty) -> None:
    assert fire.counted(lambda: fire.press("3", "enter")) <= 2
    assert clock_of(fire, "inc.controlled") == "03:12"
    fire.press("8", "enter")
    assert clock_of(fire, "inc.on_scene", "2车") == "03:12"


def test_a_late_stamp_is_the_figure_and_the_time(fire: Duty) -> None:
    fire.press("8 0310", "enter")
    assert clock_of(fire, "inc.on_scene", "2车") == "03:10"
    fire.press("8 -2", "enter")
    assert clock_of(fire, "inc.on_scene", "2车") == "03:08"
    fire.press("８＋１", "enter")
    assert clock_of(fire, "inc.on_scene", "2车") == "03:09"


def test_a_cell_keeps_its_figure_when_another_is_filled(fire: Duty) -> None:
    fire.press("3", "enter")
    assert "4" in next(line for line in fire.lines if line.startswith(" 全案"))
    fire.press("4", "enter")
    assert clock_of(fire, "inc.closed") == "03:12"


def test_an_odd_time_is_written_and_warned_of(fire: Duty) -> None:
    fire.press("3 0305", "enter")
    assert "晚于" in warning(fire) or "早于" in warning(fire)
    assert clock_of(fire, "inc.controlled") == "03:05"


def test_a_figure_without_a_cell_is_refused_and_stays(fire: Duty) -> None:
    fire.press("44", "enter")
    assert "没有第 44 个时间" in fire.text
    assert fire.shell.line.text == "44"


def test_text_is_a_line_of_this_incident_and_says_from_whom(fire: Duty) -> None:
    fire.press("119 已到大门", "enter", "港调>现场：箱内为空", "enter", "发 海事 请派艇", "enter")
    notes = shown(fire).notes[-3:]
    assert [(one.sender, one.to, one.text) for one in notes] == [
        ("", "", "119 已到大门"),
        ("港调", "现场", "箱内为空"),
        ("", "海事", "请派艇"),
    ]


def test_reinforcement_asks_for_the_crew_and_proposes_who_went_last(fire: Duty) -> None:
    fire.press("+3车", "enter")
    assert "3车 乘员" in fire.text
    fire.press("gy zz", "enter")
    assert "没有" in fire.text
    fire.press(*["backspace"] * 2, "ly", "enter")
    assert [person.name for person in shown(fire).force[-1].crew] == ["高远", "刘洋"]
    assert clock_of(fire, "inc.turnout", "3车") == "03:12"


def test_crews_may_stand_in_the_same_line(fire: Duty) -> None:
    fire.press("+3车 gy 秦朗", "enter")
    assert [person.name for person in shown(fire).force[-1].crew] == ["高远", "秦朗"]


def test_the_numbered_list_leads_everywhere_without_a_letter(fire: Duty) -> None:
    fire.press("0", "enter", "2", "enter", "3 张三 0306", "enter")
    told = shown(fire).told[0]
    assert (told.party, told.name, f"{told.at:%H:%M}") == ("incident.party.port", "张三", "03:06")
    assert "港调 03:06" in fire.text


def test_breathing_air_counts_down_and_stops(fire: Duty) -> None:
    fire.press("kh ql 28", "enter")
    assert "秦朗 剩" in fire.text
    fire.clock.advance(minutes=20)
    fire.shell.tick()
    assert "! 秦朗 剩 3分" in fire.text
    fire.press("cc", "enter")
    assert "剩" not in fire.text


def test_a_grade_is_raised_and_stands_in_the_corner(fire: Duty) -> None:
    fire.press("dj 2", "enter")
    assert "二级" in fire.lines[0]
    fire.press("dj 1", "enter")
    assert shown(fire).grade == 2


def test_a_false_alarm_has_its_cause(fire: Duty) -> None:
    fire.press("xj 烟感误动作", "enter")
    assert (shown(fire).category, shown(fire).words("false_cause")) == ("inc.false", "烟感误动作")


def test_completing_refuses_and_asks_for_each_thing_in_turn(fire: Duty) -> None:
    fire.press("ctrl+s")
    assert "结案还缺 7" in fire.text
    for text in ("0312", ".", "- 未归队", "0", "0", "电气线路", "港调 何清"):
        fire.press(text, "enter")
    assert "已齐全" in fire.text
    fire.press("ctrl+s")
    assert shown(fire).done is not None
    assert shown(fire).unknown == (("inc.back", "未归队"),)
    assert "待战评" in fire.text


def test_tab_walks_over_what_lacks_and_esc_leaves_it(fire: Duty) -> None:
    fire.press("tab", "tab")
    assert fire.lines[-2].startswith("处置完毕")
    fire.press("escape")
    assert fire.lines[-2].startswith("：")


def test_unknown_needs_a_reason(fire: Duty) -> None:
    fire.press("tab", "-", "enter")
    assert "没有理由" in fire.text
    assert shown(fire).unknown == ()


@pytest.mark.parametrize("completed", [False, True])
def test_two_honest_times_are_shown_and_one_is_chosen(fire: Duty, completed: bool) -> None:
    if completed:
        fire.press("ctrl+s")
        for text in ("0312", ".", "- 未归队", "0", "0", "电气线路", "港调 何清"):
            fire.press(text, "enter")
        fire.press("ctrl+s")

    def both(act: Act) -> None:
        for minute in (9, 11):
            at = iso(fire.clock.now().replace(minute=minute))
            act.append(
                STAMPED,
                shown(fire).meta.id,
                {"stage": "inc.on_scene", "vehicle": "2车", "at": at, "seen": []},
            )

    fire.desk.do(both)
    fire.press("tab")
    assert "两处不一" in fire.text
    assert fire.lines[-2].startswith("到场 2车 1 03:09  2 03:11")
    fire.press("1", "enter")
    assert clock_of(fire, "inc.on_scene", "2车") == "03:09"
    assert shown(fire).conflicts == ()
    assert (shown(fire).done is not None) is completed


def test_a_review_makes_action_items_of_its_measures(fire: Duty) -> None:
    fire.press("zp", "enter", "集装箱冒烟", "enter", "出动快", "enter", "水带少", "enter")
    fire.press("补水带 @hq 明天", "enter", "没有责任人", "enter")
    assert "要有责任人" in fire.text
    fire.press("ctrl+u", "enter")
    assert isinstance(fire.page, Running)
    review = shown(fire).review
    assert review is not None
    action = fire.replica.state(review.measures[0])
    assert action.owner.id == find_person(fire.replica, "何清").meta.id


def test_a_half_written_review_survives_a_power_cut(fire: Duty) -> None:
    fire.press("zp", "enter", "集装箱冒烟", "enter")
    again = Duty(fire.replica, fire.clock)
    again.press("f2", "down", "enter", "zp", "enter")
    assert "集装箱冒烟" in again.text
    assert again.lines[-2].startswith("做得好")


def test_a_report_is_read_out_before_it_counts_as_told(fire: Duty) -> None:
    fire.press("f5")
    assert "集装箱冒烟" in fire.text
    assert shown_reports(fire) == 0
    fire.press("enter")
    assert shown_reports(fire) == 1
    fire.press("xb", "enter", "enter")
    assert shown_reports(fire) == 1
    fire.press("escape", "箱内为空", "enter", "f5")
    assert "箱内为空" in fire.text
    assert "3号泊位" not in fire.text.split("首报")[0]


def shown_reports(duty: Duty) -> int:
    state = duty.replica.state(str(duty.page.args["record"]))
    assert isinstance(state, Incident)
    return len(state.reports)


def test_a_double_is_merged_and_takes_nothing_more(fire: Duty) -> None:
    fire.press("f2", "3号泊位 又报冒烟", "enter", "ba A02", "enter")
    assert shown(fire).merged_into is not None
    fire.press("还有烟", "enter")
    assert "已并入" in fire.text
    assert fire.shell.line.text == "还有烟"


def test_the_list_shows_years_a_window_at_a_time(duty: Duty) -> None:
    for day in range(40):
        opened = duty.clock.now() - timedelta(days=day * 30)
        duty.desk.do(incident.open_incident, f"qx 东门 第{day}起", at=opened, reason="on_paper")
    duty.press("f2", "f2")
    assert "全部  " in duty.lines[2]
    assert "42" in duty.lines[2]
    duty.press("tab", "tab", "end")
    assert "第39起" in duty.text
    assert "勤务保障  " not in "\n".join(duty.lines[4:])
    duty.press("enter")
    assert shown(duty).text == "东门 第39起"


@pytest.mark.parametrize("code", ["zh", "en"])
@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_every_row_fills_the_screen_and_no_label_is_cut(fire: Duty, size: Size, code: str) -> None:
    set_language(code)
    fire.size = size
    pages = [(), ("0", "enter"), ("escape", "tab"), ("escape", "f2"), ("f2",), ("escape", "zp", "enter")]
    for keys in pages:
        fire.press(*keys)
        screenful = fire.shell.compose(size)
        assert widths(screenful) == {size.width}
        labels = [
            span.text
            for line in screenful.rows[2:-3]
            for span in line
            if span.style in ("dim", "accent", "due", "key", "label", "prompt")
        ]
        assert [label for label in labels if label.rstrip().endswith("~")] == []


@pytest.mark.parametrize("size", [SMALL, LARGE])
def test_hostile_text_neither_breaks_nor_styles_anything(fire: Duty, size: Size) -> None:
    fire.size = size
    fire.desk.do(incident.note, shown(fire).meta.id, HOSTILE, sender=HOSTILE, to=HOSTILE)
    fire.desk.do(incident.fill, shown(fire).meta.id, cause=HOSTILE, place=HOSTILE, caller=HOSTILE)
    fire.desk.do(incident.send, shown(fire).meta.id, HOSTILE)
    fire.desk.do(incident.notify, shown(fire).meta.id, HOSTILE)
    for keys in ((), ("f2",), ("f2",), ("escape", "zp", "enter")):
        fire.press(*keys)
        assert widths(fire.shell.compose(size)) == {size.width}
        assert "\x1b" not in fire.text
        assert "\u202e" not in fire.text
    assert fire.shell.fault is None


def test_a_back_filled_line_says_so_before_enter_and_where_it_went(fire: Duty) -> None:
    fire.press("03:04 报警人再次来电")
    assert "Enter 补录 03:04 记入" in fire.text
    fire.press("enter")
    assert "已补录到" in fire.text
    assert "03:04" in fire.text


def test_a_review_tells_the_course_in_the_order_of_time(fire: Duty) -> None:
    fire.press("03:04 最先看到的人来电", "enter", "zp", "enter")
    told = [line for line in fire.lines if line.startswith("  0")]
    assert [line.split()[0] for line in told] == sorted(line.split()[0] for line in told)
    assert any("最先看到的人来电" in line for line in told)


def test_the_command_line_of_the_watch_page_repeats_a_standby_by_the_figure_of_its_berth(duty: Duty) -> None:
    duty.press("jh 5", "enter")
    state = shown(duty)
    assert (state.place, [one.step for one in state.watches]) == ("5号泊位", ["start"])


@pytest.mark.parametrize("way", [(), ("f2",)])
def test_the_first_standby_of_a_berth_is_opened_by_its_figure(duty: Duty, way: tuple[str, ...]) -> None:
    duty.press(*way, "jh 3", "enter")
    state = shown(duty)
    assert (state.category, state.place) == ("inc.cover", "3号泊位")


def test_completing_asks_each_vehicle_when_it_came_back(fire: Duty) -> None:
    fire.press("归队 1车", "enter")
    fire.press("ctrl+s")
    asked = []
    for _ in range(8):
        fire.press("tab")
        asked.append(fire.lines[-2][:20])
    backs = [line for line in asked if "归队" in line]
    assert backs
    assert {"归队 2车" in line for line in backs} == {True}
    while "归队" not in fire.lines[-2]:
        fire.press("tab")
    fire.press("0312", "enter")
    assert clock_of(fire, "inc.back", "2车") == "03:12"
    assert shown(fire).stamps.at(("inc.back", "")).value is None
