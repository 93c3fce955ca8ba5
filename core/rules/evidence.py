"""Evidence that a meeting truly happened (E01-E06), as pure functions over its folded state.

Each returns findings and never blocks: a duty room is asked, not accused (A10).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from core.records.meeting.agenda import AGENDAS
from core.records.meeting.state import CONFIRM_WITHIN, Meeting, Span
from core.rules.finding import Finding

SHORTEST: Final = timedelta(seconds=30)
"""A live meeting shorter than this was opened and closed in one go: its times say nothing (E01)."""


@dataclass(frozen=True, slots=True)
class Away:
    """A stretch somebody was out on a call (出警); `end` is None while they are out."""

    person: str
    start: datetime
    end: datetime | None
    number: str


def findings(
    meeting: Meeting, now: datetime, others: Iterable[Meeting] = (), calls: Iterable[Away] = ()
) -> list[Finding]:
    """Everything E01-E06 have to say about `meeting`."""
    return [
        *live(meeting, now),
        *backfilled(meeting),
        *attendance(meeting),
        *outcome(meeting),
        *second(meeting, now),
        *dates(meeting, now),
        *two_places(meeting, now, others),
        *on_call(meeting, now, calls),
    ]


def live(meeting: Meeting, now: datetime) -> list[Finding]:
    """E01: a live record has a beginning and an end by the clock, of a length that means something."""
    if meeting.meta.origin != "live" or meeting.closed is None:
        return []
    length = meeting.length(now)
    if length < SHORTEST:
        return [Finding("E01", "evidence.no_length", {"seconds": int(length.total_seconds())})]
    shortest, longest = AGENDAS[meeting.form].minutes
    minutes = round(length.total_seconds() / 60)
    if shortest <= minutes <= longest:
        return []
    return [Finding("E01", "evidence.odd_length", {"minutes": minutes, "usual": f"{shortest}-{longest}"})]


def backfilled(meeting: Meeting) -> list[Finding]:
    """E02: back-filled, with its reason and how many hours later; neutral."""
    if meeting.meta.origin != "backfill":
        return []
    later = meeting.meta.recorded - meeting.start
    reason = f"@meeting.backfill.{meeting.reason}" if meeting.reason else "-"
    return [
        Finding(
            "E02", "evidence.backfilled", {"hours": round(later.total_seconds() / 3600), "reason": reason}
        )
    ]


def attendance(meeting: Meeting) -> list[Finding]:
    """E03: attendance comes from the roll call; who departs from it is named with the reason.

    At the branch nobody is called before the meeting: who takes part is said there.
    """
    if meeting.branch:
        return []
    found = [
        Finding(
            "E03", "evidence.departs", {"name": seat.person.name, "reason": f"@meeting.reason.{seat.reason}"}
        )
        for seat in meeting.roster
        if seat.reason
    ]
    if not meeting.rollcall:
        found.insert(0, Finding("E03", "evidence.no_rollcall"))
    return found


def outcome(meeting: Meeting) -> list[Finding]:
    """E04: an action item, a view or question, or an explicit 无议定事项."""
    return [] if meeting.has_outcome else [Finding("E04", "evidence.no_outcome")]


def second(meeting: Meeting, now: datetime) -> list[Finding]:
    """E05: whether a second person has confirmed, and in time."""
    if meeting.closed is None:
        return []
    if meeting.confirmation is not None:
        name = {"name": meeting.confirmation.person.name}
        return [Finding("E05", "evidence.confirmed_late", name)] if meeting.confirmation.late else []
    if meeting.form == "micro":
        return [Finding("E05", "evidence.confirm_this_shift")]
    left = CONFIRM_WITHIN - (now - meeting.closed)
    if left < timedelta():
        return [Finding("E05", "evidence.not_confirmed")]
    return [Finding("E05", "evidence.confirm_within", {"hours": -(-int(left.total_seconds()) // 3600)})]


def dates(meeting: Meeting, now: datetime) -> list[Finding]:
    """E06: nothing cited was published after the meeting, and every stretch ends after it begins."""
    day = meeting.start.date()
    found = [
        Finding(
            "E06", "evidence.cited_later", {"title": item.title, "published": item.published}, private=True
        )
        for item in meeting.citations
        if date.fromisoformat(item.published) > day
    ]
    if any((span.end or now) < span.start for span in meeting.spans):
        found.append(Finding("E06", "evidence.ends_before_start", private=True))
    return found


def two_places(meeting: Meeting, now: datetime, others: Iterable[Meeting]) -> list[Finding]:
    """E06: nobody is in two meetings at once."""
    here = {person.id: person.name for person in meeting.present}
    return [
        Finding(
            "E06", "evidence.two_places", {"name": here[person.id], "number": other.meta.number}, private=True
        )
        for other in others
        if other.meta.id != meeting.meta.id and other.meta.struck is None
        if _overlap(meeting.spans, other.spans, now)
        for person in other.present
        if person.id in here
    ]


def on_call(meeting: Meeting, now: datetime, calls: Iterable[Away]) -> list[Finding]:
    """E06: nobody sits in a meeting while out on a call; a recorded pause excuses (S3)."""
    here = {person.id: person.name for person in meeting.present}
    return [
        Finding("E06", "evidence.on_call", {"name": here[call.person], "number": call.number}, private=True)
        for call in calls
        if call.person in here and _overlap(meeting.spans, (Span(call.start, call.end),), now)
    ]


def _overlap(left: Iterable[Span], right: Iterable[Span], now: datetime) -> bool:
    """Whether two sets of stretches share more than a moment."""
    theirs = tuple(right)
    return any(
        max(mine.start, other.start) < min(mine.end or now, other.end or now)
        for mine in left
        for other in theirs
    )
