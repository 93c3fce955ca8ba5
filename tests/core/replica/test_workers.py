"""Folding in worker processes gives, byte for byte, what folding alone gives."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.clock import ManualClock
from core.records import correction, log
from core.records.incident import note, open_incident
from core.replica import rebuild as rebuilding
from core.replica.act import Desk
from core.replica.batches import Span, fold_span, spans
from core.replica.rebuild import rebuild, same_views
from core.replica.replica import DATABASE, Replica
from core.replica.workers import fold_in_workers
from tests.core.replica.test_rebuild import dump


@pytest.fixture
def busy(replica: Replica, desk: Desk, clock: ManualClock) -> Replica:
    """A replica with lines, incidents and a strike, of several spans."""
    for number in range(12):
        clock.advance(minutes=7)
        desk.do(log.note, f"巡查 泵房正常 {number}")
        incident = desk.do(open_incident, f"hz {number}号泊位 集装箱冒烟")
        desk.do(note, incident, "未见明火")
        desk.do(correction.strike, incident, "重复")
    return replica


def path_of(replica: Replica) -> Path:
    """The file of `replica`."""
    return replica.directory / DATABASE


def test_the_spans_cover_every_record_once(busy: Replica) -> None:
    cut = spans(busy.connection, 5)
    assert len(cut) > 5
    assert [span.after for span in cut] == [*(span.first for span in cut[1:]), b""]
    folded = [row[0] for span in cut for row in fold_span(busy.connection, span).records]
    assert folded == [row[0] for row in busy.connection.execute("SELECT id FROM record ORDER BY id")]


def test_an_empty_journal_has_no_spans(replica: Replica) -> None:
    assert spans(replica.connection) == []


def test_workers_hand_over_what_is_folded_here_in_the_same_order(busy: Replica) -> None:
    cut = spans(busy.connection, 5)
    alone = [fold_span(busy.connection, span) for span in cut]
    assert list(fold_in_workers(busy.connection, path_of(busy), cut)) == alone


def test_what_workers_cannot_fold_is_folded_here(busy: Replica, tmp_path: Path) -> None:
    cut = spans(busy.connection, 20)
    nowhere = tmp_path / "not there" / "file.db"
    assert list(fold_in_workers(busy.connection, nowhere, cut)) == [
        fold_span(busy.connection, span) for span in cut
    ]


def test_rebuilding_with_workers_and_alone_gives_the_same_views(
    busy: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = dump(busy)
    rebuild(busy, alone=True)
    assert dump(busy) == live
    monkeypatch.setattr(rebuilding, "WORKERS_FROM", 0)
    asked: list[Span] = []
    _spy(monkeypatch, asked)
    rebuild(busy)
    assert asked
    assert dump(busy) == live
    assert list(same_views(busy.connection)) == []


def _spy(monkeypatch: pytest.MonkeyPatch, asked: list[Span]) -> None:
    """Note what the workers are asked for."""

    def noting(connection: Any, path: Path, cut: list[Span]) -> Any:
        asked.extend(cut)
        return fold_in_workers(connection, path, cut)

    monkeypatch.setattr("core.replica.workers.fold_in_workers", noting)
