"""Beginning a roll call: which one it is, and what is known of people who said how long they are away."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.records.rollcall.operations import Detail, mark, mark_rest_present, open_rollcall
from core.records.rollcall.reading import rollcalls
from core.records.rollcall.state import Mark, RollCall
from core.records.shift import current_shift

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

AWAY: Final = frozenset({"att.leave", "att.detached", "att.training", "att.off", "att.on_call"})
"""States that go on until somebody says otherwise."""

NIGHT_FROM, NIGHT_UNTIL = 21, 6


def next_occasion(replica: Replica, now: datetime) -> str:
    """The first of a shift is the one at taking over; later ones are by night or extra."""
    shift = current_shift(replica)
    if shift is not None and not rollcalls(replica, shift.meta.id):
        return "rollcall.takeover"
    return "rollcall.night" if now.hour >= NIGHT_FROM or now.hour < NIGHT_UNTIL else "rollcall.adhoc"


def begin_rollcall(act: Act, occasion: str, *, all_present: bool = False) -> str:
    """Open a roll call, carry over who is still away by the last one of the shift; returns its id.

    With `all_present` everybody else is marked on duty in the same act.
    """
    before = _last_marks(act)
    record = open_rollcall(act, occasion)
    expected = {one.person.id for one in act.state(RollCall, record).called}
    for person, known in before.items():
        if person in expected and known.state in AWAY and (known.until is None or known.until > act.now):
            mark(act, record, person, known.state, **_detail(known))
    if all_present:
        mark_rest_present(act, record)
    return record


def _last_marks(act: Act) -> dict[str, Mark]:
    """What was last said of each person of the shift."""
    shift = current_shift(act.replica)
    held = rollcalls(act.replica, shift.meta.id) if shift is not None else []
    return {one.person.id: one.mark for call in held for one in call.called if one.mark is not None}


def _detail(known: Mark) -> Detail:
    detail: Detail = {"reason": known.reason, "proof": known.proof}
    if known.until is not None:
        detail["until"] = known.until
    if known.substitute is not None:
        detail["substitute"] = known.substitute.id
    return detail
