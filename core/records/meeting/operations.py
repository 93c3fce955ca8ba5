"""Operations on meetings (会议): open, pause, note, close, confirm, back-fill, make up.

Refuse only at the sign-off (E04); everything else that is doubtful is shown by core.rules, never blocked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from core.clock import iso
from core.errors import Refusal
from core.records.meeting.agenda import AGENDAS, ATTENDANCE_REASONS, BACKFILL_REASONS, CHANNELS, STUDY_MODES
from core.records.meeting.exchange import brought
from core.records.meeting.roster import Roster, leaders_at, roster_at
from core.records.meeting.state import (
    ATTENDED,
    BACKFILLED,
    CITED,
    CLOSED,
    LINKED,
    MADE_UP,
    MEETING,
    NOTED,
    OPENED,
    PAUSED,
    RESUMED,
    Meeting,
)
from core.records.named import named
from core.replica.standing import of_others
from core.rules.participation import NOT_EXPECTED_AT_BRANCH_LIFE
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica


@dataclass(frozen=True, slots=True)
class Setup:
    """What is known before a meeting begins; ids of people and team, all of it optional."""

    team: str | None = None
    presider: str | None = None
    recorder: str | None = None
    channel: str = "in_person"
    study_mode: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """When a back-filled meeting was held, and the code of why it was written down later (E02)."""

    start: datetime
    end: datetime
    reason: str


PLAIN = Setup()


def open_meeting(act: Act, form: str, topic: str, setup: Setup = PLAIN, roster: Roster | None = None) -> str:
    """Begin a live meeting of `form`, its timer running, with the roster of the latest roll call (E03).

    One of the branch has the team leaders for its roster and what the month's weekly reports bring (M02).
    Raises Refusal for an unknown form, an empty topic or while another meeting is open.
    """
    if live_meeting(act.replica) is not None:
        raise Refusal("meeting.one_is_open")
    return act.open(MEETING, OPENED, _body(act, form, topic, setup, roster, act.now))


def backfill(
    act: Act, form: str, topic: str, held: Held, setup: Setup = PLAIN, roster: Roster | None = None
) -> str:
    """Write down a meeting held earlier (补录, E02); it is never shown as live.

    Raises Refusal for an unknown reason code or an end that lies ahead.
    """
    _one_of(held.reason, BACKFILL_REASONS, "meeting.bad_reason")
    if max(held.start, held.end) > act.now:
        raise Refusal("time.ahead", at=held.end.strftime("%H:%M"))
    body = _body(act, form, topic, setup, roster, held.start)
    body |= {"at": iso(held.start), "end": iso(held.end), "reason": held.reason}
    return act.open(MEETING, BACKFILLED, body, origin="backfill", day=act.day())


def live_meeting(replica: Replica) -> Meeting | None:
    """The meeting that is running or paused here, None when there is none; a branch reads those of its stations."""
    for row in replica.rows("meeting", open=True, newest=True):
        state = replica.state(row.id)
        if not isinstance(state, Meeting) or state.meta.origin != "live":
            continue
        if not of_others(replica.connection, state.meta.opener.session):
            return state
    return None


def pause(act: Act, meeting: str) -> None:
    """Stop the timer; raises Refusal when it does not run."""
    if not act.state(Meeting, meeting).running:
        raise Refusal("meeting.not_running")
    act.append(PAUSED, meeting, {})


def pause_for_incident(act: Act, meeting: str, incident: str) -> None:
    """Stop the timer for `incident` (S3); does nothing when it does not run: an alarm is never refused."""
    if act.state(Meeting, meeting).running:
        number = getattr(getattr(act.replica.state(incident), "meta", None), "number", "")
        act.append(PAUSED, meeting, {"incident": incident, "number": number})


def resume(act: Act, meeting: str) -> None:
    """Let the timer run again; raises Refusal unless the meeting is paused."""
    if act.state(Meeting, meeting).status != "paused":
        raise Refusal("meeting.not_paused")
    act.append(RESUMED, meeting, {})


def attend(act: Act, meeting: str, person: str, *, present: bool, reason: str) -> None:
    """Depart from the roll call for one person, with a reason code (E03)."""
    still_open(act, meeting)
    _one_of(reason, ATTENDANCE_REASONS, "meeting.bad_reason")
    who = named(act.replica, person).body()
    append(act, meeting, ATTENDED, {"person": who, "present": present, "reason": reason})


def attend_rest(act: Act, meeting: str) -> None:
    """Everybody of a branch meeting's roster is there, in the way it is held: but for who is said to be elsewhere."""
    state = still_open(act, meeting)
    reason = "online" if state.channel == "online" else "in_person"
    for seat in state.roster:
        elsewhere = seat.reason or seat.status in NOT_EXPECTED_AT_BRANCH_LIFE
        if not seat.present and not elsewhere:
            attend(act, meeting, seat.person.id, present=True, reason=reason)


def note(act: Act, meeting: str, part: str, text: str, *, by: str | None = None) -> None:
    """Record a point under `part` of the agenda; `by` is who said it."""
    state = still_open(act, meeting)
    _one_of(part, AGENDAS[state.form].all_parts, "meeting.bad_part")
    body: dict[str, Any] = {"part": part, "text": _text(text)}
    if by is not None:
        body["by"] = named(act.replica, by).body()
    append(act, meeting, NOTED, body)


def link(act: Act, meeting: str, record: str) -> None:
    """Say which incident, drill or other record the meeting speaks of (M05, M06)."""
    still_open(act, meeting)
    append(act, meeting, LINKED, {"record": record})


def cite(act: Act, meeting: str, title: str, published: date) -> None:
    """Name material the meeting read from, with its date of publication (E06)."""
    still_open(act, meeting)
    append(act, meeting, CITED, {"title": _text(title), "published": published.isoformat()})


def make_up(act: Act, meeting: str, person: str) -> None:
    """Record that somebody who missed the meeting has read and understood it (补学)."""
    seat = act.state(Meeting, meeting).seat(person)
    if seat is None or seat.present:
        raise Refusal("meeting.missed_nothing", name=named(act.replica, person).name)
    act.append(MADE_UP, meeting, {"person": seat.person.body()})


def _body(
    act: Act, form: str, topic: str, setup: Setup, roster: Roster | None, moment: datetime
) -> dict[str, Any]:
    """The opening body of a meeting held at `moment`; raises Refusal for codes nobody knows."""
    _one_of(form, AGENDAS, "meeting.bad_form")
    if roster is None:
        roster = (leaders_at if AGENDAS[form].branch else roster_at)(act.replica, moment)
    found = brought(act.replica, form, moment)
    _one_of(setup.channel, CHANNELS, "meeting.bad_channel")
    if setup.study_mode:
        _one_of(setup.study_mode, STUDY_MODES, "meeting.bad_study_mode")
    people = {
        "team": setup.team or roster.team,
        "presider": setup.presider or roster.leader,
        "recorder": setup.recorder or act.author,
    }
    return {
        "form": form,
        "topic": _text(topic),
        "channel": setup.channel,
        "study_mode": setup.study_mode,
        "place": clean(setup.place).strip(),
        "shift": roster.shift,
        "rollcall": roster.rollcall,
        "roster": [
            {"person": seat.person.body(), "status": seat.status, "present": seat.present}
            for seat in roster.seats
        ],
        **{name: named(act.replica, who).body() for name, who in people.items() if who},
        **found,
    }


def append(act: Act, meeting: str, event: str, body: Mapping[str, Any]) -> None:
    """Append to a meeting; to a back-filled one as back-filled, at the time it was held (E02)."""
    state = act.state(Meeting, meeting)
    if state.meta.origin == "backfill":
        at = state.end if event == CLOSED else state.start
        act.append(event, meeting, {**body, "at": iso(at or state.start)}, origin="backfill")
    else:
        act.append(event, meeting, body)


def still_open(act: Act, meeting: str) -> Meeting:
    """The meeting, provided it is neither closed nor struck; raises Refusal otherwise."""
    state = act.state(Meeting, meeting)
    if state.closed is not None or state.meta.struck is not None:
        raise Refusal("meeting.closed_already", number=state.meta.number)
    return state


def _one_of(value: str, known: Iterable[str], key: str) -> None:
    choices = tuple(known)
    if value not in choices:
        raise Refusal(key, value=clean(value, limit=40), known=", ".join(choices))


def _text(text: str) -> str:
    text = clean(text).strip()
    if not text:
        raise Refusal("log.empty")
    return text
