"""How a meeting shows: its lines in the duty log and its row in lists."""

from __future__ import annotations

from core.records.kept import kept_words
from core.records.kind import Fact, Line, Summary
from core.records.meeting.agenda import AGENDAS, part_label
from core.records.meeting.state import (
    ATTENDED,
    BACKFILLED,
    CITED,
    CLOSED,
    CONFIRMED,
    DECIDED,
    MADE_UP,
    MEETING,
    NOTED,
    OPENED,
    PAUSED,
    RESUMED,
    SETTLED,
    Meeting,
)

KIND = MEETING
"""The kind with its lines hung on."""


@MEETING.says(OPENED, BACKFILLED)
def _say_opened(state: Meeting, fact: Fact) -> Line:
    names = tuple(person.name for person in state.present)
    message = "meeting.line.opened" if fact.event.kind == OPENED else "meeting.line.backfilled"
    return Line(message, {"form": "@" + AGENDAS[state.form].label, "topic": fact.body["topic"]}, names)


@MEETING.says(PAUSED)
def _say_paused(state: Meeting, fact: Fact) -> Line:
    number = fact.body.get("number", "")
    return Line("meeting.line.paused_for", {"number": number}) if number else Line("meeting.line.paused")


@MEETING.says(RESUMED)
def _say_resumed(state: Meeting, fact: Fact) -> Line:
    return Line("meeting.line.resumed")


@MEETING.says(CLOSED)
def _say_closed(state: Meeting, fact: Fact) -> Line:
    minutes = round(state.length(fact.at).total_seconds() / 60)
    params: dict[str, str | int] = {"minutes": minutes, "present": len(state.present)}
    params |= {"decisions": len(state.decisions), **kept_words(state.kept)}
    return Line("meeting.line.closed_nothing" if state.nothing else "meeting.line.closed", params)


@MEETING.says(ATTENDED)
def _say_attended(state: Meeting, fact: Fact) -> Line:
    name = fact.body["person"].get("name", "")
    message = "meeting.line.came" if fact.body["present"] else "meeting.line.left"
    return Line(message, {"name": name, "reason": f"@meeting.reason.{fact.body['reason']}"}, (name,))


@MEETING.says(NOTED)
def _say_noted(state: Meeting, fact: Fact) -> Line:
    return Line(
        "meeting.line.point", {"part": "@" + part_label(fact.body["part"]), "text": fact.body["text"]}
    )


@MEETING.says(DECIDED)
def _say_decided(state: Meeting, fact: Fact) -> Line:
    owner = (fact.body.get("owner") or {}).get("name", "")
    return Line("meeting.line.decided", {"text": fact.body["text"], "owner": owner}, (owner,))


@MEETING.says(SETTLED)
def _say_settled(state: Meeting, fact: Fact) -> Line:
    return Line("meeting.line.settled", {"text": str(fact.body.get("text", ""))})


@MEETING.says(CITED)
def _say_cited(state: Meeting, fact: Fact) -> Line:
    return Line("meeting.line.cited", {"title": fact.body["title"], "published": fact.body["published"]})


@MEETING.says(CONFIRMED)
def _say_confirmed(state: Meeting, fact: Fact) -> Line:
    name = fact.body["person"].get("name", "")
    late = "meeting.line.confirmed_late" if fact.body.get("late") else "meeting.line.confirmed"
    return Line(late, {"name": name}, (name,))


@MEETING.says(MADE_UP)
def _say_made_up(state: Meeting, fact: Fact) -> Line:
    name = fact.body["person"].get("name", "")
    return Line("meeting.line.made_up", {"name": name}, (name,))


@MEETING.summarises
def _summary(state: Meeting) -> Summary:
    return Summary(
        state.topic,
        status=f"meeting.status.{state.status}",
        open=state.closed is None,
        at=state.start,
        subject=AGENDAS[state.form].label,
        place=state.place,
        owner=state.presider.name if state.presider else "",
        parent=state.shift,
    )
