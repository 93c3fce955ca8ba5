"""Changes to the cadence table: events with author and reason, from a day on, never for the past (domain §4)."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from core.clock import ManualClock
from core.compile.cadence import due, table
from core.errors import Refusal
from core.records.cadence import Change, change_cadence, changes, read_beat, table_at
from core.records.person import add_person
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.cadence import DEFAULT, Beat
from tests.core.conftest import START

FIXED = Beat("month", "theme_day", day=15)


def test_a_change_holds_from_its_day_on_and_not_before(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    assert table(replica, clock.now()) == DEFAULT
    since = (START + timedelta(days=3)).date()
    desk.do(change_cadence, "C12", "routine", [FIXED], "党日固定在15日", since)
    assert table(replica, START + timedelta(days=2)) == DEFAULT
    changed = table(replica, START + timedelta(days=3)).rule("C12")
    assert changed is not None
    assert changed.routine == (FIXED,)
    assert replica.entries(0, 2**62)[0].text("zh") == "C12 主题党日（平时）周期更改：党日固定在15日"


def test_of_two_changes_the_later_one_holds_and_a_struck_one_does_not(
    desk: Desk, replica: Replica, clock: ManualClock
) -> None:
    from core.records.correction import strike

    desk.do(change_cadence, "C06", "routine", [Beat("week", "weekly", day=5, at=time(17))], "周五报")
    clock.advance(minutes=1)
    second = desk.do(change_cadence, "C06", "routine", [], "暂停周报")
    assert table(replica, clock.now()).rule("C06").routine == ()  # type: ignore[union-attr]
    desk.do(strike, second, "写错")
    assert table(replica, clock.now()).rule("C06").routine[0].day == 5  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rule", "column", "beat", "reason", "key"),
    [
        ("C99", "routine", FIXED, "因", "cadence.unknown"),
        ("C12", "wartime", FIXED, "因", "cadence.unknown"),
        ("C12", "routine", FIXED, " ", "correct.reason"),
        ("C12", "routine", Beat("fortnight", "theme_day"), "因", "cadence.impossible"),
        ("C12", "routine", Beat("month", "theme_day", day=32), "因", "cadence.impossible"),
        ("C18", "emergency", Beat("days", "renewal"), "因", "cadence.impossible"),
    ],
)
def test_what_cannot_be_is_refused_whole(
    desk: Desk, replica: Replica, rule: str, column: str, beat: Beat, reason: str, key: str
) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(change_cadence, rule, column, [beat], reason)
    assert refused.value.key == key
    assert changes(replica) == []


def test_the_past_keeps_what_held_then(desk: Desk) -> None:
    with pytest.raises(Refusal) as refused:
        desk.do(change_cadence, "C12", "routine", [FIXED], "因", (START - timedelta(days=1)).date())
    assert refused.value.key == "cadence.past"


def test_a_beat_is_read_as_it_was_written(desk: Desk, replica: Replica) -> None:
    beats = [
        Beat("week", "weekly", day=5, at=time(17, 30)),
        Beat("hours", "situation", span=90, level="mode.red"),
    ]
    desk.do(change_cadence, "C06", "emergency", beats, "加密")
    (one,) = changes(replica)
    assert isinstance(one, Change)
    assert list(one.beats) == beats
    assert table_at([one], START).rule("C06").emergency == tuple(beats)  # type: ignore[union-attr]
    with pytest.raises(ValueError, match="beat"):
        read_beat({"every": "days", "met_by": "x"})


def test_a_station_that_keeps_its_shifts_has_its_duties_met_by_its_records(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    from core.demo import build

    folder = tmp_path_factory.mktemp("demo")
    build(folder, START, lambda share: None)
    with Replica(folder, ManualClock(START)) as replica:
        found = due(replica, START - timedelta(days=10), START - timedelta(days=1), START)
    states = {(one.rule, one.state) for one in found if one.rule in ("C01", "C02", "C03")}
    assert states == {("C01", "met"), ("C02", "met"), ("C03", "met")}
    assert {one.due.date() for one in found} <= {date(2026, 11, day) for day in range(12, 22)}


@pytest.mark.parametrize("column", ["routine", "emergency"])
@pytest.mark.parametrize("rule", [one.id for one in DEFAULT.rules])
def test_every_change_of_every_duty_is_an_event_with_its_author_and_its_reason(
    desk: Desk, replica: Replica, clock: ManualClock, rule: str, column: str
) -> None:
    desk.author = desk.do(add_person, "周平")
    record = desk.do(change_cadence, rule, column, [], "本季暂停")
    (event,) = replica.events(record)
    assert event.kind == "cadence.changed"
    assert (event.author, (event.body or {})["reason"]) == (desk.author, "本季暂停")
    (change,) = changes(replica)
    assert (change.rule, change.column, change.meta.author, change.reason) == (
        rule,
        column,
        desk.author,
        "本季暂停",
    )
    now = table(replica, clock.now()).rule(rule)
    assert getattr(now, column) == ()
