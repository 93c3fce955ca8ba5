"""Two honest values side by side: what they are, and the officer's word on which one counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.records.incident import events
from core.records.incident.lines import field_label
from core.records.incident.opening import standing, timed
from core.records.incident.state import Incident

if TYPE_CHECKING:
    from core.replica.act import Act

BOTH: Final = -1
"""Keep both: they are written into the running log, and the one shown stands."""


@dataclass(frozen=True, slots=True)
class Dispute:
    """A stage (with its vehicle) or a field of which several values stand; `values` as they are read."""

    label: str
    vehicle: str
    values: tuple[str, ...]
    key: tuple[str, str] | str


def disputes(incident: Incident) -> tuple[Dispute, ...]:
    """Everything that stands in conflict, stages first."""
    found = [
        Dispute(
            stage,
            vehicle,
            _distinct(setting.value.at.strftime("%H:%M") for setting in leaves),
            (stage, vehicle),
        )
        for stage, vehicle in incident.stamps.conflicts
        if (leaves := incident.stamps.at((stage, vehicle)).leaves)
    ]
    found += [
        Dispute(
            field_label(name),
            "",
            _distinct(str(setting.value) for setting in incident.values.at(name).leaves),
            name,
        )
        for name in incident.values.conflicts
    ]
    return tuple(found)


def settle(act: Act, incident: str, key: tuple[str, str] | str, choice: int) -> None:
    """Let value number `choice` (from 0) of a dispute stand, or `BOTH`; raises Refusal when there is none such.

    A completed incident stays completed: what another terminal knew may arrive long afterwards.
    """
    state = standing(act, incident)
    dispute = next((one for one in disputes(state) if one.key == key), None)
    if dispute is None or not (choice == BOTH or 0 <= choice < len(dispute.values)):
        raise Refusal("incident.no_dispute")
    if choice == BOTH:
        act.append(
            events.NOTED, incident, {"text": f"{dispute.vehicle} {' / '.join(dispute.values)}".strip()}
        )
        choice = len(dispute.values) - 1
    _set_again(act, state, key, dispute.values[choice])


def _set_again(act: Act, state: Incident, key: tuple[str, str] | str, value: str) -> None:
    """Set the value that was chosen once more, by somebody who has seen them all."""
    if isinstance(key, tuple):
        register = state.stamps.at(key)
        moment = next(one.value.at for one in register.leaves if one.value.at.strftime("%H:%M") == value)
        body, origin = timed({"stage": key[0], "vehicle": key[1], **register.seen()}, moment, act.now)
        act.append(events.STAMPED, state.meta.id, body, origin=origin)
        return
    register_of = state.values.at(key)
    chosen = next(one.value for one in register_of.leaves if str(one.value) == value)
    body = {"field": key, "value": chosen, **register_of.seen()}
    if key == "class":
        body = {"class": chosen, "subtype": state.words("subtype"), **register_of.seen()}
    act.append(events.CLASSED if key == "class" else events.FILLED, state.meta.id, body)


def _distinct(values: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))
