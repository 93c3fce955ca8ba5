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
    from core.records.meeting.closing import check_problems, check_second, close, confirm
    from core.records.meeting.exchange import hard_problems, weekly_reports
    from core.records.meeting.items import (
        carried,
        decide,
        decide_line,
        decide_problem,
        finish_carried,
        settle,
    )
    from core.records.meeting.missed import missed_by, missed_by_each
    from core.records.meeting.operations import (
        Held,
        Setup,
        attend,
        attend_rest,
        backfill,
        cite,
        link,
        live_meeting,
        make_up,
        note,
        open_meeting,
        pause,
        pause_for_incident,
        resume,
    )
    from core.records.meeting.problem import Problem
    from core.records.meeting.roster import Roster, leaders_at, roster_at
    from core.records.meeting.state import Attendee, Meeting
else:
    __getattr__ = offer(
        __name__,
        {
            "agenda": "AGENDAS ATTENDANCE_REASONS BACKFILL_REASONS CHANNELS STUDY_MODES",
            "exchange": "hard_problems weekly_reports",
            "items": "carried decide decide_line decide_problem finish_carried settle",
            "missed": "missed_by missed_by_each",
            "closing": "check_problems check_second close confirm",
            "operations": "Held Setup attend attend_rest backfill cite "
            "link live_meeting make_up note open_meeting pause pause_for_incident resume",
            "problem": "Problem",
            "roster": "Roster leaders_at roster_at",
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
    "Problem",
    "Roster",
    "Setup",
    "attend",
    "attend_rest",
    "backfill",
    "carried",
    "check_problems",
    "check_second",
    "cite",
    "close",
    "confirm",
    "decide",
    "decide_line",
    "decide_problem",
    "finish_carried",
    "hard_problems",
    "leaders_at",
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
    "settle",
    "weekly_reports",
]
