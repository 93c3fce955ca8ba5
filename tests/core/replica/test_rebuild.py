"""Views are a function of the journal: in any order, with any repetition, live or rebuilt."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import ManualClock
from core.errors import Damaged, NotSaved
from core.ids import IdSource
from core.journal.event import Stored
from core.records import log
from core.records.fold import AMENDED, STRUCK, UNDONE, fold
from core.replica.act import Act, Desk
from core.replica.rebuild import rebuild, same_views
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from core.search.find import first_page
from tests.core.conftest import START

VIEWS = {"record": "id", "numbering": "prefix", "entry": "id", "entry_text": "rowid"}


def dump(replica: Replica) -> list[Any]:
    """Every row of every view, in order."""
    return [
        replica.connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
        for table, order in VIEWS.items()
    ]


def stored(replica: Replica) -> list[Stored]:
    """The journal's bytes, in the order of writing."""
    sql = "SELECT header, body FROM event ORDER BY position"
    return [Stored(*row) for row in replica.connection.execute(sql)]


@contextmanager
def station(directory: Path, clock: ManualClock, seed: int, letter: str = "A") -> Iterator[Replica]:
    """A station's terminal with seeded chance."""
    ids = IdSource(random.Random(seed).randbytes)
    with set_up(directory, clock, station="东港站", code="东港", letter=letter, ids=ids) as made:
        yield made


def work(replica: Replica, clock: ManualClock, steps: list[tuple[str, int]]) -> None:
    """A shift of lines, amendments, strikes and undoings, as `steps` say."""
    desk = Desk(replica, "01" * 16)
    lines: list[str] = []
    for what, which in steps:
        clock.advance(seconds=which)
        if what == "note" or not lines:
            lines.append(desk.do(log.note, f"第{which}号泵 正常"))
            continue
        record = lines[which % len(lines)]
        target = str(replica.events(record)[0].id)
        body: dict[str, Any] = {
            AMENDED: {"target": target, "set": {"text": f"更正 {which}"}, "reason": "笔误", "base": []},
            STRUCK: {"reason": "重复"},
            UNDONE: {"targets": [target]},
            "log.from_the_future": {"text": "x"},
        }[what]
        desk.do(Act.append, what, record, body)


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["note", "note", AMENDED, STRUCK, UNDONE, "log.from_the_future"]), st.integers(0, 90)
    ),
    max_size=25,
)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS)
def test_rebuilt_views_equal_the_live_ones(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]]
) -> None:
    clock = ManualClock(START)
    with station(tmp_path_factory.mktemp("s") / "a", clock, 1) as replica:
        work(replica, clock, steps)
        live = dump(replica)
        assert list(same_views(replica.connection)) == []
        rebuild(replica)
        assert dump(replica) == live


@settings(max_examples=60, deadline=None)
@given(steps=STEPS, chance=st.randoms(use_true_random=False))
def test_any_order_and_any_repetition_fold_to_the_same_state(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int]], chance: random.Random
) -> None:
    clock = ManualClock(START)
    with station(tmp_path_factory.mktemp("s") / "a", clock, 1) as replica:
        work(replica, clock, steps)
        for row in replica.rows("log"):
            events = replica.events(row.id)
            mixed = events + chance.choices(events, k=3)
            chance.shuffle(mixed)
            assert fold(mixed) == fold(events) == replica.folded(row.id)


@settings(max_examples=25, deadline=None)
@given(first=STEPS, second=STEPS, chance=st.randoms(use_true_random=False))
def test_two_terminals_that_exchange_everything_in_any_order_show_the_same(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[tuple[str, int]],
    second: list[tuple[str, int]],
    chance: random.Random,
) -> None:
    home = tmp_path_factory.mktemp("s")
    clock = ManualClock(START)
    with station(home / "a", clock, 1) as a, station(home / "b", clock, 2, "B") as b:
        work(a, clock, first)
        work(b, clock, second)
        mine, theirs = stored(a), stored(b)
        while theirs:
            count = chance.randint(1, len(theirs))
            a.absorb(theirs[:count])
            a.absorb(theirs[:count])
            theirs = theirs[count:]
        b.absorb(mine + mine)
        assert dump(a) == dump(b)
        assert verify(a.connection).ok
        assert verify(b.connection).ok


def test_a_second_event_under_a_known_id_and_a_hole_are_refused_whole(tmp_path: Path) -> None:
    clock = ManualClock(START)
    with station(tmp_path / "a", clock, 1) as a, station(tmp_path / "b", clock, 2, "B") as b:
        work(a, clock, [("note", 1), ("note", 2)])
        work(b, clock, [("note", 3)])
        theirs = stored(b)
        with pytest.raises(Damaged):
            a.absorb(theirs[1:])
        forged = Stored(theirs[1].header[:-2] + b"2}", theirs[1].body)
        a.absorb(theirs[:1])
        before = dump(a)
        with pytest.raises(Damaged):
            a.absorb([theirs[1], forged])
        assert dump(a) == before


def test_lines_that_fall_on_one_row_id_are_all_kept_and_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.replica.views.entry_id", lambda entry: entry.at_ms // 1000 << 30)
    clock = ManualClock(START)
    with station(tmp_path / "a", clock, 1) as a, station(tmp_path / "b", clock, 2, "B") as b:
        with a.act() as act:
            for text in ("泵房正常", "东门正常", "水带正常"):
                log.note(act, text)
        b.absorb(stored(a))
        for replica in (a, b):
            found = first_page(replica, "正常")
            assert sorted(line.text() for line in found) == ["东门正常", "水带正常", "泵房正常"]
            assert len({line.id for line in found}) == 3


def test_an_unknown_kind_is_kept_byte_for_byte_and_shown_raw(replica: Replica, desk: Desk) -> None:
    record = desk.do(lambda act: _future(act))
    assert [row.kind for row in replica.rows() if row.id == record] == ["unknown"]
    assert replica.events(record)[0].body == {"rings": 3}
    assert verify(replica.connection).ok


def _future(act: Act) -> str:
    record = act.new_id()
    act.append("weather.measured", record, {"rings": 3})
    return record


def test_an_act_that_fails_leaves_nothing_behind(replica: Replica, desk: Desk) -> None:
    desk.do(log.note, "一")
    before = dump(replica)

    def half(act: Act) -> None:
        log.note(act, "二")
        raise OSError

    with pytest.raises(OSError):
        desk.do(half)
    assert dump(replica) == before
    desk.do(log.note, "三")
    assert verify(replica.connection).ok
    assert [row.number[-4:] for row in replica.rows("log")] == ["AL01", "AL02"]


def test_a_full_disk_says_not_saved_and_keeps_what_was_there(replica: Replica, desk: Desk) -> None:
    desk.do(log.note, "一")
    pages = replica.connection.execute("PRAGMA page_count").fetchone()[0]
    replica.connection.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(NotSaved):  # noqa: PT012
        for number in range(400):
            desk.do(log.note, f"{number}" * 200)
    saved = len(replica.rows("log"))
    replica.connection.execute("PRAGMA max_page_count = 1000000")
    desk.do(log.note, "腾出空间后")
    assert len(replica.rows("log")) == saved + 1
    assert verify(replica.connection).ok


def test_a_turned_clock_is_journalled_once_and_order_holds(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    desk.do(log.note, "一")
    clock.jump(START + timedelta(days=365 * 30))
    desk.do(log.note, "二")
    desk.do(log.note, "三")
    clock.jump(START)
    desk.do(log.note, "四")
    kinds = [row[0] for row in replica.connection.execute("SELECT kind FROM entry ORDER BY hlc")]
    assert kinds == ["log.noted", "clock.jumped", "log.noted", "log.noted", "clock.jumped", "log.noted"]
    assert verify(replica.connection).ok


def test_each_process_opens_its_own_session_and_names_the_one_before(
    tmp_path: Path, clock: ManualClock
) -> None:
    with station(tmp_path / "a", clock, 1) as first:
        Desk(first).do(log.note, "一")
    for line in ("二", "三"):
        with Replica(tmp_path / "a", clock) as later:
            Desk(later).do(log.note, line)
    with Replica(tmp_path / "a", clock) as reader:
        assert len(reader.rows("session")) == 3
        report = verify(reader.connection)
        assert (report.ok, report.sealed) == (True, 3)


def test_two_processes_write_side_by_side(tmp_path: Path, clock: ManualClock) -> None:
    with station(tmp_path / "a", clock, 1) as first, Replica(tmp_path / "a", clock) as second:
        for number in range(5):
            Desk(first).do(log.note, f"甲{number}")
            Desk(second).do(log.note, f"乙{number}")
        numbers = [row.number for row in first.rows("log")]
        assert len(set(numbers)) == 10
        assert first.refresh()
        assert not first.refresh()
        assert verify(second.connection).ok


def test_a_clock_between_two_milliseconds_shows_what_a_rebuild_shows(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    clock.advance(microseconds=654_700)
    desk.do(log.note, "巡查 泵房正常")
    assert list(same_views(replica.connection)) == []


def test_a_record_put_into_another_class_is_found_by_the_new_one_on_every_line(
    replica: Replica, desk: Desk
) -> None:
    from core.records.incident import classify, note, open_incident
    from core.search.find import find

    incident = desk.do(open_incident, "hz 3号泊位 集装箱冒烟")
    desk.do(note, incident, "未见明火")
    desk.do(classify, incident, "inc.false")
    assert len(find(replica, "误报").lines) == 3
    assert list(same_views(replica.connection)) == []
