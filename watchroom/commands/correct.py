"""`watchroom strike`, `amend` and `undo`: nothing is erased, every change has a reason."""

from __future__ import annotations

import click

from core.errors import Refusal
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import by_option, pairs, record_of


@command("strike")
@click.argument("number")
@click.option("--reason", required=True)
@by_option
@click.pass_obj
def strike(given: Given, number: str, reason: str, by: str | None) -> None:
    """Take a record out of account; it stays readable."""
    from core.records.correction import strike as out

    with given.desk(by) as desk:
        record = record_of(desk.replica, number)
        desk.do(out, record, reason)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full, "id": record}, full)


@command("amend")
@click.argument("number")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE")
@click.option("--reason", required=True)
@by_option
@click.pass_obj
def amend(given: Given, number: str, fields: tuple[str, ...], reason: str, by: str | None) -> None:
    """Put other values into the event that opened a record; the original stays readable."""
    from core.records.correction import amend as change

    with given.desk(by) as desk:
        record = record_of(desk.replica, number)
        meta = desk.replica.state(record).meta
        values = dict(pairs(fields))
        known = next(event.body or {} for event in desk.replica.events(record) if event.id == meta.opener)
        for name in values:
            if name not in known:
                raise Refusal("incident.no_field", name=name)
        desk.do(change, record, str(meta.opener), values, reason)
    result(given, {"number": meta.number, "id": record}, meta.number)


@command("undo")
@by_option
@click.pass_obj
def undo(given: Given, by: str | None) -> None:
    """Take back the last act of this terminal, and say what it was."""
    from core.records.undo import undo_last
    from core.replica.sentences import render

    with given.desk(by) as desk:
        line = render(desk.do(undo_last))
    result(given, {"undone": line}, line)
