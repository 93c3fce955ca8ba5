"""Damaged data: a reading command is done again on whatever still verifies, and the way back is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from core.errors import WatchroomError
from core.i18n import t
from watchroom.given import Given
from watchroom.speak import notice

READERS: Final = frozenset({"list", "show", "search", "status"})
"""Commands that only read."""


def again(arguments: Sequence[str], given: Given, carry_out: Callable[[], object]) -> None:
    """Do the reading command in `arguments` again with `carry_out`, on what can be read of the damaged data."""
    from core.clock import SystemClock
    from core.replica.replica import DATABASE
    from core.replica.salvage import readable

    if given.data is None or given.stand_in is not None or not READERS.intersection(arguments):
        return
    try:
        with readable(given.data / DATABASE, SystemClock()) as (replica, report):
            given.stand_in = replica
            carry_out()
            notice(t("cli.salvaged", events=report.events, left=len(report.left)))
    except WatchroomError as error:
        notice(error.sentence())
    finally:
        given.stand_in = None
