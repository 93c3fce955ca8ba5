"""`watchroom incident new`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from watchroom.commands.incident.running import CLASSES
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import at_option, by_option, joined, moment, text_argument

if TYPE_CHECKING:
    from core.records.incident import Incident


@command("new")
@text_argument
@click.option("--class", "category", type=click.Choice(CLASSES))
@click.option("--place", metavar="PLACE")
@at_option
@click.option("--reason", default="")
@by_option
@click.pass_obj
def new(given: Given, /, text: tuple[str, ...], category: str | None, place: str | None, **more: str) -> None:
    """One line opens it: class, place and what is seen are read out of it."""
    from core.records.incident import open_incident

    written = joined(text)
    chosen = {"class": f"inc.{category}" if category else "", "place": place or ""}
    with given.desk(more["by"]) as desk:
        at = moment(more["at"], desk.replica.clock.now())
        kept = {name: value for name, value in chosen.items() if value}
        record = desk.do(open_incident, written, chosen=kept, at=at, reason=more["reason"])
        state: Incident = desk.replica.state(record)
    number = state.meta.number
    document = {
        "number": number,
        "id": record,
        "class": state.category.removeprefix("inc."),
        "place": state.place,
    }
    result(given, document, f"{number} {state.place} {state.text}")
