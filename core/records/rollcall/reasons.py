"""What may be said of a person: states, reasons, and the words officers type for them.

The reason of a leave is a code, and no code names an illness: sick leave shows as 请假 and nothing more (PV03).
"""

from __future__ import annotations

from typing import Final

from core.errors import NotFound, Refusal
from core.i18n import LANGUAGES, t
from core.text import clean

STATES: Final = (
    "att.on_duty",
    "att.on_call",
    "att.standby",
    "att.detached",
    "att.training",
    "att.leave",
    "att.off",
    "att.late",
    "att.absent",
)
OCCASIONS: Final = ("rollcall.takeover", "rollcall.middle", "rollcall.night", "rollcall.adhoc")
"""接班点名, 夜间点名, 临时点名."""

LEAVE_REASONS: Final = ("leave.annual", "leave.private", "leave.official")
CORRECTIONS: Final = (
    "correction.mistake",
    "correction.told_later",
    "correction.came_later",
    "correction.left_early",
    "correction.swap",
    "correction.order",
)
"""Why a finished roll call is changed (E03), or a time is typed that has passed (E02)."""


def read_state(typed: str) -> tuple[str, str]:
    """The state and reason code an officer means by `typed`: 请假, 事假, 公差, on leave, absent.

    Sick leave is read as leave without a reason. Raises NotFound for anything else.
    """
    word = typed.strip().casefold()
    for state in STATES:
        for language in LANGUAGES:
            if word and word in (t(state, language=language).casefold(), state.removeprefix("att.")):
                return state, ""
    for reason in LEAVE_REASONS:
        if word and any(word == t(reason, language=language).casefold() for language in LANGUAGES):
            return "att.leave", reason
    for state in STATES:
        key = f"rollcall.words_{state.removeprefix('att.')}"
        if word and any(word in t(key, language=language).casefold().split(" / ") for language in LANGUAGES):
            return state, ""
    raise NotFound("rollcall.unknown_state", typed=typed)


def check_reason(state: str, reason: str) -> str:
    """The reason as it may be stored; raises Refusal for a leave reason that is no code."""
    if state == "att.leave" and reason and reason not in LEAVE_REASONS:
        raise Refusal("rollcall.leave_reason")
    return clean(reason, limit=100).strip()
