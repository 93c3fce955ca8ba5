"""`watchroom show NUMBER`."""

from __future__ import annotations

import click

from core.i18n import t
from watchroom.commands.list import status
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table
from watchroom.typed import record_of


@command("show")
@click.argument("number")
@click.pass_obj
def show(given: Given, number: str) -> None:
    """Everything about one record: its row, its lines, its state."""
    from core.replica.rows import entries_of, of
    from watchroom.document import item, line, plain

    with given.replica() as replica:
        record = record_of(replica, number)
        row = of(replica.connection, record)
        assert row is not None
        summary = item(replica, row)
        lines = [line(replica, entry) for entry in entries_of(replica.connection, record)]
        document = {**summary, "lines": lines, "record": plain(replica.state(record))}
    head = " ".join(filter(None, (summary["number"], summary["title"], summary["place"], status(summary))))
    body = table(
        (one["at"][:16].replace("T", " "), one["by"], one["text"], marks(one["marks"])) for one in lines
    )
    result(given, document, head, *body)


def marks(words: list[str]) -> str:
    """The marks of a line, as the log shows them."""
    return " ".join(t(f"cli.mark.{mark}") for mark in words)
