"""Folding spans of the journal in worker processes that read the file by themselves; one process writes."""

from __future__ import annotations

import gc
import os
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final

from core.replica.batches import Batch, Span, fold_span
from core.replica.engine import connect

MOST: Final = 4
"""More workers than this only wait for the writer."""

AHEAD: Final = 2
"""Spans each worker may be ahead of the writer: what bounds memory."""

_source: Any = None
"""A worker's own connection."""


def available() -> int:
    """How many workers this machine has room for."""
    return min(MOST, os.cpu_count() or 1)


def fold_in_workers(connection: Any, path: Path, spans: Iterable[Span]) -> Iterator[Batch]:
    """The batches of `spans`, in their order; what a worker could not do is folded here."""
    count = available()
    pool = ProcessPoolExecutor(count, get_context("spawn"), initializer=_open, initargs=(path,))
    with pool:
        running: deque[tuple[Span, Future[Batch] | None]] = deque()
        for span in spans:
            running.append((span, _submit(pool, span)))
            if len(running) > count * AHEAD:
                yield _batch(connection, *running.popleft())
        while running:
            yield _batch(connection, *running.popleft())


def _submit(pool: ProcessPoolExecutor, span: Span) -> Future[Batch] | None:
    """A worker's promise, None when there are no workers any more."""
    try:
        return pool.submit(_fold, span)
    except (BrokenExecutor, OSError):
        return None


def _batch(connection: Any, span: Span, promised: Future[Batch] | None) -> Batch:
    """What the worker made of `span`, or what is made of it here."""
    if promised is not None:
        try:
            return promised.result()
        except (BrokenExecutor, OSError):
            pass
    return fold_span(connection, span)


def _open(path: Path) -> None:
    """Open the journal in a fresh worker, which collects no garbage: folds hold no cycles."""
    global _source
    gc.disable()
    _source = connect(path, read_only=True)


def _fold(span: Span) -> Batch:
    return fold_span(_source, span)
