"""Duties in the shell: what is due, reports and direct reports, each one document for scripts."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.watchroom.conftest import Type


@pytest.fixture
def on_duty(station: Type) -> Type:
    """A shift that runs, with its roll call held."""
    assert station("shift", "open", "--team", "一班").code == 0
    assert station("rollcall").code == 0
    return station


def test_due_says_of_every_duty_where_it_stands(on_duty: Type):
    answer = on_duty("due", "--json")
    items = answer.document["items"]
    assert all(
        one.keys() == {"rule", "duty", "state", "due", "why", "reason", "met_by", "met_at", "moved", "owner"}
        for one in items
    )
    call = next(one for one in items if one["rule"] == "C02")
    assert (call["state"], call["duty"]) == ("met", "点名")
    assert call["met_by"].startswith("东港-")
    assert {one["owner"] for one in items if one["rule"] == "C05"} >= {"一班", "二班"}
    assert answer.code == 1
    assert "班组会议" in on_duty("due").out


def test_a_team_meeting_meets_its_duty(on_duty: Type):
    def state() -> str:
        items = on_duty("due", "--json").document["items"]
        return next(one["state"] for one in items if (one["rule"], one["owner"]) == ("C05", "一班"))

    assert state() == "due"
    assert on_duty("meeting", "new", "team", "--topic", "本周小结", "--nothing").code == 0
    assert state() == "met"


def test_a_report_is_looked_at_then_submitted_and_answered(on_duty: Type):
    on_duty("incident", "new", "hz 3号泊位 集装箱冒烟")
    shown = on_duty("report", "preview", "daily", "--json").document
    assert shown.keys() == {"form", "since", "until", "team", "lines", "sources"}
    assert any("集装箱冒烟" in line for line in shown["lines"])
    assert len(shown["sources"]) == len(shown["lines"])
    assert all(shown["sources"])
    sent = on_duty(
        "report", "submit", "daily", "--line", "泵房漏水已堵", "--next", "明日检修", "--json"
    ).document
    assert sent == {
        "number": sent["number"],
        "lines": len(shown["lines"]) + 2,
        "compiled": len(shown["lines"]),
        "nil": False,
    }
    again = on_duty("report", "preview", "daily", "--json").document
    assert again["since"] > shown["since"]
    assert not any("点名" in line for line in again["lines"])
    assert on_duty("report", "acknowledge", sent["number"], "--json").document["status"] == "acknowledged"
    assert on_duty("report", "reply", sent["number"], "收到", "--json").document["status"] == "replied"


def test_nothing_to_report_says_so(station: Type):
    sent = station("report", "submit", "weekly", "--team", "一班", "--json").document
    assert (sent["nil"], sent["lines"]) == (True, 0)
    assert "无事项" in station("report", "preview", "weekly", "--team", "一班").out


def test_four_lines_by_hand_are_refused_and_nothing_is_written(station: Type):
    words = [word for number in range(4) for word in ("--line", f"第{number}行")]
    answer = station("report", "submit", "daily", *words)
    assert answer.code == 2
    assert "最多 3 行" in answer.err
    assert station("list", "report", "--json").document["total"] == 0


def test_a_direct_report_goes_its_way(station: Type):
    words = ("--what", "排涝泵缺备件", "--where", "3号泊位", "--need", "机械密封2套", "--by-when", "+2h")
    sent = station("direct", "send", *words, "--json")
    assert sent.document.keys() == {"number", "id", "status"}
    assert sent.document["status"] == "sent"
    assert "不是报警" in sent.err
    number = sent.document["number"]
    assert station("direct", "phone", number, "周平", "--json").document["status"] == "read"
    assert station("direct", "reply", number, "备件", "已发", "--json").document["status"] == "replied"
    assert station("direct", "resolve", number, "--json").document["status"] == "resolved"
    again = station("direct", "resolve", number)
    assert again.code == 2
    assert "已办结" in again.err


def test_a_limit_that_is_none_is_refused(station: Type):
    answer = station("direct", "send", "--what", "缺", "--where", "泊位", "--need", "泵", "--by-when", "尽快")
    assert answer.code == 2
    assert station("list", "direct", "--json").document["total"] == 0


def test_figures_name_the_records_they_counted_and_nobody(on_duty: Type):
    number = on_duty("meeting", "new", "micro", "--topic", "台风前检查", "--nothing", "--json").document[
        "number"
    ]
    found = on_duty("metrics", "--json")
    assert found.code == 0
    assert found.document.keys() == {"since", "until", "items"}
    assert all(
        one.keys()
        == {
            "metric",
            "part",
            "subject",
            "name",
            "value",
            "of",
            "percent",
            "beside",
            "median_s",
            "slowest_s",
            "records",
        }
        for one in found.document["items"]
    )
    there = next(one for one in found.document["items"] if one["metric"] == "K01")
    assert (there["value"], there["of"], there["percent"], there["records"]) == (3, 3, "100.0%", [number])
    assert "参与率" in on_duty("metrics").out
    assert not any(name in found.out for name in ("何清", "赵原", "李建国"))
    assert on_duty("metrics", "--person", "何清").code == 2


def test_figures_of_days_gone_by_are_those_days(on_duty: Type):
    found = on_duty("metrics", "--since", "2020-01-01", "--until", "2020-01-07", "--json").document
    assert (found["since"], found["until"]) == ("2020-01-01T00:00:00+08:00", "2020-01-08T00:00:00+08:00")
    assert {(one["of"], one["percent"], one["median_s"]) for one in found["items"]} == {(0, None, None)}
    for words in (("--since", "某天"), ("--since", "2020-01-08", "--until", "2020-01-07")):
        assert on_duty("metrics", *words).code == 2


def test_a_duty_put_off_says_its_new_date_once_the_reason_is_over(
    on_duty: Type, monkeypatch: pytest.MonkeyPatch
):
    from core.compile import branch_cadence
    from core.rules.cadence import Obligation

    def put_off(replica: object, since: object, until: object, now: datetime) -> list[Obligation]:
        due = now - timedelta(days=1)
        one = Obligation("C05", "team", "", due, due, "deferred", "东港-20261122-A05")
        return [one, one._replace(moved=now + timedelta(days=14))]

    monkeypatch.setattr(branch_cadence, "owed_here", put_off)
    waits, over = on_duty("due", "--json").document["items"]
    assert waits["moved"] is None
    new = over["moved"][:10]
    lines = on_duty("due").out.splitlines()
    assert "新日期" not in lines[0]
    assert lines[1].endswith(f"警情 东港-20261122-A05  新日期 {new} 前")
