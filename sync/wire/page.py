"""A page of a feed as bytes: its mark, then its runs, each a batch or a reference (`docs/protocol.md` §8.4)."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from sync.batch import Batch, MalformedBatch, decode, encode
from sync.messages import Mark, Page, Reference

MEDIA: Final = "application/vnd.watchroom.page"
BATCH_MEDIA: Final = "application/vnd.watchroom.batch"

_HEAD: Final = struct.Struct(">4sBQ32sI")
"""Magic, flags (1: there is more), number and running hash of the mark, count of runs."""

_RUN: Final = struct.Struct(">BI")
"""Kind of a run and its length."""

_REFERENCE: Final = struct.Struct(">16sQQ32s")
_MAGIC: Final = b"WRP1"
_MORE: Final = 1
_BATCH, _KNOWN = 1, 2
MOST_RUNS: Final = 1000
MOST_BYTES: Final = 12 * 1024 * 1024
"""Headers and bodies of one page, unpacked."""


def pack(page: Page) -> bytes:
    """The bytes of `page`; its scope is not in them: the client asked for it."""
    parts = [_HEAD.pack(_MAGIC, _MORE if page.more else 0, *page.mark, len(page.runs))]
    for run in page.runs:
        if isinstance(run, Reference):
            kind, data = _KNOWN, _REFERENCE.pack(*run)
        else:
            kind, data = _BATCH, encode(run)
        parts += [_RUN.pack(kind, len(data)), data]
    return b"".join(parts)


def unpack(scope: str, data: bytes) -> Page:
    """The page in `data`, its batches decoded; raises MalformedBatch."""
    try:
        magic, flags, n, running, count = _HEAD.unpack_from(data)
        if magic != _MAGIC or flags > _MORE or count > MOST_RUNS:
            raise MalformedBatch("page")
        runs = tuple(_runs(data, _HEAD.size, count))
    except struct.error as error:
        raise MalformedBatch("page") from error
    return Page(scope, runs, Mark(n, running), bool(flags & _MORE))


def _runs(data: bytes, spot: int, count: int) -> Iterator[Batch | Reference]:
    total = 0
    for _ in range(count):
        kind, size = _RUN.unpack_from(data, spot)
        spot += _RUN.size
        part = data[spot : spot + size]
        spot += size
        if len(part) != size or kind not in (_BATCH, _KNOWN):
            raise MalformedBatch("run")
        if kind == _KNOWN:
            yield Reference(*_REFERENCE.unpack(part))
            continue
        batch = decode(part)
        total += sum(len(event.header) + len(event.body or b"") for event in batch.events)
        if total > MOST_BYTES:
            raise MalformedBatch("page")
        yield batch
    if spot != len(data):
        raise MalformedBatch("page")
