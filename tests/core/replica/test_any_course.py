"""Whatever course a terminal's life takes: nothing acknowledged is lost, no number is given twice, views equal the journal."""

from __future__ import annotations

import os
import random
import tempfile
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from core.clock import ManualClock
from core.errors import Refusal
from core.ids import IdSource
from core.journal.encoding import header_hash
from core.journal.event import Stored
from core.records import incident, log
from core.records.correction import amend, strike, undo_last
from core.replica.act import Act, Desk
from core.replica.backup import backup
from core.replica.drafts import Drafts
from core.replica.erasure import erase
from core.replica.rebuild import rebuild, same_views
from core.replica.replica import Replica
from core.replica.restore import restore
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START

PICK = st.integers(0, 1000)
OFFICER = "01" * 16


def journal(replica: Replica) -> list[Stored]:
    """The journal's bytes, in the order of writing."""
    sql = "SELECT header, body FROM event ORDER BY position"
    return [Stored(*row) for row in replica.connection.execute(sql)]


class Terminal(RuleBasedStateMachine):
    """One terminal with a second window, a neighbour and a drawer of backups."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.home = Path(self.folder.name)
        self.clock = ManualClock(START, boot_ms=1_000_000)
        self.ids = IdSource(random.Random(1).randbytes)
        self.second: Replica | None = None
        self.acknowledged: set[bytes] = set()
        self.given: dict[str, str] = {}
        """Every number ever read out, and the record that has it, restored away or not."""

        self.backups: list[tuple[Path, set[bytes]]] = []
        self.draft: str | None = None
        self.lines: list[str] = []

    @initialize()
    def begin(self) -> None:
        self.here = set_up(self.home / "a", self.clock, station="东港站", code="东港", ids=self.ids)
        self.neighbour = set_up(
            self.home / "b",
            self.clock,
            station="东港站",
            code="东港",
            letter="B",
            ids=IdSource(random.Random(2).randbytes),
        )

    def teardown(self) -> None:
        try:
            if hasattr(self, "here"):
                self.whole()
        finally:
            for replica in (self.second, getattr(self, "here", None), getattr(self, "neighbour", None)):
                if replica is not None:
                    replica.close()
            self.folder.cleanup()

    def saved(self) -> None:
        """What stands in the journal now was acknowledged."""
        self.acknowledged = {header_hash(one.header) for one in journal(self.here)}
        for row in self.here.rows():
            if row.number:
                assert self.given.setdefault(row.number, row.id) == row.id

    def desk(self) -> Desk:
        return Desk(self.here, OFFICER)

    @rule(text=st.sampled_from(["泵房正常", "油罐区 温度偏高", "来访"]))
    def note(self, text: str) -> None:
        self.lines.append(self.desk().do(log.note, text))
        self.saved()

    @rule(pick=PICK)
    def alarm(self, pick: int) -> None:
        record = self.desk().do(incident.open_incident, "集装箱冒烟", chosen={"class": "inc.fire"})
        if pick % 2:
            self.desk().do(incident.stamp, record, "turnout")
        self.saved()

    @precondition(lambda self: self.lines)
    @rule(pick=PICK, what=st.sampled_from(["amend", "strike", "erase"]))
    def correct(self, pick: int, what: str) -> None:
        record = self.lines[pick % len(self.lines)]
        events = self.here.events(record)
        if not events:
            return
        with suppress(Refusal):
            if what == "amend":
                self.desk().do(amend, record, str(events[0].id), {"text": f"更正 {pick}"}, "笔误")
            elif what == "strike":
                self.desk().do(strike, record, "重复")
            else:
                self.desk().do(erase, events[0].id, "本人要求")
        self.saved()

    @rule()
    def undo(self) -> None:
        with suppress(Refusal):
            self.desk().do(undo_last)
        self.saved()

    @rule()
    def refused(self) -> None:
        before = journal(self.here)
        with pytest.raises(ZeroDivisionError):
            self.desk().do(self._half)
        assert journal(self.here) == before

    @staticmethod
    def _half(act: Act) -> None:
        log.note(act, "写到一半")
        raise ZeroDivisionError

    @rule()
    def empty(self) -> None:
        self.desk().do(lambda act: None)
        self.saved()

    @rule(text=st.sampled_from(["打到一半", "再打几个字"]))
    def type_on(self, text: str) -> None:
        Drafts(self.here).keep("log", {"text": text})
        self.draft = text

    @rule(seal=st.booleans(), middle=st.booleans())
    def restart(self, seal: bool, middle: bool) -> None:
        """The program ends in good order, or the process dies, perhaps in the middle of an act."""
        if seal:
            self.here.close()
        else:
            if middle:
                log.note(self.here._begin(OFFICER), "写到一半")
            self.here.connection.close()
        self.clock.advance(seconds=5)
        self.here = Replica(self.home / "a", self.clock, self.ids)

    @rule()
    def other_window(self) -> None:
        if self.second is None:
            self.second = Replica(self.home / "a", self.clock, self.ids)
        self.lines.append(Desk(self.second).do(log.note, "另一个窗口"))
        self.here.refresh()
        self.saved()

    @rule(count=st.integers(1, 3))
    def neighbour_writes(self, count: int) -> None:
        for _ in range(count):
            Desk(self.neighbour).do(log.note, "乙机")
        theirs = journal(self.neighbour)
        assert self.here.absorb(theirs) <= len(theirs)
        assert self.here.absorb(theirs) == 0
        self.saved()

    @rule()
    def back_up(self) -> None:
        path = self.home / f"{len(self.backups)}.db"
        backup(self.here, path)
        self.backups.append((path, set(self.acknowledged)))

    @precondition(lambda self: self.backups)
    @rule(pick=PICK)
    def put_back(self, pick: int) -> None:
        path, content = self.backups[pick % len(self.backups)]
        for replica in (self.second, self.here):
            if replica is not None:
                replica.close()
        self.second, self.draft = None, None
        self.clock.advance(minutes=1)
        restore(self.home / "a", path, self.clock)
        self.here = Replica(self.home / "a", self.clock, self.ids)
        assert {header_hash(one.header) for one in journal(self.here)} == content
        self.acknowledged = set(content)

    @rule(hours=st.sampled_from([-400, -2, 1, 30]))
    def clock_turned(self, hours: int) -> None:
        self.clock.jump(self.clock.now() + timedelta(hours=hours))

    @rule(minutes=st.integers(0, 300))
    def time_passes(self, minutes: int) -> None:
        self.clock.advance(minutes=minutes)

    @rule()
    def fold_again(self) -> None:
        before = self.dump()
        rebuild(self.here)
        assert self.dump() == before

    def dump(self) -> list[Any]:
        return [
            self.here.connection.execute(f"SELECT * FROM {table} ORDER BY 1").fetchall()
            for table in ("record", "numbering", "entry")
        ]

    @rule()
    def whole(self) -> None:
        assert verify(self.here.connection).problems == ()
        assert list(same_views(self.here.connection)) == []

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        if not hasattr(self, "here"):
            return
        headers = [header_hash(one.header) for one in journal(self.here)]
        assert len(headers) == len(set(headers))
        assert self.acknowledged <= set(headers)
        numbers = [row.number for row in self.here.rows() if row.number]
        assert len(numbers) == len(set(numbers))
        if self.draft is not None:
            kept = Drafts(self.here).get("log")
            assert kept is not None
            assert kept.content == {"text": self.draft}


TestAnyCourse = Terminal.TestCase
TestAnyCourse.settings = settings(
    max_examples=int(os.environ.get("WATCHROOM_COURSES", "15")),
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
