"""Handovers (交接班): the brief is compiled, walked through, said back and signed by two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.handover.lines import KIND

if TYPE_CHECKING:
    from core.records.handover.operations import (
        answer,
        check,
        check_rest,
        decline,
        hold,
        prepare,
        refresh,
        relief_late,
        settle,
        start,
    )
    from core.records.handover.reading import current_handover, last_accepted, last_brief
    from core.records.handover.signing import Next, Signatures, journal_tip, sign
    from core.records.handover.state import QUESTIONS, Handover, Question, Signed, Verdict
else:
    __getattr__ = offer(
        __name__,
        {
            "operations": "answer check check_rest decline hold prepare refresh relief_late settle start",
            "reading": "current_handover last_accepted last_brief",
            "signing": "Next Signatures journal_tip sign",
            "state": "QUESTIONS Handover Question Signed Verdict",
        },
    )

KINDS = (KIND,)

__all__ = [
    "KINDS",
    "QUESTIONS",
    "Handover",
    "Next",
    "Question",
    "Signatures",
    "Signed",
    "Verdict",
    "answer",
    "check",
    "check_rest",
    "current_handover",
    "decline",
    "hold",
    "journal_tip",
    "last_accepted",
    "last_brief",
    "prepare",
    "refresh",
    "relief_late",
    "settle",
    "sign",
    "start",
]
