"""The byte-for-byte form of an event, as `docs/protocol.md` specifies it for other implementations.

An event is a *header* and a *body*.  The header is a fixed binary part followed by a canonical JSON tail:

    offset  bytes  field
    0       2      "W1", the format
    2       32     prev: hash of the previous header of the same session; zeros for its first event
    34      32     body hash: over the salt and the body's canonical JSON
    66      16     session
    82      8      seq, big-endian, from 1
    90      8      hybrid logical clock, big-endian
    98      16     record id
    114     8      milliseconds since boot, big-endian
    122     …      tail: canonical JSON of the remaining fields

The stored body is 16 bytes of salt followed by canonical JSON, so that it can be withheld or erased while the
chain, which runs over headers alone, still verifies.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Mapping
from typing import Any, Final

FORMAT: Final = b"W1"
FIXED: Final = struct.Struct(">2s32s32s16sQQ16sQ")
"""The fixed part: format, prev, body hash, session, seq, hlc, record, boot milliseconds."""

PREV: Final = slice(2, 34)
BODY_HASH: Final = slice(34, 66)
SESSION: Final = slice(66, 82)
SEQ: Final = slice(82, 90)
HLC: Final = slice(90, 98)
RECORD: Final = slice(98, 114)
TAIL: Final = slice(122, None)

GENESIS_PREV: Final = bytes(32)
"""What the first event of a session names as its predecessor inside the session."""

SALT_BYTES: Final = 16
HEADER_DOMAIN: Final = b"watchroom/header/1\n"
BODY_DOMAIN: Final = b"watchroom/body/1\n"
SEAL_DOMAIN: Final = b"watchroom/seal/1\n"
_MAX_INTEGER: Final = 2**63 - 1
_encode: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


def canonical(value: Mapping[str, Any]) -> bytes:
    """Canonical JSON of `value`: sorted keys, no blanks, UTF-8, integers only.

    Raises TypeError or ValueError for floats, integers beyond 64 bits, keys that are not text, and other types.
    """
    _check(value)
    return _encode(value).encode("utf-8")


def _check(value: Any) -> None:
    if value is None or isinstance(value, (str, bool)):
        return
    if isinstance(value, int):
        if not -_MAX_INTEGER - 1 <= value <= _MAX_INTEGER:
            raise ValueError(value)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(key)
            _check(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            _check(item)
    else:
        raise TypeError(type(value).__name__)


def body_hash(stored_body: bytes) -> bytes:
    """The hash of a stored body (salt, then canonical JSON)."""
    return hashlib.sha256(BODY_DOMAIN + stored_body).digest()


def header_hash(header: bytes) -> bytes:
    """The hash of a header: what the next header of the session names as `prev`."""
    return hashlib.sha256(HEADER_DOMAIN + header).digest()


def seal_message(session: bytes, seq: int, tip: bytes) -> bytes:
    """The bytes a device signs to vouch for everything in `session` up to `seq`, whose header hash is `tip`."""
    return SEAL_DOMAIN + session + seq.to_bytes(8, "big") + tip
