"""A story before the eyes of who watches: the first screen begins it, further ones in other windows join it."""

from __future__ import annotations

import os
import select
import sys
from datetime import datetime
from pathlib import Path
from typing import Final

from core.i18n import language, t
from watchroom.demo.play.audience import Audience
from watchroom.demo.play.behind import story_behind
from watchroom.demo.play.pace import SPEED
from watchroom.demo.play.places import PARTS, Part, Places, part
from watchroom.demo.play.story import name_of
from watchroom.speak import notice

WAIT: Final = 20
"""Seconds until the story begins although nobody pressed Enter."""


def watched(data: Path, watch: str, start: datetime, speed: int | None, *, throw_away: bool) -> int:
    """Open the screen of the part called `watch`; returns the exit code.

    Where a story is being shown in `data` the screen joins it; otherwise the one that begins at `start` is set up
    and told behind this screen, and ends with it.  Raises Refusal when `data` belongs to a station.
    """
    places, seen = Places(data), part(watch)
    if places.clock.exists():
        audience = Audience(places)
        audience.leave_at_the_end()
        _screen(places, seen, audience)
        return 0
    places.empty()
    notice(t("play.setting"))
    with story_behind(data, start, speed or SPEED, throw_away=throw_away) as begin:
        _tell_the_others(data, seen)
        _wait_for_enter()
        begin()
        return _screen(places, seen, Audience(places))


def _screen(places: Places, seen: Part, audience: Audience) -> int:
    """The screen; its terminal is kept in touch by who tells the story."""
    from tui.main import run

    return run(places.terminal(seen), language(), told=audience, home=seen.home)


def _tell_the_others(data: Path, seen: Part) -> None:
    """How to open the other screens in other windows."""
    program = os.environ.get("WATCHROOM_CALLED_AS", "watchroom")
    print(t("play.others"))
    for one in PARTS:
        if one is not seen:
            typed = f"{program} demo --scenario typhoon --data {data} --watch {one.watch}"
            print(f"  {name_of(one.unit)}", f"    {typed}", sep="\n")
    print(t("play.enter", seconds=WAIT), flush=True)


def _wait_for_enter() -> None:
    """Until Enter, or long enough."""
    if select.select([sys.stdin], [], [], WAIT)[0]:
        sys.stdin.readline()
