"""How a handover shows: its lines in the duty log and its row in lists."""

from __future__ import annotations

from typing import Final

from core.records.handover.state import (
    ACCEPTED,
    DECLINED,
    HANDOVER,
    HELD,
    PREPARED,
    RELIEF_LATE,
    SETTLED,
    STARTED,
    Handover,
)
from core.records.kind import Fact, Line, Summary

KIND: Final = HANDOVER
"""The kind with its lines hung on."""


@HANDOVER.says(PREPARED)
def _say_prepared(state: Handover, fact: Fact) -> Line:
    return Line("handover.line.prepared", {"count": len(fact.body["brief"]["items"])})


@HANDOVER.says(STARTED)
def _say_started(state: Handover, fact: Fact) -> Line:
    name = fact.body["incoming"].get("name", "")
    return Line("handover.line.started", {"name": name}, (name,))


@HANDOVER.says(HELD)
def _say_held(state: Handover, fact: Fact) -> Line:
    reason = fact.body.get("reason", "")
    return Line("handover.line.held_because" if reason else "handover.line.held", {"reason": reason})


@HANDOVER.says(SETTLED)
def _say_settled(state: Handover, fact: Fact) -> Line:
    return Line("handover.line.settled")


@HANDOVER.says(RELIEF_LATE)
def _say_relief_late(state: Handover, fact: Fact) -> Line:
    names = tuple(str(one.get("name", "")) for one in fact.body["people"])
    return Line("handover.line.relief_late", {"names": " ".join(names)}, names)


@HANDOVER.says(ACCEPTED)
def _say_accepted(state: Handover, fact: Fact) -> Line:
    body = fact.body
    names = body["outgoing"].get("name", ""), body["incoming"].get("name", "")
    params = {
        "outgoing": names[0],
        "incoming": names[1],
        "hash": body["hash"][:12],
        "notes": len(body["issues"]),
    }
    return Line("handover.line.accepted_notes" if body["issues"] else "handover.line.accepted", params, names)


@HANDOVER.says(DECLINED)
def _say_declined(state: Handover, fact: Fact) -> Line:
    name = (fact.body.get("incoming") or {}).get("name", "")
    commander = (fact.body.get("commander") or {}).get("name", "")
    params = {"name": name, "reason": fact.body["reason"], "commander": commander}
    return Line("handover.line.declined_to" if commander else "handover.line.declined", params, (name,))


@HANDOVER.summarises
def _summary(state: Handover) -> Summary:
    outgoing = state.outgoing.name if state.outgoing else "-"
    incoming = state.incoming.name if state.incoming else "-"
    return Summary(
        f"{outgoing} > {incoming}",
        status=f"handover.status.{state.status}",
        open=state.open,
        at=state.signed.at if state.signed else state.meta.opened,
        subject="handover.title",
        owner=incoming,
        parent=state.shift,
    )
