"""Headquarters' page: what was passed on stands first, totals of a branch below, small groups hidden."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from core.i18n import set_language, t
from core.records.digest import Digest, send_digest
from core.records.direct import Answers, note_read, send
from core.records.escalation import Escalation, escalate, open_escalation
from tests.tui.screens.room import SIZES, Duty, check_shape
from tests.tui.screens.test_footing import belong
from tui.sheet.span import Size

FIGURES = {
    "inc.fire": 3,
    "study.team": 2,
    "K01": 180,
    "K01.of": 200,
    "K02.read": 2,
    "K02.read.of": 2,
    "K02.read.median": 240,
    "K02.read.slowest": 720,
    "K11": 4,
    "K11.of": 4,
    "K11.median": 170,
    "K11.slowest": 300,
}
STATIONS = {
    "hq/b2/beidi": {"people": None, "K01": None, "K01.of": None},
    "hq/b2/donggang": {"people": 27, "K01": 70, "K01.of": 79},
}
NAMES = {"hq/b2/beidi": "北堤站", "hq/b2/donggang": "东港站"}


@pytest.fixture
def duty(open_terminal: Callable[..., Duty]) -> Duty:
    """Two weeks' digests, the last one with something in it, and a direct report passed on."""
    duty = open_terminal()
    desk, now = duty.room.desk, duty.clock.now()
    week = timedelta(days=7)
    desk.do(send_digest, "weekly", now - 2 * week, now - week, {}, {}, NAMES)
    desk.do(send_digest, "weekly", now - week, now, FIGURES, STATIONS, NAMES)
    sent = desk.do(send, Answers("泵停了，赵原在修", "1号泵房", "4寸叶轮"))
    desk.do(escalate, sent, "hq/b2/donggang", "东港站")
    duty.shell.open("digest")
    return duty


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_and_a_small_group_is_not_shown(duty: Duty, size: Size, language: str) -> None:
    set_language(language)
    check_shape(duty, size)
    text = duty.text(size)
    assert "180/200  90.0%" in text
    assert "70/79  88.6%" in text
    assert t("priv.small") in text
    assert t("metric.K11") in text
    assert "~" not in text


def test_what_was_passed_on_stands_first_and_one_key_reads_it(duty: Duty) -> None:
    lines = duty.screen()
    assert "转报待阅 1" in lines[2]
    assert "东港站" in lines[3]
    assert "4寸叶轮" in lines[3]
    assert "泵停了" not in duty.text()
    duty.press("1")
    (row,) = duty.replica.rows("escalation")
    state = duty.replica.state(row.id)
    assert isinstance(state, Escalation)
    assert state.opened == duty.clock.now()
    assert "没有待阅转报" in duty.text()


def test_a_longer_span_adds_up_and_a_week_of_nothing_is_one_line(duty: Duty) -> None:
    assert "摘要 1 份" in duty.text()
    duty.press("right")
    assert "摘要 2 份" in duty.text()
    assert "180/200" in duty.text()
    duty.clock.advance(days=8)
    duty.press("left")
    assert t("digest.none") in duty.text()


def test_nothing_is_said_as_nothing_to_report(open_terminal: Callable[..., Duty]) -> None:
    duty = open_terminal()
    now = duty.clock.now()
    record = duty.room.desk.do(send_digest, "weekly", now - timedelta(days=7), now, {}, {}, NAMES)
    duty.shell.open("digest")
    assert t("report.nil") in duty.text()
    assert isinstance(duty.replica.state(record or ""), Digest)


def test_at_headquarters_it_stands_on_every_screen_and_rings_until_somebody_read_it(duty: Duty) -> None:
    rung: list[int] = []
    duty.shell.on_bell = lambda: rung.append(1)
    (sent,) = duty.replica.rows("direct")
    duty.room.desk.do(note_read, sent.id)  # its words never reach headquarters
    belong(duty, "station/x/y")
    duty.shell.home()
    assert t("digest.waiting", count=1) not in duty.text()  # at another station it is nobody's to read
    belong(duty, "station")
    duty.shell.home()
    assert t("digest.waiting", count=1) in duty.text()
    assert "4寸叶轮" in duty.text()
    duty.shell.tick()
    assert rung
    duty.press("ctrl+o", "1")
    assert not duty.replica.rows("escalation", open=True)
    duty.shell.home()
    assert t("digest.waiting", count=1) not in duty.text()


def test_it_leaves_the_duty_log_of_stations_alone(duty: Duty) -> None:
    lines = duty.replica.connection.execute(
        "SELECT count(*) FROM entry WHERE kind IN ('digest', 'escalation')"
    )
    assert lines.fetchone() == (0,)


def test_the_direct_report_says_that_headquarters_was_told_and_has_read(duty: Duty) -> None:
    (sent,), (above,) = duty.replica.rows("direct"), duty.replica.rows("escalation")
    duty.shell.open("direct", record=sent.id)
    assert t("direct.line.escalated") in duty.text()
    assert t("direct.read_above") not in duty.text()
    duty.room.desk.do(open_escalation, above.id)
    duty.shell.tick()
    assert t("direct.read_above") in duty.text()
