"""`watchroom rebuild`, `backup`, `restore` and `salvage`."""

from __future__ import annotations

from pathlib import Path

import click

from core.clock import iso
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result


@command("rebuild")
@click.pass_obj
def rebuild(given: Given) -> None:
    """Fold every view anew from the journal."""
    from core.replica.rebuild import rebuild as fold_anew

    with given.replica() as replica:
        records = fold_anew(replica)
    result(given, {"records": records}, t("cli.rebuild.done", records=records))


@command("backup")
@click.argument("file")
@click.pass_obj
def backup(given: Given, file: str) -> None:
    """Write a verified copy to a new file."""
    from core.replica.backup import backup as copy

    with given.replica() as replica:
        report = copy(replica, Path(file))
    result(
        given, {"file": file, "events": report.events}, t("cli.backup.done", file=file, events=report.events)
    )


@command("restore")
@click.argument("file")
@click.pass_obj
def restore(given: Given, file: str) -> None:
    """Put a backup in place of the data, which is kept beside it."""
    from core.clock import SystemClock
    from core.replica.replica import DATABASE
    from core.replica.restore import restore as put_back

    former = (given.directory / DATABASE).exists()
    report = put_back(given.directory, Path(file), SystemClock())
    key = "cli.restore.done" if former else "cli.restore.done_new"
    said = t(key, file=file, events=report.events, path=given.directory)
    result(given, {"file": file, "events": report.events}, said)


@command("salvage")
@click.argument("file")
@click.option("--with", "others", metavar="FILE", multiple=True)
@click.pass_obj
def salvage(given: Given, file: str, others: tuple[str, ...]) -> int:
    """Write what still verifies of the data to a new file; 1 when something had to be left out."""
    from core.clock import SystemClock
    from core.replica.replica import DATABASE
    from core.replica.salvage import salvage as save

    report = save(given.directory / DATABASE, Path(file), SystemClock(), *map(Path, others))
    left = [
        {
            "event": str(one.event.id),
            "kind": one.event.kind,
            "at": iso(one.event.recorded_at),
            "what": t(one.what),
            "body": one.event.body,
        }
        for one in report.left
    ]
    lines = [f"{iso(one.event.recorded_at)} {one.event.kind} {t(one.what)}" for one in report.left]
    said = t("cli.salvage.done", file=file, events=report.events, left=len(left))
    result(given, {"file": file, "events": report.events, "left": left}, said, *lines)
    return 1 if left else 0
