"""Carrying a read line out: the same operations for the screen and for scripts, one act each."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from core.commands.context import Context
from core.commands.corrections import amend_text, record_of, strike_record
from core.commands.invocation import Invocation
from core.errors import NotFound, Refusal
from core.records import action, incident, issue, log
from core.records.incident.standby import find_berth, repeat_last
from core.records.kind import Line
from core.records.taskline import END_OF_DAY

if TYPE_CHECKING:
    from core.replica.act import Act, Desk


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a line came to: the record written, the page it leads to, what was odd about it."""

    record: str = ""
    page: str = ""
    args: Mapping[str, str] = field(default_factory=dict)
    odd: tuple[Line, ...] = ()


Action = Callable[["Desk", Invocation, Context], Outcome]


def carry_out(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    """Do what `invocation` says as one act, or name the page it leads to; raises Refusal with nothing written.

    `undo`, `language` and `quit` belong to the terminal and are not done here.
    """
    if invocation.problem is not None:
        raise invocation.problem.refusal()
    known = ACTIONS.get(invocation.command.id)
    return _place(desk, invocation, context) if known is None else known(desk, invocation, context)


def _place(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    """A command that leads to a page, with what was typed behind it."""
    args = {"person": invocation.people[0].id} if invocation.people else {}
    if invocation.text:
        args["text"] = invocation.text
    return Outcome(page=invocation.command.id, args=args)


def _incident(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    """A new incident from one line; without a line, the page."""
    if not invocation.text:
        return Outcome(page="incident")
    record = desk.do(incident.open_incident, invocation.text)
    return Outcome(record, "incident", {"record": record})


def _standby(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    """The last standby of the berth again; the first one of a berth is opened from what was typed."""
    if not invocation.text:
        raise Refusal("command.no_berth")
    berth = find_berth(desk.replica, invocation.text)
    try:
        record = desk.do(repeat_last, berth)
    except NotFound:
        record = desk.do(incident.open_incident, berth, chosen={"class": "inc.cover"})
    return Outcome(record, "incident", {"record": record})


def _stamp(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    """A time of the open incident, of the whole or of each vehicle named."""
    assert context.incident is not None
    stage = "inc." + invocation.command.id.partition(".")[2]
    odd = desk.do(_stamp_each, context.incident.id, stage, invocation)
    return Outcome(context.incident.id, odd=odd)


def _stamp_each(act: Act, record: str, stage: str, invocation: Invocation) -> tuple[Line, ...]:
    """One stamp for each vehicle; a vehicle that turns out joins the force list."""
    if not invocation.vehicles:
        return incident.stamp(act, record, stage, at=invocation.at)
    odd: tuple[Line, ...] = ()
    for one in invocation.vehicles:
        if stage == "inc.turnout":
            odd += incident.send(act, record, one.name, at=invocation.at)
        else:
            odd += incident.stamp(act, record, stage, vehicle=one.name, at=invocation.at)
    return odd


def _log(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    return Outcome(desk.do(log.note, invocation.text, at=invocation.at, reason=invocation.reason))


def _task(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    """An action item, hazard or problem with its owner and limit."""
    owner = {"id": invocation.people[0].id, "name": invocation.people[0].name} if invocation.people else None
    sort, due = _SORTS.get(invocation.command.id), _moment(invocation.due, context)
    if sort is None:
        made = desk.do(action.open_action, invocation.text, owner=owner, due=due)
    else:
        details = issue.Details(owner=owner, due=due)
        made = desk.do(issue.open_issue, sort, invocation.text, details)
    return Outcome(made)


def _moment(due: date | None, context: Context) -> datetime | None:
    """A limit as an instant: a day alone is due when it ends."""
    if due is None or isinstance(due, datetime):
        return due
    return datetime.combine(due, END_OF_DAY, context.now.tzinfo)


def _strike(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    record = record_of(desk.replica, invocation.number).id
    desk.do(strike_record, record, invocation.text)
    return Outcome(record)


def _amend(desk: Desk, invocation: Invocation, context: Context) -> Outcome:
    record = record_of(desk.replica, invocation.number).id
    desk.do(amend_text, record, invocation.text, invocation.reason)
    return Outcome(record)


_SORTS: Final = {"hazard": "inc.hazard", "problem": "issue.title"}

ACTIONS: Final[Mapping[str, Action]] = {
    "incident": _incident,
    "standby": _standby,
    "stamp.turnout": _stamp,
    "stamp.on_scene": _stamp,
    "stamp.controlled": _stamp,
    "stamp.closed": _stamp,
    "stamp.back": _stamp,
    "log": _log,
    "hazard": _task,
    "problem": _task,
    "action": _task,
    "strike": _strike,
    "amend": _amend,
}
"""What writes, by the command's id; every other command leads to a page or belongs to the terminal."""
