"""Incidents that belong together: linked, or one a double of the other; nobody's number is ever lost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import Refusal
from core.records.incident import events
from core.records.incident.opening import live
from core.records.incident.state import Incident

if TYPE_CHECKING:
    from core.replica.act import Act


def link(act: Act, incident: str, other: str) -> None:
    """Tie two incidents together; both show the other. Raises Refusal for one and the same."""
    here, there = act.state(Incident, incident), act.state(Incident, other)
    _different(here, there)
    _tie(act, here, there, "linked")
    _tie(act, there, here, "linked")


def merge(act: Act, double: str, into: str) -> None:
    """Say that `double` reports the same as `into`: it stays readable under its number and takes nothing more.

    Raises Refusal when either is completed, merged or struck, or both are the same.
    """
    here, there = live(act, double), live(act, into)
    _different(here, there)
    _tie(act, here, there, "merged")
    _tie(act, there, here, "double")


def _different(here: Incident, there: Incident) -> None:
    if here.meta.id == there.meta.id:
        raise Refusal("incident.same", number=here.meta.number)


def _tie(act: Act, here: Incident, there: Incident, tie: str) -> None:
    body = {"other": there.meta.id, "number": there.meta.number, "tie": tie}
    act.append(events.TIED, here.meta.id, body)
