"""A direct report nobody at the branch read in time, passed on to headquarters: need and place only (domain §7, PV08).

Raised by the branch's agent.  It names the station and no person; numbers that name one are masked before it leaves.
In the duty log stands what the direct report says of itself; headquarters is told on every screen until somebody reads.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final

from core.clock import instant, iso
from core.records.direct import LEVELS, Direct, note_escalated
from core.records.kind import Fact, Meta, RecordKind, Summary
from core.records.reference import Ref, read_ref
from core.text import clean, mask_personal

if TYPE_CHECKING:
    from core.replica.act import Act

RAISED, READ = "escalation.raised", "escalation.read"
ESCALATION = RecordKind("escalation", series="X", audience="hq")
KINDS = (ESCALATION,)
MOST: Final = 200
"""Characters of the need and of the place."""


@dataclass(frozen=True, slots=True)
class Escalation:
    """What headquarters' duty desk is told, and when somebody there opened it."""

    meta: Meta
    direct: str
    station: str
    """The station's path in the tree; `name` is what it is called."""
    name: str
    level: str
    place: str
    need: str
    sent: datetime
    raised: datetime
    opened: datetime | None = None
    opened_by: Ref | None = None


@ESCALATION.opens(RAISED, urgent=True)
def _raised(meta: Meta, fact: Fact) -> Escalation:
    body = fact.body
    return Escalation(
        meta,
        str(body["direct"]),
        str(body["station"]),
        str(body["name"]),
        body["level"] if body["level"] in LEVELS else LEVELS[0],
        str(body["place"]),
        str(body["need"]),
        instant(body["sent"]),
        fact.at,
    )


@ESCALATION.on(READ)
def _read(state: Escalation, fact: Fact) -> Escalation:
    if state.opened is not None:
        return state
    return replace(state, opened=fact.at, opened_by=read_ref(fact.body.get("by")))


@ESCALATION.summarises
def _summary(state: Escalation) -> Summary:
    return Summary(
        state.need,
        status="escalation.waits" if state.opened is None else "direct.read",
        open=state.opened is None,
        subject=state.level,
        place=state.place,
        owner=state.name,
    )


def escalation_of(direct: str) -> str:
    """The record id of the escalation of a direct report: the same whoever raises it, so that none is raised twice."""
    return blake2b(b"watchroom/escalation\n" + direct.encode(), digest_size=16).hexdigest()


def escalate(act: Act, direct: str, station: str, name: str) -> str:
    """Tell headquarters of a direct report from the unit at path `station`; returns the escalation's id.

    Told once: a report that was passed on already is left alone.
    """
    state, record = act.state(Direct, direct), escalation_of(direct)
    if act.replica.state(record) is None:
        body = {
            "direct": direct,
            "station": station,
            "name": clean(name, limit=40).strip(),
            "level": state.level,
            "place": _masked(state.where),
            "need": _masked(state.need),
            "sent": iso(state.sent),
        }
        act.open(ESCALATION, RAISED, body, record=record, origin="compiled")
    note_escalated(act, direct)
    return record


def open_escalation(act: Act, escalation: str) -> None:
    """Somebody at headquarters opened it; noted once, and seen at the branch."""
    from core.records.named import named

    if act.state(Escalation, escalation).opened is None:
        by: dict[str, Any] = {"by": named(act.replica, act.author).body()} if act.author else {}
        act.append(READ, escalation, by, audience="down")


def _masked(text: str) -> str:
    return mask_personal(clean(text, limit=MOST).strip())
