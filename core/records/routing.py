"""Changes to the routing table (M03): each one an event with its author and reason, in force from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Final

from core.errors import Refusal
from core.records.authority import only_secretary
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lookup import binding, states
from core.rules.routing import DEFAULT, RECIPIENTS, REPORTS, Route, Routing
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

CHANGED = "routing.changed"
ROUTING = RecordKind("routing", audience="down")
KINDS = (ROUTING,)

LONGEST: Final = 24 * 60
"""Minutes that something may wait at most: after a day nobody is told in time."""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the table from day `since` on, and why."""

    meta: Meta
    route: Route
    since: date
    reason: str


def kind_label(kind: str) -> str:
    """The catalogue key of what is reported."""
    return f"report.{kind}" if kind in REPORTS else kind


def read_route(body: Mapping[str, Any]) -> Route:
    """The line written in a body; raises ValueError or KeyError for one that cannot be."""
    route = Route(
        str(body["level"]),
        str(body["kind"]),
        str(body["to"]),
        int(body.get("routine", 0)),
        int(body.get("emergency", 0)),
    )
    if DEFAULT.route(route.level, route.kind) is None or (route.to and not _above(route.to, route.level)):
        raise ValueError("route")
    if not 0 <= route.routine <= LONGEST or not 0 <= route.emergency <= LONGEST:
        raise ValueError("minutes")
    if not route.goes_on and not route.to:
        raise ValueError("nobody")
    return route


def _above(to: str, level: str) -> bool:
    """Whether a recipient stands above who sends."""
    return to in RECIPIENTS and RECIPIENTS.index(to) > RECIPIENTS.index(level)


@ROUTING.opens(CHANGED)
def _changed(meta: Meta, fact: Fact) -> Change:
    body = fact.body
    return Change(meta, read_route(body), date.fromisoformat(body["since"]), str(body["reason"]))


@ROUTING.says(CHANGED)
def _line(state: Change, fact: Fact) -> Line:
    route = state.route
    params = {
        "level": f"@{route.level}",
        "kind": f"@{kind_label(route.kind)}",
        "to": f"@{route.to or 'routing.nobody'}",
        "reason": state.reason,
    }
    return Line("routing.line.changed", params)


@ROUTING.summarises
def _summary(state: Change) -> Summary:
    return Summary(state.reason, subject=kind_label(state.route.kind), place=state.route.level)


def change_routing(act: Act, route: Route, reason: str, since: date | None = None) -> str:
    """Change to whom something goes and after how long, from `since` (today) on; returns the change's id.

    Past days keep the table that held then.  Raises Refusal for anybody but the secretary, a level or
    kind the table has not, a recipient that is not above, impossible minutes, a day that is over, or a missing reason.
    """
    only_secretary(act)
    since, reason = since or act.now.date(), clean(reason, limit=200).strip()
    body = route._asdict()
    try:
        read_route(body)
    except (ValueError, KeyError) as error:
        raise Refusal("routing.impossible", most=LONGEST) from error
    if not reason:
        raise Refusal("correct.reason")
    if since < act.now.date():
        raise Refusal("routing.past")
    return act.open(ROUTING, CHANGED, {**body, "since": since.isoformat(), "reason": reason})


def routing_at(changes: Iterable[Change], moment: datetime) -> Routing:
    """The table in force at `moment`: of two changes to one line the later day wins, then the later one."""
    held = sorted(
        (one for one in changes if one.since <= moment.date()),
        key=lambda one: (one.since, one.meta.opened, one.meta.id),
    )
    return DEFAULT.changed({(one.route.level, one.route.kind): one.route for one in held})


def changes(replica: Replica, unit: str = "") -> list[Change]:
    """Every change not struck that holds at the unit at path `unit` (this terminal's own)."""
    return binding(replica, states(replica, ROUTING, Change), unit)
