"""S8 A record that does not ring true (domain §14).

On 28 March someone back-fills minutes for 3 March that cite material published on 20 March and are 93% alike to last
year's.
"""

from __future__ import annotations

import ast
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import core.records
from core.clock import STATION_ZONE
from core.compile.meeting_check import check_meeting
from core.compile.sample import Waiting, waiting_checks
from core.demo.watch import call_roll, change_watch
from core.i18n import catalogue, t
from core.records import meeting
from core.records.meeting import Held, Meeting
from core.records.undo import undo_last
from core.rules.finding import Finding
from core.rules.sample import drawn
from tests.scenarios import company as founded
from tests.scenarios.company import Company, Post
from tui.screens import PAGES

LAST_YEAR = datetime(2026, 3, 3, 8, tzinfo=STATION_ZONE)
THIS_YEAR = datetime(2027, 3, 3, 8, tzinfo=STATION_ZONE)
WRITTEN = datetime(2027, 3, 28, 8, tzinfo=STATION_ZONE)
TEXT = "学习防汛要点：排涝泵每两小时巡查一次，夜间双人同行，沙袋提前备足二百只，水位超过警戒线立即报告，人员先撤后报"
ALIKE = TEXT.replace("二百只", "三百袋").replace("两小时", "三小时")
OWN_WORDS = "对照三月一日的潮位，二班讲了东门泵坑怎么看水、怎么叫人，王岩演示换密封"

PICTURE = re.compile(
    r"photo|screenshot|video|picture|camera|location|latitude|longitude|\bgps\b|signature.?image"
    r"|照片|拍照|相片|截图|截屏|视频|录像|定位|位置信息|签名图|手写签",
    re.IGNORECASE,
)
"""What no field and no page speaks of (A04, E09)."""


def write_up(post: Post, text: str, published: date) -> str:
    """The minutes of 3 March, written down now."""
    began = THIS_YEAR.replace(hour=15)
    held = Held(began, began + timedelta(hours=1), "on_paper")
    record = post.do(meeting.backfill, "study", "防汛", held)
    say(post, record, text, published)
    return record


def say(post: Post, record: str, text: str, published: date) -> None:
    """What was studied and out of which material."""
    post.do(meeting.note, record, "material", text)
    post.do(meeting.cite, record, "防汛通知", published)


def private(post: Post, record: str) -> list[Finding]:
    """What the record's author is told before it is closed."""
    return [one for one in check_meeting(post.replica, record, post.clock.now()) if one.private]


def sample(post: Post, record: str) -> list[Waiting]:
    """What the branch is to ask about one record by phone."""
    return [one for one in waiting_checks(post.replica, post.clock.now()) if one.record == record]


def test_s8_a_record_that_does_not_ring_true(tmp_path: Path) -> None:
    with founded.company(tmp_path, LAST_YEAR) as company:
        tell(company)


def tell(company: Company) -> None:
    station, office = company.donggang, company.office
    company.at("15:00")  # last year's
    last = station.do(meeting.open_meeting, "study", "防汛")
    station.do(meeting.note, last, "material", TEXT)
    company.at("16:00")
    station.do(meeting.close, last, nothing=True)
    company.become(THIS_YEAR)
    change_watch(station)
    call_roll(station, "rollcall.takeover", [])

    company.become(WRITTEN)  # On 28 March someone back-fills minutes for 3 March
    record = write_up(station, ALIKE, date(2027, 3, 20))
    # two private warnings to the author
    found = {one.rule: one for one in private(station, record)}
    assert set(found) == {"E06", "E07"}
    assert found["E06"].params == {"title": "防汛通知", "published": "2027-03-20"}
    assert found["E07"].params == {"percent": 93, "number": station.state(last, Meeting).meta.number}
    # private: whatever has been written so far says nothing of them, and the branch hears nothing
    company.exchange(station)
    for here in (station, office):
        assert here.state(record, Meeting).kept == ()
        assert sample(here, record) == []

    # after correction it is saved as 补录 with reason
    for _ in ("cited", "noted"):
        station.do(undo_last)
    say(station, record, OWN_WORDS, date(2027, 2, 20))
    assert private(station, record) == []
    station.do(meeting.close, record, nothing=True)
    # if kept, both marks travel with it
    second = write_up(station, ALIKE, date(2027, 3, 20))
    station.do(meeting.close, second, nothing=True, kept=[one.rule for one in private(station, second)])
    company.exchange(station)
    for here in (station, office, company.clerk):
        corrected, kept = here.state(record, Meeting), here.state(second, Meeting)
        for one in (corrected, kept):
            assert (t("rec.backfill"), one.meta.origin, one.reason) == ("补录", "backfill", "on_paper")
            assert (one.start, one.meta.recorded.date()) == (THIS_YEAR.replace(hour=15), WRITTEN.date())
        assert [one.text for one in corrected.points] == [OWN_WORDS]
        assert (corrected.kept, kept.kept) == ((), ("E06", "E07"))
    # it enters the 1-in-20 phone sample; one that was put right is in it by chance alone
    assert [(one.marks, one.backfilled, one.station) for one in sample(office, second)] == [
        (("E06", "E07"), True, "东港站")
    ]
    assert len(sample(office, record)) == drawn(record)
    assert kept.meta.number.rpartition("-")[2] in office.page("checks")

    # no photo is asked for: no page says so
    pages = [
        post.page(name)
        for post in company.posts.values()
        for name in PAGES
        if name not in ("record", "review", "situation")
    ]
    assert [found.group() for page in pages for found in PICTURE.finditer(page)] == []


def test_no_field_of_any_record_and_no_label_speaks_of_a_picture_or_a_place_on_a_map() -> None:
    """No photo, screenshot, video, location or signature image (A04): neither kept nor named, in either language."""
    names = set(fields())
    assert {"topic", "published", "kept", "place"} <= names
    assert [name for name in names if PICTURE.search(name)] == []
    words = [text for said in catalogue().values() for text in said.values()]
    assert len(words) > 1000
    assert [text for text in words if PICTURE.search(text)] == []


def fields() -> list[str]:
    """Every name that a record keeps something under: fields of states, keys of event bodies."""
    found = []
    for path in Path(*core.records.__path__).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                found.append(node.target.id)
            elif isinstance(node, ast.Dict):
                found += [one.value for one in node.keys if isinstance(one, ast.Constant)]
    return [one for one in found if isinstance(one, str)]
