"""Importing writes what the account says, once, and takes up where it was stopped."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import Refusal
from core.importing import apply as applying
from core.importing.apply import import_incidents
from core.importing.mapping import Mapping
from core.records.incident import Incident
from core.replica.act import Desk
from core.replica.replica import Replica
from core.rules.completeness import missing
from tests.core.importing.tables import BRITISH, CHINESE, write

MANY = Mapping(id="m", number="n", stamps={"received": "t"}, kind="k", classes={"Fire": "fire"}, text=("w",))


@pytest.fixture
def chinese(tmp_path: Path) -> Path:
    return write(tmp_path / "a.csv", CHINESE)


def incidents(replica: Replica) -> list[Incident]:
    found = [replica.state(row.id) for row in replica.rows("incident")]
    return sorted(
        (state for state in found if isinstance(state, Incident)), key=lambda state: state.meta.opened
    )


def events(replica: Replica) -> int:
    return int(replica.connection.execute("SELECT count(*) FROM event").fetchone()[0])


def test_a_trial_writes_nothing(desk: Desk, replica: Replica, chinese: Path, clock: ManualClock) -> None:
    clock.advance(days=1000)
    before = events(replica)
    account = import_incidents(desk, chinese)
    assert (account.created, account.applied, events(replica)) == (3, False, before)


def test_applied_the_rows_stand_on_their_days_complete_but_for_what_is_not_told(
    desk: Desk, replica: Replica, chinese: Path
) -> None:
    account = import_incidents(desk, chinese, apply=True)
    assert (account.read, account.created, account.applied) == (3, 3, True)
    fire, door, alarm = incidents(replica)
    assert [one.meta.number for one in (fire, door, alarm)] == [
        "东港-20260301-A01",
        "东港-20260302-A01",
        "东港-20260302-A02",
    ]
    assert (fire.meta.origin, fire.category, fire.place, fire.text) == (
        "imported",
        "inc.fire",
        "3号泊位",
        "集装箱冒烟",
    )
    assert f"{fire.time('inc.on_scene'):%d %H:%M}" == "02 00:05"
    assert (door.time("inc.on_scene"), "inc.on_scene" in missing(door)) == (None, True)
    assert replica.rows("incident", open=True) == []
    assert fire.value("injured") == 0
    assert door.value("injured") is None


def test_the_log_of_the_day_tells_it_without_calling_it_late(
    desk: Desk, replica: Replica, chinese: Path
) -> None:
    import_incidents(desk, chinese, apply=True)
    lines = [line.text("zh") for line in replica.entries(0, 2**62, newest=False) if line.mark == "imported"]
    assert len(lines) == 17
    assert not any("晚" in line for line in lines)
    assert any("A001" in line for line in lines)


def test_a_second_run_writes_nothing_more(desk: Desk, replica: Replica, chinese: Path) -> None:
    import_incidents(desk, chinese, apply=True)
    before = events(replica)
    account = import_incidents(desk, chinese, apply=True)
    assert (account.created, account.already, events(replica)) == (0, 3, before)


def test_a_changed_row_is_reported_and_left_as_it_was(desk: Desk, replica: Replica, chinese: Path) -> None:
    import_incidents(desk, chinese, apply=True)
    before = events(replica)
    account = import_incidents(desk, write(chinese, CHINESE.replace("开门", "开锁")), apply=True)
    assert (account.already, account.reasons.count, events(replica)) == (2, {"differs": 1}, before)


def test_a_run_that_is_killed_leaves_whole_batches_and_the_next_takes_up_there(
    desk: Desk, replica: Replica, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(applying, "BATCH", 10)
    rows = "".join(f"{n},2026-03-01 10:{n:02d},Fire,x\n" for n in range(45))
    path = write(tmp_path / "a.csv", "n,t,k,w\n" + rows)

    def killed(read: int, _share: float) -> None:
        if read >= 25:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        import_incidents(desk, path, MANY, apply=True, progress=killed)
    assert len(replica.rows("incident", limit=100)) == 30
    account = import_incidents(desk, path, MANY, apply=True)
    assert (account.created, account.already, len(replica.rows("incident", limit=100))) == (15, 30, 45)


def test_progress_ends_at_the_whole(desk: Desk, chinese: Path) -> None:
    told: list[tuple[int, float]] = []
    import_incidents(desk, chinese, progress=lambda read, share: told.append((read, share)))
    assert told[-1] == (3, 1.0)


def test_a_row_from_the_future_is_doubtful(desk: Desk, chinese: Path) -> None:
    account = import_incidents(
        desk, write(chinese, CHINESE.replace("2026年3月1日", "2027年3月1日")), apply=True
    )
    assert (account.created, account.reasons.count) == (2, {"ahead": 1})


def test_a_call_time_that_is_not_told_stays_untold(desk: Desk, replica: Replica, chinese: Path) -> None:
    text = "n,turnout,k,w\n1,2026-03-01 10:05,Fire,x\n"
    mapping = Mapping(
        id="m", number="n", stamps={"turnout": "turnout"}, kind="k", classes={"Fire": "fire"}, text=("w",)
    )
    import_incidents(desk, write(chinese, text), mapping, apply=True)
    (one,) = incidents(replica)
    assert one.time("inc.received") is None
    assert f"{one.time('inc.turnout'):%H:%M}" == "10:05"


def test_a_false_alarm_carries_its_cause(desk: Desk, replica: Replica, tmp_path: Path) -> None:
    table = BRITISH.replace("Special Service Type", "False Alarm Reason").replace(
        "Hospital,,", "Hospital,Dust,"
    )
    import_incidents(desk, write(tmp_path / "b.csv", table, "latin-1"), apply=True)
    alarm = next(one for one in incidents(replica) if one.category == "inc.false")
    assert alarm.value("false_cause") == "Dust"
    assert missing(alarm) == ()


@pytest.fixture
def empty(tmp_path: Path, clock: ManualClock) -> Iterator[Desk]:
    replica = Replica(tmp_path / "empty", clock)
    yield Desk(replica)
    replica.close()


def test_a_terminal_without_a_station_says_so(empty: Desk, chinese: Path) -> None:
    with pytest.raises(Refusal):
        import_incidents(empty, chinese)
