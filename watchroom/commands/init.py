"""`watchroom init`: set up a terminal for a station, alone."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.errors import Refusal
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import pin_from_stdin

if TYPE_CHECKING:
    from core.records.person import Proposed
    from core.replica.replica import Replica

LETTERS = tuple(chr(ord("A") + place) for place in range(26))


@command("init")
@click.option("--station", metavar="NAME")
@click.option("--code", metavar="CODE")
@click.option("--letter", default="A", type=click.Choice(LETTERS), metavar="A-Z")
@click.option("--people", metavar="FILE")
@click.option("--officer", metavar="NAME")
@click.option("--pin-stdin", is_flag=True)
@click.pass_obj
def init(given: Given, /, station: str | None, code: str | None, **more: str) -> None:
    """Read and judge everything, then write; a failure leaves the directory as it was."""
    from core.clock import SystemClock
    from core.replica import ballast
    from core.replica.setup import set_up

    listed = _listed(more["people"])
    pin = pin_from_stdin() if more["pin_stdin"] else ""
    if bool(pin) != bool(more["officer"]):
        raise Refusal("cli.pin_and_officer")
    station, code = station or _asked("station"), code or _asked("code")
    with (
        _all_or_nothing(given.directory),
        set_up(given.directory, SystemClock(), station=station, code=code, letter=more["letter"]) as replica,
    ):
        _fill(replica, listed, more["officer"], pin)
        ballast.keep(given.directory)
        seat = replica.seat
        assert seat is not None
    document = {"station": seat.station, "device": seat.device, "letter": seat.letter}
    said = t(
        "cli.init.done", station=seat.station, letter=seat.letter, path=given.directory, people=len(listed)
    )
    result(given, document, said)


def _listed(path: str | None) -> list[Proposed]:
    """The people of the list, every row of it usable."""
    if path is None:
        return []
    from core.importing.people import read_people

    return read_people(Path(path)).people


def _fill(replica: Replica, listed: list[Proposed], officer: str | None, pin: str) -> None:
    """Add the station, its people, and the first PIN."""
    from core.records.person import add_people, find_person
    from core.records.unit import add_station
    from core.replica.act import Desk
    from core.signing import set_pin

    desk = Desk(replica)
    desk.do(add_station)
    if listed:
        desk.do(add_people, listed)
    if officer:
        set_pin(replica, find_person(replica, officer).meta.id, pin)


def _asked(name: str) -> str:
    """What the person at the terminal types; raises Refusal when there is no terminal."""
    if not sys.stdin.isatty():
        raise Refusal("cli.missing", name=f"--{name}", path="watchroom init")
    return input(f"{t(f'cli.init.{name}')} ")


@contextmanager
def _all_or_nothing(directory: Path) -> Iterator[None]:
    """Remove what was begun in `directory` when setting up fails."""
    present = set(directory.iterdir()) if directory.is_dir() else None
    try:
        yield
    except BaseException:
        if directory.is_dir():
            for path in set(directory.iterdir()) - (present or set()):
                path.unlink()
            if present is None:
                directory.rmdir()
        raise
