"""Incident (警情): from one typed line to the completed record; standby (监护) is one of its classes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.incident.lines import INCIDENT

if TYPE_CHECKING:
    from core.records.incident.aftermath import Lessons, damage, review
    from core.records.incident.air import enter, inside, leave
    from core.records.incident.closing import answer_unknown, close, reopen
    from core.records.incident.crew import available, usual_crew
    from core.records.incident.force import send
    from core.records.incident.linking import link, merge
    from core.records.incident.opening import CLASSES, classify, fill, open_incident, raise_grade
    from core.records.incident.running import PARTIES, note, notify, stamp
    from core.records.incident.standby import (
        find_berth,
        gas_test,
        last_standby,
        open_standby,
        repeat_last,
        watch,
    )
    from core.records.incident.state import STAGES, Incident
    from core.records.incident.taken_in import Foreign, source_of, take_in
else:
    __getattr__ = offer(
        __name__,
        {
            "aftermath": "Lessons damage review",
            "air": "enter inside leave",
            "closing": "answer_unknown close reopen",
            "crew": "available usual_crew",
            "force": "send",
            "linking": "link merge",
            "opening": "CLASSES classify fill open_incident raise_grade",
            "running": "PARTIES note notify stamp",
            "standby": "find_berth gas_test last_standby open_standby repeat_last watch",
            "state": "STAGES Incident",
            "taken_in": "Foreign source_of take_in",
        },
    )

KINDS = (INCIDENT,)

__all__ = [
    "CLASSES",
    "INCIDENT",
    "KINDS",
    "PARTIES",
    "STAGES",
    "Foreign",
    "Incident",
    "Lessons",
    "answer_unknown",
    "available",
    "classify",
    "close",
    "damage",
    "enter",
    "fill",
    "find_berth",
    "gas_test",
    "inside",
    "last_standby",
    "leave",
    "link",
    "merge",
    "note",
    "notify",
    "open_incident",
    "open_standby",
    "raise_grade",
    "reopen",
    "repeat_last",
    "review",
    "send",
    "source_of",
    "stamp",
    "take_in",
    "usual_crew",
    "watch",
]
