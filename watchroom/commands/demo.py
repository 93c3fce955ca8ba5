"""`watchroom demo`: two stations with invented work and their branch, thrown away afterwards unless given a place."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable
from datetime import date, datetime, time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import click

from core.clock import SystemClock
from core.demo.summary import Summary
from core.errors import Refusal
from core.i18n import language, t
from core.records.labels import label
from core.text import clean
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import notice, result, table

PRESENT = time(3, 12)
"""The hour of a day given by its date: the quiet one before the morning."""
SCENARIOS = ("typhoon",)
"""Stories that can be played."""
WATCHED = ("branch", "donggang", "beidi", "youqu")
"""Whose screen may be opened on one, the first unless told otherwise."""


@command("demo")
@click.option("--headless", is_flag=True)
@click.option("--date", metavar="DATE")
@click.option("--scenario", type=click.Choice(SCENARIOS))
@click.option("--watch", type=click.Choice(WATCHED))
@click.option("--speed", type=click.IntRange(1, 1_000_000), metavar="N")
@click.pass_obj
def demo(
    given: Given,
    headless: bool,
    date: str | None,
    scenario: str | None,
    watch: str | None,
    speed: int | None,
) -> int:
    """Build it, then open the screen on it, or let everybody exchange and print one page where there is no screen."""
    from core.demo import build

    if scenario is not None:
        return _story(given, watch or WATCHED[0], speed, date, headless=headless)
    if watch or speed:
        raise Refusal("play.no_scenario")
    until = _present(date)
    own, shown = _own_place(given), _on_a_screen(given, headless=headless)
    try:
        summary = build(given.directory, until, _bar())
        return _opened(given.directory, until, own=own) if shown else _told(given, summary)
    finally:
        if own and shown:
            shutil.rmtree(given.directory, ignore_errors=True)


def _story(given: Given, watch: str, speed: int | None, date: str | None, *, headless: bool) -> int:
    """Play a scenario: behind a screen, or at once; 1 when a Check line fails or two replicas do not agree."""
    from watchroom.demo.play.story import begins, last_friday

    if not servers_installed():
        raise Refusal("play.no_servers")
    now = SystemClock().now()
    start = last_friday(now) if date is None else begins(_day(date, now))
    own, shown = _own_place(given), _on_a_screen(given, headless=headless)
    try:
        if shown:
            from watchroom.demo.play.shown import watched

            return watched(given.directory, watch, start, speed, throw_away=own)
        from watchroom.demo.play.outcome import outcome

        found = outcome(given.directory, start)
    finally:
        if own and shown:
            shutil.rmtree(given.directory, ignore_errors=True)
    from core.demo import PIN

    result(given, {**found.document(), "data": str(given.directory), "pin": PIN}, *found.lines())
    for sentence in found.complaints():
        notice(sentence)
    return 0 if found.good else 1


def _own_place(given: Given) -> bool:
    """Whether the data lie in a place of the demo's own, made now, because nobody named one."""
    own = given.data is None and not os.environ.get("WATCHROOM_DATA")
    if own:
        given.data = Path(tempfile.mkdtemp(prefix="watchroom-demo-"))
    return own


def _on_a_screen(given: Given, *, headless: bool) -> bool:
    return not (headless or given.json) and sys.stdin.isatty() and sys.stdout.isatty()


def servers_installed() -> bool:
    """Whether this installation can serve: without the extra `server` the demo is one station alone."""
    return all(find_spec(name) is not None for name in ("starlette", "uvicorn"))


def _opened(directory: Path, until: datetime, *, own: bool) -> int:
    """The screen, with the company behind it; returns the exit code."""
    from tui.main import run
    from watchroom.branch import Background

    if not servers_installed():
        try:
            return run(directory, language())
        finally:
            notice(t("cli.demo.alone"))
    from watchroom.demo.behind import company_behind

    with company_behind(directory, until, throw_away=own):
        branch = Background(directory)
        try:
            return run(directory, language(), branch)
        finally:
            branch.stop()


def _told(given: Given, summary: Summary) -> int:
    """Everything exchanged, compared and told; 1 when the replicas do not agree."""
    from core.demo import PIN

    place: dict[str, Any] = {"data": str(given.directory), "pin": PIN}
    if not servers_installed():
        result(given, _alone(summary, given.directory) | place, *_page(summary, given.directory, PIN))
        notice(t("cli.demo.alone"))
        return 0
    from watchroom.demo.outcome import outcome

    found = outcome(given.directory, summary)
    page = _page(found.summary, given.directory, PIN)
    result(given, found.document() | place, *page, "", *found.lines())
    for sentence in found.complaints():
        notice(sentence)
    return 0 if found.in_sync else 1


def _alone(summary: Summary, directory: Path) -> dict[str, Any]:
    """The document of the one station there is without servers: nobody to agree with."""
    terminal = {"letter": "A", "events": summary.events, "data": str(directory)}
    station = {"station": summary.station, "events": summary.events, "terminals": [terminal]}
    return {**summary.document(), "stations": [station], "branch": None, "hq": None, "in_sync": None}


def _present(text: str | None) -> datetime:
    """The moment the demo ends at: now, or the small hours of the day `text` names."""
    now = SystemClock().now()
    return now if text is None else datetime.combine(_day(text, now), PRESENT, now.tzinfo)


def _day(text: str, now: datetime) -> date:
    """The day `text` names; raises Refusal for none."""
    from core.dates import day_word

    day = day_word(text, now.date(), past=True)
    if day is None:
        raise Refusal("cli.no_day", word=clean(text, limit=40))
    return day


def _bar() -> Callable[[float], None]:
    """A line on stderr that says how far it is, on a terminal only."""
    shown = [-1]

    def tell(share: float) -> None:
        percent = int(share * 100)
        if sys.stderr.isatty() and percent != shown[0]:
            shown[0] = percent
            end = "\n" if share >= 1 else ""
            print(f"\r{t('cli.demo.progress', percent=percent)}", end=end, file=sys.stderr, flush=True)

    return tell


TRIES = ("screen", "log", "search", "handover")
"""What the page proposes to type next."""


def _page(summary: Summary, directory: Path, pin: str) -> list[str]:
    """One page: what was made, what is open, and what to type next."""
    span = {"since": summary.since[:10], "until": summary.until[:16].replace("T", " ")}
    rows = [_row(summary, kind, count) for kind, count in summary.records.items()]
    program = os.environ.get("WATCHROOM_CALLED_AS", "watchroom")
    classes = "  ".join(f"{t(f'inc.{name}')} {count}" for name, count in summary.classes.items())
    return [
        t("cli.demo.made", station=summary.station, people=summary.people, **span),
        "",
        *table(rows),
        "",
        classes,
        t("cli.demo.events", events=summary.events),
        "",
        t("cli.demo.pin", pin=pin),
        *(t(f"cli.demo.try.{name}", program=program, path=directory) for name in TRIES),
    ]


def _row(summary: Summary, kind: str, count: int) -> tuple[str, ...]:
    """A kind, how many there are, and how many of them wait."""
    waiting = summary.open.get(kind, 0)
    return t(label(kind) or f"cli.{kind}"), str(count), t("cli.demo.open", count=waiting) if waiting else ""
