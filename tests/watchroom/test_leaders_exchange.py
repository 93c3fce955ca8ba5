"""The Leaders' Exchange in the shell: opened with its hard problems, closed when each is settled."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import ManualClock, SystemClock
from core.records import issue
from tests.core.branch import company
from tests.core.records.test_leaders_exchange import weeks
from tests.watchroom.conftest import Type


@pytest.fixture
def branch(type_: Type, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Type:
    """Four weeks of reports have come in; the branch's terminal is free."""
    made = company(tmp_path, ManualClock(SystemClock().now() - timedelta(days=29), boot_ms=1_000_000))
    made.stations[0].do(issue.open_issue, "issue.title", "雨衣不足")
    made.stations[1].do(issue.open_issue, "issue.title", "夜间照明差")
    weeks(made, made.branch.replica.clock, 4)  # type: ignore[arg-type]
    made.close()
    monkeypatch.setenv("WATCHROOM_DATA", str(tmp_path / "branch"))
    return type_


def test_it_is_closed_once_every_problem_is_settled(branch: Type):
    opened = branch("meeting", "new", "leaders_exchange", "--topic", "11月交流", "--json").document
    assert opened["problems"] == ["北堤站 夜间照明差", "东港站 雨衣不足"]
    number = opened["number"]
    refused = branch("meeting", "close", number, "--settle", "雨衣=采购雨衣 @何清")
    assert refused.code == 2
    assert "还有 1 个重点难点没有议定" in refused.err
    assert branch("list", "action", "--json").document["total"] == 0
    words = ("--settle", "雨衣=采购雨衣 @何清", "--no-action", "照明")
    assert branch("meeting", "close", number, *words).code == 0
    assert branch("list", "action", "--json").document["items"][0]["title"] == "采购雨衣"


def test_words_that_name_no_problem_or_several_are_refused(branch: Type):
    number = branch("meeting", "new", "leaders_exchange", "--topic", "11月交流", "--json").document["number"]
    for word in ("水泵", "站"):
        answer = branch("meeting", "close", number, "--no-action", word)
        assert answer.code == 2
        assert "没有这样一个" in answer.err
