"""A micro-report out of the records (M01, M04, E10): every line names what it was compiled from, none is invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms, from_ms
from core.compile.wording import what
from core.records.meeting import Meeting
from core.records.reference import Ref
from core.records.report import Compiled, Report, Scope
from core.records.rollcall import RollCall
from core.records.shift import Shift
from core.rules.attendance import of_meeting
from core.rules.participation import of_shift

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.replica.rows import RecordRow

STANDBY: Final = "inc.cover"
FIRST: Final = {"weekly": timedelta(days=7), "daily": timedelta(days=1), "situation": timedelta(hours=3)}
"""How far back the first report of a form reaches; every later one goes on where the last ended."""


def scope_of(replica: Replica, form: str, now: datetime, team: Ref | None = None) -> Scope:
    """From the end of the last report of that form and team until now: nothing falls between two of them."""
    now = from_ms(epoch_ms(now) + 1).astimezone(now.tzinfo)
    since = now - FIRST.get(form, FIRST["daily"])
    for row in replica.rows("report", newest=True):
        state = replica.state(row.id)
        same = isinstance(state, Report) and state.form == form and not row.struck
        if same and (state.team.id if state.team else "") == (team.id if team else ""):
            since = state.until
            break
    return Scope(form, since, now, team)


def compile_report(replica: Replica, scope: Scope) -> tuple[Compiled, ...]:
    """What happened within `scope`, and what is open at its end; nothing at all when there was nothing."""
    return (
        *_incidents(replica, scope),
        *_standbys(replica, scope),
        *_meetings(replica, scope),
        *_calls(replica, scope),
        *_lessons(replica, scope),
        *_directs(replica, scope),
        *_open(replica, "issue", "report.line.issue"),
        *_open(replica, "action", "report.line.action"),
    )


def _rows(replica: Replica, kind: str, scope: Scope) -> Iterator[RecordRow]:
    span = epoch_ms(scope.since), epoch_ms(scope.until)
    return (row for row in replica.rows(kind, since=span[0], until=span[1]) if not row.struck)


def _mine(replica: Replica, scope: Scope, team: str, shift: str) -> bool:
    """Whether something of `team`, or held in `shift`, belongs into the report."""
    if scope.team is None:
        return True
    if team:
        return team == scope.team.id
    held = replica.state(shift) if shift else None
    return isinstance(held, Shift) and held.team.id == scope.team.id


def _on_duty(replica: Replica, scope: Scope, row: RecordRow) -> bool:
    """Whether the report's team was on duty when something happened."""
    from core.records.shift import shift_at

    if scope.team is None:
        return True
    held = shift_at(replica, from_ms(row.at))
    return held is not None and held.team.id == scope.team.id


def _incidents(replica: Replica, scope: Scope) -> Iterator[Compiled]:
    for row in _rows(replica, "incident", scope):
        if row.subject != STANDBY and _on_duty(replica, scope, row):
            params = {
                "number": row.number,
                "class": f"@{row.subject}" if row.subject else "",
                "what": what(row),
            }
            yield Compiled("report.line.incident", params, (row.id,))


def _standbys(replica: Replica, scope: Scope) -> Iterator[Compiled]:
    found = [
        row.id
        for row in _rows(replica, "incident", scope)
        if row.subject == STANDBY and _on_duty(replica, scope, row)
    ]
    if found:
        yield Compiled("report.line.standbys", {"count": len(found)}, tuple(found))


def _meetings(replica: Replica, scope: Scope) -> Iterator[Compiled]:
    for row in _rows(replica, "meeting", scope):
        state = replica.state(row.id)
        if not isinstance(state, Meeting) or state.closed is None:
            continue
        if _mine(replica, scope, state.team.id if state.team else "", state.shift):
            share = of_meeting(state)
            params = {"form": f"@{row.subject}", "topic": state.topic, "share": share.fraction}
            yield Compiled("report.line.meeting", params, (row.id,))


def _calls(replica: Replica, scope: Scope) -> Iterator[Compiled]:
    """Roll calls in one line: how many, and the fraction of those present over all of them."""
    ids, present, expected = [], 0, 0
    for row in _rows(replica, "rollcall", scope):
        state = replica.state(row.id)
        if isinstance(state, RollCall) and _mine(
            replica, scope, state.team.id if state.team else "", state.shift
        ):
            share = of_shift(one.state for one in state.called)
            ids.append(row.id)
            present, expected = present + share.present, expected + share.expected
    if ids:
        yield Compiled("report.line.calls", {"count": len(ids), "share": f"{present}/{expected}"}, tuple(ids))


def _lessons(replica: Replica, scope: Scope) -> Iterator[Compiled]:
    from core.records.lesson import lessons

    for one in lessons(replica, open=False):
        for held in one.deliveries:
            if scope.since <= held.at < scope.until and _mine(replica, scope, held.team.id, held.shift):
                params = {"title": one.title, "share": f"{held.present}/{held.expected}"}
                yield Compiled("report.line.lesson", params, (one.meta.id,))


def _directs(replica: Replica, scope: Scope) -> Iterator[Compiled]:
    for row in _rows(replica, "direct", scope):
        if _on_duty(replica, scope, row):
            params = {"what": what(row), "state": f"@{row.status}"}
            yield Compiled("report.line.direct", params, (row.id,))


def _open(replica: Replica, kind: str, message: str) -> Iterator[Compiled]:
    """What is open now, whenever it began."""
    for row in replica.rows(kind, open=True):
        due = f"{from_ms(row.due):%m-%d}" if row.due is not None else ""
        params = {"what": what(row), "owner": row.owner, "due": due, "state": f"@{row.status}"}
        yield Compiled(message, params, (row.id,))
