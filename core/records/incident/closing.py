"""Completing an incident (结案), and opening it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import Incomplete, Refusal
from core.i18n import t
from core.records.incident import events
from core.records.incident.lines import field_label
from core.records.incident.opening import live
from core.records.incident.state import Incident
from core.rules.completeness import REQUIRED, missing
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act


def answer_unknown(act: Act, incident: str, field: str, reason: str) -> None:
    """Say that `field` is not known and why; raises Refusal without a reason or for an unasked field."""
    live(act, incident)
    asked = {key for keys in REQUIRED.values() for key in keys} - {"class"}
    key = field if field in asked else f"inc.{field}"
    if key not in asked:
        raise Refusal("incident.no_field", name=field)
    if not clean(reason).strip():
        raise Refusal("incident.no_reason")
    act.append(events.UNKNOWN, incident, {"field": key, "reason": clean(reason).strip()})


def close(act: Act, incident: str) -> None:
    """Complete the incident; raises Incomplete with `missing` (field keys) while something is unanswered."""
    lacking = missing(live(act, incident))
    if lacking:
        labels = " ".join(t(field_label(key)) for key in lacking)
        raise Incomplete("incident.incomplete", missing=lacking, count=len(lacking), fields=labels)
    act.append(events.COMPLETED, incident, {})


def reopen(act: Act, incident: str, reason: str) -> None:
    """Open a completed or merged incident again, with a reason; its number stays."""
    state = act.state(Incident, incident)
    if state.done is None and state.merged_into is None:
        raise Refusal("incident.is_open", number=state.meta.number)
    if not clean(reason).strip():
        raise Refusal("incident.no_reason")
    act.append(events.REOPENED, incident, {"reason": clean(reason).strip()})
