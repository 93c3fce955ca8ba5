"""Restoring: no number twice, whatever was restored before; on a new machine; from a path with any name."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.clock import ManualClock
from core.errors import NotSaved, Refusal
from core.records import log
from core.replica.act import Desk
from core.replica.backup import backup
from core.replica.mirror import Mirror, recover
from core.replica.replica import DATABASE, Replica
from core.replica.restore import restore
from core.replica.setup import set_up
from core.replica.verify import verify


def numbers(replica: Replica) -> set[str]:
    return {row.number for row in replica.rows("log")}


def test_the_same_backup_restored_twice_gives_no_number_twice(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    backup(replica, tmp_path / "copy.db")
    desk.do(log.note, "第一次")
    given = numbers(replica)
    replica.close()
    for _ in range(3):
        clock.advance(minutes=1)
        restore(replica.directory, tmp_path / "copy.db", clock)
        with Replica(replica.directory, clock) as again:
            Desk(again).do(log.note, "恢复后")
            assert not numbers(again) & given
            given |= numbers(again)


def test_a_back_filled_day_long_before_the_backup_gives_no_number_twice(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    backup(replica, tmp_path / "copy.db")
    old = clock.now().date().replace(month=1)
    lost = desk.do(lambda act: act.number("A", old))
    replica.close()
    restore(replica.directory, tmp_path / "copy.db", clock)
    with Replica(replica.directory, clock) as again:
        assert Desk(again).do(lambda act: act.number("A", old)) != lost


@pytest.mark.parametrize("set_up_before", [False, True])
def test_a_backup_restored_on_a_new_machine_seals_with_the_new_key_and_verifies(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path, set_up_before: bool
) -> None:
    desk.do(log.note, "旧机")
    backup(replica, tmp_path / "copy.db")
    new = tmp_path / "new"
    if set_up_before:
        set_up(new, clock, station="东港站", code="东港").close()
    restore(new, tmp_path / "copy.db", clock)
    for line in ("新机一", "新机二"):
        with Replica(new, clock) as there:
            Desk(there).do(log.note, line)
    with Replica(new, clock) as there:
        report = verify(there.connection)
        assert report.problems == ()
        assert report.sealed >= 2


@pytest.mark.parametrize("name", ["copy 50%.db", "copy#1.db", "备份?.db", "a%41.db"])
def test_any_file_name_will_do(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path, name: str
) -> None:
    desk.do(log.note, "一")
    backup(replica, tmp_path / name)
    replica.close()
    restore(replica.directory, tmp_path / name, clock)
    with Replica(replica.directory, clock) as again:
        assert numbers(again)


def test_a_copy_with_its_log_of_changes_beside_it_is_restored_with_them(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    desk.do(log.note, "还在日志里")
    pulled = tmp_path / "pulled"
    shutil.copytree(replica.directory, pulled)
    replica.close()
    other = tmp_path / "other"
    report = restore(other, pulled / DATABASE, clock)
    assert report.events == 2
    with Replica(other, clock) as again:
        assert [row.title for row in again.rows("log")] == ["还在日志里"]


def test_a_terminal_is_not_restored_from_itself(replica: Replica, desk: Desk, clock: ManualClock) -> None:
    desk.do(log.note, "一")
    replica.close()
    with pytest.raises(Refusal):
        restore(replica.directory, replica.directory / DATABASE, clock)


def test_a_disk_too_full_to_restore_leaves_everything_as_it_was(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.do(log.note, "一")
    backup(replica, tmp_path / "copy.db")
    replica.close()
    before = (replica.directory / DATABASE).read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(NotSaved):
        restore(replica.directory, tmp_path / "copy.db", clock)
    assert (replica.directory / DATABASE).read_bytes() == before
    assert not list(replica.directory.glob("*.restoring*"))


def test_power_lost_between_the_two_renames_of_a_restore_loses_neither_file(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from core.replica import restore as putting

    desk.do(log.note, "一")
    backup(replica, tmp_path / "copy.db")
    replica.close()

    class PowerCut(BaseException):
        """Not an error anybody catches."""

    def cut(*_: object) -> None:
        raise PowerCut

    monkeypatch.setattr(putting.os, "replace", cut)
    with pytest.raises(PowerCut):
        restore(replica.directory, tmp_path / "copy.db", clock)
    monkeypatch.undo()
    with Replica(replica.directory, clock) as again:
        assert [row.title for row in again.rows("log")] == ["一"]


def test_the_second_copy_goes_on_after_a_restore(
    replica: Replica, desk: Desk, clock: ManualClock, tmp_path: Path
) -> None:
    desk.do(log.note, "备份前")
    backup(replica, tmp_path / "copy.db")
    for number in range(3):
        desk.do(log.note, f"备份后 {number}")
    stick = tmp_path / "stick"
    stick.mkdir()
    assert Mirror(replica, stick).catch_up()
    replica.close()
    restore(replica.directory, tmp_path / "copy.db", clock)
    with Replica(replica.directory, clock) as again:
        Desk(again).do(log.note, "恢复后")
        mirror = Mirror(again, stick)
        assert mirror.catch_up()
        Desk(again).do(log.note, "再记")
        assert mirror.catch_up()
    with set_up(tmp_path / "fresh", clock, station="东港站", code="东港", letter="B") as fresh:
        recover(fresh, mirror.path)
        titles = {row.title for row in fresh.rows("log")}
        assert titles == {"备份前", "备份后 0", "备份后 1", "备份后 2", "恢复后", "再记"}
        assert verify(fresh.connection).problems == ()


def test_a_backup_is_for_its_owner_only(replica: Replica, desk: Desk, tmp_path: Path) -> None:
    desk.do(log.note, "一")
    backup(replica, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").stat().st_mode & 0o077 == 0
    assert (replica.directory / DATABASE).stat().st_mode & 0o077 == 0
