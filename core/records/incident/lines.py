"""How an incident shows: its lines in the duty log and its row in lists."""

from __future__ import annotations

from typing import Any

from core.records.incident import events
from core.records.incident.events import INCIDENT, minutes_late, person
from core.records.incident.state import Incident
from core.records.kind import Fact, Line, Summary

__all__ = ["INCIDENT", "field_label", "grade_label"]


def field_label(name: str) -> str:
    """The catalogue key of a field's label."""
    return name if name.startswith("inc.") else f"incident.field.{name}"


def grade_label(grade: int) -> str:
    """The catalogue key of a grade (一级..五级)."""
    return f"incident.grade.{grade}"


def _either(message: str, optional: str, params: dict[str, str | int], words: tuple[str, ...] = ()) -> Line:
    """The line `message`, or its short form without the parameter `optional` when that is empty."""
    return Line(message if params[optional] else f"{message}_short", params, words)


def _names(written: Any) -> str:
    return " ".join(person(one).name for one in written)


@INCIDENT.says(events.OPENED)
def _opened(state: Incident, fact: Fact) -> Line:
    body = fact.body
    what = " ".join(str(body[name]) for name in ("place", "text") if body.get(name))
    found_by = (body.get("typed"), body.get("caller"), body.get("phone"))
    return Line("incident.line.opened", {"what": what}, tuple(str(word) for word in found_by if word))


@INCIDENT.says(events.FILLED)
def _filled(state: Incident, fact: Fact) -> Line:
    what = f"@{field_label(fact.body['field'])}"
    return Line("incident.line.filled", {"field": what, "value": fact.body["value"]})


@INCIDENT.says(events.CLASSED)
def _classed(state: Incident, fact: Fact) -> Line:
    params = {"class": f"@{fact.body['class']}", "reason": str(fact.body.get("reason", ""))}
    return _either("incident.line.classed", "reason", dict(params))


@INCIDENT.says(events.GRADED)
def _graded(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.graded", {"grade": f"@{grade_label(fact.body['grade'])}"})


@INCIDENT.says(events.STAMPED)
def _stamped(state: Incident, fact: Fact) -> Line:
    stage, vehicle = str(fact.body["stage"]), str(fact.body.get("vehicle", ""))
    late = minutes_late(fact)
    message = "incident.line.stamped_late" if late > 0 else "incident.line.stamped"
    params: dict[str, str | int] = {"stage": f"@{stage}", "vehicle": vehicle, "minutes": late}
    return _either(message, "vehicle", params, (vehicle,))


@INCIDENT.says(events.NOTED)
def _noted(state: Incident, fact: Fact) -> Line:
    body = fact.body
    sender, to = str(body.get("from", "")), str(body.get("to", ""))
    if sender or to:
        return Line("incident.line.message", {"from": sender, "to": to, "text": body["text"]})
    return Line("incident.line.noted", {"text": body["text"]})


@INCIDENT.says(events.SENT)
def _sent(state: Incident, fact: Fact) -> Line:
    crew = fact.body.get("crew", ())
    params: dict[str, str | int] = {
        "vehicle": fact.body["vehicle"],
        "count": len(crew),
        "names": _names(crew),
    }
    return Line("incident.line.sent" if crew else "incident.line.sent_empty", params)


@INCIDENT.says(events.TOLD)
def _told(state: Incident, fact: Fact) -> Line:
    party = str(fact.body["party"])
    listed = f"@{party}" if party.startswith("incident.party.") else party
    params = {"party": listed, "name": str(fact.body.get("name", ""))}
    return _either("incident.line.told", "name", dict(params))


@INCIDENT.says(events.DAMAGED)
def _damaged(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.damaged", {"what": fact.body["what"]})


@INCIDENT.says(events.UNKNOWN)
def _unknown(state: Incident, fact: Fact) -> Line:
    field = f"@{field_label(fact.body['field'])}"
    return Line("incident.line.unknown", {"field": field, "reason": fact.body["reason"]})


@INCIDENT.says(events.COMPLETED)
def _completed(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.completed")


@INCIDENT.says(events.REOPENED)
def _reopened(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.reopened", {"reason": fact.body["reason"]})


@INCIDENT.says(events.REVIEWED)
def _reviewed(state: Incident, fact: Fact) -> Line:
    body = fact.body
    return Line("incident.line.reviewed", {name: body[name] for name in ("course", "well", "wrong")})


@INCIDENT.says(events.TIED)
def _tied(state: Incident, fact: Fact) -> Line:
    return Line(f"incident.line.{fact.body['tie']}", {"number": fact.body["number"]})


@INCIDENT.says(events.REPORTED)
def _reported(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.reported", {"text": fact.body["text"]})


@INCIDENT.says(events.GAS)
def _gas(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.gas", {"gas": fact.body["gas"], "value": fact.body["value"]})


@INCIDENT.says(events.WATCH)
def _watch(state: Incident, fact: Fact) -> Line:
    return Line(f"incident.line.watch_{fact.body['step']}", {"names": _names(fact.body["people"])})


@INCIDENT.says(events.AIR_IN)
def _air_in(state: Incident, fact: Fact) -> Line:
    tenths = int(fact.body["tenths"])
    params = {"name": fact.body["person"]["name"], "pressure": f"{tenths // 10}.{tenths % 10}"}
    return Line("incident.line.air_in", dict(params))


@INCIDENT.says(events.AIR_OUT)
def _air_out(state: Incident, fact: Fact) -> Line:
    return Line("incident.line.air_out", {"name": fact.body["person"]["name"]})


@INCIDENT.summarises
def _summary(state: Incident) -> Summary:
    merged = state.merged_into
    status = "incident.merged" if merged else "incident.done" if state.done else state.stage
    return Summary(
        state.text or state.place,
        status=status,
        open=state.done is None and merged is None,
        subject=state.category,
        place=state.place,
        parent=merged.id if merged else "",
        conflict=bool(state.conflicts),
    )
