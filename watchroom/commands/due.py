"""`watchroom due`: what is due, met, late, deferred or missed, derived from records at this moment."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from core.clock import iso
from core.i18n import t
from watchroom.commands.year import code_of, of_year
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table

if TYPE_CHECKING:
    from core.replica.replica import Replica
    from core.rules.cadence import Obligation


@command("due")
@click.option("--days", type=click.IntRange(0, 400), default=7, metavar="N")
@click.option("--year", type=click.IntRange(2000, 2100), metavar="YYYY")
@click.pass_obj
def due(given: Given, days: int, year: int | None) -> int:
    """The last days and the next seven, or a year; 1 while something is due or was missed."""
    from core.compile.branch_cadence import owed_here

    with given.replica() as replica:
        if year is not None:
            return of_year(given, replica, year)
        now = replica.clock.now()
        found = owed_here(replica, now - timedelta(days=days), now + timedelta(days=7), now)
        items = [_item(replica, one) for one in found]
    rows = [_row(item, one.reason) for item, one in zip(items, found, strict=True)]
    result(given, {"items": items}, *(table(rows) or [t("cli.due.none")]))
    return 1 if any(one["state"] in ("due", "missed") for one in items) else 0


def _item(replica: Replica, one: Obligation) -> dict[str, Any]:
    from core.rules.cadence import DEFAULT

    rule = DEFAULT.rule(one.rule)
    return {
        "rule": one.rule,
        "duty": t(rule.label) if rule else one.rule,
        "state": one.state,
        "due": iso(one.due),
        "why": one.why,
        "reason": code_of(one.reason),
        "met_by": one.met_by,
        "met_at": None if one.met_at is None else iso(one.met_at),
        "moved": None if one.moved is None else iso(one.moved),
        "owner": _owner(replica, one.owner),
    }


def _owner(replica: Replica, owner: str) -> str:
    """Who owes it: a team's name, a shift's number, empty for the station."""
    state = replica.state(owner) if len(owner) == 32 else None
    return str(getattr(state, "name", "") or getattr(getattr(state, "meta", None), "number", owner))


def _row(one: dict[str, Any], reason: str) -> tuple[str, ...]:
    at = one["due"][:16].replace("T", " ")
    return (
        at,
        one["rule"],
        one["duty"],
        t(f"cadence.state.{one['state']}"),
        one["owner"],
        f"{t(reason)} {one['why']}" if reason else one["met_by"],
        t("cli.due.new_date", at=one["moved"][:10]) if one["moved"] and one["state"] == "deferred" else "",
    )
