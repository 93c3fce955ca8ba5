"""`watchroom routing …`: what goes to whom and by when (M03), and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.i18n import t
from core.rules.routing import CUTOFF, KINDS, LEVELS, RECIPIENTS, REPORTS, Route
from watchroom.commands.beats import all_spoken
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result, table
from watchroom.typed import by_option, day_of

if TYPE_CHECKING:
    from core.rules.cadence import Column, Table

SENDERS = tuple(one.removeprefix("org.") for one in LEVELS)
ABOVE = (*(one.removeprefix("org.") for one in RECIPIENTS[1:]), "nobody")
COLUMNS: tuple[Column, ...] = ("routine", "emergency")


@command("list")
@click.pass_obj
def list_(given: Given) -> None:
    """The table as it stands now, with the cut-offs of the cadence table."""
    from core.compile.cadence import table as cadence_now
    from core.records.routing import changes, routing_at

    with given.replica() as replica:
        now = replica.clock.now()
        routes = routing_at(changes(replica), now).routes
        cadence = cadence_now(replica, now)
    head = (
        *(t(f"cli.routing.{name}") for name in ("level", "kind", "to")),
        *(t(f"mode.{one}") for one in COLUMNS),
    )
    rows = [_row(one, cadence) for one in routes]
    result(given, {"routes": [_document(one, cadence) for one in routes]}, *table([head, *rows]))


@command("set")
@click.argument("level", type=click.Choice(SENDERS))
@click.argument("kind", type=click.Choice(KINDS), metavar="KIND")
@click.argument("to", type=click.Choice(ABOVE))
@click.option("--routine", type=click.IntRange(0), default=0, metavar="MINUTES")
@click.option("--emergency", type=click.IntRange(0), default=0, metavar="MINUTES")
@click.option("--reason", required=True, metavar="TEXT")
@click.option("--since", metavar="DATE")
@by_option
@click.pass_obj
def set_(given: Given, /, level: str, kind: str, to: str, by: str | None, **said: Any) -> None:
    """Change one line, from a day on; raises Refusal for a route that cannot be."""
    from core.compile.cadence import table as cadence_now
    from core.records.routing import change_routing

    recipient = "" if to == "nobody" else f"org.{to}"
    route = Route(f"org.{level}", kind, recipient, said["routine"], said["emergency"])
    with given.desk(by) as desk:
        now = desk.replica.clock.now()
        desk.do(change_routing, route, said["reason"], day_of(said["since"], now))
        cadence = cadence_now(desk.replica, now)
    result(given, _document(route, cadence), *table([_row(route, cadence)]))


def _row(one: Route, cadence: Table) -> tuple[str, ...]:
    from core.records.routing import kind_label

    to = t(one.to or "routing.nobody")
    return (t(one.level), t(kind_label(one.kind)), to, *(_limit(one, column, cadence) for column in COLUMNS))


def _limit(one: Route, column: Column, cadence: Table) -> str:
    """By when it goes there: a report's cut-off, at once, or after so long unread."""
    if one.kind in REPORTS:
        return _cutoff(one.kind, column, cadence)
    if not one.goes_on:
        return t("routing.at_once")
    minutes = getattr(one, column)
    return t("routing.unread", minutes=minutes) if one.to and minutes else "-"


def _cutoff(kind: str, column: Column, cadence: Table) -> str:
    """When that report must be in, by the cadence table; the one that closes an emergency is its last daily one."""
    rule = cadence.rule(CUTOFF)
    met_by = "daily" if kind == "closing" else kind
    return all_spoken([beat for beat in getattr(rule, column, ()) if beat.met_by == met_by])


def _document(one: Route, cadence: Table) -> dict[str, Any]:
    limits = {f"{column}_limit": _limit(one, column, cadence) for column in COLUMNS}
    return {**one._asdict(), **limits}


_HERE = "watchroom.commands.routing:"
routing = group("routing", {"list": _HERE + "list_", "set": _HERE + "set_"}, default="list")
