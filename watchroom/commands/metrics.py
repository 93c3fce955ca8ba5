"""`watchroom metrics`: the figures of a span of days, each with the numbers of the records it counted."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import click

from core.clock import iso
from core.errors import Refusal
from core.text import clean
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table

if TYPE_CHECKING:
    from core.compile.metrics import Figure
    from core.replica.replica import Replica


@command("metrics")
@click.option("--since", metavar="DATE")
@click.option("--until", metavar="DATE")
@click.pass_obj
def metrics(given: Given, since: str | None, until: str | None) -> None:
    """The last week, or the days named; of this station, or of all below a branch."""
    from core.compile.metrics import read_metrics
    from core.records.unit import stations_below

    with given.replica() as replica:
        now = replica.clock.now()
        start, end = _span(since, until, now)
        figures = read_metrics(replica, start, end, now)
        names = dict(stations_below(replica))
        items = [_item(replica, one, names) for one in figures]
        lines = table(_row(one, names) for one in figures)
    result(given, {"since": iso(start), "until": iso(end), "items": items}, *lines)


def _span(since: str | None, until: str | None, now: datetime) -> tuple[datetime, datetime]:
    """Whole days, the last one included; raises Refusal for what is no day or an end before the beginning."""
    from core.compile.metrics import SPANS

    last = now.date() if until is None else _day(until, now)
    first = last - timedelta(days=SPANS["week"] - 1) if since is None else _day(since, now)
    if first > last:
        raise Refusal("cli.metrics.no_span", since=first.isoformat(), until=last.isoformat())
    start = datetime.combine(first, time(0), now.tzinfo)
    return start, datetime.combine(last + timedelta(days=1), time(0), now.tzinfo)


def _day(text: str, now: datetime) -> date:
    from core.dates import day_word

    day: date | None = day_word(text, now.date(), past=True)
    if day is None:
        raise Refusal("cli.no_day", word=clean(text, limit=40))
    return day


def _item(replica: Replica, one: Figure, names: dict[str, str]) -> dict[str, Any]:
    """One figure; a share has no times and times have no share, and of nothing there is neither."""
    from core.compile.figures import name
    from core.compile.metrics import counted
    from core.rules.metrics import Share

    share = one.number if isinstance(one.number, Share) else None
    times = None if isinstance(one.number, Share) else one.number
    return {
        "metric": one.metric,
        "part": one.id.partition(".")[2],
        "subject": one.subject,
        "name": name(one, names),
        "value": one.number.value,
        "of": one.number.of,
        "percent": share.percent if share else None,
        "beside": share.beside if share else 0,
        "median_s": times.median if times else None,
        "slowest_s": times.slowest if times else None,
        "records": [row.number for row in counted(replica, one)],
    }


def _row(one: Figure, names: dict[str, str]) -> tuple[str, ...]:
    from core.compile.figures import name, words

    said = words(one.number)
    label = ("  " if one.subject else "") + name(one, names)
    return (one.metric, label, said.fraction, said.main, said.beside)
