"""`watchroom import …`: tables of other services, dry run first."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result, safe
from watchroom.typed import by_option

if TYPE_CHECKING:
    from core.importing.apply import Progress


@command("incident")
@click.argument("file")
@click.option("--mapping", metavar="FILE")
@click.option("--apply", is_flag=True)
@click.option("--suggest", is_flag=True)
@by_option
@click.pass_obj
def incident(
    given: Given, /, file: str, mapping: str | None, apply: bool, suggest: bool, by: str | None
) -> int:
    """Read every row and account for it; write only with --apply, and answer 1 when some were set aside."""
    from core.importing.account_text import render
    from core.importing.apply import import_incidents

    if suggest:
        return _suggest(given, Path(file))
    with given.desk(by) as desk:
        chosen = Path(mapping) if mapping else None
        account = import_incidents(desk, Path(file), chosen, apply=apply, progress=_bar())
    result(given, account.as_dict(), *render(account))
    return 1 if apply and account.doubtful else 0


@command("people")
@click.argument("file")
@click.option("--apply", is_flag=True)
@by_option
@click.pass_obj
def people(given: Given, file: str, apply: bool, by: str | None) -> None:
    """A list of people, taken whole or not at all."""
    from core.importing.people import read_people
    from core.records.person import add_people

    listed = read_people(Path(file))
    with given.desk(by) as desk:
        if apply:
            desk.do(add_people, listed.people)
    names = [one.name for one in listed.people]
    key = "cli.import.people_done" if apply else "cli.import.people_dry"
    document = {"read": listed.read, "people": names, "applied": apply, "unmapped": list(listed.unmapped)}
    result(given, document, t(key, count=len(names)), *names)


def _suggest(given: Given, path: Path) -> int:
    """Print the mapping proposed for the table, to be corrected and kept."""
    from core.importing.apply import suggested
    from core.importing.mapping_file import to_toml

    text = to_toml(suggested(path))
    if given.json:
        result(given, {"toml": text})
    else:
        for line in text.splitlines():
            print(safe(line))
    return 0


def _bar() -> Progress | None:
    """A line on stderr that says how far the file is read, on a terminal only."""
    if not sys.stderr.isatty():
        return None

    def tell(rows: int, share: float) -> None:
        end = "\n" if share >= 1 else ""
        print(
            f"\r{t('cli.import.progress', rows=rows, percent=int(share * 100))}",
            end=end,
            file=sys.stderr,
            flush=True,
        )

    return tell


_HERE = "watchroom.commands.importing:"
import_ = group("import", {"incident": _HERE + "incident", "people": _HERE + "people"})
