"""Batches and pages, packed and unpacked (protocol.md §7, §8.4)."""

from __future__ import annotations

import struct
import zlib
from typing import NamedTuple

from tests.sync.second.journal import FIXED, ZEROS, Event, sha

HEAD = struct.Struct(">4s16sQI32s32s64s")
NO_SEAL = bytes(64)
MOST_EVENTS, MOST_UNPACKED, MOST_RUNS = 2000, 8 * 1024 * 1024, 1000


class Malformed(ValueError):
    """Bytes that are not what the document describes."""


class Batch(NamedTuple):
    """Consecutive events of one session; `seal` is over the last, or zeros."""

    session: bytes
    first: int
    prev: bytes
    events: tuple[Event, ...]
    seal: bytes

    @property
    def last(self) -> int:
        return self.first + len(self.events) - 1

    @property
    def tip(self) -> bytes:
        return self.events[-1].hash


class Reference(NamedTuple):
    """Rows the reader said it has."""

    session: bytes
    first: int
    last: int
    tip: bytes


class Page(NamedTuple):
    more: bool
    mark: tuple[int, bytes]
    runs: tuple[Batch | Reference, ...]


def pack(batch: Batch) -> bytes:
    records: list[bytes] = []
    numbers, tails, bodies, loose = b"", b"", b"", b""
    hlc = boot = 0
    for event in batch.events:
        _, _, body_hash, _, _, its_hlc, record, its_boot = event.fields
        if record not in records:
            records.append(record)
        tail = event.header[FIXED.size :]
        size = 0 if event.body is None else len(event.body) - 16 + 1
        numbers += signed_v(its_hlc - hlc) + signed_v(its_boot - boot) + v(records.index(record))
        numbers += v(len(tail)) + v(size)
        tails += tail
        loose += body_hash if event.body is None else event.body[:16]
        bodies += b"" if event.body is None else event.body[16:]
        hlc, boot = its_hlc, its_boot
    lengths = v(len(records)) + v(len(numbers)) + v(len(tails)) + v(len(bodies))
    packed = zlib.compress(lengths + numbers + tails + bodies)
    head = HEAD.pack(
        b"WRB1", batch.session, batch.first, len(batch.events), batch.prev, batch.tip, batch.seal
    )
    return head + struct.pack(">I", len(packed)) + packed + b"".join(records) + loose


def unpack(data: bytes) -> Batch:
    """The batch in `data`; raises Malformed."""
    try:
        return _unpack(data)
    except (struct.error, zlib.error, IndexError) as error:
        raise Malformed(str(error)) from error


def _unpack(data: bytes) -> Batch:
    magic, session, first, count, prev, tip, seal = HEAD.unpack_from(data)
    _demand(magic == b"WRB1" and 0 < count <= MOST_EVENTS and first > 0, "head")
    _demand(first > 1 or prev == ZEROS, "a session begins behind nothing")
    (size,) = struct.unpack_from(">I", data, HEAD.size)
    engine = zlib.decompressobj()
    text = engine.decompress(data[HEAD.size + 4 : HEAD.size + 4 + size], MOST_UNPACKED)
    _demand(engine.eof and not engine.unused_data, "packed")
    reader = Reader(text)
    places, numbers, tails, bodies = (reader.v() for _ in range(4))
    start = reader.at
    _demand(start + numbers + tails + bodies == len(text), "lengths")
    tail, body, loose = (
        Reader(text, start + numbers),
        Reader(text, start + numbers + tails),
        Reader(data, HEAD.size + 4 + size),
    )
    records = [loose.take(16) for _ in range(places)]
    events: list[Event] = []
    hlc = boot = 0
    running = prev
    for seq in range(first, first + count):
        hlc, boot = hlc + reader.signed_v(), boot + reader.signed_v()
        record, its_tail, length = records[reader.v()], tail.take(reader.v()), reader.v()
        stored = loose.take(16) + body.take(length - 1) if length else None
        digest = loose.take(32) if stored is None else sha("body", stored)
        header = FIXED.pack(b"W1", running, digest, session, seq, hlc, record, boot) + its_tail
        events.append(Event(header, stored))
        running = events[-1].hash
    _demand(reader.at == start + numbers and tail.at == start + numbers + tails, "columns")
    _demand(body.at == len(text) and loose.at == len(data), "left over")
    _demand(running == tip, "tip")
    return Batch(session, first, prev, tuple(events), seal)


def unpack_page(data: bytes) -> Page:
    """The page in `data`; raises Malformed."""
    reader = Reader(data)
    try:
        _demand(reader.take(4) == b"WRP1", "page")
        flags, n, running, count = (
            reader.number(1),
            reader.number(8),
            reader.take(32),
            reader.number(4),
        )
        _demand(flags <= 1 and count <= MOST_RUNS, "page")
        runs = tuple(_run(reader.number(1), reader.take(reader.number(4))) for _ in range(count))
    except IndexError as error:
        raise Malformed("page") from error
    _demand(reader.at == len(data), "left over")
    return Page(bool(flags), (n, running), runs)


def pack_page(page: Page) -> bytes:
    """The bytes of a page, as a server writes them."""
    made = b"WRP1" + bytes([page.more]) + page.mark[0].to_bytes(8, "big") + page.mark[1]
    made += len(page.runs).to_bytes(4, "big")
    for run in page.runs:
        content = pack(run) if isinstance(run, Batch) else struct.pack(">16sQQ32s", *run)
        made += bytes([1 if isinstance(run, Batch) else 2]) + len(content).to_bytes(4, "big") + content
    return made


def _run(kind: int, content: bytes) -> Batch | Reference:
    if kind == 1:
        return unpack(content)
    _demand(kind == 2 and len(content) == 64, "run")
    return Reference(*struct.unpack(">16sQQ32s", content))


class Reader:
    """Bytes from a place on; raises IndexError at their end."""

    def __init__(self, data: bytes, at: int = 0) -> None:
        self.data, self.at = data, at

    def take(self, size: int) -> bytes:
        if self.at + size > len(self.data):
            raise IndexError(size)
        self.at += size
        return self.data[self.at - size : self.at]

    def number(self, size: int) -> int:
        return int.from_bytes(self.take(size), "big")

    def v(self) -> int:
        """Seven bits a byte, the lowest first."""
        value = shift = 0
        while True:
            byte = self.take(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value
            if shift > 63:
                raise IndexError(shift)

    def signed_v(self) -> int:
        value = self.v()
        return -(value + 1) // 2 if value & 1 else value // 2


def v(value: int) -> bytes:
    made = b""
    while value > 0x7F:
        made += bytes([value & 0x7F | 0x80])
        value >>= 7
    return made + bytes([value])


def signed_v(value: int) -> bytes:
    return v(2 * value if value >= 0 else -2 * value - 1)


def _demand(fits: bool, what: str) -> None:
    if not fits:
        raise Malformed(what)
