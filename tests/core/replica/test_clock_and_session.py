"""The journal's clock and a process's session survive refused acts, unsure commits and a full disk at the end."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.errors import NotSaved, Refusal
from core.records import log
from core.replica.act import Act, Desk
from core.replica.engine import sqlite
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START


def kinds(replica: Replica) -> list[str]:
    return [row[0] for row in replica.connection.execute("SELECT kind FROM entry ORDER BY hlc")]


def test_a_clock_jump_first_seen_by_a_refused_act_is_journalled_by_the_next(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(log.note, "一")
    clock.jump(START + timedelta(days=3))
    with pytest.raises(Refusal):
        desk.do(log.note, " ")
    desk.do(log.note, "二")
    desk.do(log.note, "三")
    assert kinds(replica) == ["log.noted", "clock.jumped", "log.noted", "log.noted"]
    assert verify(replica.connection).ok


def test_an_act_that_writes_nothing_after_one_that_failed_leaves_the_journal_whole(
    replica: Replica, desk: Desk
) -> None:
    desk.do(log.note, "一")

    def fails(act: Act) -> None:
        log.note(act, "写到一半")
        raise Refusal("log.empty")

    with pytest.raises(Refusal):
        desk.do(fails)
    desk.do(lambda act: None)
    assert verify(replica.connection).problems == ()


def test_a_session_of_nothing_but_its_opening_verifies_and_rebuilds(replica: Replica, desk: Desk) -> None:
    desk.do(lambda act: None)
    assert verify(replica.connection).problems == ()
    assert len(replica.rows("session")) <= 1


class Unsure:
    """A connection whose commit takes effect, is reported as failed, and cannot be looked up for a while."""

    def __init__(self, real: Any) -> None:
        self._real, self._blind = real, False

    def execute(self, sql: str, values: Any = ()) -> Any:
        if self._blind:
            raise sqlite.OperationalError("disk I/O error")
        found = self._real.execute(sql, values)
        if sql == "COMMIT":
            self._blind = True
            raise sqlite.OperationalError("disk I/O error")
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


def test_a_commit_nobody_can_vouch_for_says_so_and_the_session_goes_on(replica: Replica, desk: Desk) -> None:
    desk.do(log.note, "一")
    real = replica.connection
    _use(replica, Unsure(real))
    with pytest.raises(NotSaved) as unsure:
        desk.do(log.note, "二")
    assert unsure.value.key == "store.unsure"
    _use(replica, real)
    desk.do(log.note, "三")
    assert [row.title for row in replica.rows("log")] == ["一", "二", "三"]
    assert verify(real).problems == ()


def _use(replica: Replica, connection: Any) -> None:
    replica.connection = connection
    assert replica._writer is not None
    replica._writer._connection = connection


def test_a_disk_too_full_for_the_last_seal_never_makes_a_saved_line_look_lost(
    tmp_path: Path, clock: ManualClock
) -> None:
    replica = set_up(tmp_path, clock, station="东港站", code="东港")
    Desk(replica).do(log.note, "已存")
    pages = replica.connection.execute("PRAGMA page_count").fetchone()[0]
    replica.connection.execute("CREATE TABLE filler (x)")
    replica.connection.execute("DROP TABLE filler")
    replica.connection.execute("PRAGMA query_only = 1")
    replica.close()
    assert pages
    with Replica(tmp_path, clock) as again:
        Desk(again).do(log.note, "下一次")
    with Replica(tmp_path, clock) as reader:
        assert verify(reader.connection).sealed == 2


def test_a_clock_absurdly_far_ahead_is_not_taken_in(tmp_path: Path, clock: ManualClock) -> None:
    from core.errors import Damaged
    from core.journal.event import Stored

    with set_up(tmp_path / "a", clock, station="东港站", code="东港") as mine:
        Desk(mine).do(log.note, "一")
        with set_up(tmp_path / "b", clock, station="东港站", code="东港", letter="B") as theirs:
            Desk(theirs).do(log.note, "二")
            sql = "SELECT header, body FROM event ORDER BY position"
            first = Stored(*theirs.connection.execute(sql).fetchone())
        for clock_value in (2**63 - 1, 2**64 - 1):
            forged = first.header[:90] + clock_value.to_bytes(8, "big") + first.header[98:]
            with pytest.raises(Damaged):
                mine.absorb([Stored(forged, first.body)])
        Desk(mine).do(log.note, "三")
        assert verify(mine.connection).problems == ()


def test_a_body_that_is_not_the_one_its_header_names_is_not_taken_in(
    tmp_path: Path, clock: ManualClock
) -> None:
    from core.errors import Damaged
    from core.journal.event import Stored

    with set_up(tmp_path / "a", clock, station="东港站", code="东港") as mine:
        with set_up(tmp_path / "b", clock, station="东港站", code="东港", letter="B") as theirs:
            Desk(theirs).do(log.note, "二")
            sql = "SELECT header, body FROM event ORDER BY position"
            first = Stored(*theirs.connection.execute(sql).fetchone())
        assert first.body is not None
        with pytest.raises(Damaged):
            mine.absorb([Stored(first.header, first.body.replace(b"watchroom", b"watchr00m"))])
        assert verify(mine.connection).events == 0
        assert mine.absorb([first]) == 1
