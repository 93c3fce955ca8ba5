"""`watchroom incident stamp`, `note` and `send`: while it runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import NotFound
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import notice, result
from watchroom.typed import at_option, by_option, joined, moment, record_of, text_argument

if TYPE_CHECKING:
    from collections.abc import Iterable

    from core.records.kind import Line
    from core.replica.replica import Replica

CLASSES = ("fire", "rescue", "assist", "cover", "drill", "false")
STAGES = ("turnout", "on_scene", "controlled", "closed", "back")


@command("stamp")
@click.argument("number")
@click.argument("stage", type=click.Choice(STAGES))
@at_option
@click.option("--unit", metavar="VEHICLE")
@by_option
@click.pass_obj
def stamp(given: Given, number: str, stage: str, at: str | None, unit: str | None, by: str | None) -> None:
    """A time of the whole incident, or of one vehicle."""
    from core.clock import iso
    from core.records import incident

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        vehicle = _vehicle(desk.replica, unit)
        odd = desk.do(incident.stamp, record, stage, vehicle=vehicle, at=at)
        state: incident.Incident = desk.replica.state(record)
    stamped = state.time(f"inc.{stage}", vehicle or None)
    assert stamped is not None
    document = {"number": state.meta.number, "stage": stage, "unit": vehicle, "at": iso(stamped)}
    result(given, document, f"{state.meta.number} {vehicle} {t(f'inc.{stage}')} {stamped:%H:%M}")
    _warn(odd)


@command("note")
@click.argument("number")
@text_argument
@at_option
@by_option
@click.pass_obj
def note(given: Given, number: str, text: tuple[str, ...], at: str | None, by: str | None) -> None:
    """A line of its running log."""
    from core.records import incident

    written = joined(text)
    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        desk.do(incident.note, record, written, at=moment(at, desk.replica.clock.now()))
        full = desk.replica.state(record).meta.number
    result(given, {"number": full, "id": record}, full)


@command("send")
@click.argument("number")
@click.argument("vehicle")
@click.option("--crew", multiple=True, metavar="NAME")
@at_option
@by_option
@click.pass_obj
def send(
    given: Given, number: str, vehicle: str, crew: tuple[str, ...], at: str | None, by: str | None
) -> None:
    """A vehicle with its crew turns out."""
    from core.records import incident
    from core.records.person import find_person
    from core.records.reference import reference

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        name = _vehicle(desk.replica, vehicle)
        people = [reference(find_person(desk.replica, one)) for one in crew]
        odd = desk.do(incident.send, record, name, people, at=at)
        full = desk.replica.state(record).meta.number
    document = {"number": full, "unit": name, "crew": [one["name"] for one in people]}
    result(given, document, " ".join([full, name, *document["crew"]]))
    _warn(odd)


@command("classify")
@click.argument("number")
@click.argument("category", type=click.Choice(CLASSES))
@click.option("--reason", default="")
@by_option
@click.pass_obj
def classify(given: Given, number: str, category: str, reason: str, by: str | None) -> None:
    """Put it into another class; its number stays."""
    from core.records import incident

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        desk.do(incident.classify, record, f"inc.{category}", reason=reason)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full, "class": category}, f"{full} {t(f'inc.{category}')}")


def _vehicle(replica: Replica, typed: str | None) -> str:
    """The name of one of our vehicles, or what was typed: another station's vehicle may come too."""
    from core.records.vehicle import find_vehicle

    if not typed:
        return ""
    try:
        return find_vehicle(replica, typed).name
    except NotFound:
        return typed


def _warn(odd: Iterable[Line]) -> None:
    """Say what is odd about what was saved."""
    from core.replica.sentences import render

    for line in odd:
        notice(render(line))
