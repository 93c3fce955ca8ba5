"""Whichever statement fails, before or after it took effect: the act is whole or absent, and can be repeated."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from core.clock import ManualClock
from core.errors import NotSaved
from core.ids import IdSource
from core.journal.event import EventId, Stored
from core.records import incident, log, meeting
from core.records.correction import amend, strike, undo_last
from core.replica import engine
from core.replica.act import Act, Desk
from core.replica.drafts import Drafts
from core.replica.erasure import erase
from core.replica.rebuild import rebuild
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START
from tests.core.records.test_meeting import roster

ERRORS = ("disk I/O error", "database or disk is full", "database is locked")


class Brittle(engine.sqlite.Connection):  # type: ignore[misc, name-defined]
    """A connection whose n-th statement fails; views and search index included."""

    left: ClassVar[int] = 0
    after: ClassVar[bool] = False
    error: ClassVar[str] = ERRORS[0]

    def execute(self, sql: str, values: Any = ()) -> Any:
        return self._perhaps(super().execute, sql, values)

    def executemany(self, sql: str, rows: Any) -> Any:
        return self._perhaps(super().executemany, sql, rows)

    def _perhaps(self, do: Callable[..., Any], sql: str, values: Any) -> Any:
        if sql != "ROLLBACK":
            Brittle.left -= 1
        if Brittle.left == 0 and sql != "ROLLBACK":
            if Brittle.after:
                do(sql, values)
            raise engine.sqlite.OperationalError(Brittle.error)
        return do(sql, values)


@pytest.fixture
def brittle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Replica]:
    """A terminal with some history on a brittle connection."""
    real = engine.sqlite.connect
    monkeypatch.setattr(engine.sqlite, "connect", lambda *a, **k: real(*a, **{"factory": Brittle, **k}))
    ids = IdSource(random.Random(3).randbytes)
    Brittle.left = 0
    with set_up(tmp_path / "a", ManualClock(START), station="东港站", code="东港", ids=ids) as replica:
        for number in range(60):
            Desk(replica, "01" * 16).do(log.note, f"第{number}句 集装箱")
        yield replica
        Brittle.left = 0


def fire(act: Act) -> None:
    record = incident.open_incident(act, "集装箱冒烟", chosen={"class": "inc.fire"})
    incident.send(act, record, "1车")
    incident.stamp(act, record, "turnout")


def talk(act: Act) -> None:
    record = meeting.open_meeting(act, "micro", "台风前检查", roster=roster())
    meeting.note(act, record, "view", "夜间双人巡查")
    meeting.close(act, record, nothing=True)


def _some_line(act: Act, at: int) -> tuple[str, EventId]:
    row = [row for row in act.replica.rows("log") if not row.struck][at]
    return row.id, act.replica.events(row.id)[0].id


def amended(act: Act) -> None:
    record, event = _some_line(act, 5)
    amend(act, record, str(event), {"text": f"更正 {act.first}"}, "笔误")


def struck(act: Act) -> None:
    strike(act, _some_line(act, 7)[0], "重复")


def erased(act: Act) -> None:
    sql = "SELECT lower(hex(session)), seq FROM event WHERE body IS NOT NULL AND seq > 1 ORDER BY position LIMIT 1"
    erase(act, EventId(*act.replica.connection.execute(sql).fetchone()), "本人要求")


ACTS = {
    "incident": fire,
    "meeting": talk,
    "amend": amended,
    "strike": struck,
    "undo": undo_last,
    "erase": erased,
}


def everything(replica: Replica) -> list[Any]:
    return [
        replica.connection.execute(f"SELECT * FROM {table} ORDER BY {order}").fetchall()
        for table, order in (
            ("event", "1"),
            ("session", "1"),
            ("journal_state", "1"),
            ("record", "1"),
            ("entry", "1"),
            ("entry_text", "rowid"),
            ("numbering", "1"),
        )
    ]


def sweep(replica: Replica, do: Callable[[], object], *, repeatable: bool = False) -> int:
    """Fail each statement of `do` in turn; returns how often it was refused.

    What can be repeated without doubling anything may be there although its commit was reported as failed.
    """
    refused = 0
    for nth in range(1, 400):
        Brittle.left = 0
        before = everything(replica)
        Brittle.left = nth
        try:
            do()
            spent = Brittle.left <= 0
            Brittle.left = 0
            if not spent:
                return refused
        except NotSaved:
            Brittle.left = 0
            refused += 1
            assert repeatable or everything(replica) == before
        assert not replica.connection.in_transaction
    raise AssertionError("the act never came through")


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("name", ACTS)
def test_an_act_is_whole_or_absent(
    brittle: Replica, name: str, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Brittle, "after", after)
    desk = Desk(brittle, "01" * 16)
    assert sweep(brittle, lambda: desk.do(ACTS[name])) > 5
    assert verify(brittle.connection).problems == ()


@pytest.mark.parametrize("after", [False, True])
def test_folding_anew_and_taking_in_are_whole_or_absent(
    brittle: Replica, tmp_path: Path, after: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Brittle, "after", after)
    assert sweep(brittle, lambda: rebuild(brittle)) > 5
    with set_up(tmp_path / "b", ManualClock(START), station="东港站", code="东港", letter="B") as other:
        for number in range(5):
            Desk(other).do(log.note, f"乙 {number}")
        sql = "SELECT header, body FROM event ORDER BY position"
        theirs = [Stored(*row) for row in other.connection.execute(sql)]
    sweep(brittle, lambda: brittle.absorb(theirs), repeatable=True)
    assert brittle.absorb(theirs) == 0
    assert verify(brittle.connection).problems == ()


@pytest.mark.parametrize("error", ERRORS)
def test_every_message_is_true_and_drafts_say_so_too(
    brittle: Replica, error: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Brittle, "error", error)
    Brittle.left = 3
    with pytest.raises(NotSaved) as refused:
        Desk(brittle).do(log.note, "一")
    assert (
        refused.value.key
        == {
            ERRORS[0]: "store.not_saved",
            ERRORS[1]: "store.disk_full",
            ERRORS[2]: "store.busy",
        }[error]
    )
    for work in (lambda: Drafts(brittle).keep("log", {"text": "草稿"}), lambda: Drafts(brittle).drop("log")):
        Brittle.left = 1
        with pytest.raises(NotSaved) as refused:
            work()
        assert refused.value.key == "store.draft_not_saved"
    Brittle.left = 0
