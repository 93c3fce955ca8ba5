"""`watchroom doctor`: whether this machine and this directory serve, one line each with what to do."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import click

from core.errors import WatchroomError
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table

LEAST_FREE_MB = 200


class Check(NamedTuple):
    """One thing looked at: a catalogue name, whether it serves, and what was seen."""

    name: str
    ok: bool
    seen: str


@command("doctor")
@click.pass_obj
def doctor(given: Given) -> int:
    """Look at everything; answer 1 when something does not serve."""
    checks = list(_looked(given))
    rows = [
        (_word(one.ok), t(f"cli.doctor.{one.name}"), f"{one.seen} {_advice(one)}".strip()) for one in checks
    ]
    document: dict[str, Any] = {
        "ok": all(one.ok for one in checks),
        "checks": [
            {"name": one.name, "ok": one.ok, "seen": one.seen, "advice": _advice(one)} for one in checks
        ],
    }
    result(given, document, *table(rows))
    return 0 if document["ok"] else 1


def _word(ok: bool) -> str:
    return t("cli.doctor.ok" if ok else "cli.doctor.bad")


def _advice(check: Check) -> str:
    return "" if check.ok else t(f"cli.doctor.{check.name}.advice")


def _looked(given: Given) -> Iterator[Check]:
    yield from _machine()
    for look in (_disk, _station, _key, _clock):
        yield look(given)


def _machine() -> Iterator[Check]:
    """Python, SQLite, the terminal."""
    from core.replica.engine import many_writers, sqlite

    yield Check("python", sys.version_info >= (3, 11), sys.version.split()[0])
    yield Check("sqlite", many_writers(), str(sqlite.sqlite_version))
    encoding = getattr(sys.stdout, "encoding", "") or ""
    yield Check("encoding", encoding.lower().replace("-", "") == "utf8", encoding)
    term = os.environ.get("TERM", "")
    yield Check("terminal", term not in ("", "dumb", "unknown"), term)


def _disk(given: Given) -> Check:
    place = given.directory
    while not place.exists():
        place = place.parent
    free = shutil.disk_usage(place).free // 2**20
    return Check("disk", free >= LEAST_FREE_MB and os.access(place, os.W_OK), f"{free} MB {given.directory}")


def _station(given: Given) -> Check:
    def look() -> str:
        with given.replica() as replica:
            seat = replica.seat
            return f"{seat.station} {seat.code} {seat.letter}" if seat else ""

    return _tried("station", look)


def _key(given: Given) -> Check:
    """The device key: there, readable, and nobody else's to read."""
    from core.replica.seat import KEY_FILE, load_key

    def look() -> str:
        load_key(given.directory)
        path = given.directory / KEY_FILE
        return f"{path.stat().st_mode & 0o777:o}" if path.exists() else ""

    check = _tried("key", look)
    return check._replace(ok=check.ok and (os.name == "nt" or check.seen == "600"))


def _clock(given: Given) -> Check:
    """The wall clock against the latest event: duty clocks run down one day."""
    from core.journal.hlc import wall_ms

    def look() -> str:
        from core.clock import epoch_ms

        with given.replica() as replica:
            last = wall_ms(replica.connection.execute("SELECT hlc FROM journal_state").fetchone()[0])
            behind = last - epoch_ms(replica.clock.now())
            return f"{replica.clock.now():%Y-%m-%d %H:%M}" + (
                f" -{behind // 60_000} min" if behind > 120_000 else ""
            )

    check = _tried("clock", look)
    return check._replace(ok=check.ok and not check.seen.endswith("min"))


def _tried(name: str, look: Callable[[], str]) -> Check:
    """The check, failed when looking raises."""
    from core.replica.engine import sqlite

    try:
        seen = look()
        return Check(name, bool(seen), seen)
    except WatchroomError as error:
        return Check(name, False, error.sentence())
    except (sqlite.Error, OSError) as error:
        return Check(name, False, type(error).__name__)
