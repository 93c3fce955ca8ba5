"""S5 Handover during an incident (domain §14).

08:00 change of shift, incident open since 07:46. 沈舟 takes over calls, the app keeps the handover "in progress"; at
08:37 the stage is settled, 9 items are listed (2 incidents, 4 actions, 1 fault, 1 order, 1 waiting direct report);
沈舟 accepts with a note on the faulty hose reel.
"""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

import pytest

from core.clock import epoch_ms
from core.demo.watch import call_roll
from core.errors import Refusal
from core.records import direct, gear, handover, incident
from core.records.action import open_line
from core.records.direct import Answers
from core.records.handover import Handover, Next, Signatures
from core.records.issue import Issue
from core.records.order import give_order
from core.records.shift import Shift
from core.rules.custody import answers_for, on_watch
from tests.scenarios.company import Company, Post

ACTIONS = ("沙袋200只到东门 @何清", "复测2号泵出口压力 @高远", "补充泡沫液", "更换三号路警戒桩")
OPEN = ("incident_open", "direct", "gear", "order", "action")


def shifts(post: Post) -> list[Shift]:
    """All shifts of 东港站, oldest first."""
    found = [post.state(row.id, Shift) for row in post.replica.rows("shift")]
    return [one for one in found if one.meta.unit == "hq/b2/donggang"]


def owners(post: Post, moment: datetime) -> dict[str, set[str]]:
    """Who answers at `moment` for each thing that is open and was there then, by record."""
    watches, found = shifts(post), {}
    for kind in ("incident", "direct", "gear", "order", "action", "issue"):
        for row in post.replica.rows(kind, until=epoch_ms(moment) + 1, open=True):
            owner = getattr(post.replica.state(row.id), "owner", None)
            answering = (answers_for(owner, [one], moment) for one in watches if on_watch([one], moment))
            found[row.id] = {one.name for one in answering if one}
    return found


def test_s5_handover_during_an_incident(company: Company) -> None:
    station = company.donggang
    company.at("08:05")
    call_roll(station, "rollcall.takeover", [])
    company.at("20:00")
    reel = next(one for one in gear.gear(station.replica) if one.name == "65水带")
    station.do(gear.count_gear, reel.meta.id, 39, "水带盘卡滞")
    station.do(give_order, "排涝泵每2小时巡查", given_by="支部")
    sandbags, *_ = [station.do(open_line, line) for line in ACTIONS]

    company.at("07:46")  # incident open since 07:46
    fire = station.do(incident.open_incident, "3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    station.do(incident.send, fire, "1车", station.bodies(["何清", "高远", "秦朗"]))
    company.at("07:55")
    station.do(direct.send, Answers("排涝泵缺备件", "东门泵房", "密封2套"))

    company.at("08:00")  # change of shift
    record = station.do(handover.prepare)
    station.do(handover.start, record, station.id("沈舟"))
    station.do(handover.hold, record, "警情处置中")
    company.at("08:12")  # 沈舟 takes over calls
    second = station.do(
        incident.open_incident, "东门 车辆被困", chosen={"class": "inc.assist"}, author="沈舟"
    )
    company.exchange(station)
    # the app keeps the handover "in progress"
    assert {here.state(record, Handover).status for here in (station, company.office)} == {"held"}
    with pytest.raises(Refusal):
        station.do(handover.sign, record, _both(station), Next(station.teams[1].id))

    company.at("08:37")  # the stage is settled
    station.do(handover.settle, record)
    station.do(handover.prepare)
    listed = station.state(record, Handover).brief.of(*OPEN)
    # 9 items are listed (2 incidents, 4 actions, 1 fault, 1 order, 1 waiting direct report)
    assert len(listed) == 9
    assert Counter(one.part for one in listed) == {
        "incident_open": 2,
        "action": 4,
        "gear": 1,
        "order": 1,
        "direct": 1,
    }
    fault = next(one for one in listed if one.part == "gear")

    company.at("08:40")  # 沈舟 accepts with a note on the faulty hose reel
    station.do(handover.check, record, fault.key, ok=False, note="水带盘下午复测")
    station.do(handover.check_rest, record)
    for question in station.state(record, Handover).questions:
        station.do(handover.answer, record, question.part, "、".join(question.expected) or "无")
    station.do(handover.sign, record, _both(station), Next(station.teams[1].id, station.id("沈舟")))
    company.at("09:00")
    company.exchange(station)

    for here in (station, company.office):
        state = here.state(record, Handover)
        assert state.status == "accepted_notes"
        # every open item has exactly one owner at each minute
        minutes = [
            company.clock.now().replace(hour=7, minute=46) + n * timedelta(minutes=1) for n in range(75)
        ]
        answered = [owners(here, minute) for minute in minutes]
        assert [one for at in answered for one in at.values() if len(one) != 1] == []
        assert [at[fire] for at in answered] == [{"赵原"}] * 54 + [{"沈舟"}] * 21  # it changes hands at 08:40
        assert {name for at in answered for name in at[sandbags]} == {"何清"}
        # the note becomes a Problem by itself
        assert state.signed is not None
        problem = here.state(state.signed.issues[0], Issue)
        assert (problem.sort, problem.source) == ("issue.title", record)
        assert problem.text == "65水带：水带盘下午复测"
    assert {row.id for row in station.replica.rows("incident", open=True)} == {fire, second}


def _both(station: Post) -> Signatures:
    return Signatures(station.sign("赵原"), station.sign("沈舟"))
