"""One event of the journal, read from its stored bytes or made ready to be stored."""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, NamedTuple

from core.clock import instant
from core.journal.encoding import BODY_HASH, FIXED, FORMAT, SALT_BYTES, TAIL, body_hash, canonical

_read = json.JSONDecoder().raw_decode
"""The JSON scanner without the guesses `json.loads` makes about encodings: a third of the time per event."""


_TEXTS: Final = ("kind", "device", "unit", "audience", "origin")
_RARE: Final = ("author", "second", "number", "copy_of")
"""Fields of the tail that are text; the rare ones may be absent."""

LARGE_BODY: Final = 8192
"""Bytes of a stored body below which its texts need no look."""

LONGEST_TEXT: Final = 4000
"""Characters that are read of one text: twice what any field of this program keeps."""


class EventId(NamedTuple):
    """Who an event is: its session (hexadecimal) and its number in it; never reused."""

    session: str
    seq: int

    def __str__(self) -> str:
        """The form used inside event bodies."""
        return f"{self.session}/{self.seq}"

    @classmethod
    def parse(cls, text: str) -> EventId:
        """The id written as `session/seq`; raises ValueError."""
        session, _, seq = text.partition("/")
        return cls(session, int(seq))


class Event(NamedTuple):
    """A header's fields and, unless it was withheld or erased, the body."""

    session: str
    seq: int
    hlc: int
    record: str
    boot_ms: int
    kind: str
    device: str
    unit: str
    audience: str
    origin: str
    recorded_at: datetime
    author: str | None
    second: str | None
    act: int
    number: str
    copy_of: str
    v: int
    body: Mapping[str, Any] | None

    @property
    def id(self) -> EventId:
        """Session and number; those of the original for an event written again after its session forked."""
        return EventId.parse(self.copy_of) if self.copy_of else EventId(self.session, self.seq)

    @property
    def order(self) -> tuple[int, str, int]:
        """The total order of events: clock, then session, then number."""
        return self.hlc, self.session, self.seq


class Stored(NamedTuple):
    """The bytes of one event as they lie in the journal and travel."""

    header: bytes
    body: bytes | None


def encode(event: Event, prev: bytes, salt: bytes) -> Stored:
    """The bytes of `event` after the header whose hash is `prev`; `event.body` must be present."""
    if event.body is None:
        raise ValueError(event.id)
    body = salt + canonical(event.body)
    fixed = FIXED.pack(
        FORMAT,
        prev,
        body_hash(body),
        bytes.fromhex(event.session),
        event.seq,
        event.hlc,
        bytes.fromhex(event.record),
        event.boot_ms,
    )
    return Stored(fixed + canonical(_tail(event)), body)


def _tail(event: Event) -> dict[str, Any]:
    """The header fields that have no fixed place; absent ones are left out."""
    tail: dict[str, Any] = {
        "audience": event.audience,
        "device": event.device,
        "kind": event.kind,
        "origin": event.origin,
        "recorded_at": event.recorded_at.isoformat(timespec="milliseconds"),
        "unit": event.unit,
        "v": event.v,
    }
    if event.author is not None:
        tail["author"] = event.author
    if event.second is not None:
        tail["second"] = event.second
    if event.act != event.seq:
        tail["act"] = event.act
    if event.number:
        tail["number"] = event.number
    if event.copy_of:
        tail["copy_of"] = event.copy_of
    return tail


def believed(stored: Stored) -> Event | None:
    """The event in bytes that may have been damaged on disk: without a body that is not the one its header names.

    None when the header is not one.  What was altered is never shown as if it had been written so.
    """
    if stored.body is not None and body_hash(stored.body) != stored.header[BODY_HASH]:
        stored = Stored(stored.header, None)
    try:
        return decode(stored)
    except ValueError:
        return None


def decode(stored: Stored) -> Event:
    """The event in `stored`, its texts cut to `LONGEST_TEXT`; raises ValueError when the bytes are not one."""
    header = stored.header
    try:
        form, _, _, session, seq, hlc, record, boot_ms = FIXED.unpack_from(header)
        tail = _read(header[TAIL].decode())[0]
        body = None if stored.body is None else _body(stored.body)
        if form != FORMAT or not _plain(tail):
            raise ValueError(form)
        return Event(
            session.hex(),
            seq,
            hlc,
            record.hex(),
            boot_ms,
            tail["kind"],
            tail["device"],
            tail["unit"],
            tail["audience"],
            tail["origin"],
            instant(tail["recorded_at"]),
            tail.get("author"),
            tail.get("second"),
            tail.get("act", seq),
            tail.get("number", ""),
            tail.get("copy_of", ""),
            tail["v"],
            body,
        )
    except (KeyError, TypeError, AttributeError, RecursionError, struct.error) as error:
        raise ValueError(str(error)) from error


def _plain(tail: Mapping[str, Any]) -> bool:
    """Whether the fields of a header's tail are of the sort they should be."""
    for name in _TEXTS:
        if type(tail[name]) is not str:
            return False
    for name in _RARE:
        if name in tail and type(tail[name]) is not str:
            return False
    if "copy_of" in tail:
        EventId.parse(tail["copy_of"])
    return type(tail.get("act", 1)) is int


def _body(stored: bytes) -> Mapping[str, Any]:
    """The object in a body, empty when something else is there; surrogates, which no text holds, are replaced.

    Another program may have written a text of megabytes: the bytes stay, a screen never waits.
    """
    body = _read(stored[SALT_BYTES:].decode())[0]
    if not isinstance(body, dict):
        return {}
    if b"\\u" in stored and b"\\ud" in stored.lower():
        body = json.loads(json.dumps(body, ensure_ascii=False).encode("utf-8", "replace"))
    found: Mapping[str, Any] = body if len(stored) < LARGE_BODY else _bounded(body)
    return found


def _bounded(value: Any) -> Any:
    """`value` with every text in it cut."""
    if isinstance(value, str):
        return value[:LONGEST_TEXT]
    if isinstance(value, dict):
        return {name[:LONGEST_TEXT]: _bounded(one) for name, one in value.items()}
    return [_bounded(one) for one in value] if isinstance(value, list) else value
