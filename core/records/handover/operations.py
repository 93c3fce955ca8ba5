"""A handover up to its signatures: prepare, walk, say back, wait for an incident or for the relief, decline."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.compile.brief import ALONE, Sync, compile_brief, sync_of
from core.errors import Refusal
from core.records.brief import Brief
from core.records.handover.reading import current_handover, last_brief
from core.records.handover.state import (
    ANSWERED,
    CHECKED,
    DECLINED,
    HANDOVER,
    HELD,
    PREPARED,
    QUESTIONS,
    REFRESHED,
    RELIEF_LATE,
    SETTLED,
    STARTED,
    Handover,
)
from core.records.named import named
from core.records.shift import Shift, current_shift
from core.rules.custody import unsettled
from core.signing import require
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.signing import Signature


def prepare(act: Act, sync: Sync = ALONE) -> str:
    """Compile the brief of the running shift; a handover already begun is refreshed and keeps its verdicts.

    Returns the handover's id. Raises Refusal while no shift is open.
    """
    shift = _shift(act)
    begun = current_handover(act.replica)
    if begun is not None and begun.shift == shift.meta.id:
        refresh(act, begun.meta.id, sync)
        return begun.meta.id
    body: dict[str, Any] = {"shift": shift.meta.id, "brief": fresh_brief(act, shift, sync).body()}
    if shift.officer is not None:
        body["outgoing"] = shift.officer.body()
    return act.open(HANDOVER, PREPARED, body)


def refresh(act: Act, handover: str, sync: Sync = ALONE) -> bool:
    """Compile again; writes only when something changed, and says so. What was said about unchanged items stays."""
    state = running(act, handover)
    brief = fresh_brief(act, act.state(Shift, state.shift), sync)
    if brief.items == state.brief.items:
        return False
    act.append(REFRESHED, handover, {"brief": brief.body()})
    return True


def start(act: Act, handover: str, incoming: str) -> None:
    """Begin the walk with the person with id `incoming`: the relief has arrived."""
    running(act, handover)
    act.append(STARTED, handover, {"incoming": named(act.replica, incoming).body()})


def check(act: Act, handover: str, key: str, *, ok: bool = True, note: str = "") -> None:
    """Say to one item that it is understood, or with ok=False that it is in question and why."""
    state = running(act, handover)
    item = next((item for item in state.brief.items if item.key == key), None)
    if item is None:
        raise Refusal("handover.no_item")
    note = clean(note).strip()
    act.append(CHECKED, handover, {"key": key, "ok": ok, "note": note, "stamp": item.stamp})


def check_rest(act: Act, handover: str) -> int:
    """Say to everything not spoken of yet that it is understood; returns how many items that were."""
    left = running(act, handover).unchecked
    for item in left:
        check(act, handover, item.key)
    return len(left)


def answer(act: Act, handover: str, question: str, text: str) -> None:
    """Record the incoming officer's answer to one of the three questions (接班人复述)."""
    running(act, handover)
    text = clean(text, limit=400).strip()
    if question not in QUESTIONS or not text:
        raise Refusal("handover.no_answer")
    act.append(ANSWERED, handover, {"question": question, "answer": text})


def hold(act: Act, handover: str, reason: str = "") -> tuple[str, ...]:
    """Keep the handover in progress while incidents run (S5): the outgoing officer stays in charge, the incoming helps.

    Returns the ids of the incidents it waits for. Raises Refusal when there is none.
    """
    running(act, handover)
    waiting = tuple(row.id for row in unsettled(act.replica))
    if not waiting:
        raise Refusal("handover.nothing_open")
    act.append(HELD, handover, {"incidents": list(waiting), "reason": clean(reason).strip()})
    return waiting


def settle(act: Act, handover: str) -> None:
    """Record that the stage of the running incidents is settled (阶段性处置): the handover may be completed."""
    state = running(act, handover)
    waiting = [row.id for row in unsettled(act.replica, state.settled)]
    act.append(SETTLED, handover, {"incidents": sorted({*waiting, *state.held})})


def relief_late(act: Act, handover: str, people: Sequence[str]) -> None:
    """Record who has not come to relieve; the outgoing officer stays on duty until they have (接班未到)."""
    running(act, handover)
    act.append(RELIEF_LATE, handover, {"people": [named(act.replica, one).body() for one in people]})


def decline(
    act: Act, handover: str, signature: Signature, reason: str, *, commander: str | None = None
) -> None:
    """Refuse the handover for now (暂不接班) with a reason, to the duty commander; the outgoing stays on duty."""
    running(act, handover)
    reason = clean(reason).strip()
    if not reason:
        raise Refusal("handover.no_reason")
    person = require(signature, act.now)
    body: dict[str, Any] = {"reason": reason, "incoming": named(act.replica, person).body()}
    if commander is not None:
        body["commander"] = named(act.replica, commander).body()
    act.append(DECLINED, handover, body, second=person)


def running(act: Act, handover: str) -> Handover:
    """The handover, provided it is neither signed nor declined; raises Refusal otherwise."""
    state = act.state(Handover, handover)
    if not state.open or state.meta.struck is not None:
        raise Refusal("handover.over", number=state.meta.number)
    return state


def fresh_brief(act: Act, shift: Shift, sync: Sync) -> Brief:
    """The brief of `shift` as of this act."""
    known = sync_of(act.replica, act.now) if sync is ALONE else sync
    return compile_brief(act.replica, shift, act.now, last_brief(act.replica), known)


def _shift(act: Act) -> Shift:
    shift = current_shift(act.replica)
    if shift is None:
        raise Refusal("handover.no_shift")
    return shift
