"""Direct reports: four answers, five times, and who may settle one (domain §7, S4)."""

from __future__ import annotations

import random
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.ids import IdSource
from core.journal.event import Stored
from core.records import direct
from core.records.direct import Answers, Direct
from core.records.person import add_person
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.setup import set_up
from tests.core.conftest import START

PUMP = Answers("排涝泵缺备件", "3号泊位", "机械密封2套")


def state(replica: Replica, record: str) -> Direct:
    found = replica.state(record)
    assert isinstance(found, Direct)
    return found


def test_a_report_is_saved_with_its_four_answers_and_its_number(desk: Desk, replica: Replica) -> None:
    at = START + timedelta(hours=2)
    record = desk.do(direct.send, Answers(PUMP.what, PUMP.where, PUMP.need, at))
    one = state(replica, record)
    assert (one.what, one.where, one.need, one.by_when) == (PUMP.what, PUMP.where, PUMP.need, at)
    assert (one.level, one.status, one.meta.number) == ("direct.urgent", "direct.sent", "东港-20261122-AD01")
    said = replica.entries(0, 2**62)[0].text("zh")
    assert said == "信息直报 特急：3号泊位 排涝泵缺备件，需要机械密封2套，11-22 10:00 前"


@pytest.mark.parametrize(
    ("answers", "level", "key"),
    [
        (Answers(" ", "泊位", "泵"), "direct.urgent", "direct.missing"),
        (Answers("缺", "\x1b", "泵"), "direct.urgent", "direct.missing"),
        (Answers("缺", "泊位", ""), "direct.urgent", "direct.missing"),
        (PUMP, "direct.red", "direct.bad_level"),
        (Answers("缺", "泊位", "泵", START), "direct.urgent", "direct.time_is_over"),
    ],
)
def test_what_lacks_an_answer_is_refused_whole(
    desk: Desk, replica: Replica, answers: Answers, level: str, key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(direct.send, answers, level)
    assert refused.value.key == key
    assert replica.rows("direct") == []


def test_the_five_times_are_kept_and_the_first_of_each_counts(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    record = desk.do(direct.send, PUMP)
    seen = []
    for act in (direct.note_delivered, direct.note_read):
        clock.advance(minutes=2)
        desk.do(act, record)
        desk.do(act, record)
        seen.append(state(replica, record).status)
    clock.advance(minutes=5)
    desk.do(direct.reply, record, "备件 16:00 到")
    seen.append(state(replica, record).status)
    clock.advance(minutes=30)
    desk.do(direct.resolve, record)
    one = state(replica, record)
    assert [*seen, one.status] == [
        "direct.delivered",
        "direct.read",
        "direct.replied",
        "direct.resolved",
    ]
    times = (one.delivered, one.read, one.replied, one.resolved)
    assert [None if at is None else (at - START) / timedelta(minutes=1) for at in times] == [2, 4, 9, 39]
    with pytest.raises(Refusal) as refused:
        desk.do(direct.resolve, record)
    assert refused.value.key == "direct.settled"
    assert [row.open for row in replica.rows("direct")] == [0]


def test_a_phone_call_is_the_moment_it_was_read(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    record = desk.do(direct.send, PUMP)
    clock.advance(minutes=4)
    called = clock.now() - timedelta(minutes=1)
    desk.do(direct.phone, record, "周平", called)
    clock.advance(minutes=20)
    desk.do(direct.note_delivered, record)
    desk.do(direct.note_read, record)
    one = state(replica, record)
    assert (one.read, one.status) == (called, "direct.read")
    assert [call.to for call in one.calls] == ["周平"]
    for wrong in (("", None), ("周平", clock.now() + timedelta(minutes=1))):
        with pytest.raises(Refusal):
            desk.do(direct.phone, record, *wrong)


def test_a_branch_answers_but_does_not_settle_and_four_arrivals_are_one_report(
    desk: Desk, replica: Replica, clock: ManualClock, tmp_path: Path
) -> None:
    who = desk.do(add_person, "赵原")
    record = Desk(replica, who).do(direct.send, PUMP)
    ids = IdSource(random.Random(9).randbytes)
    with set_up(tmp_path / "branch", clock, station="第二党支部", code="二支", ids=ids) as branch:
        events = replica.connection.execute("SELECT header, body FROM event ORDER BY position")
        stored = [Stored(*row) for row in events]
        for _ in range(4):
            branch.absorb(stored)
        assert len(branch.rows("direct")) == 1
        there = Desk(branch)
        there.do(direct.reply, record, "已派车")
        with pytest.raises(Refusal) as refused:
            there.do(direct.resolve, record)
        assert refused.value.key == "direct.station_settles"
        assert state(branch, record).status == "direct.replied"
        assert state(branch, record).sender is not None
