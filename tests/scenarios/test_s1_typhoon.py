"""S1 Typhoon, whole chain (domain §14); who does what when is `core.demo.typhoon`.

09:12 周平 declares emergency: 恶劣天气, orange, three stations, planned end +72 h. 东港站 and 油区站 show the banner within
30 s and confirm; 北堤站 is offline, listed in red with its phone number, self-declares at 09:20 naming 周平. 09:30 一班
holds a micro-meeting: roster 9, one in training, one on leave → 应到 8, 实到 7 (7/8, 87.5%); saved at 09:33 with 2 action
items. 10:00 a 280-character micro-lesson is published: delivered to 2 of 3 stations, 3 of 3 when 北堤站 returns at 10:40
and its self-declaration merges into the one period. 14:07 an urgent direct report (排涝泵缺备件): read 14:11, replied
14:16, 办结 15:40. 18:00 daily micro-report: 15 lines, 14 compiled, 1 typed → K04 93%. 20:00 赵原 hands over to 沈舟 with 2
open items: 有保留接班. Day 4, 08:00 stand-down → closing report, weekly reports resume, review due within 7 days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.compile.cadence import due
from core.compile.metrics import read_metrics
from core.demo.cues import Play
from core.demo.typhoon import typhoon
from core.i18n import t
from core.records.direct import Direct
from core.records.footing import Footing, footing_now, periods
from core.records.handover import Handover
from core.records.lesson import Lesson
from core.records.meeting import Meeting
from core.records.phonebook import Entry, set_phones
from core.records.report import Report
from core.replica.verify import verify
from core.rules.attendance import of_meeting
from core.rules.cadence import Obligation
from tests.scenarios import company as founded
from tests.scenarios.company import Company, Post, monday, morning
from tests.sync.tiers import feed
from tui.sheet.span import Row

PHONE = "0888-8110144"
FRIDAY = monday() + timedelta(days=4)
"""The first day, so that a Sunday with its weekly duties lies within the three."""


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with founded.company(tmp_path, morning(FRIDAY)) as made:
        yield made


def test_s1_typhoon(company: Company) -> None:
    office, donggang, beidi, youqu = company.office, company.donggang, company.beidi, company.youqu
    story = Play(typhoon(), company, company.on("00:00"))
    beidi.do(set_phones, [Entry("值班室", PHONE)])
    company.exchange(beidi)

    # 09:12 周平 declares emergency: 恶劣天气, orange, three stations, planned end +72 h
    story.until(company.on("09:12"))
    declared = office.state(story.kept["footing"], Footing)
    assert (declared.reason, declared.level, len(declared.stations)) == ("mode.weather", "mode.orange", 3)
    assert declared.declared_by is not None
    assert declared.declared_by.name == "周平"
    assert declared.planned_end == company.on("09:12", day=4)
    # 东港站 and 油区站 show the banner within 30 s
    for post in (donggang, youqu):
        assert f"{t('mode.emergency')} {t('mode.orange')}  {t('mode.weather')}" in post.banner()
        assert t("footing.confirm_key") in post.banner()
    # 北堤站 is offline: routine there, and listed in red with its phone number
    assert beidi.banner() == ""
    assert t("footing.silent") in listed(office, "北堤站")
    assert PHONE in listed(office, "北堤站")

    # and confirm
    story.until(company.on("09:13"))
    receipts = {one.station: one for one in office.state(declared.meta.id, Footing).receipts}
    for post in (donggang, youqu):
        shown, confirmed = receipts[post.unit].shown, receipts[post.unit].confirmed
        assert shown is not None
        assert confirmed is not None
        assert shown - declared.start <= timedelta(seconds=30)
        assert confirmed - declared.start <= timedelta(seconds=30)
        assert t("footing.confirm_key") not in post.banner()
    assert listed(office, "东港站") == ""

    # self-declares at 09:20 naming 周平
    story.until(company.on("09:21"))
    own = beidi.state(story.kept["self"], Footing)
    assert own.own
    assert own.declared_by is not None
    assert (own.declared_by.name, own.start) == ("周平", company.on("09:20"))
    assert t("mode.weather") in beidi.banner()

    # 09:30 一班 holds a micro-meeting: saved at 09:33 with 2 action items
    story.until(company.on("09:33"))
    for here in (donggang, office):
        micro = here.state(story.kept["micro"], Meeting)
        assert (micro.start, micro.closed) == (company.on("09:30"), company.on("09:33"))
        assert len(micro.decisions) == 2
        # roster 9, one in training, one on leave → 应到 8, 实到 7 (7/8, 87.5%)
        assert len(micro.roster) == 9
        assert Counter(seat.status for seat in micro.roster) == {
            "att.on_duty": 7,
            "att.training": 1,
            "att.leave": 1,
        }
        share = of_meeting(micro)
        assert (share.fraction, share.percent) == ("7/8", "87.5%")

    # 10:00 a 280-character micro-lesson is published: delivered to 2 of 3 stations
    story.until(company.on("10:30"))
    assert len(office.state(story.kept["lesson"], Lesson).text) == 280
    assert held(office, story) == {donggang.unit, youqu.unit}
    # 3 of 3 when 北堤站 returns at 10:40
    story.until(company.on("10:50"))
    assert held(office, story) == {post.unit for post in company.stations}
    # and its self-declaration merges into the one period
    for here in (beidi, office):
        (period,) = periods(here.replica, beidi.unit)
        assert period.leading.meta.id == declared.meta.id
        assert {part.meta.id for part in period.parts} == {declared.meta.id, own.meta.id}
        assert period.start == company.on("09:12")
    assert listed(office, "北堤站") == ""

    # 14:07 an urgent direct report (排涝泵缺备件): read 14:11, replied 14:16, 办结 15:40
    story.until(company.on("15:40"))
    for here in (donggang, office):
        sent = here.state(story.kept["direct"], Direct)
        assert (sent.level, sent.what) == ("direct.urgent", "排涝泵缺备件")
        times = (sent.sent, sent.delivered, sent.read, sent.replied, sent.resolved)
        assert [f"{at:%H:%M}" for at in times if at] == ["14:07", "14:07", "14:11", "14:16", "15:40"]

    # 18:00 daily micro-report: 15 lines, 14 compiled, 1 typed → K04 93%
    story.until(company.on("18:25"))
    for here in (donggang, office):
        daily = here.state(story.kept["daily"], Report)
        compiled, lines = daily.typed_once
        assert (compiled, lines, len(daily.by_hand)) == (14, 15, 1)
        assert round(100 * compiled / lines) == 93
        assert all(here.replica.state(source) for line in daily.compiled for source in line.sources)
    assert office.state(story.kept["daily"], Report).status == "replied"

    # 20:00 赵原 hands over to 沈舟 with 2 open items: 有保留接班
    story.until(company.on("20:00"))
    for here in (donggang, office):
        handed = here.state(story.kept["handover"], Handover)
        assert handed.signed is not None
        assert (handed.signed.outgoing.name, handed.signed.incoming.name) == ("赵原", "沈舟")
        assert handed.signed.at == company.on("20:00")
        assert [item.part for item in handed.brief.items if item.part not in PASSIVE] == ["action", "action"]
        assert handed.status == "accepted_notes"

    # Day 4, 08:00 stand-down
    story.until(company.on("07:59", day=4))
    assert all(footing_now(here.replica, post.unit) for post in company.stations for here in (post, office))
    story.until(company.on("08:00", day=4))
    for post in company.stations:
        assert post.banner() == ""
        for here in (post, office):
            # one period, not two
            (period,) = periods(here.replica, post.unit)
            assert (period.start, period.end) == (company.on("09:12"), company.on("08:00", day=4))

    # → closing report, weekly reports resume, review due within 7 days
    story.until(company.on("12:00", day=4))
    for post in company.stations:
        for here, unit in ((post, ""), (office, post.unit)):
            owed = due(here.replica, company.on("00:00"), company.on("09:00", 12), company.clock.now(), unit)
            (closing,) = [row for row in post.replica.rows("report") if row.subject == "report.closing"]
            assert [(one.rule, one.state) for one in owed if one.met_by == closing.number] == [("C06", "met")]
            assert {(f"{one.due:%m-%d}", one.state) for one in of(owed, "weekly")} == {
                ("11-08", "not_required"),
                ("11-15", "due"),
            }
            assert [(one.due, one.state) for one in of(owed, "review")] == [(company.on("08:00", 11), "due")]
            # no weekly duty shows as missed; nor any other
            assert [one for one in owed if one.state in ("missed", "met_late")] == []
            # the emergency's duties of every shift were met
            for kind in ("rollcall", "pre_shift", "micro", "lesson", "daily", "handover"):
                past = [one for one in of(owed, kind) if one.due <= company.clock.now()]
                assert {one.state for one in past} == {"met"}, (post.unit, kind)

    # K08 lists 3 stations
    span = company.on("00:00"), company.on("23:59", day=4), company.clock.now()
    figures = {one.key: one.number for one in read_metrics(office.replica, *span)}
    assert {key: one.seconds for key, one in figures.items() if key.startswith("K08.confirmed/hq")} == {
        f"K08.confirmed/{donggang.unit}": (20,),
        f"K08.confirmed/{youqu.unit}": (25,),
        f"K08.confirmed/{beidi.unit}": (480,),  # on the phone order
    }
    assert figures["K08.confirmed/"].slowest == 480

    # nothing was typed twice
    assert {text: count for text, count in typed(company).items() if count > 1} == {}

    # the journals are whole; headquarters holds nobody's name and no word of the stations (PV08)
    assert [one.unit for one in company.posts.values() if not sound(one)] == []
    company.relayed()
    there = b"".join(
        one.body or b"" for unit in company.posts for one in feed(company.hq.directory, f"unit/{unit}")
    )
    assert [word for word in ("周平", "何清", "排涝泵", "沙袋", "台风") if word.encode() in there] == []


PASSIVE = ("incident", "person", "sync")
"""Parts of a handover that tell what was, who is away, how the line stands: nothing that waits to be done."""


def listed(office: Post, station: str) -> str:
    """How the page of the footing lists a station: what is said of it in red, empty when nothing is."""
    rows = office.paint("footing")
    first = next(place for place, line in enumerate(rows) if any(station in span.text for span in line))
    more = next(place for place in range(first + 1, len(rows)) if not _goes_on(rows[place]))
    return " ".join(
        span.text.strip() for line in rows[first:more] for span in line if span.style == "overdue"
    )


def _goes_on(line: Row) -> bool:
    """Whether a row belongs to the station named above it."""
    return "".join(span.text for span in line).startswith(" " * 8)


def held(here: Post, story: Play) -> set[str]:
    """The stations that held the lesson."""
    return {one.station for one in here.state(story.kept["lesson"], Lesson).deliveries}


def of(owed: list[Obligation], kind: str) -> list[Obligation]:
    """The duties that one kind of record meets."""
    return [one for one in owed if one.met_by_kind == kind]


def typed(company: Company) -> Counter[str]:
    """How often each text was typed anywhere; names are chosen, and 无 says that there is nothing."""
    chosen = {"无"}
    for post in company.posts.values():
        chosen |= {row.title for kind in ("person", "vehicle", "unit") for row in post.replica.rows(kind)}
    return Counter(text for post in company.posts.values() for text in post.typed if text not in chosen)


def sound(post: Post) -> bool:
    """Whether the journal and its views are whole."""
    return verify(post.replica.connection, views=True).problems == ()
