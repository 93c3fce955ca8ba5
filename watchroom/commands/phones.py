"""`watchroom phones …`: whom to call, in order, at this unit and at those above and below it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result, table
from watchroom.typed import by_option

if TYPE_CHECKING:
    from core.replica.replica import Replica


@command("list")
@click.pass_obj
def list_(given: Given) -> None:
    """Every list that is here, by unit."""
    with given.replica() as replica:
        _said(given, replica)


@command("set")
@click.argument("phones", nargs=-1, required=True)
@by_option
@click.pass_obj
def set_(given: Given, phones: tuple[str, ...], by: str | None) -> None:
    """Replace the list of this unit."""
    from core.records.phonebook import read_entry, set_phones

    entries = [read_entry(text) for text in phones]
    with given.desk(by) as desk:
        desk.do(set_phones, entries)
        _said(given, desk.replica)


def _said(given: Given, replica: Replica) -> None:
    from core.records.phonebook import phonebooks

    found = sorted(phonebooks(replica).items())
    document = [
        {"unit": unit, "phones": [{"who": one.who, "number": one.number} for one in entries]}
        for unit, entries in found
    ]
    rows = [(unit, one.who, one.number) for unit, entries in found for one in entries]
    result(given, {"units": document}, *(table(rows) or [t("phonebook.none")]))


_HERE = "watchroom.commands.phones:"
phones = group("phones", {"list": _HERE + "list_", "set": _HERE + "set_"})
