"""What each kind of record is called: its catalogue key, for lists, search and headings."""

from __future__ import annotations

from typing import Final

LABELS: Final = {
    "log": "duty.log",
    "incident": "inc.incident",
    "rollcall": "duty.rollcall",
    "meeting": "kind.meeting",
    "action": "act.item",
    "issue": "issue.title",
    "handover": "handover.title",
    "order": "order.order",
    "shift": "duty.shift",
    "person": "kind.person",
    "vehicle": "kind.vehicle",
    "place": "kind.place",
    "gear": "kind.gear",
    "phonebook": "phonebook.title",
    "unit": "org.team",
    "pattern": "kind.pattern",
    "session": "kind.session",
    "cadence": "kind.cadence",
    "routing": "kind.routing",
    "check": "check.title",
    "footing": "mode.switch",
    "direct": "direct.title",
    "digest": "sync.digest",
    "escalation": "kind.escalation",
    "lesson": "micro.lesson",
    "report": "micro.report",
    "reminder": "kind.reminder",
}
"""Kind → catalogue key; a kind that is not here goes by its own name."""


def label(kind: str) -> str:
    """The catalogue key of `kind`, empty for one without a label."""
    return LABELS.get(kind, "")
