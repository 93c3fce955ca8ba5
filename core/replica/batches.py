"""The rows of all views, folded from the journal span by span: here, or in worker processes when there is much."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import groupby
from operator import itemgetter
from typing import Any, Final, NamedTuple

from core.journal.event import Stored, believed
from core.records.fold import Folded, fold
from core.replica import views

SPAN: Final = 4000
"""Events of one span, about: enough to sort and insert in one go, few enough to hold in memory many times."""


class Span(NamedTuple):
    """Records from one id on, up to the next span's first; b"" after the last."""

    first: bytes
    after: bytes


class Batch(NamedTuple):
    """The rows of a span's records: table `record`, and lines of the log with their search text, by row id."""

    records: list[views.Row]
    lines: list[tuple[views.Row, views.Row]]


def spans(connection: Any, size: int = SPAN) -> list[Span]:
    """The records of the journal in the order of their ids, cut into spans of about `size` events."""
    numbered = "SELECT record, row_number() OVER (ORDER BY record) - 1 AS place FROM event"
    sql = f"SELECT DISTINCT record FROM ({numbered}) WHERE place % ? = 0 ORDER BY record"
    firsts = [row[0] for row in connection.execute(sql, (size,))]
    return [Span(*pair) for pair in zip(firsts, [*firsts, b""][1:], strict=True)]


def fold_span(connection: Any, span: Span) -> Batch:
    """The rows of every record of `span`; events that cannot be read are left to `verify`."""
    folded = list(_folds(connection, span))
    summaries = [views.summary_of(one) for one in folded]
    records = [views.record_row(*pair) for pair in zip(folded, summaries, strict=True)]
    lines = [
        views.line_rows(one, entry, labels)
        for one, labels in zip(folded, map(views.label_words, folded, summaries), strict=True)
        for entry in one.entries
    ]
    return Batch(records, sorted(lines))


def _folds(connection: Any, span: Span) -> Iterator[Folded]:
    """The records of a span, folded."""
    where = "record >= ? AND record < ?" if span.after else "record >= ? AND ? = x''"
    sql = f"SELECT record, header, body FROM event WHERE {where} ORDER BY record, position"
    for _, rows in groupby(connection.execute(sql, span), key=itemgetter(0)):
        events = [event for _, *row in rows if (event := believed(Stored(*row))) is not None]
        if events:
            yield fold(events)


@contextmanager
def no_collection() -> Iterator[None]:
    """Pause the garbage collector: folds hold no cycles, and looking for them costs as much as folding."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
