"""K04 over the stories: at least 80 % of the lines of their reports were compiled, not typed (A02)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from core.demo.cues import Play
from core.demo.typhoon import typhoon
from core.records.report import MOST_BY_HAND, Report
from core.rules.metrics import typed_once
from tests.scenarios import company as founded
from tests.scenarios.company import Company, monday, morning
from tests.scenarios.test_s1_typhoon import FRIDAY
from tests.scenarios.test_s2_an_ordinary_week import tell


def reports(company: Company) -> list[Report]:
    """Every report that was handed in, as the branch has it."""
    rows = company.office.replica.rows("report")
    return [company.office.state(row.id, Report) for row in rows if not row.struck]


def test_at_least_eighty_in_a_hundred_lines_are_compiled(tmp_path: Path) -> None:
    found = []
    with founded.company(tmp_path / "s1", morning(FRIDAY)) as company:
        Play(typhoon(), company, company.on("00:00")).until(company.on("12:00", day=4))
        company.exchange(*company.stations)
        found += reports(company)
    with founded.company(tmp_path / "s2", morning(monday() - timedelta(days=1))) as company:
        tell(company)
        found += reports(company)
    share = typed_once(found)
    print(f"K04 over {len(found)} reports: {share.value}/{share.of} lines, {share.percent}")
    assert {one.form for one in found} == {"daily", "closing", "weekly"}
    assert share.value >= 0.8 * share.of
    # at most three lines by hand, in every one
    assert max(len(one.by_hand) for one in found) <= MOST_BY_HAND == 3
    # each compiled line opens its sources
    assert all(line.sources for one in found for line in one.compiled)
