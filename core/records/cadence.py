"""Changes to the cadence table (domain §4): each one an event with its author and reason, in force from a day on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any, cast

from core.errors import Refusal
from core.records.authority import only_secretary
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lookup import binding, states
from core.rules.cadence.table import DEFAULT, EVERY, Beat, Column, Table
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

CHANGED = "cadence.changed"
CADENCE = RecordKind("cadence", audience="down")
KINDS = (CADENCE,)
COLUMNS = ("routine", "emergency")


@dataclass(frozen=True, slots=True)
class Change:
    """One column of one rule from day `since` on: its beats (none: nothing is due there), and why."""

    meta: Meta
    rule: str
    column: Column
    beats: tuple[Beat, ...]
    since: date
    reason: str


def beat_body(beat: Beat) -> dict[str, Any]:
    """The form used in event bodies."""
    return {**beat._asdict(), "at": f"{beat.at:%H:%M}"}


def read_beat(body: Mapping[str, Any]) -> Beat:
    """The beat written in a body; raises ValueError or KeyError for one that cannot be."""
    beat = Beat(
        str(body["every"]),
        str(body["met_by"]),
        int(body.get("day", 0)),
        time.fromisoformat(body.get("at", "00:00")),
        int(body.get("span", 0)),
        str(body.get("level", "")),
    )
    most = {"week": 7, "month": 31}.get(beat.every, 0)
    if beat.every not in EVERY or not 0 <= beat.day <= most or not 0 <= beat.span <= 10_000:
        raise ValueError("beat")
    if beat.every in ("hours", "days", "after") and not beat.span:
        raise ValueError("beat")
    return beat


@CADENCE.opens(CHANGED)
def _changed(meta: Meta, fact: Fact) -> Change:
    body = fact.body
    column = cast(Column, body["column"])
    if column not in COLUMNS:
        raise ValueError("column")
    beats = tuple(read_beat(one) for one in body["beats"])
    return Change(meta, body["rule"], column, beats, date.fromisoformat(body["since"]), body["reason"])


@CADENCE.says(CHANGED)
def _line(state: Change, fact: Fact) -> Line:
    rule = DEFAULT.rule(state.rule)
    label = f"@{rule.label}" if rule else state.rule
    params = {"rule": state.rule, "duty": label, "column": f"@mode.{state.column}", "reason": state.reason}
    return Line("cadence.line.changed", params)


@CADENCE.summarises
def _summary(state: Change) -> Summary:
    return Summary(state.reason, subject=f"mode.{state.column}", place=state.rule)


def change_cadence(
    act: Act, rule: str, column: str, beats: Iterable[Beat], reason: str, since: date | None = None
) -> str:
    """Change when a duty falls due, from `since` (today) on; returns the change's id.

    Past days keep the table that held then.  Raises Refusal for anybody but the secretary, an unknown
    rule or column, an impossible beat, a day that is over, or a missing reason.
    """
    only_secretary(act)
    since, reason = since or act.now.date(), clean(reason, limit=200).strip()
    if DEFAULT.rule(rule) is None or column not in COLUMNS:
        raise Refusal("cadence.unknown", rule=clean(rule, limit=20))
    if not reason:
        raise Refusal("correct.reason")
    if since < act.now.date():
        raise Refusal("cadence.past")
    body = {"rule": rule, "column": column, "beats": [beat_body(one) for one in beats]}
    try:
        for one in body["beats"]:
            read_beat(one)  # type: ignore[arg-type]
    except (ValueError, KeyError) as error:
        raise Refusal("cadence.impossible", rule=rule) from error
    return act.open(CADENCE, CHANGED, {**body, "since": since.isoformat(), "reason": reason})


def table_at(changes: Iterable[Change], moment: datetime) -> Table:
    """The table in force at `moment`: of two changes to one column the later day wins, then the later one."""
    held = sorted(
        (one for one in changes if one.since <= moment.date()),
        key=lambda one: (one.since, one.meta.opened, one.meta.id),
    )
    return DEFAULT.changed({(one.rule, one.column): one.beats for one in held})


def changes(replica: Replica, unit: str = "") -> list[Change]:
    """Every change not struck that holds at the unit at path `unit` (this terminal's own)."""
    return binding(replica, states(replica, CADENCE, Change), unit)
