"""`watchroom people …`: who is at the station, and their PINs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result, table
from watchroom.typed import by_option, pin_from_stdin

if TYPE_CHECKING:
    from core.records.person import Person
    from core.replica.replica import Replica

QUALIFICATIONS = ("commander", "driver", "communicator")


@command("list")
@click.option("--team", metavar="TEAM")
@click.pass_obj
def list_(given: Given, team: str | None) -> None:
    """Everybody by code."""
    from core.records.person import people as known
    from core.records.unit import find_team

    with given.replica() as replica:
        unit = find_team(replica, team).meta.id if team else None
        found = [_item(replica, one) for one in known(replica, team=unit)]
    rows = table((one["code"], one["name"], one["team"], " ".join(one["roles"])) for one in found)
    result(given, {"total": len(found), "items": found}, *rows)


@command("add")
@click.argument("name")
@click.option("--code", default="", metavar="CODE")
@click.option("--team", metavar="TEAM")
@click.option("--qualified", multiple=True, type=click.Choice(QUALIFICATIONS))
@by_option
@click.pass_obj
def add(
    given: Given, /, name: str, code: str, team: str | None, by: str | None, qualified: tuple[str, ...]
) -> None:
    """One more person; without a code they get the next free one."""
    from core.records.person import add_person
    from core.records.unit import find_team

    skills = [f"qual.{one}" for one in qualified]
    with given.desk(by) as desk:
        unit = find_team(desk.replica, team).meta.id if team else ""
        record = desk.do(add_person, name, code=code, team=unit, qualifications=skills)
        one = _item(desk.replica, desk.replica.state(record))
    result(given, {"code": one["code"], "name": one["name"], "id": record}, f"{one['code']} {one['name']}")


@command("pin")
@click.argument("name")
@click.option("--pin-stdin", is_flag=True, required=True)
@click.pass_obj
def pin(given: Given, name: str, pin_stdin: bool) -> None:
    """Give somebody a PIN on this terminal, read from stdin."""
    from core.records.person import find_person
    from core.signing import set_pin

    with given.replica() as replica:
        person = find_person(replica, name)
        set_pin(replica, person.meta.id, pin_from_stdin())
    result(given, {"name": person.name}, t("cli.people.pin_set", name=person.name))


@command("leave")
@click.argument("name")
@by_option
@click.pass_obj
def leave(given: Given, name: str, by: str | None) -> None:
    """Somebody has left the station; what they wrote stays."""
    from core.records.person import find_person
    from core.records.person import leave as gone

    with given.desk(by) as desk:
        person = find_person(desk.replica, name)
        desk.do(gone, person.meta.id)
    result(given, {"name": person.name}, person.name)


def _item(replica: Replica, person: Person) -> dict[str, Any]:
    """A person as lists show them."""
    unit = replica.state(person.team) if person.team else None
    today = replica.clock.now().date()
    return {
        "code": person.code,
        "name": person.name,
        "id": person.meta.id,
        "team": unit.name if unit else "",
        "roles": [t(role) for role in sorted(person.roles(today))],
        "qualified": sorted(one.removeprefix("qual.") for one in person.qualifications),
    }


_HERE = "watchroom.commands.people:"
people = group(
    "people", {"list": _HERE + "list_", "add": _HERE + "add", "pin": _HERE + "pin", "leave": _HERE + "leave"}
)
