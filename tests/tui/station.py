"""东港站 in the middle of a night: a station to look at pages with, made through the operations an officer uses."""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import STATION_ZONE, ManualClock
from core.commands.corrections import amend_text
from core.ids import IdSource
from core.records import (
    action,
    correction,
    incident,
    issue,
    log,
    person,
    place,
    rollcall,
    shift,
    unit,
    vehicle,
)
from core.records.person import COMMANDER, COMMUNICATOR, DRIVER, Proposed
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up

NIGHT = datetime(2026, 11, 22, 3, 12, tzinfo=STATION_ZONE)
CREW = {
    "何清": ((COMMANDER,), ("role.team_leader",)),
    "赵原": ((COMMUNICATOR,), ()),
    "沈舟": ((DRIVER,), ()),
    "刘洋": ((), ()),
    "高远": ((DRIVER,), ()),
    "秦朗": ((DRIVER,), ()),
    "李建国": ((), ()),
    "王岩": ((), ()),
}


def new_station(folder: Path, now: datetime = NIGHT) -> tuple[Replica, ManualClock]:
    """An empty terminal at the moment `now`."""
    clock = ManualClock(now, boot_ms=1_000_000)
    ids = IdSource(random.Random(7).randbytes)
    return set_up(folder, clock, station="东港站", code="东港", ids=ids), clock


def night(folder: Path, now: datetime = NIGHT) -> tuple[Replica, ManualClock]:
    """A shift that began yesterday at eight, two open incidents, a hazard, three action items, a log."""
    replica, clock = new_station(folder, now - timedelta(hours=19, minutes=12))
    live_through(replica, clock, now)
    return replica, clock


def live_through(replica: Replica, clock: ManualClock, now: datetime) -> None:
    """The shift itself, at a station that has nothing yet or a long journal."""
    desk = Desk(replica)
    _people(desk)
    start = clock.now()
    who = {one.name: one.meta.id for one in person.people(replica)}
    team = unit.find_team(replica, "一班").meta.id
    desk.do(
        shift.open_shift, team=team, officer=who["赵原"], start=start, planned_end=start + timedelta(days=1)
    )
    desk.author = who["赵原"]
    call = desk.do(rollcall.open_rollcall)
    desk.do(rollcall.mark, call, who["李建国"], "att.leave", reason="leave.private")
    desk.do(rollcall.mark_rest_present, call)
    desk.do(rollcall.sign_rollcall, call)
    _evening(desk, clock, now)
    _alarm(desk, clock, now)
    clock.set(now)


def _people(desk: Desk) -> None:
    people = [
        Proposed(name, team="一班", qualifications=quals, roles=roles)
        for name, (quals, roles) in CREW.items()
    ]
    desk.do(person.add_people, [*people, Proposed("周启明", team="二班")])
    for name in ("1车", "2车", "3车", "2号泡沫车"):
        desk.do(vehicle.add_vehicle, name)
    for name in ("3号泊位", "5号泊位"):
        desk.do(place.add_place, name, "place.berth")
    desk.do(vehicle.take_out_of_service, vehicle.find_vehicle(desk.replica, "2号泡沫车").meta.id, "水泵检修")


def _evening(desk: Desk, clock: ManualClock, now: datetime) -> None:
    clock.set(now - timedelta(hours=3, minutes=32))
    desk.do(incident.open_incident, "jh 5号泊位 油轮监护开始")
    clock.set(now - timedelta(hours=1, minutes=57))
    line = desk.do(log.note, "东门消火栓停水，港务通知")
    desk.do(amend_text, line, "东门消火栓停水 至06:00，港务通知", "补充时间")
    until = now.replace(hour=6, minute=0)
    desk.do(issue.open_issue, "inc.danger", "消火栓停水", issue.Details(place="东门", until=until))
    desk.do(log.note, "巡查 泵房正常", at=now - timedelta(hours=2), reason="on_paper")
    wrong = desk.do(log.note, "误写的一行")
    desk.do(correction.strike, wrong, "写错")
    for text in ("检查2号泵 @何清 今日", "补充泡沫液 @赵原 明天", "演练复盘 @沈舟 3天后"):
        desk.do(action.open_line, text)


def _alarm(desk: Desk, clock: ManualClock, now: datetime) -> None:
    clock.set(now - timedelta(minutes=8))
    record = desk.do(incident.open_incident, "3号泊位 集装箱冒烟")
    clock.advance(minutes=1)
    for name in ("1车", "2车"):
        desk.do(incident.send, record, name)
    clock.advance(minutes=3)
    desk.do(incident.stamp, record, "inc.on_scene", vehicle="1车")
    desk.do(incident.note, record, "1车到场，箱体冒烟，未见明火")
    clock.set(now)
    desk.do(incident.note, record, "2车到场，协助疏散")
