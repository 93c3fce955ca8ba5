"""S12 HQ wants a figure (domain §14).

叶宁 asks how many study sessions each branch held in three months, in English.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from core.clock import instant
from core.compile.digest import COUNTED, PEOPLE
from core.demo.watch import call_roll
from core.i18n import has, t
from core.journal.encoding import SALT_BYTES, TAIL
from core.records import direct, meeting, rollcall
from core.records.digest import FORMS, Digest
from core.records.person import Proposed, add_people
from core.records.shift import current_shift, open_shift
from core.records.shift.operations import close_shift
from core.records.unit import add_team
from tests.scenarios import company as founded
from tests.scenarios.company import PATHS, Company, Post, monday, morning
from tests.scenarios.conftest import Shell
from tests.sync.test_privacy import NARROW, leaked, texts
from tests.sync.tiers import feed

WEEKS = 13
SILENT = 7
"""A week in which nobody wrote anything."""

TOPICS = ("防汛抢险要点", "空呼使用规程", "罐区侦检", "绳索救援")


@pytest.fixture
def company(tmp_path: Path) -> Iterator[Company]:
    with founded.company(tmp_path, morning(monday(-WEEKS))) as made:
        yield made


def study(post: Post, number: int) -> None:
    """A study session of the team on duty, an hour long."""
    record = post.do(meeting.open_meeting, "study", TOPICS[number % len(TOPICS)])
    post.do(meeting.note, record, "material", f"第{number}讲，赵原问了风向怎么看")
    post.do(meeting.close, record, nothing=True)
    post.do(meeting.confirm, record, post.sign(post.leader))


def three_months(company: Company) -> int:
    """Every week a session at two stations, none in the silent one; each Monday the digest; returns how many."""
    held = 0
    for post in company.stations:
        call_roll(post, "rollcall.takeover", [])
    for week in range(WEEKS):
        if week != SILENT:
            company.at("15:00", day=week * 7 + 3)
            for post in (company.donggang, company.youqu):
                study(post, week)
                held += 1
            company.exchange(*company.stations)
        company.at("08:00", day=week * 7 + 8)
        company.clerk.work()
    return held


def passed_on(company: Company) -> None:
    """A direct report that nobody at the branch reads in time goes up to headquarters."""
    asked = direct.Answers("排涝泵停了，秦朗在修", "1号泵房", "4寸叶轮")
    company.donggang.do(direct.send, asked)
    company.exchange(company.donggang)
    company.clock.advance(minutes=11)
    company.clerk.work()


def written(company: Company) -> list[int]:
    """How many events the feed of the branch and of each station holds, and each terminal of a station."""
    feeds = [len(feed(company.branch.directory, f"unit/{unit}")) for unit in PATHS if unit != "hq"]
    count = "SELECT events FROM journal_state"
    return feeds + [post.replica.connection.execute(count).fetchone()[0] for post in company.stations]


def test_s12_headquarters_wants_a_figure(company: Company, shell: Shell) -> None:
    hq = company.headquarters
    held = three_months(company)
    passed_on(company)
    company.relayed()
    assert hq.sync().agreed

    # 叶宁 asks how many study sessions each branch held in three months, in English
    before = written(company)
    english, chinese = shell(hq, "digest", "--lang", "en"), shell(hq, "digest")
    document = shell(hq, "digest", "--json", "--lang", "en").document
    # answered from digests
    (branch,) = document["branches"]
    assert branch["figures"]["study.team"] == held == 2 * (WEEKS - 1)
    assert sum(one["figures"].get("study.team", 0) for one in branch["digests"]) == held
    assert re.search(rf"^ +Team Study +{held}$", english.out, re.MULTILINE)
    # zero work at stations: nobody there wrote anything, nor was anybody asked
    assert written(company) == before

    # labels change language, records keep theirs
    assert re.search(rf"^ +班组学习会 +{held}$", chinese.out, re.MULTILINE)
    for said in (english, chinese):
        assert "第二党支部" in said.out
        assert "4寸叶轮" in said.out
    assert shell(hq, "digest", "--json").document == document

    # a request for "participation by person" is not offered
    for words in (("digest", "--person", "何清"), ("metrics", "--person", "何清"), ("digest", "--by-person")):
        assert shell(hq, *words).code == 2
    names = {name for post in company.stations for name in post.people}
    assert len(names) > 60
    pages = hq.page("digest") + hq.page("metrics") + hq.page("menu")
    assert [name for name in names if name in pages + english.out + chinese.out] == []
    assert names & {row.title for row in hq.replica.rows("person")} == set()

    # the digest of a week without events is one line, 无事项
    listed = shell(hq, "list", "digest", "--json").document["items"]
    assert len(listed) == WEEKS
    silent = morning(monday(-WEEKS + SILENT + 1))
    nil = [one for one in digests(hq) if one.nil]
    assert [one.until for one in nil] == [silent]
    said = [line for line in shell(hq, "list", "digest").out.splitlines() if nil[0].meta.number in line]
    assert len(said) == 1
    assert t("report.nil") in said[0]

    # the payload holds no name, code or free text
    keys, units = (
        set(PATHS),
        {"第二党支部", *(post.story.told("station")["station"] for post in company.stations)},
    )
    for one in bodies(hq, "digest."):
        assert [word for word in words_of(one) if not (word in keys | units or has_label(word))] == []
    # in the files of the server above neither: raw and inflated, the digest and the escalation in place
    assert hq.replica.rows("escalation")
    words = private(company)
    assert names < words
    assert {f"第{number}讲，赵原问了风向怎么看" for number in range(WEEKS) if number != SILENT} <= words
    assert leaked(company.hq.directory, words) == set()
    assert leaked(company.hq.directory, {"4寸叶轮"})
    assert leaked(company.branch.directory, names) == names


def digests(post: Post) -> list[Digest]:
    """The digests here, the oldest first."""
    return [post.state(row.id, Digest) for row in post.replica.rows("digest")]


def bodies(post: Post, kind: str) -> list[Any]:
    """What the events of a kind hold."""
    rows = post.replica.connection.execute(
        "SELECT header, body FROM event WHERE instr(header, ?) AND body IS NOT NULL", (f'"{kind}',)
    )
    return [json.loads(bytes(body)[SALT_BYTES:]) for _, body in rows]


def words_of(value: Any) -> Iterator[str]:
    """Every text in a content, the names of its fields apart but for those of figures and stations."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            if name in ("figures", "stations", "names"):
                yield from one
            yield from words_of(one)


def has_label(word: str) -> bool:
    """Whether a text is a label's key, a kind of record, a form or an instant: nothing a person typed or is."""
    figure = re.sub(r"\.(of|median|slowest)$", "", word)
    if has(figure) or has(f"metric.{figure}") or figure in (*COUNTED, *FORMS, PEOPLE, "meeting"):
        return True
    try:
        instant(word)
    except ValueError:
        return False
    return True


def private(company: Company) -> set[str]:
    """Names and texts of records that stay at a station or the branch, and stand in nothing that may go up."""
    narrow, open_ = set[str](), [post.story.told("station")["station"] for post in company.posts.values()]
    for post in (*company.stations, company.clerk):
        rows = post.replica.connection.execute("SELECT header, body FROM event WHERE body IS NOT NULL")
        for header, body in rows:
            audience = json.loads(bytes(header)[TAIL])["audience"]
            content = set(texts(json.loads(bytes(body)[SALT_BYTES:])))
            open_.append(bytes(header)[TAIL].decode())
            if audience in NARROW:
                narrow |= content
            else:
                open_ += content
    known = "\n".join(open_)
    return {word for word in narrow if word not in known}


def night_crew(post: Post) -> None:
    """Four people of the station have the watch, and nobody else comes."""
    running = current_shift(post.replica)
    assert running is not None
    post.do(close_shift, running.meta.id, "", post.clock.now())
    team = post.do(add_team, "夜班")
    post.do(add_people, [Proposed(name, team="夜班") for name in ("甲一", "乙二", "丙三", "丁四")])
    post.do(open_shift, team=team)


def hold(post: Post) -> None:
    """A micro-meeting of everybody who is called."""
    call = post.do(rollcall.open_rollcall)
    post.do(rollcall.mark_rest_present, call)
    record = post.do(meeting.open_meeting, "micro", "夜间巡查")
    post.do(meeting.close, record, nothing=True)


@pytest.mark.parametrize("late", [False, True], ids=["in time", "after the digest was sent"])
def test_a_crew_of_four_is_hidden_and_cannot_be_found_by_subtraction(
    company: Company, shell: Shell, late: bool
) -> None:
    """PV09: 人数过少不显示 at headquarters, and no sum or difference of anything it was ever told says more."""
    hq, beidi = company.headquarters, company.beidi
    beidi.cut = late
    company.at("09:00", day=2)
    night_crew(beidi)
    for post in company.stations:
        hold(post)
    company.exchange(*company.stations)
    company.at("08:00", day=8)
    company.clerk.work()
    beidi.cut = False
    company.at("09:00", day=8)
    company.exchange(*company.stations)
    company.relayed()
    assert hq.sync().agreed

    (digest,) = digests(hq)
    assert (digest.revised is not None) == late
    small, shown = beidi.unit, {unit for unit, one in digest.stations.items() if one["people"] is not None}
    assert shown == {company.donggang.unit}
    assert set(digest.stations) == {post.unit for post in company.stations}
    assert set(digest.stations[small].values()) == {None}
    assert t("priv.small") in hq.page("digest")
    (branch,) = shell(hq, "digest", "--json").document["branches"]
    assert branch["digests"][0]["stations"][small] == dict.fromkeys(digest.stations[small])
    # every number of people headquarters was ever told, and every difference of two of them
    told = [number for body in bodies(hq, "digest.") for number in of_people(body)]
    assert told
    assert 4 not in {one - other for one in [*told, 0] for other in [*told, 0]}


def of_people(body: dict[str, Any]) -> Iterator[int]:
    """The numbers about people in what a digest holds: how many, expected, present; of all and of each station."""
    for figures in (body["figures"], *body["stations"].values()):
        for name in ("people", "K01", "K01.of"):
            if figures.get(name) is not None:
                yield figures[name]
