"""The meeting page: chosen by digit, held in few keys, interrupted by an alarm, confirmed by a second person."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.clock import STATION_ZONE
from core.compile.sample import waiting_checks
from core.i18n import set_language
from core.records import action, incident
from core.records import meeting as records
from core.records.action import Action
from core.records.correction import amend, strike
from core.records.meeting import Meeting
from core.records.order import give_order
from tests.tui.screens.room import PINS, SIZES, Duty, check_shape
from tests.tui.screens.test_footing import belong
from tui.sheet.span import Size

HOSTILE = ("[/x][red]", "\u202e反了", "a" * 500, "\u200b红", "一" * 300)


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """Yesterday's micro-meeting left two items."""
    duty = open_terminal()
    desk = duty.room.desk
    before = desk.do(records.open_meeting, "micro", "夜间巡查")
    duty.clock.advance(minutes=4)
    for line in ("检查2号泵 @何清", "补充泡沫液 @秦朗 明天"):
        desk.do(records.decide_line, before, line)
    desk.do(records.close, before)
    duty.clock.advance(hours=1)
    return duty


def state(duty: Duty) -> Meeting:
    found = duty.replica.state(max(row.id for row in duty.replica.rows("meeting")))
    assert isinstance(found, Meeting)
    return found


def begin(duty: Duty, topic: str = "台风前检查", form: str = "1") -> None:
    duty.press("f4", form)
    duty.say(topic)


def end(duty: Duty) -> None:
    """Last time's items go on, nothing is decided, the meeting ends and waits for the second person."""
    duty.press("0", "0")
    duty.say("0")
    duty.press("ctrl+s")


def items(duty: Duty) -> list[Action]:
    found = [duty.replica.state(row.id) for row in duty.replica.rows("action")]
    return [one for one in found if isinstance(one, Action)]


def test_a_whole_micro_meeting_takes_few_keys(duty: Duty) -> None:
    begin(duty)
    duty.press("enter", "0")
    duty.say("排涝泵每2小时巡查一次；夜间双人")
    duty.press("enter")
    duty.say("上次东门沙袋不足，提前备 200 只")
    duty.say("!沙袋 200 只到东门 @hq 今日18:00")
    duty.say("!检查排涝泵 @ql")
    duty.clock.advance(minutes=3)
    duty.press("ctrl+s", "enter")
    duty.say(PINS["何清"])
    after = state(duty)
    assert after.status == "confirmed"
    assert [(point.part, point.text[:3]) for point in after.points] == [
        ("requirements", "排涝泵"),
        ("experience", "上次东"),
    ]
    assert [item.owner.name for item in after.decisions if item.owner] == ["何清", "秦朗"]
    assert after.decisions[0].due is not None
    assert [one.status for one in items(duty)] == ["done", "open", "open", "open"]
    assert after.confirmation is not None
    assert after.confirmation.person.name == "何清"
    assert (len(after.present), len(after.roster)) == (4, 5)
    assert duty.keys <= 20


def test_last_times_items_come_first_and_each_takes_one_key(duty: Duty) -> None:
    begin(duty)
    assert "上次议定" in duty.text()
    assert "检查2号泵" in duty.text()
    duty.press("enter")
    assert "检查2号泵" not in duty.text()
    duty.press("0")
    assert "上次议定" not in duty.text()
    assert duty.screen()[-2].startswith("要求：")
    assert [one.status for one in items(duty)] == ["done", "open"]


def test_a_line_typed_before_last_times_items_are_through_is_a_point(duty: Duty) -> None:
    begin(duty)
    duty.say("先说一句")
    assert state(duty).points[0].text == "先说一句"
    assert "上次议定" in duty.text()


def test_the_timer_runs_and_stops_on_the_screen(duty: Duty) -> None:
    begin(duty)
    duty.clock.advance(minutes=2, seconds=41)
    duty.shell.tick()
    assert "进行 02:41   应到 5  实到 4" in duty.screen()[0]
    duty.press("space")
    duty.clock.advance(minutes=10)
    duty.shell.tick()
    assert "暂停 02:41" in duty.screen()[0]
    duty.press("enter")
    duty.clock.advance(seconds=20)
    duty.shell.tick()
    assert "进行 03:01" in duty.screen()[0]


def test_an_alarm_pauses_the_meeting_and_the_page_comes_back_where_it_was(duty: Duty) -> None:
    begin(duty)
    duty.press("enter", "0", "enter")
    duty.type("写了一半")
    duty.clock.advance(minutes=2)
    duty.press("escape")
    duty.room.desk.do(
        incident.open_incident, "3号泊位 集装箱冒烟", chosen={"class": "inc.fire", "place": "3号泊位"}
    )
    duty.clock.advance(minutes=78)
    duty.press("f4")
    assert "暂停 02:00" in duty.screen()[0]
    assert "因警情暂停" in duty.text()
    assert duty.shell.line.text == "写了一半"
    duty.press("enter")
    assert [point.part for point in state(duty).points] == ["experience"]
    duty.press("enter")
    assert state(duty).status == "live"
    duty.clock.advance(minutes=3)
    duty.say("0")
    duty.press("ctrl+s", "escape")
    after = state(duty)
    assert after.length(duty.clock.now()) == timedelta(minutes=5)
    assert len(after.spans) == 2


def test_without_an_outcome_the_meeting_stays_open_and_says_so(duty: Duty) -> None:
    begin(duty)
    duty.press("enter", "enter")
    duty.say("只有要求")
    duty.press("ctrl+s")
    assert "会议未结束" in duty.text()
    assert state(duty).status == "live"
    duty.say("0")
    assert "无议定事项" in duty.text()
    duty.press("ctrl+s")
    assert state(duty).nothing
    assert state(duty).status == "closed"


def test_a_view_with_the_name_of_who_said_it_is_an_outcome(duty: Duty) -> None:
    begin(duty)
    duty.press("enter", "enter", "enter", "enter")
    assert duty.screen()[-2].startswith("意见：")
    duty.say("@ql 夜间照明不足")
    duty.press("ctrl+s")
    point = state(duty).points[0]
    assert (point.part, point.text) == ("view", "夜间照明不足")
    assert point.by is not None
    assert point.by.name == "秦朗"
    assert state(duty).status == "closed"


def test_who_departs_from_the_roll_call_departs_with_a_reason(duty: Duty) -> None:
    begin(duty)
    duty.say("-gy")
    assert "1 提前离开" in duty.text()
    duty.say("9")
    assert "按列出的数字" in duty.text()
    duty.press("ctrl+u")
    duty.say("2")
    seat = state(duty).seat(duty.who("高远"))
    assert seat is not None
    assert (seat.present, seat.reason) == (False, "called_away")
    duty.say("+ljg")
    duty.say("1")
    assert state(duty).seat(duty.who("李建国")).present  # type: ignore[union-attr]
    duty.say("-5度以下防冻")
    assert state(duty).points[0].text == "-5度以下防冻"


def test_material_published_after_the_meeting_is_pointed_out_to_its_author_alone(duty: Duty) -> None:
    duty.press("f4", "6", "1")
    duty.say("学文件")
    duty.say("11-20 09:30-09:45")
    duty.press("1")
    duty.say("《防汛手册》 2026-11-18")
    duty.say("《台风通知》 2026-11-21")
    duty.say("0")
    duty.press("ctrl+s")
    assert state(duty).status == "backfill"
    assert "只给你看" in duty.text()
    assert "台风通知" in duty.text()
    assert "防汛手册" not in duty.text()
    duty.press("ctrl+s")
    assert state(duty).kept == ("E06",)
    assert "只给你看" not in duty.text()


def test_a_text_copied_from_an_earlier_meeting_warns_privately_before_it_is_closed(duty: Duty) -> None:
    text = "排涝泵每2小时巡查一次，夜间必须双人，发现异常立即报告值班室并做好记录，交接时当面说清"
    for _ in range(2):
        begin(duty)
        while "上次议定" in duty.text():
            duty.press("0")
        duty.say(text)
        duty.say("0")
        duty.press("ctrl+s")
        if state(duty).status == "closed":
            duty.press("escape", "escape")
    assert state(duty).status == "live"
    assert "只给你看" in duty.text()
    assert "E07" in duty.text()
    duty.press("ctrl+s")
    assert state(duty).status == "closed"
    assert state(duty).kept == ("E07",)


def test_the_recorder_cannot_confirm_and_is_asked_for_no_pin(duty: Duty) -> None:
    begin(duty)
    end(duty)
    duty.say("赵原")
    assert "记录人不能自己确认" in duty.text()
    duty.press("ctrl+u")
    duty.say("沈舟")
    assert "不在实到名单" in duty.text()
    assert "口令" not in duty.screen()[-2]


def test_the_confirmation_can_wait_and_the_list_reminds(duty: Duty) -> None:
    begin(duty)
    end(duty)
    duty.press("escape", "escape")
    duty.press("f4")
    assert "待二人确认 2" in duty.text()
    duty.press("7", "enter", "enter", "enter")
    duty.say(PINS["何清"])
    assert state(duty).status == "confirmed"


def test_a_meeting_held_earlier_is_written_down_with_its_times_and_reason(duty: Duty) -> None:
    duty.press("f4", "6", "1")
    duty.say("早班安全提示")
    duty.say("乱写")
    assert "不是起止时间" in duty.text()
    duty.press("ctrl+u")
    duty.say("08:10-08:20")
    duty.press("1")
    duty.say("注意防滑")
    duty.say("0")
    duty.press("ctrl+s")
    after = state(duty)
    assert after.meta.origin == "backfill"
    assert (after.reason, after.length(duty.clock.now())) == ("on_paper", timedelta(minutes=10))
    assert "补录" in duty.text()


def test_esc_takes_the_choices_back_one_by_one(duty: Duty) -> None:
    duty.press("f4", "6", "2")
    duty.say("班前提示")
    duty.press("escape", "escape", "escape", "escape", "escape")
    assert duty.shell.stack.top.id == "watch"
    assert len(duty.replica.rows("meeting")) == 1


def test_a_pre_shift_brief_finds_orders_on_its_agenda(duty: Duty) -> None:
    duty.room.desk.do(give_order, "排涝泵每2小时巡查一次", given_by="支部")
    begin(duty, "接班", form="2")
    assert "排涝泵每2小时巡查一次" in duty.text()
    assert state(duty).points == ()


def test_a_study_session_asks_for_its_way_of_study(duty: Duty) -> None:
    begin(duty, "泡沫灭火", form="5")
    duty.press("2")
    assert state(duty).study_mode == "study.practice"


def test_who_missed_it_and_read_it_is_marked_beside_the_record(duty: Duty) -> None:
    begin(duty)
    end(duty)
    duty.press("escape")
    duty.say("+ljg")
    seat = state(duty).seat(duty.who("李建国"))
    assert seat is not None
    assert seat.made_up is not None
    assert "李建国 请假 补学" in duty.text()


def test_an_amendment_not_a_line_changes_a_closed_meeting(duty: Duty) -> None:
    begin(duty)
    end(duty)
    duty.press("escape")
    duty.say("再加一句")
    assert "要改请用更正" in duty.text()
    assert state(duty).points == ()


def test_a_meeting_that_runs_is_found_again_after_a_restart(duty: Duty) -> None:
    begin(duty)
    duty.say("第一点")
    from tui.screens import registry
    from tui.shell import Shell

    again = Duty(duty.room, Shell(duty.room, registry(), "watch"))
    again.press("f4")
    assert "第一点" in again.text()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("code", ["zh", "en"])
def test_every_step_fits_in_both_languages_and_sizes(duty: Duty, size: Size, code: str) -> None:
    set_language(code)
    duty.press("f4")
    check_shape(duty, size)
    for form in "2345":
        duty.press(form)
        check_shape(duty, size)
        duty.press("escape")
    duty.press("1")
    duty.say(HOSTILE[2])
    check_shape(duty, size)
    for text in HOSTILE:
        duty.say(text)
        duty.say("!" + text)
        duty.press("down")
    duty.say("-gy")
    check_shape(duty, size)
    duty.say("1")
    check_shape(duty, size)
    duty.press("ctrl+s", "ctrl+s")
    check_shape(duty, size)
    duty.say(PINS["何清"])
    duty.press("escape")
    check_shape(duty, size)
    assert "\u202e" not in duty.text(size)


@pytest.mark.parametrize("code", ["zh", "en"])
def test_hints_are_never_cut_at_eighty_columns(duty: Duty, code: str) -> None:
    set_language(code)
    duty.press("f4")
    seen = [duty.screen()]
    duty.press("6")
    seen.append(duty.screen())
    duty.press("1")
    duty.say("x")
    seen.append(duty.screen())
    duty.say("08:10-08:20")
    seen.append(duty.screen())
    duty.press("escape", "escape", "ctrl+u", "escape", "escape", "1")
    seen.append(duty.screen())
    duty.say("x")
    seen.append(duty.screen())
    duty.press("0", "0")
    for _ in range(4):
        seen.append(duty.screen())
        duty.press("enter")
    for sign in ("+ljg", "-gy"):
        duty.say(sign)
        seen.append(duty.screen())
        duty.say("1")
    duty.press("space")
    seen.append(duty.screen())
    duty.press("space")
    duty.say("0")
    duty.press("ctrl+s")
    seen.append(duty.screen())
    duty.press("escape")
    seen.append(duty.screen())
    for screen in seen:
        assert "~" not in screen[0]
        assert "~" not in screen[-2], screen[-2]


def test_actions_are_open_until_somebody_else_has_looked(duty: Duty) -> None:
    begin(duty)
    duty.press("enter")
    first = items(duty)[0]
    duty.room.desk.do(action.verify, first.meta.id, person=duty.who("高远"))
    assert items(duty)[0].status == "verified"


LAST_YEAR = (
    "学习防汛抢险要点：排涝泵每两小时巡查一次，夜间双人同行，沙袋提前备足二百只，水位超过警戒线立即报告"
)


@pytest.fixture
def untrue(open_terminal: Callable[..., Duty]) -> Duty:
    """On 28 March minutes of 3 March are being written that cite 20 March and repeat last year's (S8)."""
    duty = open_terminal()
    desk = duty.room.desk
    old = desk.do(records.open_meeting, "study", "防汛")
    duty.clock.advance(minutes=40)
    desk.do(records.note, old, "material", LAST_YEAR)
    desk.do(records.close, old, nothing=True)
    duty.clock.set(datetime(2027, 3, 28, 10, tzinfo=STATION_ZONE))
    duty.press("f4", "6", "5")
    duty.say("防汛")
    duty.press("1")
    duty.say("2027-03-03 10:00-10:40")
    duty.press("1")
    duty.say(LAST_YEAR.replace("二百", "三百").replace("两小时", "一小时"))
    duty.say("《防汛通知》 2027-03-20")
    duty.say("0")
    duty.press("ctrl+s")
    return duty


def test_a_record_that_does_not_ring_true_warns_its_author_twice_before_it_closes(untrue: Duty) -> None:
    assert state(untrue).closed is None
    private = [line for line in untrue.screen() if line.startswith((" E06", " E07"))]
    assert len(private) == 2
    assert "防汛通知" in private[0]
    percent = re.search(r"(\d+)%", private[1])
    assert percent is not None
    assert 90 <= int(percent[1]) < 100


def test_after_correction_it_is_saved_as_back_filled_with_its_reason_and_no_mark(untrue: Duty) -> None:
    desk, record = untrue.room.desk, state(untrue).meta.id
    first, second = (one for one in untrue.replica.events(record) if one.kind.endswith(("noted", "cited")))
    desk.do(amend, record, str(first.id), {"text": "先看去年记录，再说本站三号泵房的薄弱处"}, "照抄了去年的")
    desk.do(strike, record, "通知是后来才发的", str(second.id))
    untrue.press("ctrl+s")
    after = state(untrue)
    assert after.closed is not None
    assert (after.meta.origin, after.reason, after.kept) == ("backfill", "on_paper", ())
    assert "补录，晚600小时，原因：先记纸上" in untrue.text()
    assert "提示后照存" not in untrue.text()


def test_kept_both_marks_travel_with_it_into_the_phone_sample_of_the_branch(untrue: Duty) -> None:
    untrue.press("ctrl+s")
    after = state(untrue)
    assert (after.meta.origin, after.kept) == ("backfill", ("E06", "E07"))
    untrue.press("escape")
    assert "提示后照存：E06 E07" in untrue.text()
    belong(untrue, "station")
    (one,) = [one for one in waiting_checks(untrue.replica, untrue.clock.now()) if one.marks]
    assert (one.record, one.marks, one.backfilled) == (after.meta.id, ("E06", "E07"), True)
    fields = {name for body in bodies(untrue, after.meta.id) for name in body}
    assert not {name for name in fields if re.search("photo|image|picture|location|gps", name)}


def bodies(duty: Duty, record: str) -> list[Mapping[str, Any]]:
    return [one.body or {} for one in duty.replica.events(record)]
