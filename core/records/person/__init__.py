"""People of the station (指战员): who they are, what is done with them, how they are found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.lazily import offer
from core.records.person.state import (
    COMMANDER,
    COMMUNICATOR,
    DRIVER,
    KINDS,
    LEADERS,
    PERSON,
    QUALIFICATIONS,
    ROLES,
    Appointment,
    Person,
)
from core.records.reference import Ref, reference

if TYPE_CHECKING:
    from core.records.person.operations import (
        Proposed,
        add_people,
        add_person,
        appoint,
        candidates,
        change_person,
        end_appointment,
        find_person,
        leave,
        note_pin_set,
        people,
    )
else:
    __getattr__ = offer(
        __name__,
        {
            "operations": "Proposed add_people add_person appoint candidates "
            "change_person end_appointment find_person leave note_pin_set people",
        },
    )

__all__ = [
    "COMMANDER",
    "COMMUNICATOR",
    "DRIVER",
    "KINDS",
    "LEADERS",
    "PERSON",
    "QUALIFICATIONS",
    "ROLES",
    "Appointment",
    "Person",
    "Proposed",
    "Ref",
    "add_people",
    "add_person",
    "appoint",
    "candidates",
    "change_person",
    "end_appointment",
    "find_person",
    "leave",
    "note_pin_set",
    "people",
    "reference",
]
