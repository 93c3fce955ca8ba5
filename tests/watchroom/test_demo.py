"""`watchroom demo`: a branch and two stations that really exchange, and the word on whether they agree."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from core.clock import STATION_ZONE, SystemClock
from core.journal.event import EventId, Stored
from core.records import log
from core.replica.act import Desk
from core.replica.replica import Replica
from tests.watchroom.conftest import Type
from watchroom.commands import demo
from watchroom.demo.agreement import differences
from watchroom.demo.company import Company, exchanged
from watchroom.demo.outcome import BRANCH, HQ, SECOND, compared
from watchroom.demo.places import Places

NIGHT = "2026-11-22"
UNTIL = datetime(2026, 11, 22, 3, 12, tzinfo=STATION_ZONE)


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two days of work are enough."""
    monkeypatch.setattr("core.demo.building.DAYS", 2)


def write(directory: Path, text: str) -> None:
    """One line more at the terminal in `directory`."""
    with Replica(directory, SystemClock()) as replica:
        Desk(replica).do(log.note, text)


def test_two_stations_and_their_branch_agree_event_by_event(type_: Type, data: Path) -> None:
    answer = type_("demo", "--headless", "--date", NIGHT, "--json")
    assert answer.code == 0, answer
    told = answer.document
    assert (told["in_sync"], told["differences"]) == (True, [])
    donggang, beidi = told["stations"]
    assert [(one["letter"], one["events"]) for one in donggang["terminals"]] == [
        ("A", donggang["events"]),
        ("B", donggang["events"]),
    ]
    assert beidi["station"] == "北堤站"
    assert told["events"] == told["branch"]["events"] == donggang["events"] + beidi["events"]
    assert told["hq"]["events"] == told["branch"]["contents"] == told["events"]
    assert 0 < told["hq"]["contents"] < told["events"] / 10
    for station in told["stations"]:
        for terminal in station["terminals"]:
            known = type_("status", "--json", "--data", terminal["data"]).document
            assert known["waiting"] == 0
            assert known["events"] > terminal["events"]  # what the branch says to its stations lies there too
            assert type_("verify", "--data", terminal["data"]).code == 0
    assert type_("list", "log", "--json").document["total"] == told["records"]["log"]
    letters = {
        one["number"].rpartition("-")[2][0] for one in type_("list", "log", "--json").document["items"]
    }
    assert letters == {"A", "B"}


@pytest.mark.parametrize("place", ["second", "neighbour"])
def test_one_event_more_anywhere_is_seen_and_told_with_1(
    type_: Type, data: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    exchange: Callable[..., None] = Company.exchange

    def then_one_line_more(company: Company, *directories: Path) -> None:
        exchange(company, *directories)
        write(getattr(company.places, place), "没有同步的一行")

    monkeypatch.setattr(Company, "exchange", then_one_line_more)
    answer = type_("demo", "--headless", "--date", NIGHT, "--json")
    assert answer.code == 1
    assert answer.document["in_sync"] is False
    where = {one["where"] for one in answer.document["differences"]}
    assert where == ({SECOND} if place == "second" else {BRANCH, HQ})
    assert answer.err.count("\n") == len(answer.document["differences"])


def test_what_is_left_behind_still_agrees_and_a_later_line_does_not(type_: Type, data: Path) -> None:
    assert type_("demo", "--headless", "--date", NIGHT).code == 0
    places = Places(data)
    assert compared(places)[2] == ()
    write(places.second, "事后的一行")
    found = {(one.where, one.what) for one in compared(places)[2]}
    assert {(SECOND, "extra"), (SECOND, "entry"), (SECOND, "record")} <= found
    assert exchanged(places.second).error == "sync.error.unreachable"


def test_a_changed_header_body_or_a_body_that_may_not_be_there_is_a_difference() -> None:
    one, two = EventId("ab", 1), EventId("ab", 2)
    wanted = {one: Stored(b"h1", b"b1"), two: Stored(b"h2", b"b2")}

    def told(found: dict[EventId, Stored], may: bool = True) -> set[tuple[str, int]]:
        return {(each.what, each.events) for each in differences("x", wanted, found, lambda _: may)}

    assert told(dict(wanted)) == set()
    assert told({one: wanted[one]}) == {("missing", 1)}
    assert told({**wanted, EventId("cd", 1): Stored(b"h", b"b")}) == {("extra", 1)}
    assert told({**wanted, two: Stored(b"hx", b"b2")}) == {("header", 1)}
    assert told({**wanted, two: Stored(b"h2", b"bx")}) == {("body", 1)}
    assert told({**wanted, two: Stored(b"h2", None)}) == {("body", 1)}
    assert told(dict(wanted), may=False) == {("withheld", 2)}


def test_without_the_servers_the_demo_is_one_station_and_says_so(
    type_: Type, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(demo, "find_spec", lambda name: None)
    answer = type_("demo", "--headless", "--date", NIGHT, "--json")
    assert answer.code == 0
    told = answer.document
    assert (told["branch"], told["hq"], told["in_sync"]) == (None, None, None)
    assert told["stations"][0]["terminals"] == [{"letter": "A", "events": told["events"], "data": str(data)}]
    assert "dev.py demo" in answer.err
    assert type_("status", "--json").document["server"] is None
