"""A meeting (会议) as it stands: roster, timer with pauses, points, decisions, confirmation.

Sources: domain §5, §8 E01-E05, M05, M06, M12; scenario S3 for the timer.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Final

from core.clock import instant
from core.records.kept import read_kept
from core.records.kind import Fact, Meta, RecordKind
from core.records.meeting.agenda import AGENDAS, PROBLEMS, VIEWS
from core.records.meeting.problem import Problem, read_problem, settled
from core.records.meeting.said import Citation, Confirmation, Decision, Point
from core.records.reference import Ref, read_ref

OPENED, BACKFILLED, CLOSED = "meeting.opened", "meeting.backfilled", "meeting.closed"
PAUSED, RESUMED = "meeting.paused", "meeting.resumed"
ATTENDED, NOTED, DECIDED, LINKED = "meeting.attended", "meeting.noted", "meeting.decided", "meeting.linked"
CITED, CONFIRMED, MADE_UP = "meeting.cited", "meeting.confirmed", "meeting.made_up"
SETTLED = "meeting.settled"

MEETING = RecordKind("meeting", series="M")
CONFIRM_WITHIN: Final = timedelta(hours=24)
"""How long a second person may take to confirm without being late; a micro-meeting has its shift (E05)."""


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of a meeting; `end` is None while it runs."""

    start: datetime
    end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Attendee:
    """One person of the roster: roll-call status (an att.* key), presence, why it differs."""

    person: Ref
    status: str
    present: bool
    reason: str = ""
    made_up: datetime | None = None
    guest: bool = False
    """Not called at the roll call: there, and in neither number of K01."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting after all its events."""

    meta: Meta
    form: str
    topic: str
    spans: tuple[Span, ...]
    team: Ref | None = None
    presider: Ref | None = None
    recorder: Ref | None = None
    shift: str = ""
    rollcall: str = ""
    channel: str = "in_person"
    study_mode: str = ""
    place: str = ""
    reason: str = ""
    roster: tuple[Attendee, ...] = ()
    points: tuple[Point, ...] = ()
    decisions: tuple[Decision, ...] = ()
    links: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    nothing: bool = False
    paused_for: str = ""
    closed: datetime | None = None
    confirmation: Confirmation | None = None
    kept: tuple[str, ...] = ()
    """Rules whose warning stood when the meeting was closed all the same (E06, E07)."""
    problems: tuple[Problem, ...] = ()

    @property
    def status(self) -> str:
        """One of live, paused, backfill, closed, confirmed."""
        if self.closed is not None:
            return "confirmed" if self.confirmation else "closed"
        if self.meta.origin == "backfill":
            return "backfill"
        return "live" if self.running else "paused"

    @property
    def running(self) -> bool:
        """Whether the timer runs."""
        return self.closed is None and bool(self.spans) and self.spans[-1].end is None

    @property
    def start(self) -> datetime:
        """When it began."""
        return self.spans[0].start

    @property
    def end(self) -> datetime | None:
        """When its last stretch ended; None while it runs."""
        return self.spans[-1].end

    @property
    def present(self) -> tuple[Ref, ...]:
        """Who was there (实到)."""
        return tuple(seat.person for seat in self.roster if seat.present)

    def length(self, now: datetime) -> timedelta:
        """The recorded length: the sum of its stretches, a running one up to `now` (S3)."""
        return sum(((span.end or now) - span.start for span in self.spans), timedelta())

    def seat(self, person: str) -> Attendee | None:
        """The roster's entry of `person`."""
        return next((seat for seat in self.roster if seat.person.id == person), None)

    @property
    def unsettled(self) -> tuple[Problem, ...]:
        """The hard problems that nobody has settled yet (M02)."""
        return tuple(one for one in self.problems if not one.settled)

    @property
    def branch(self) -> bool:
        """Whether it is a meeting of the branch: no shift, no roll call."""
        return AGENDAS[self.form].branch

    @property
    def has_outcome(self) -> bool:
        """Whether an action item, a view or question, or an explicit 无议定事项 is recorded (E04)."""
        return self.nothing or bool(self.decisions) or any(point.part in VIEWS for point in self.points)

    @property
    def text(self) -> str:
        """Everything that was typed into it, line by line: what the copy check compares (E07)."""
        return "\n".join([point.text for point in self.points] + [item.text for item in self.decisions])


@MEETING.opens(OPENED)
def _opened(meta: Meta, fact: Fact) -> Meeting:
    return _begin(meta, fact, (Span(fact.at),))


@MEETING.opens(BACKFILLED)
def _backfilled(meta: Meta, fact: Fact) -> Meeting:
    return _begin(meta, fact, (Span(fact.at, instant(fact.body["end"])),))


def _begin(meta: Meta, fact: Fact, spans: tuple[Span, ...]) -> Meeting:
    body = fact.body
    return Meeting(
        meta,
        body["form"] if body["form"] in AGENDAS else "micro",
        body["topic"],
        spans,
        read_ref(body.get("team")),
        read_ref(body.get("presider")),
        read_ref(body.get("recorder")),
        body.get("shift", ""),
        body.get("rollcall", ""),
        body.get("channel", "in_person"),
        body.get("study_mode", ""),
        body.get("place", ""),
        body.get("reason", ""),
        tuple(_read_seat(seat) for seat in body.get("roster", ())),
        links=tuple(str(one) for one in body.get("links", ())),
        problems=tuple(read_problem(one) for one in body.get("problems", ())),
    )


def _read_seat(body: Any) -> Attendee:
    person = read_ref(body["person"])
    assert person is not None
    return Attendee(person, body.get("status", ""), bool(body["present"]))


@MEETING.on(PAUSED)
def _paused(state: Meeting, fact: Fact) -> Meeting:
    if not state.running:
        return state
    last = replace(state.spans[-1], end=max(fact.at, state.spans[-1].start))
    return replace(state, spans=(*state.spans[:-1], last), paused_for=fact.body.get("incident", ""))


@MEETING.on(RESUMED)
def _resumed(state: Meeting, fact: Fact) -> Meeting:
    if state.running or state.closed is not None:
        return state
    return replace(state, spans=(*state.spans, Span(fact.at)), paused_for="")


@MEETING.on(CLOSED)
def _closed(state: Meeting, fact: Fact) -> Meeting:
    spans = state.spans
    if spans[-1].end is None:
        spans = (*spans[:-1], replace(spans[-1], end=max(fact.at, spans[-1].start)))
    nothing = bool(fact.body.get("nothing"))
    return replace(
        state,
        spans=spans,
        closed=fact.event.recorded_at,
        nothing=nothing,
        kept=read_kept(fact.body),
        paused_for="",
    )


@MEETING.on(ATTENDED)
def _attended(state: Meeting, fact: Fact) -> Meeting:
    body = fact.body
    person = read_ref(body["person"])
    if person is None:
        return state
    old = state.seat(person.id)
    if old is None:
        guest = Attendee(person, "", bool(body["present"]), body["reason"], guest=True)
        return replace(state, roster=(*state.roster, guest))
    changed = replace(old, present=bool(body["present"]), reason=body["reason"])
    return replace(state, roster=tuple(changed if seat is old else seat for seat in state.roster))


@MEETING.on(NOTED)
def _noted(state: Meeting, fact: Fact) -> Meeting:
    point = Point(str(fact.id), fact.body["part"], fact.body["text"], read_ref(fact.body.get("by")))
    state = replace(state, points=(*state.points, point))
    if point.part != PROBLEMS or point.part not in AGENDAS[state.form].parts:
        return state
    return replace(state, problems=(*state.problems, Problem(point.id, point.text)))


@MEETING.on(DECIDED)
def _decided(state: Meeting, fact: Fact) -> Meeting:
    due = fact.body.get("due")
    decision = Decision(
        fact.body["action"],
        fact.body["text"],
        read_ref(fact.body.get("owner")),
        instant(due) if due else None,
    )
    state = replace(state, decisions=(*state.decisions, decision))
    named = str(fact.body.get("problem", ""))
    return replace(state, problems=settled(state.problems, named, action=decision.action))


@MEETING.on(SETTLED)
def _settled(state: Meeting, fact: Fact) -> Meeting:
    return replace(state, problems=settled(state.problems, str(fact.body["problem"]), none=True))


@MEETING.on(LINKED)
def _linked(state: Meeting, fact: Fact) -> Meeting:
    return replace(state, links=(*state.links, fact.body["record"]))


@MEETING.on(CITED)
def _cited(state: Meeting, fact: Fact) -> Meeting:
    return replace(state, citations=(*state.citations, Citation(fact.body["title"], fact.body["published"])))


@MEETING.on(CONFIRMED)
def _confirmed(state: Meeting, fact: Fact) -> Meeting:
    person = read_ref(fact.body["person"])
    if person is None or state.confirmation is not None:
        return state
    return replace(state, confirmation=Confirmation(person, fact.at, bool(fact.body.get("late"))))


@MEETING.on(MADE_UP)
def _made_up(state: Meeting, fact: Fact) -> Meeting:
    person = fact.body["person"]["id"]
    roster = tuple(
        replace(seat, made_up=seat.made_up or fact.at) if seat.person.id == person else seat
        for seat in state.roster
    )
    return replace(state, roster=roster)
