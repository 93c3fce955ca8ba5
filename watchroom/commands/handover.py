"""`watchroom handover …`: the brief compiled, and printed as it stands or as it was signed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.errors import NotFound
from core.i18n import language
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import by_option, record_of

if TYPE_CHECKING:
    from core.records.handover import Handover
    from core.replica.replica import Replica


@command("prepare")
@by_option
@click.pass_obj
def prepare(given: Given, by: str | None) -> None:
    """Compile the brief of the running shift."""
    from core.records.handover import prepare as compile_now

    with given.desk(by) as desk:
        state: Handover = desk.replica.state(desk.do(compile_now))
        station = _station(desk.replica)
    _print(given, state, station)


@command("print")
@click.argument("number", required=False)
@click.pass_obj
def print_(given: Given, number: str | None) -> None:
    """The brief of a handover, by default of the latest."""
    with given.replica() as replica:
        rows = replica.rows("handover", newest=True, limit=1)
        if number is None and not rows:
            raise NotFound("cli.handover.none")
        record = rows[0].id if number is None else record_of(replica, number, "handover")
        state: Handover = replica.state(record)
        station = _station(replica)
    _print(given, state, station)


def _station(replica: Replica) -> str:
    return replica.seat.station if replica.seat else ""


def _print(given: Given, state: Handover, station: str) -> None:
    """The sheet, with who signed and the hash to compare years later."""
    from core.compile.print_handover import handover_sheet
    from watchroom.document import plain

    document: dict[str, Any] = {
        "number": state.meta.number,
        "status": state.status,
        "brief": plain(state.brief),
        "hash": state.signed.hash if state.signed else "",
    }
    result(given, document, *handover_sheet(state, station, language()).splitlines())


_HERE = "watchroom.commands.handover:"
handover = group("handover", {"prepare": _HERE + "prepare", "print": _HERE + "print_"})
