"""Walking the chain: re-hash stored bytes and say exactly where they are not what was written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from struct import error as StructError
from typing import NamedTuple

from core.journal.encoding import BODY_DOMAIN, FIXED, FORMAT, GENESIS_PREV, HEADER_DOMAIN


class Problem(NamedTuple):
    """Something that is not what was signed: where, and a catalogue key that says what."""

    session: str
    seq: int
    what: str


@dataclass(slots=True)
class Tip:
    """How far a session has been walked."""

    seq: int = 0
    hash: bytes = GENESIS_PREV
    hlc: int = 0


@dataclass(slots=True)
class ChainWalker:
    """Takes rows in the order of each session and remembers every session's tip."""

    tips: dict[bytes, Tip] = field(default_factory=dict)
    missing: list[tuple[bytes, int, str]] = field(default_factory=list)
    """Events whose body is absent, with the stated reason."""

    count: int = 0

    def walk(
        self, rows: Iterable[tuple[bytes, int, bytes, bytes, bytes | None, str | None]]
    ) -> Iterator[Problem]:
        """Check `rows` of (session, seq, record, header, body, absence), the columns as stored beside the bytes.

        The walk goes on behind a problem, from the bytes as they are.
        """
        tips, body_domain, header_domain, unpack = self.tips, BODY_DOMAIN, HEADER_DOMAIN, FIXED.unpack_from
        for session, seq, record, header, body, absence in rows:
            self.count += 1
            tip = tips.get(session)
            if tip is None:
                tip = tips[session] = Tip()
            try:
                form, prev, body_hash, named_session, named_seq, hlc, named_record, _ = unpack(header)
            except StructError:
                yield Problem(session.hex(), seq, "verify.header_altered")
                continue
            if seq != tip.seq + 1:
                yield Problem(session.hex(), seq, "verify.gap")
            elif prev != tip.hash:
                yield Problem(session.hex(), seq, "verify.chain_broken")
            elif (form, named_session, named_seq, named_record) != (FORMAT, session, seq, record):
                yield Problem(session.hex(), seq, "verify.header_altered")
            if body is None:
                self.missing.append((session, seq, absence or ""))
            elif sha256(body_domain + body).digest() != body_hash:
                yield Problem(session.hex(), seq, "verify.body_altered")
            if hlc <= tip.hlc:
                yield Problem(session.hex(), seq, "verify.clock_back")
            tip.seq, tip.hash, tip.hlc = seq, sha256(header_domain + header).digest(), hlc
