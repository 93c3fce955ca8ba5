"""`watchroom carry out` and `carry in`: exchange by a stick where no network is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import notice, result

if TYPE_CHECKING:
    from sync.carry import Taken


@command("out")
@click.argument("directory", metavar="DIR")
@click.pass_obj
def out(given: Given, directory: str) -> None:
    """Write everything this terminal holds to a stick."""
    from sync.carry import carry_out

    with given.replica() as replica:
        made = carry_out(replica, Path(directory))
    document = {
        "folder": str(made.folder),
        "files": made.files,
        "events": made.events,
        "there": made.there,
        "unsealed": made.unsealed,
    }
    result(
        given,
        document,
        t("cli.carry.written", files=made.files, events=made.events, there=made.there, folder=made.folder),
    )
    if made.unsealed:
        notice(t("cli.carry.unsealed", events=made.unsealed))


@command("in")
@click.argument("directory", metavar="DIR")
@click.pass_obj
def in_(given: Given, directory: str) -> int:
    """Take in what a stick holds for this station; 1 when something on it could not be used."""
    from sync.carry import carry_in

    with given.replica() as replica:
        taken = carry_in(replica, Path(directory))
    document = {
        "ok": taken.whole,
        "files": taken.files,
        "new": taken.new,
        "known": taken.known,
        "broken": taken.broken,
        "gaps": taken.gaps,
        "forked": taken.forked,
        "foreign": [one.station for one in taken.foreign],
        "ahead": [one.unit for one in taken.ahead],
        "strangers": taken.strangers,
    }
    result(given, document, t("cli.carry.taken", files=taken.files, new=taken.new, known=taken.known))
    for sentence in _told(taken):
        notice(sentence)
    return 0 if taken.whole and taken.files else 1


def _told(taken: Taken) -> list[str]:
    """What a person should know about the stick."""
    told = [t("cli.carry.foreign", station=one.station, unit=one.unit) for one in taken.foreign]
    told += [t("cli.carry.ahead", station=one.station, unit=one.unit) for one in taken.ahead]
    told += [t("cli.carry.stranger", device=device[:8]) for device in taken.strangers]
    told += [t("cli.carry.broken", name=name) for name in taken.broken]
    told += [t("cli.carry.gap", name=name) for name in taken.gaps]
    return told + [t("cli.carry.forked", name=name) for name in taken.forked]


carry = group(
    "carry",
    {"out": "watchroom.commands.carry:out", "in": "watchroom.commands.carry:in_"},
)
