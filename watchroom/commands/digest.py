"""`watchroom digest`: what headquarters knows of its branches, added up out of their digests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import click

from core.clock import from_ms, iso
from core.i18n import t
from watchroom.commands.list import since_ms
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table

if TYPE_CHECKING:
    from core.compile.headquarters import Branch, Headquarters
    from core.records.escalation import Escalation


@command("digest")
@click.option("--since", metavar="DATE")
@click.pass_obj
def digest(given: Given, since: str | None) -> int:
    """The digests that ended since a day, by branch; 1 while a direct report passed on waits to be read."""
    from core.compile.headquarters import QUARTER, read_headquarters

    with given.replica() as replica:
        now = replica.clock.now()
        first = since_ms(since, now)
        start = now - timedelta(days=QUARTER) if first is None else from_ms(first).astimezone(now.tzinfo)
        found = read_headquarters(replica, start, now)
    document = {
        "since": iso(start),
        "until": iso(now),
        "waiting": [_escalation(one) for one in found.waiting],
        "branches": [_branch(one) for one in found.branches],
    }
    result(given, document, *_lines(found))
    return 1 if found.waiting else 0


def _escalation(one: Escalation) -> dict[str, Any]:
    return {
        "number": one.meta.number,
        "station": one.name,
        "level": one.level.removeprefix("direct."),
        "place": one.place,
        "need": one.need,
        "sent": iso(one.sent),
        "raised": iso(one.raised),
    }


def _branch(one: Branch) -> dict[str, Any]:
    return {
        "unit": one.unit,
        "name": one.name,
        "digests": [
            {
                "number": each.meta.number,
                "form": each.form,
                "since": iso(each.since),
                "until": iso(each.until),
                "nil": each.nil,
                "figures": dict(each.figures),
                "stations": {path: dict(totals) for path, totals in each.stations.items()},
            }
            for each in one.digests
        ],
        "figures": dict(one.figures),
    }


def _lines(found: Headquarters) -> Iterator[str]:
    """What waits, then each branch with its totals; one line for a branch that had nothing."""
    from core.compile.headquarters import spoken

    for one in found.waiting:
        yield t("digest.waits", station=one.name, level=t(one.level), place=one.place, need=one.need)
    if not found.branches:
        yield t("digest.none")
    for branch in found.branches:
        yield t("digest.branch", name=branch.name, count=len(branch.digests))
        yield from table(("  " + one.name, one.number) for one in spoken(branch.figures)) or [
            "  " + t("report.nil")
        ]
