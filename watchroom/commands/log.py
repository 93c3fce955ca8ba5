"""`watchroom log`: a line of the duty log."""

from __future__ import annotations

import click

from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import at_option, by_option, joined, moment, text_argument


@command("log")
@text_argument
@at_option
@click.option("--reason", default="")
@by_option
@click.pass_obj
def log(given: Given, text: tuple[str, ...], at: str | None, reason: str, by: str | None) -> None:
    """One line, back-filled when it happened earlier."""
    from core.records.log import note

    written = joined(text)
    with given.desk(by) as desk:
        record = desk.do(note, written, at=moment(at, desk.replica.clock.now()), reason=reason)
        number = desk.replica.state(record).meta.number
    result(given, {"number": number, "id": record}, number)
