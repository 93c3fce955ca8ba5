"""A batch: events of one session on their way, without the bytes a receiver can work out for itself.

Left out is what the chain fixes: session and number of each event, the hash of the header before it, and the hash
of a body that travels along.  Tails and bodies go as the bytes that were signed.  Layout: `docs/protocol.md` §7.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from core.journal.encoding import (
    BODY_HASH,
    FIXED,
    FORMAT,
    GENESIS_PREV,
    SALT_BYTES,
    TAIL,
    body_hash,
    header_hash,
)
from core.journal.event import Stored

MAGIC: Final = b"WRB1"
HEAD: Final = struct.Struct(">4s16sQI32s32s64s")
"""Magic, session, number of the first event, count, hash before the first, hash of the last, seal over the last."""

MOST_EVENTS: Final = 2000
MOST_INFLATED: Final = 8 * 1024 * 1024
_WITHHELD: Final = 0
_LEVEL: Final = 1
"""The quickest: a twentieth larger than the best, at half the time of the whole batch."""


class MalformedBatch(ValueError):
    """Bytes that are no batch: cut, swollen, or not what its own tip says."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive events of one session, the hash before them, and the seal over the last (64 bytes, or empty)."""

    session: bytes
    first: int
    prev: bytes
    events: tuple[Stored, ...]
    signature: bytes

    @property
    def last(self) -> int:
        """Number of the last event."""
        return self.first + len(self.events) - 1

    @property
    def tip(self) -> bytes:
        """Header hash of the last event."""
        return header_hash(self.events[-1].header)


def encode(batch: Batch) -> bytes:
    """The bytes of `batch`; its events must follow each other."""
    records: dict[bytes, int] = {}
    tails, bodies, salts = bytearray(), bytearray(), bytearray()
    values: list[int] = []
    clock = boot = 0
    for stored in batch.events:
        _, _, _, _, _, hlc, record, boot_ms = FIXED.unpack_from(stored.header)
        tail = stored.header[TAIL]
        size = _WITHHELD if stored.body is None else len(stored.body) - SALT_BYTES + 1
        place = records.setdefault(record, len(records))
        values += (_zigzag(hlc - clock), _zigzag(boot_ms - boot), place, len(tail), size)
        tails += tail
        if stored.body is None:
            salts += stored.header[BODY_HASH]
        else:
            salts += stored.body[:SALT_BYTES]
            bodies += stored.body[SALT_BYTES:]
        clock, boot = hlc, boot_ms
    names, numbers = b"".join(records), _varints_of(values)
    lengths = _varints_of((len(records), len(numbers), len(tails), len(bodies)))
    packed = zlib.compress(lengths + numbers + tails + bodies, _LEVEL)
    head = HEAD.pack(
        MAGIC,
        batch.session,
        batch.first,
        len(batch.events),
        batch.prev,
        batch.tip,
        batch.signature.ljust(64, b"\0"),
    )
    return head + struct.pack(">I", len(packed)) + packed + names + bytes(salts)


def decode(data: bytes) -> Batch:
    """The batch in `data`, every header and hash rebuilt and its tip compared; raises MalformedBatch."""
    try:
        return _decode(data)
    except (struct.error, zlib.error, IndexError, OverflowError) as error:
        raise MalformedBatch(str(error)) from error


def _decode(data: bytes) -> Batch:
    magic, session, first, count, prev, tip, signature = HEAD.unpack_from(data)
    if magic != MAGIC or not 0 < count <= MOST_EVENTS or first < 1:
        raise MalformedBatch("head")
    if first == 1 and prev != GENESIS_PREV:
        raise MalformedBatch("prev")
    (size,) = struct.unpack_from(">I", data, HEAD.size)
    start = HEAD.size + 4
    text = _inflate(data[start : start + size])
    events = tuple(_events(text, data[start + size :], session, first, count, prev))
    batch = Batch(session, first, prev, events, b"" if signature == bytes(64) else signature)
    if batch.tip != tip:
        raise MalformedBatch("tip")
    return batch


def _inflate(packed: bytes) -> bytes:
    """Inflate up to the cap and no further."""
    engine = zlib.decompressobj()
    text = engine.decompress(packed, MOST_INFLATED)
    if not engine.eof or engine.unused_data:
        raise MalformedBatch("inflated")
    return text


def _events(
    text: bytes, loose: bytes, session: bytes, first: int, count: int, prev: bytes
) -> Iterator[Stored]:
    """Rebuild the stored bytes of each event, chaining them."""
    spot, (names, numbers, tails, bodies) = _varints(text, 0, 4)
    tail_at, body_at, salt_at = spot + numbers, spot + numbers + tails, 16 * names
    ends = tail_at, body_at, body_at + bodies
    clock = boot = 0
    numbers_end, values = _varints(text, spot, 5 * count)
    fields = zip(*[iter(values)] * 5, strict=True)
    for seq, (hlc, boot_ms, record, tail_size, body_size) in enumerate(fields, first):
        clock, boot = clock + _unzigzag(hlc), boot + _unzigzag(boot_ms)
        if record >= names:
            raise MalformedBatch("record")
        tail = text[tail_at : tail_at + tail_size]
        tail_at += tail_size
        if body_size == _WITHHELD:
            body, digest = None, loose[salt_at : salt_at + 32]
            salt_at += 32
        else:
            body = loose[salt_at : salt_at + SALT_BYTES] + text[body_at : body_at + body_size - 1]
            digest = body_hash(body)
            salt_at, body_at = salt_at + SALT_BYTES, body_at + body_size - 1
        name = loose[16 * record : 16 * record + 16]
        header = FIXED.pack(FORMAT, prev, digest, session, seq, clock, name, boot) + tail
        prev = header_hash(header)
        yield Stored(header, body)
    if (numbers_end, tail_at, body_at) != ends or body_at != len(text):
        raise MalformedBatch("columns")
    if salt_at != len(loose) or len(name) != 16:
        raise MalformedBatch("salts")


def _varints_of(values: Iterable[int]) -> bytes:
    """`values` (none negative) in groups of seven bits, lowest first."""
    made = bytearray()
    for value in values:
        while value > 0x7F:
            made.append(value & 0x7F | 0x80)
            value >>= 7
        made.append(value)
    return bytes(made)


def _varints(data: bytes, spot: int, count: int) -> tuple[int, list[int]]:
    """`count` numbers from `spot` on, and where they end; raises IndexError at the end of the data."""
    found = []
    for _ in range(count):
        value = shift = 0
        while True:
            byte = data[spot]
            spot += 1
            value |= (byte & 0x7F) << shift
            if byte < 0x80:
                break
            shift += 7
            if shift > 63:
                raise MalformedBatch("number")
        found.append(value)
    return spot, found


def _zigzag(value: int) -> int:
    """Signed to unsigned, small stays small."""
    return value << 1 if value >= 0 else (-value << 1) - 1


def _unzigzag(value: int) -> int:
    return value >> 1 if not value & 1 else -(value + 1 >> 1)
