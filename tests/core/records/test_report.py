"""Micro-reports: compiled with sources, at most three lines by hand, kept as submitted (M01, M04, M14, A02, A16)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from core.clock import ManualClock
from core.compile.report import compile_report
from core.errors import Refusal
from core.records import incident, meeting, report
from core.records.report import ByHand, Compiled, Report, Scope
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.rows import of
from tests.core.conftest import START
from tests.core.records.test_meeting import roster

WEEK = Scope("weekly", START - timedelta(days=6), START + timedelta(days=1))
NEXT = ByHand("next", "下周检修2号泵")


def state(replica: Replica, record: str) -> Report:
    found = replica.state(record)
    assert isinstance(found, Report)
    return found


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Replica]:
    """Four weeks of a station."""
    from core.demo import build

    folder = tmp_path_factory.mktemp("month")
    build(folder, START)
    with Replica(folder, ManualClock(START)) as replica:
        yield replica


def test_every_compiled_line_opens_its_sources_and_says_nothing_else(month: Replica) -> None:
    scope = Scope("weekly", START - timedelta(days=7), START)
    lines = compile_report(month, scope)
    assert {one.message for one in lines} >= {
        "report.line.incident",
        "report.line.standbys",
        "report.line.meeting",
        "report.line.calls",
        "report.line.action",
    }
    for line in lines:
        assert line.sources
        titles = [row.title for source in line.sources if (row := of(month.connection, source))]
        assert len(titles) == len(line.sources)
        if "what" in line.params:
            assert titles[0] in str(line.params["what"])


def test_what_is_struck_or_outside_the_span_is_not_in_it(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    from core.records.correction import strike

    first = desk.do(incident.open_incident, "3号泊位 集装箱冒烟", chosen={"class": "inc.fire"})
    second = desk.do(incident.open_incident, "重复报警", chosen={"class": "inc.false"})
    desk.do(strike, second, "重复")
    lines = compile_report(replica, WEEK)
    assert [one.sources for one in lines if one.message == "report.line.incident"] == [(first,)]
    before = Scope("weekly", START - timedelta(days=14), START - timedelta(days=7))
    assert [one for one in compile_report(replica, before) if one.message == "report.line.incident"] == []


def test_a_teams_report_has_what_its_own_shifts_did(month: Replica) -> None:
    from core.records.reference import ref
    from core.records.unit import teams

    since, until = START - timedelta(days=7), START
    whole = {source for one in compile_report(month, Scope("weekly", since, until)) for source in one.sources}
    parts = [
        {
            source
            for one in compile_report(month, Scope("weekly", since, until, ref(team)))
            for source in one.sources
        }
        for team in teams(month)
    ]
    assert set.union(*parts) == whole
    meetings = {row.id for row in month.rows("meeting")}
    for number, one in enumerate(parts):
        for other in parts[number + 1 :]:
            assert not one & other & meetings


def test_a_report_is_kept_as_it_was_submitted(desk: Desk, replica: Replica, clock: ManualClock) -> None:
    live = desk.do(meeting.open_meeting, "micro", "台风前检查", roster=roster())
    desk.do(meeting.close, live, nothing=True)
    lines = compile_report(replica, WEEK)
    record = desk.do(report.submit, WEEK, lines, [NEXT])
    desk.do(incident.open_incident, "集装箱冒烟", chosen={"class": "inc.fire"})
    one = state(replica, record)
    assert one.compiled == lines
    assert one.by_hand == (NEXT,)
    assert one.typed_once == (1, 2)
    assert replica.entries(0, 2**62, newest=True)[1].text("zh") == "周报已报，2 行，其中 1 行自动汇总"


def test_nothing_to_report_is_one_act_and_says_so(desk: Desk, replica: Replica) -> None:
    record = desk.do(report.submit, WEEK, compile_report(replica, WEEK))
    assert state(replica, record).nil
    assert replica.entries(0, 2**62)[0].text("zh") == "周报已报：无事项"


@pytest.mark.parametrize(
    ("form", "by_hand", "key"),
    [
        ("monthly", [], "report.bad_form"),
        ("weekly", [NEXT] * 4, "report.too_many"),
        ("weekly", [ByHand("past", "x")], "report.bad_part"),
        ("weekly", [ByHand("next", " \x1b ")], "task.empty"),
        ("weekly", [ByHand("next", "泵" * 101)], "report.line_too_long"),
    ],
)
def test_what_breaks_the_form_is_refused_whole(
    desk: Desk, replica: Replica, form: str, by_hand: list[ByHand], key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(report.submit, Scope(form, WEEK.since, WEEK.until), [Compiled("report.line.calls")], by_hand)
    assert refused.value.key == key
    assert replica.rows("report") == []


def test_the_branch_takes_note_once_and_a_reply_takes_note_too(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    record = desk.do(report.submit, WEEK, ())
    clock.advance(minutes=5)
    desk.do(report.reply, record, "收到，泵已安排")
    noted = state(replica, record).acknowledged
    clock.advance(minutes=5)
    desk.do(report.acknowledge, record)
    one = state(replica, record)
    assert (one.acknowledged, one.status) == (noted, "replied")
    assert one.acknowledged == START + timedelta(minutes=5)
    with pytest.raises(Refusal):
        desk.do(report.reply, record, " ")
