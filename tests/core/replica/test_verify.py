"""`verify` finds any changed, removed or swapped byte of the stored journal (I18)."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import NotSaved
from core.journal.event import EventId
from core.records import log
from core.replica.act import Desk
from core.replica.engine import connect, sqlite
from core.replica.erasure import erase
from core.replica.rebuild import rebuild
from core.replica.replica import DATABASE, Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START

GUARDS = (
    "event_never_changes",
    "event_never_goes",
    "seal_never_changes",
    "seal_never_goes",
    "session_never_shrinks",
    "session_never_goes",
)


@pytest.fixture(scope="module")
def journal(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed journal of two sealed sessions."""
    directory = tmp_path_factory.mktemp("journal")
    clock = ManualClock(START)
    for number in range(2):
        opened = (
            set_up(directory, clock, station="东港站", code="东港")
            if number == 0
            else Replica(directory, clock)
        )
        with opened:
            desk = Desk(opened)
            for line in range(6):
                clock.advance(minutes=1)
                desk.do(log.note, f"巡查 泵房正常 {number}{line}")
    return directory


def _opened(journal: Path, target: Path) -> Any:
    """A copy of the journal with its guards taken off, as somebody with the file could do."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(journal, target)
    connection = connect(target / DATABASE)
    for name in GUARDS:
        connection.execute(f"DROP TRIGGER {name}")
    return connection


def found(connection: Any, *, views: bool = True) -> list[str]:
    """What `verify` finds, besides the guards that were taken off to do the damage."""
    return [one.what for one in verify(connection, views=views).problems if one.what != "verify.guards"]


def test_an_untouched_journal_verifies(journal: Path, tmp_path: Path) -> None:
    shutil.copytree(journal, tmp_path / "copy")
    report = verify(connect(tmp_path / "copy" / DATABASE))
    assert report.problems == ()
    assert (report.events, report.sealed) == (14, 2)


CELLS = [
    ("event", "header"),
    ("event", "body"),
    ("event", "session"),
    ("event", "record"),
    ("session", "hash"),
    ("session", "session"),
    ("seal", "tip"),
    ("seal", "signature"),
    ("seal", "session"),
]


@settings(max_examples=150, deadline=None)
@given(
    cell=st.sampled_from(CELLS), row=st.integers(0, 13), place=st.floats(0, 0.999), change=st.integers(1, 255)
)
def test_any_changed_byte_is_found(
    journal: Path,
    tmp_path_factory: pytest.TempPathFactory,
    cell: tuple[str, str],
    row: int,
    place: float,
    change: int,
) -> None:
    connection = _opened(journal, tmp_path_factory.mktemp("t") / "copy")
    table, column = cell
    rows = connection.execute(f"SELECT rowid, {column} FROM {table} ORDER BY rowid").fetchall()
    rowid, value = rows[row % len(rows)]
    spot = int(place * len(value))
    altered = value[:spot] + bytes([value[spot] ^ change]) + value[spot + 1 :]
    connection.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (altered, rowid))
    problems = found(connection, views=False)
    connection.close()
    assert problems


@settings(max_examples=40, deadline=None)
@given(row=st.integers(1, 14), whole=st.booleans())
def test_a_removed_or_emptied_event_is_found(
    journal: Path, tmp_path_factory: pytest.TempPathFactory, row: int, whole: bool
) -> None:
    connection = _opened(journal, tmp_path_factory.mktemp("t") / "copy")
    if whole:
        connection.execute("DELETE FROM event WHERE position = ?", (row,))
    else:
        connection.execute("UPDATE event SET body = NULL, absence = 'erased' WHERE position = ?", (row,))
    problems = found(connection, views=False)
    connection.close()
    assert problems


@settings(max_examples=40, deadline=None)
@given(
    pair=st.lists(st.integers(1, 14), min_size=2, max_size=2, unique=True),
    what=st.sampled_from(["header", "body", "all"]),
)
def test_two_swapped_events_are_found(
    journal: Path, tmp_path_factory: pytest.TempPathFactory, pair: list[int], what: str
) -> None:
    # The last of one session and the first of the next may arrive either way round; no signature says which.
    assume(what != "all" or sorted(pair) != [7, 8])
    connection = _opened(journal, tmp_path_factory.mktemp("t") / "copy")
    columns = "session, seq, record, header, body" if what == "all" else what
    values = [
        connection.execute(f"SELECT {columns} FROM event WHERE position = ?", (place,)).fetchone()
        for place in pair
    ]
    if what == "all":
        connection.execute("UPDATE event SET seq = seq + 1000 WHERE position IN (?, ?)", pair)
    names = [f"{name.strip()} = ?" for name in columns.split(",")]
    for place, value in zip(pair, reversed(values), strict=True):
        connection.execute(f"UPDATE event SET {', '.join(names)} WHERE position = ?", (*value, place))
    problems = found(connection, views=False)
    connection.close()
    assert problems


@pytest.mark.parametrize(
    "damage",
    [
        "DELETE FROM session WHERE rowid = 2",
        "UPDATE session SET seq = seq + 1 WHERE rowid = 1",
        "UPDATE seal SET seq = 3 WHERE rowid = 1",
        "UPDATE journal_state SET events = events - 1",
        "UPDATE journal_state SET last_session = zeroblob(16)",
        "DELETE FROM event WHERE session = (SELECT session FROM session WHERE rowid = 2)",
        "DELETE FROM entry WHERE rowid = (SELECT min(rowid) FROM entry)",
        "UPDATE record SET title = '别的' WHERE kind = 'log'",
        "UPDATE numbering SET last = last + 1",
        "DELETE FROM entry_text WHERE rowid = (SELECT min(rowid) FROM entry_text)",
    ],
)
def test_damaged_heads_totals_and_views_are_found(journal: Path, tmp_path: Path, damage: str) -> None:
    connection = _opened(journal, tmp_path / "copy")
    connection.execute(damage)
    assert found(connection)


def test_the_guards_refuse_any_change_through_sql(replica: Replica, desk: Desk) -> None:
    desk.do(log.note, "一")
    for statement in (
        "UPDATE event SET body = x'00'",
        "DELETE FROM event",
        "INSERT OR REPLACE INTO event SELECT position, session, seq, record, x'00', body, absence FROM event",
    ):
        with pytest.raises(sqlite.DatabaseError):
            replica.connection.execute(statement)


def test_erased_content_is_gone_and_the_chain_still_verifies(replica: Replica, desk: Desk) -> None:
    record = desk.do(log.note, "含有隐私的内容")
    event = replica.events(record)[0].id
    desk.do(erase, event, "本人要求")
    report = verify(replica.connection)
    assert report.ok
    assert report.erased == 1
    assert "隐私" not in str(replica.connection.execute("SELECT text FROM entry_text").fetchall())
    rebuild(replica)
    assert verify(replica.connection).ok


def test_an_event_with_a_reason_and_no_erasure_event_is_a_problem(replica: Replica, desk: Desk) -> None:
    desk.do(log.note, "一")
    replica.connection.execute("UPDATE event SET body = NULL, absence = 'erased' WHERE seq = 2")
    assert [problem.what for problem in verify(replica.connection, views=False).problems] == [
        "verify.body_missing"
    ]


def test_random_bytes_over_the_file_are_named_and_never_crash(journal: Path, tmp_path: Path) -> None:
    chance = random.Random(3)
    for trial in range(30):
        target = tmp_path / f"copy{trial}"
        shutil.copytree(journal, target)
        path = target / DATABASE
        data = bytearray(path.read_bytes())
        page = chance.randrange(1, len(data) // 4096)
        data[page * 4096 : page * 4096 + 4096] = chance.randbytes(4096)
        path.write_bytes(bytes(data))
        connection = sqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
        assert not verify(connection).ok
        connection.close()


def test_an_erasure_needs_a_reason_and_an_event(replica: Replica, desk: Desk) -> None:
    from core.errors import NotFound, Refusal

    record = desk.do(log.note, "一")
    with pytest.raises(Refusal):
        desk.do(erase, replica.events(record)[0].id, " ")
    with pytest.raises(NotFound):
        desk.do(erase, EventId("00" * 16, 9), "原因")


def test_a_setting_the_disk_refuses_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "plain").mkdir()
    with pytest.raises(NotSaved):
        connect(tmp_path / "plain")


def test_missing_guards_are_reported_put_back_and_told_in_the_journal(
    journal: Path, tmp_path: Path, clock: ManualClock
) -> None:
    _opened(journal, tmp_path / "copy").close()
    clock.advance(hours=1)
    with Replica(tmp_path / "copy", clock) as replica:
        with pytest.raises(sqlite.DatabaseError):
            replica.connection.execute("DELETE FROM event")
        assert [one.what for one in verify(replica.connection).problems] == ["verify.guards"]
    with Replica(tmp_path / "copy", clock) as replica:
        assert not verify(replica.connection).ok
        Desk(replica).do(log.note, "之后")
        assert verify(replica.connection).problems == ()
        lines = [line.message for line in replica.entries(0, 2**62, newest=False)]
        assert lines[-2:] == ["session.guarded", "log.line"]


def test_a_guard_that_was_altered_counts_as_missing(
    journal: Path, tmp_path: Path, clock: ManualClock
) -> None:
    connection = _opened(journal, tmp_path / "copy")
    connection.execute("CREATE TRIGGER event_never_goes BEFORE DELETE ON event BEGIN SELECT 1; END")
    connection.close()
    with Replica(tmp_path / "copy", clock) as replica, pytest.raises(sqlite.DatabaseError):
        replica.connection.execute("DELETE FROM event")
