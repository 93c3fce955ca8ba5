"""东港站 with one record of every kind in every state a page can show."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from core.clock import ManualClock
from core.compile.report import compile_report
from core.records import (
    direct,
    footing,
    gear,
    handover,
    incident,
    issue,
    lesson,
    meeting,
    order,
    person,
    report,
    rollcall,
)
from core.records.cadence import change_cadence
from core.records.incident import Lessons
from core.records.meeting import Setup
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.cadence import Beat
from tests.core.signatures import signed
from tests.tui.station import night


def full_station(folder: Path) -> tuple[Replica, ManualClock]:
    """The night of `tests.tui.station` with a meeting of every state, gear, orders, a review, a handover half walked."""
    replica, clock = night(folder)
    who = {one.name: one.meta.id for one in person.people(replica)}
    desk = Desk(replica, who["赵原"])
    _meetings(desk, clock, who)
    _things(desk)
    _incident(desk, clock, who)
    _to_and_from_the_branch(desk, clock)
    clock.advance(minutes=2)
    record = desk.do(handover.prepare)
    desk.do(handover.start, record, who["周启明"])
    first = replica.state(record).brief.items[0]
    desk.do(handover.check, record, first.key, ok=False, note="水泵下午复测")
    desk.do(handover.answer, record, handover.QUESTIONS[0], "油轮监护")
    desk.do(rollcall.open_rollcall)
    return replica, clock


def _meetings(desk: Desk, clock: ManualClock, who: dict[str, str]) -> None:
    held = desk.do(meeting.open_meeting, "micro", "台风前检查", Setup(presider=who["何清"], place="班部"))
    desk.do(meeting.note, held, "requirements", "排涝泵每2小时巡查一次", by=who["何清"])
    desk.do(meeting.decide_line, held, "沙袋 200 只到东门 @何清 明天")
    clock.advance(minutes=3)
    desk.do(meeting.close, held)
    desk.do(meeting.confirm, held, signed(desk.replica, who["何清"]))
    study = desk.do(meeting.open_meeting, "study", "学习材料一则", Setup(study_mode="study.led"))
    desk.do(meeting.cite, study, "安全生产法", date(2026, 11, 1))
    desk.do(meeting.decide_line, study, "下次讨论 @沈舟 3天后")
    clock.advance(minutes=20)
    desk.do(meeting.close, study, nothing=True)
    running = desk.do(meeting.open_meeting, "pre_shift", "班前会")
    desk.do(meeting.pause, running)


def _things(desk: Desk) -> None:
    for name, expected, found in (("空呼", 12, 12), ("水带", 40, 38)):
        record = desk.do(gear.add_gear, name, expected)
        desk.do(gear.count_gear, record, found, "" if found == expected else "缺 2")
    desk.do(order.give_order, "排涝泵每2小时巡查", given_by="支部")
    desk.do(issue.open_issue, "inc.hazard", "楼道堆物", issue.Details(place="食堂"))
    desk.do(issue.open_issue, "issue.title", "对讲机电池不够用")


def _incident(desk: Desk, clock: ManualClock, who: dict[str, str]) -> None:
    record = desk.do(incident.open_incident, "救援 2号码头 落水 一人")
    desk.do(incident.send, record, "3车", [{"id": who["秦朗"], "name": "秦朗"}], at=None)
    desk.do(incident.notify, record, "港调", name="值班员老张")
    desk.do(incident.note, record, "已抛绳", sender="3车", to="站部")
    desk.do(incident.enter, record, {"id": who["高远"], "name": "高远"}, "28")
    clock.advance(minutes=9)
    for stage in ("inc.on_scene", "inc.controlled", "inc.closed", "inc.back"):
        desk.do(incident.stamp, record, stage, vehicle="3车" if stage == "inc.back" else "")
    desk.do(incident.damage, record, "救生圈破损")
    desk.do(
        incident.review, record, Lessons("落水后 4 分钟到场", "抛绳快", "救生圈旧"), ["换救生圈 @刘洋 明天"]
    )
    desk.do(incident.answer_unknown, record, "cause", "现场无人可问")


def _to_and_from_the_branch(desk: Desk, clock: ManualClock) -> None:
    """Direct reports, reports, a lesson, an emergency on a phone order, a cadence that was changed."""
    now = clock.now()
    waiting = desk.do(
        direct.send, direct.Answers("排涝泵缺备件", "3号泊位", "机械密封2套", now + timedelta(hours=2))
    )
    desk.do(direct.phone, waiting, "周平")
    desk.do(direct.reply, waiting, "备件 16:00 到")
    desk.do(
        direct.resolve, desk.do(direct.send, direct.Answers("缺沙袋", "东门", "200只"), "direct.important")
    )
    scope = report.Scope("daily", now - timedelta(days=1), now)
    sent = desk.do(
        report.submit, scope, compile_report(desk.replica, scope), [report.ByHand("next", "检修2号泵")]
    )
    desk.do(report.reply, sent, "收到")
    text = lesson.Text(
        "防台风用电安全", "lesson.safety", "电缆离地", "应急管理部", "哪处电缆最低", date(2026, 11, 1)
    )
    desk.do(lesson.deliver, desk.do(lesson.publish, text), asked=True)
    assert desk.replica.seat is not None
    desk.do(
        footing.self_declare,
        "mode.weather",
        "mode.orange",
        now + timedelta(days=3),
        desk.replica.seat.unit,
        "周平",
        "夜间双人巡查",
    )
    desk.do(change_cadence, "C12", "routine", [Beat("month", "theme_day", day=15)], "固定15日")
