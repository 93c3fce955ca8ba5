"""Meetings (会议): opened, paused, closed, confirmed; back-filled; their decisions become action items."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.meeting.lines import KIND

if TYPE_CHECKING:
    from core.records.meeting.agenda import (
        AGENDAS,
        ATTENDANCE_REASONS,
        BACKFILL_REASONS,
        CHANNELS,
        STUDY_MODES,
    )
    from core.records.meeting.items import carried, decide, decide_line, finish_carried
    from core.records.meeting.missed import missed_by, missed_by_each
    from core.records.meeting.operations import (
        Held,
        Setup,
        attend,
        backfill,
        check_second,
        cite,
        close,
        confirm,
        link,
        live_meeting,
        make_up,
        note,
        open_meeting,
        pause,
        pause_for_incident,
        resume,
    )
    from core.records.meeting.roster import Roster, roster_at
    from core.records.meeting.state import Attendee, Meeting
else:
    __getattr__ = offer(
        __name__,
        {
            "agenda": "AGENDAS ATTENDANCE_REASONS BACKFILL_REASONS CHANNELS STUDY_MODES",
            "items": "carried decide decide_line finish_carried",
            "missed": "missed_by missed_by_each",
            "operations": "Held Setup attend backfill check_second cite close confirm "
            "link live_meeting make_up note open_meeting pause pause_for_incident resume",
            "roster": "Roster roster_at",
            "state": "Attendee Meeting",
        },
    )

KINDS = (KIND,)

__all__ = [
    "AGENDAS",
    "ATTENDANCE_REASONS",
    "BACKFILL_REASONS",
    "CHANNELS",
    "KINDS",
    "STUDY_MODES",
    "Attendee",
    "Held",
    "Meeting",
    "Roster",
    "Setup",
    "attend",
    "backfill",
    "carried",
    "check_second",
    "cite",
    "close",
    "confirm",
    "decide",
    "decide_line",
    "finish_carried",
    "link",
    "live_meeting",
    "make_up",
    "missed_by",
    "missed_by_each",
    "note",
    "open_meeting",
    "pause",
    "pause_for_incident",
    "resume",
    "roster_at",
]
