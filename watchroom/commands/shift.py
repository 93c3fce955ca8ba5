"""`watchroom shift open`: who is on duty from now on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.clock import iso
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import by_option

if TYPE_CHECKING:
    from core.records.shift import Shift


@command("open")
@click.option("--team", required=True, metavar="TEAM")
@click.option("--officer", metavar="NAME")
@by_option
@click.pass_obj
def open_(given: Given, team: str, officer: str | None, by: str | None) -> None:
    """Open the first shift; later ones begin with the handover."""
    from core.records.person import find_person
    from core.records.shift import open_shift, roster
    from core.records.unit import find_team

    with given.desk(by) as desk:
        unit = find_team(desk.replica, team)
        chosen = find_person(desk.replica, officer).meta.id if officer else None
        record = desk.do(open_shift, team=unit.meta.id, officer=chosen)
        state: Shift = desk.replica.state(record)
    names = [one.name for one in roster(state)]
    document = {"number": state.meta.number, "team": unit.name, "start": iso(state.start), "expected": names}
    result(given, document, " ".join([state.meta.number, unit.name, *names]))


shift = group("shift", {"open": "watchroom.commands.shift:open_"})
