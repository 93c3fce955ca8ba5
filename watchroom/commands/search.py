"""`watchroom search QUERY`."""

from __future__ import annotations

import click

from core.i18n import t
from watchroom.commands.show import marks
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table
from watchroom.typed import joined


@command("search")
@click.argument("query", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(0), default=50, metavar="N")
@click.pass_obj
def search(given: Given, query: tuple[str, ...], limit: int) -> None:
    """Lines of the log that fit, newest first."""
    from core.search.find import find
    from watchroom.document import when

    with given.replica() as replica:
        found = find(replica, joined(query), limit=limit)
        kinds = {entry.record: replica.state(entry.record).meta.kind for entry in found.lines}
    hits = [
        {"number": entry.number, "kind": kinds[entry.record], "text": entry.text(), "at": when(entry.at)}
        for entry in found.lines
    ]
    rows = table(
        (when(one.at)[:16].replace("T", " "), one.number, one.text(), marks(one.mark.split()))
        for one in found.lines
    )
    result(
        given,
        {"total": found.total, "hits": hits},
        *rows,
        t("cli.list.total", shown=len(hits), total=found.total),
    )
