"""What is said, decided, cited and confirmed at a meeting."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.records.reference import Ref


@dataclass(frozen=True, slots=True)
class Point:
    """Something said under a part of the agenda."""

    id: str
    part: str
    text: str
    by: Ref | None


@dataclass(frozen=True, slots=True)
class Decision:
    """An action item (议定事项) opened by the meeting; its own state lives in record `action`."""

    action: str
    text: str
    owner: Ref | None
    due: datetime | None


@dataclass(frozen=True, slots=True)
class Citation:
    """Material a meeting cites, with the date it was published (ISO date text, E06)."""

    title: str
    published: str


@dataclass(frozen=True, slots=True)
class Confirmation:
    """The second person's signature (二人确认); `late` when it came after the limit of E05."""

    person: Ref
    at: datetime
    late: bool
