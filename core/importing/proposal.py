"""What a row proposes: an incident (警情) as far as the file tells it, and nothing it does not tell."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping as Pairs
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from core.importing.doubt import Doubt
from core.importing.times import STAMPS

ORIGIN: Final = "imported"
"""The origin of every record made here (E02)."""

_NAMESPACE: Final = "watchroom.importing.1"


@dataclass(frozen=True, slots=True)
class ProposedIncident:
    """One row, read: ready to be written, with what is worth a look about it in `doubts`."""

    record: str
    """The id it will have, the same in every run."""
    source: str
    """The id of the mapping it was read by."""
    source_key: str
    line: int
    number: str
    """As the other service gave it; the station's own number is allocated when it is written."""
    kind: str
    """One of `mapping.CLASSES`."""
    subtype: str
    place: str
    text: str
    notes: str
    caller: str
    outcome: str
    cause: str
    casualties: Pairs[str, int]
    vehicles: tuple[str, ...]
    stamps: Pairs[str, datetime]
    """The known ones, in the order of `times.STAMPS`."""
    doubts: tuple[Doubt, ...] = ()
    origin: str = ORIGIN

    @property
    def missing(self) -> tuple[str, ...]:
        """The stamps the file does not tell: the completeness list."""
        return tuple(name for name in STAMPS if name not in self.stamps)

    @property
    def at(self) -> datetime:
        """The first known moment."""
        return next(iter(self.stamps.values()))

    def fingerprint(self) -> str:
        """16 hexadecimal digits that change when the file says something else about this incident."""
        told = (
            self.number, self.kind, self.subtype, self.place, self.text,
            self.notes, self.caller, self.outcome, self.cause,
            *(f"{name}={count}" for name, count in self.casualties.items()),
            *self.vehicles,
            *(f"{name}={at.isoformat()}" for name, at in self.stamps.items()),
        )  # fmt: skip
        return hashlib.sha256("\x1f".join(told).encode()).hexdigest()[:16]


def record_id(station: str, mapping: str, key: str) -> str:
    """The record id of a foreign incident: a UUID of its name (version 8, SHA-256), 32 hexadecimal digits."""
    digest = hashlib.sha256("\x1f".join((_NAMESPACE, station, mapping, key)).encode()).digest()
    value = int.from_bytes(digest[:16], "big")
    value = value & ~(0xF << 76) | 0x8 << 76
    value = value & ~(0b11 << 62) | 0b10 << 62
    return f"{value:032x}"
