"""`watchroom alarms`: what a person should know about restores, forks and refusals."""

from __future__ import annotations

import click

from core.i18n import has, t
from watchroom.document import when
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table


@command("alarms")
@click.option("--seen", is_flag=True)
@click.pass_obj
def alarms(given: Given, seen: bool) -> int:
    """List them, the newest first; 1 while there are unseen ones, `--seen` notes that they were read."""
    from core.replica import standing

    with given.replica() as replica:
        found = standing.alarms(replica.connection)
        if seen and found:
            standing.see_alarms(replica.connection, found[0].id)
    items = [
        {
            "id": one.id,
            "at": when(one.at),
            "key": one.message,
            "text": t(one.message) if has(one.message) else one.message,
            "about": one.about,
            "seen": bool(one.seen),
        }
        for one in found
    ]
    unseen = sum(not one.seen for one in found)
    rows = [
        (
            str(one["at"])[:16].replace("T", " "),
            "" if one["seen"] else "!",
            str(one["text"]),
            str(one["about"]),
        )
        for one in items
    ]
    result(given, {"unseen": unseen, "alarms": items}, *(table(rows) or [t("cli.alarms.none")]))
    return 1 if unseen and not seen else 0
