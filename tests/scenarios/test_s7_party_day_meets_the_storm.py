"""S7 Party Day meets the storm (domain §14). Fixed day is the 15th; emergency since the 13th."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.clock import STATION_ZONE
from core.compile.branch_cadence import branch_due
from core.i18n import t
from core.records import footing
from core.records.cadence import Change, change_cadence
from core.records.footing import Footing
from core.records.meeting import Meeting
from core.rules.cadence import Beat, Obligation
from tests.scenarios.company import Company, Post
from tests.scenarios.conftest import Shell

THE_15TH = [Beat("month", "theme_day", day=15)]


def november(post: Post) -> Obligation:
    """The Party Day of November, as a console of the branch has it."""
    since = datetime(2026, 11, 1, tzinfo=STATION_ZONE)
    owed = branch_due(post.replica, since, since + timedelta(days=30), post.clock.now())
    (one,) = (each for each in owed if each.rule == "C12")
    return one


def written_later(post: Post) -> list[str]:
    """The meetings that anybody wrote down after the fact."""
    rows = post.replica.rows("meeting")
    return [row.number for row in rows if post.state(row.id, Meeting).meta.origin == "backfill"]


def test_s7_party_day_meets_the_storm(company: Company, shell: Shell) -> None:
    office, clerk = company.office, company.clerk
    consoles = office, clerk

    # Fixed day is the 15th: a change of the table, an event with author and reason
    changed = office.do(change_cadence, "C12", "routine", THE_15TH, "党日固定在15日", author="周平")
    company.exchange(office, *company.stations)
    for post in (*consoles, *company.stations):
        change = post.state(changed, Change)
        assert (change.meta.author, change.reason) == (office.id("周平"), "党日固定在15日")
    for post in consoles:
        assert (f"{november(post).due:%m-%d}", november(post).state) == ("11-15", "due")

    company.at("09:00", day=12)  # emergency since the 13th
    stations = [one.unit for one in company.stations]
    end = company.on("09:00", day=16)
    storm = office.do(
        footing.declare, "mode.weather", "mode.orange", end, stations, "在岗待命", office.sign("周平")
    )
    company.exchange(office, *company.stations)
    number = office.state(storm, Footing).meta.number

    company.at("08:00", day=15)  # the 16th: the day has passed in the storm
    company.exchange(office, *company.stations)
    for post in consoles:
        # C12 turns 顺延 with reason "战时" by itself
        waiting = november(post)
        assert (t(f"cadence.state.{waiting.state}"), t(waiting.reason), waiting.why) == (
            "顺延",
            "战时",
            number,
        )
        assert waiting.moved is None
        said = shell(post, "due", "--json").document["items"]
        (one,) = (each for each in said if each["rule"] == "C12")
        assert (one["state"], one["reason"], one["why"], one["met_by"]) == (
            "deferred",
            "emergency",
            number,
            "",
        )

    company.at("09:00", day=15)
    office.do(footing.stand_down, storm, office.sign("周平"))
    company.exchange(office, *company.stations)
    over = company.clock.now()
    for post in consoles:
        # after stand-down a new date within 14 days is proposed
        waiting = november(post)
        assert waiting.moved is not None
        assert timedelta() < waiting.moved - over <= timedelta(days=14)
        told = shell(post, "due").out.splitlines()
        assert any("C12" in line and f"新日期 {waiting.moved:%Y-%m-%d} 前" in line for line in told)

    company.at("08:00", day=30)
    company.exchange(office, *company.stations)
    for post in (*consoles, *company.stations, company.headquarters):
        # nobody back-fills a meeting that did not happen
        assert written_later(post) == []
    for post in consoles:
        # the yearly table shows 顺延, not 缺
        lines = shell(post, "due", "--year", "2026").out.splitlines()
        head = next(line.split() for line in lines if "11月" in line)
        row = next(line.split() for line in lines if line.startswith("C12"))
        cells = dict(zip(head, row[2:], strict=True))
        assert cells["11月"] == "顺延"
        assert "缺" not in row
        explained = next(line for line in lines if line.startswith("C12 主题党日 11月"))
        assert f"因战时 {number}" in explained
        year = shell(post, "due", "--year", "2026", "--json").document["rules"]
        months = next(one["months"] for one in year if one["rule"] == "C12")
        assert [(one["state"], one["reason"]) for one in months if one["month"] == 11] == [
            ("deferred", "emergency")
        ]
    # and every terminal of the branch reads the same year
    assert shell(office, "due", "--year", "2026").out == shell(clerk, "due", "--year", "2026").out
