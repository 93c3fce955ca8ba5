"""Events as bytes: canonical JSON, header, hashes, seal (protocol.md §2, §3, §4)."""

from __future__ import annotations

import hashlib
import json
import struct
from typing import Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ZEROS = bytes(32)
FIXED = struct.Struct(">2s32s32s16sQQ16sQ")
GREATEST = 2**63 - 1
SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def canonical(value: Any) -> bytes:
    """The one byte sequence of a value; raises ValueError when it has none."""
    return _text(value).encode("utf-8")


def _text(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int) and -GREATEST - 1 <= value <= GREATEST:
        return str(value)
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list):
        return "[" + ",".join(map(_text, value)) + "]"
    if isinstance(value, dict) and all(isinstance(key, str) for key in value):
        return "{" + ",".join(f"{_quoted(key)}:{_text(value[key])}" for key in sorted(value)) + "}"
    raise ValueError(type(value))


def _quoted(text: str) -> str:
    marks = (SHORT.get(mark) or (f"\\u{ord(mark):04x}" if mark < " " else mark) for mark in text)
    return '"' + "".join(marks) + '"'


def sha(domain: str, *parts: bytes) -> bytes:
    """SHA-256 over a domain's line and the parts."""
    return hashlib.sha256(f"watchroom/{domain}/1\n".encode() + b"".join(parts)).digest()


class Event(NamedTuple):
    """One event's bytes."""

    header: bytes
    body: bytes | None

    @property
    def fields(self) -> tuple[Any, ...]:
        """Format, prev, body hash, session, seq, hlc, record, milliseconds since boot."""
        return FIXED.unpack_from(self.header)

    @property
    def session(self) -> bytes:
        return bytes(self.fields[3])

    @property
    def seq(self) -> int:
        return int(self.fields[4])

    @property
    def hlc(self) -> int:
        return int(self.fields[5])

    @property
    def prev(self) -> bytes:
        return bytes(self.fields[1])

    @property
    def hash(self) -> bytes:
        return sha("header", self.header)

    @property
    def tail(self) -> dict[str, Any]:
        return dict(json.loads(self.header[FIXED.size :]))

    @property
    def content(self) -> dict[str, Any]:
        """The body's JSON, empty when it was withheld."""
        return {} if self.body is None else dict(json.loads(self.body[16:]))

    def sound(self) -> bool:
        """Whether the body that is here is the one the header names."""
        return self.body is None or sha("body", self.body) == self.fields[2]


def write(
    place: tuple[bytes, int, bytes], times: tuple[int, int], record: bytes, tail: dict[str, Any], body: bytes
) -> Event:
    """The event at `place` (session, seq, prev) with `times` (hlc, boot milliseconds); `body` begins with its salt."""
    session, seq, prev = place
    fixed = FIXED.pack(b"W1", prev, sha("body", body), session, seq, times[0], record, times[1])
    return Event(fixed + canonical(tail), body)


def seal_message(session: bytes, seq: int, tip: bytes) -> bytes:
    return b"watchroom/seal/1\n" + session + seq.to_bytes(8, "big") + tip


def public(secret: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw()


def sign(secret: bytes, message: bytes) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret).sign(message)


def signed(key: bytes, signature: bytes, message: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def key_of(genesis: Event) -> bytes:
    """The public key of the device that opened the session; empty when it cannot be read."""
    try:
        return bytes.fromhex(genesis.content["key"])
    except (KeyError, ValueError, TypeError):
        return b""


def after_row(running: bytes, header_hash: bytes) -> bytes:
    """The running hash of a feed after one more row."""
    return sha("feed", running, header_hash)


def bare(header_hash: bytes) -> bytes:
    """What counts in place of its header hash for a row that was added without its content."""
    return sha("bare", header_hash)
