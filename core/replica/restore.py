"""Restore: a backup takes the place of the data; the terminal says so, and gives no number a second time.

There is no moment without a whole file under the data's name: the present one is kept under a second name first,
and the restored one takes its place in one step.
"""

from __future__ import annotations

import os
import shutil
from contextlib import closing, suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from core.clock import Clock, iso
from core.errors import Damaged, NotFound, NotSaved, Refusal, WatchroomError
from core.journal.hlc import wall_ms
from core.replica.durable import sync_directory, sync_file
from core.replica.engine import connect, sqlite
from core.replica.numbers import RESTORE_GAP, given_floor, raise_floor
from core.replica.replica import DATABASE
from core.replica.seat import KEY_FILE, adopt_key, load_key, load_seat, make_key
from core.replica.verify import Report, verify

ASIDE: Final = "before-restore-"
_WAIT_MS: Final = 500
_BESIDE: Final = ("-wal", "-shm")


def restore(directory: Path, source: Path, clock: Clock) -> Report:
    """Put the backup `source` in place of the data in `directory`, which is kept beside it under another name.

    The next write opens a new session that says it was restored, and numbers leave a gap for those that may have
    been given out since the backup.  Raises Damaged when `source` does not verify, NotFound without it, Refusal when
    it is the data itself or a terminal has the data open, NotSaved when the disk refuses; nothing is changed then.
    """
    if not source.is_file():
        raise NotFound("backup.no_file", path=str(source))
    present, part = directory / DATABASE, directory / (DATABASE + ".restoring")
    if present.exists() and source.samefile(present):
        raise Refusal("restore.itself", path=str(source))
    try:
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        floor = max(_floor_of(present), RESTORE_GAP * len(list(directory.glob(f"{ASIDE}*.db"))))
        _copy(source, part)
        report = _make_ready(part, source, clock, floor)
        _take_hold(present)
        _put_in_place(part, present, clock.now())
    except (OSError, sqlite.Error, WatchroomError) as error:
        _remove(part)
        if isinstance(error, WatchroomError):
            raise
        raise NotSaved("restore.not_written", path=str(directory), reason=str(error)) from error
    return report


def _floor_of(present: Path) -> int:
    """The number floor of the data to be replaced; 0 when there is none or it cannot be read."""
    with suppress(WatchroomError, sqlite.Error, ValueError), closing(_opened(present)) as connection:
        return given_floor(connection)
    return 0


def _take_hold(present: Path) -> None:
    """Fold the present file's log of changes into it, so that it is whole under its second name.

    Raises Refusal when another process has it open: what that terminal saved later would be lost.
    """
    try:
        connection = _opened(present)
    except WatchroomError:
        return
    try:
        connection.execute(f"PRAGMA busy_timeout={_WAIT_MS}")
        connection.execute("PRAGMA journal_mode=DELETE")
    except sqlite.DatabaseError as error:
        if "locked" in str(error):
            raise Refusal("store.in_use", path=str(present.parent)) from error
    finally:
        connection.close()


def _opened(present: Path) -> Any:
    """The present file; raises NotFound when there is none."""
    if not present.exists():
        raise NotFound("backup.no_file", path=str(present))
    return connect(present)


def _copy(source: Path, part: Path) -> None:
    """Copy the backup, with the log of changes that may lie beside it."""
    _remove(part)
    for tail in ("", "-wal"):
        beside = Path(str(source) + tail)
        if beside.exists():
            os.close(os.open(f"{part}{tail}", os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            shutil.copyfile(beside, f"{part}{tail}")


def _remove(part: Path) -> None:
    for tail in ("", *_BESIDE):
        Path(str(part) + tail).unlink(missing_ok=True)


def _make_ready(part: Path, source: Path, clock: Clock, floor: int) -> Report:
    """Verify the copy and write into it that it was restored, under which key, and which numbers are reserved."""
    try:
        connection = connect(part)
    except Damaged as error:
        raise Damaged("store.not_a_database", path=str(source)) from error
    try:
        report = verify(connection)
        if not report.whole:
            raise Damaged("backup.damaged", path=str(source), problems=len(report.problems))
        _mark(connection, clock.now(), floor)
        _adopt(connection, part.parent, clock.now())
        connection.execute("PRAGMA journal_mode=DELETE")
    finally:
        connection.close()
    sync_file(part)
    return report


def _mark(connection: Any, now: datetime, floor: int) -> None:
    """Note the restore, and reserve the numbers that may have been given out up to today."""
    hlc = connection.execute("SELECT hlc FROM journal_state").fetchone()[0]
    last = now.fromtimestamp(wall_ms(hlc) / 1000, now.tzinfo) if hlc else now
    raise_floor(connection, f"{max(now, last):%Y%m%d}", floor)
    connection.execute("INSERT OR REPLACE INTO local VALUES ('restored', ?)", (iso(last),))


def _adopt(connection: Any, directory: Path, now: datetime) -> None:
    """Go on under the key that lies in `directory`; a new machine has none and gets one."""
    seat = load_seat(connection)
    if seat is None:
        return
    try:
        key = load_key(directory)
    except Damaged:
        (directory / KEY_FILE).rename(directory / f"{ASIDE}{now:%Y%m%d-%H%M%S}.key")
        key = None
    adopt_key(connection, seat, key or make_key(directory))


def _put_in_place(part: Path, present: Path, now: datetime) -> None:
    """Keep the present file under a second name, then let the restored one take its place."""
    directory, aside = present.parent, f"{ASIDE}{now:%Y%m%d-%H%M%S}.db"
    for tail in ("", *_BESIDE):
        old = Path(str(present) + tail)
        if old.exists():
            _second_name(old, directory / (aside + tail))
    sync_directory(directory)
    for tail in _BESIDE:
        # A stale log of changes would bring old pages back into the restored file.
        Path(str(present) + tail).unlink(missing_ok=True)
    os.replace(part, present)
    sync_directory(directory)


def _second_name(old: Path, new: Path) -> None:
    """Link `old` as `new`, or copy it where the disk knows no links."""
    new.unlink(missing_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)
        sync_file(new)
