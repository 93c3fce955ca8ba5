"""Who may give somebody a new PIN: a signature is worth what it costs to take it over (S7)."""

from __future__ import annotations

from datetime import date

from core.records.person import Person


def needs_old_pin(person: Person, signed_in: Person | None, day: date, *, has_pin: bool) -> bool:
    """Whether `person` must give their old PIN first: unless there is none, or a leader who signed in."""
    if not has_pin:
        return False
    by_leader = signed_in is not None and signed_in.meta.id != person.meta.id and signed_in.leads(day)
    return not by_leader
