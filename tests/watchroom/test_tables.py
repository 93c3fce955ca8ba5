"""The cadence and the routing table in the shell: read, and changed with author and reason."""

from __future__ import annotations

import pytest

from core.rules.cadence import DEFAULT, Beat
from tests.watchroom.conftest import Type
from watchroom.commands.beats import spoken, typed


def test_the_cadence_table_is_read_in_words(station: Type):
    lines = station("cadence").out.splitlines()
    assert lines == station("cadence", "list").out.splitlines()
    report = next(line for line in lines if line.startswith("C06"))
    assert "每日 18:00 / 红色一级 每 180 分钟" in report
    document = station("cadence", "--json").document
    assert [one["rule"] for one in document["rules"]] == [rule.id for rule in DEFAULT.rules]
    assert document["rules"][5]["routine"][0]["text"] == "每周日 18:00"


def test_a_cadence_is_changed_with_author_and_reason_and_shows(station: Type):
    words = ("cadence", "set", "c12", "routine", "--beat", "month day=15 at=15:00")
    done = station(*words, "--reason", "党日固定", "--by", "何清")
    assert done.code == 0
    assert "C12 主题党日（平时）每月15日 15:00" in done.out
    assert "每月15日 15:00" in station("cadence").out
    (change,) = station("list", "cadence", "--json").document["items"]
    assert change["title"] == "党日固定"
    none = station("cadence", "set", "C12", "routine", "--none", "--reason", "暂停", "--json").document
    assert none["beats"] == []


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("C99", "routine", "--none"), "没有职责"),
        (("C12", "routine"), "二者选一"),
        (("C12", "routine", "--beat", "month day=15", "--none"), "二者选一"),
        (("C12", "routine", "--beat", "month day=x"), "不是周期写法"),
        (("C12", "routine", "--beat", "month colour=red"), "不是周期写法"),
        (("C12", "routine", "--beat", ""), "不是周期写法"),
        (("C12", "routine", "--none", "--since", "2020-01-01"), "从今天起"),
        (("C12", "routine", "--none", "--since", "某天"), "某天"),
    ],
)
def test_what_is_no_cadence_is_refused_and_nothing_changes(station: Type, words: tuple[str, ...], said: str):
    answer = station("cadence", "set", *words, "--reason", "因")
    assert answer.code == 2
    assert said in answer.err
    assert station("list", "cadence", "--json").document["total"] == 0


def test_every_beat_of_the_table_has_words_and_what_is_typed_is_read_back():
    for rule in DEFAULT.rules:
        for beat in (*rule.routine, *rule.emergency):
            assert spoken(beat)
            words = f"{beat.every} day={beat.day} at={beat.at:%H:%M} span={beat.span} level={beat.level}"
            assert typed(words, beat) == beat
    assert typed("week met_by=team", Beat("month", "x")) == Beat("week", "team")


def test_the_routing_table_names_recipients_and_takes_cut_offs_from_the_cadence_table(station: Type):
    lines = [line.split() for line in station("routing").out.splitlines()]
    assert ["班组", "周报", "党支部", "每周日", "18:00", "-"] in lines
    assert ["党支部", "特急", "总部", "10", "分未阅", "5", "分未阅"] in lines
    assert ["党支部", "重要", "不再上报", "-", "-"] in lines
    station("cadence", "set", "C06", "routine", "--beat", "week day=5 at=17:00", "--reason", "周五报")
    routes = station("routing", "--json").document["routes"]
    weekly = next(one for one in routes if one["kind"] == "weekly")
    assert (weekly["to"], weekly["routine_limit"]) == ("org.branch", "每周五 17:00")


def test_a_route_is_changed_with_author_and_reason_and_shows(station: Type):
    words = ("routing", "set", "branch", "direct.important", "hq", "--routine", "60", "--emergency", "30")
    done = station(*words, "--reason", "总部要求", "--by", "何清", "--json")
    assert done.document["routine_limit"] == "60 分未阅"
    (change,) = station("list", "routing", "--json").document["items"]
    assert change["title"] == "总部要求"
    assert any(line.split()[:3] == ["党支部", "重要", "总部"] for line in station("routing").out.splitlines())


def test_a_route_downwards_is_refused(station: Type):
    answer = station("routing", "set", "branch", "direct.urgent", "station", "--reason", "因")
    assert answer.code == 2
    assert "只能报给上级" in answer.err
    assert station("list", "routing", "--json").document["total"] == 0
