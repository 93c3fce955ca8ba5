"""The cadence engine: what is due, met, late, deferred or missed, derived from records alone (domain §4)."""

from __future__ import annotations

from core.rules.cadence.facts import BRANCH, STATION, Done, Emergency, Facts, Interruption, Turn
from core.rules.cadence.obligations import obligations
from core.rules.cadence.states import Obligation
from core.rules.cadence.table import DEFAULT, Beat, Column, Rule, Table

__all__ = [
    "BRANCH",
    "DEFAULT",
    "STATION",
    "Beat",
    "Column",
    "Done",
    "Emergency",
    "Facts",
    "Interruption",
    "Obligation",
    "Rule",
    "Table",
    "Turn",
    "obligations",
]
