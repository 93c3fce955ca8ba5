"""Stepping through what an incident still lacks: one question in place after another, two honest values first."""

from __future__ import annotations

from typing import Final

from core.commands.incident_answers import answer_missing
from core.commands.incident_words import read_class
from core.errors import Refusal
from core.i18n import t
from core.records.incident import CLASSES, STAGES, Incident
from core.records.incident.cells import WATCHED
from core.records.incident.lines import field_label
from core.records.incident.opening import COUNTS
from core.records.incident.settling import BOTH, Dispute, disputes, settle
from core.records.kind import Line
from core.replica.act import Desk
from core.rules.completeness import missing
from tui.page import Prompt

BACK: Final = "inc.back"
_DISPUTE: Final = "dispute:"
_BOTH: Final = frozenset({"3", "b", "B"})


def steps(state: Incident) -> tuple[str, ...]:
    """What can be asked for now: every dispute, then what completion lacks; of a completed one the disputes alone."""
    if state.merged_into is not None:
        return ()
    open_ones = tuple(_key(one) for one in disputes(state))
    return open_ones if state.done is not None else (*open_ones, *_by_vehicle(state, missing(state)))


def _by_vehicle(state: Incident, lacking: tuple[str, ...]) -> tuple[str, ...]:
    """Each vehicle comes back at its own time: a question for every one that was sent and is not back."""
    out = [sent.vehicle for sent in state.force if state.time(BACK, sent.vehicle) is None]
    return tuple(
        step
        for key in lacking
        for step in ([f"{BACK} {name}" for name in out] if key == BACK and out else [key])
    )


def step_name(step: str) -> str:
    """What a step asks for, in words: a field, and the vehicle where it has one."""
    field, _, vehicle = step.partition(" ")
    return f"{t(field_label(field))} {vehicle}".strip()


def question(state: Incident, step: str) -> Prompt:
    """The question for one step."""
    if step.startswith(_DISPUTE):
        return _which(next(one for one in disputes(state) if _key(one) == step))
    label = t("incident.asks", field=step_name(step))
    if step == "class":
        hint = " ".join(f"{number}{t(key)}" for number, key in enumerate(CLASSES, 1))
    elif step.partition(" ")[0] in STAGES or step in WATCHED:
        hint = t("incident.asks.time")
    else:
        hint = t("incident.asks.count" if step in COUNTS else "incident.asks.text")
    return Prompt(field=f"ask.{step}", label=label, hint=hint)


def answer(desk: Desk, state: Incident, step: str, text: str) -> tuple[Line, ...]:
    """Write the answer; returns what is odd. Raises Refusal."""
    if not step.startswith(_DISPUTE):
        if step == "class":
            read_class(text)
        return desk.do(answer_missing, state.meta.id, step, text)
    dispute = next(one for one in disputes(state) if _key(one) == step)
    choice = BOTH if text.strip() in _BOTH else int(text) - 1 if text.strip().isdecimal() else -2
    if choice == -2:
        raise Refusal("incident.no_dispute")
    desk.do(settle, state.meta.id, dispute.key, choice)
    return ()


def _which(dispute: Dispute) -> Prompt:
    """Two values with the keys 1 and 2, and 3 for both."""
    values = "  ".join(f"{number} {value}" for number, value in enumerate(dispute.values[:2], 1))
    label = t("incident.which", field=f"{t(dispute.label)} {dispute.vehicle}".strip(), values=values)
    return Prompt(field=f"ask.{_key(dispute)}", label=label, hint=t("incident.which_hint"), half=True)


def _key(dispute: Dispute) -> str:
    return _DISPUTE + (dispute.key if isinstance(dispute.key, str) else " ".join(dispute.key))
