"""A station's day in short: set-up, lines, an incident, a meeting, a handover, a correction, an erasure, a restart."""

from __future__ import annotations

import random
from pathlib import Path

from core.clock import ManualClock
from core.ids import IdSource
from core.journal.event import Stored
from core.records import incident, log, meeting
from core.records.correction import amend, undo_last
from core.replica.act import Desk
from core.replica.drafts import Drafts
from core.replica.erasure import erase
from core.replica.rebuild import rebuild
from core.replica.replica import Replica
from core.replica.setup import set_up
from tests.core.conftest import START
from tests.core.records.handing import make_station
from tests.core.records.test_meeting import roster


def a_day(directory: Path, visitor: list[Stored]) -> None:
    """Everything a replica ever writes, once or more; `visitor` is taken in from another terminal."""
    clock = ManualClock(START)
    ids = IdSource(random.Random(11).randbytes)
    with set_up(directory, clock, station="东港站", code="东港", ids=ids) as replica:
        _morning(replica, clock)
        replica.absorb(visitor)
    clock.advance(hours=2)
    with Replica(directory, clock, ids) as replica:
        _afternoon(replica, clock)


def _morning(replica: Replica, clock: ManualClock) -> None:
    desk, drafts = Desk(replica), Drafts(replica)
    station = make_station(desk)
    drafts.keep("log", {"text": "巡查 泵房"})
    for line in range(6):
        clock.advance(minutes=5)
        desk.do(log.note, f"巡查 泵房正常 {line}")
    drafts.drop("log")
    station.hand_over()
    fire = station.alarm()
    for stage in ("turnout", "on_scene"):
        clock.advance(minutes=2)
        desk.do(incident.stamp, fire, stage)
    talk = desk.do(meeting.open_meeting, "micro", "台风前检查", roster=roster())
    desk.do(meeting.note, talk, "view", "夜间双人巡查")
    desk.do(meeting.close, talk, nothing=True)


def _afternoon(replica: Replica, clock: ManualClock) -> None:
    officer = replica.rows("person")[0].id
    desk = Desk(replica, officer)
    line = desk.do(log.note, "油罐区 温度正常")
    desk.do(amend, line, str(replica.events(line)[0].id), {"text": "油罐区 温度偏高"}, "笔误")
    desk.do(log.note, "按错了")
    desk.do(undo_last)
    private = desk.do(log.note, "含有隐私的内容")
    desk.do(erase, replica.events(private)[0].id, "本人要求")
    rebuild(replica)
    Drafts(replica).keep("incident", {"text": "3号泊位"})
    for number in range(4):
        clock.advance(minutes=3)
        desk.do(log.note, f"收尾 {number}" + "长句" * 300)


def other_terminal(directory: Path) -> list[Stored]:
    """What a second terminal of the station wrote."""
    clock = ManualClock(START)
    ids = IdSource(random.Random(12).randbytes)
    with set_up(directory, clock, station="东港站", code="东港", letter="B", ids=ids) as other:
        for number in range(3):
            Desk(other).do(log.note, f"乙机 {number}")
        sql = "SELECT header, body FROM event ORDER BY position"
        return [Stored(*row) for row in other.connection.execute(sql)]
