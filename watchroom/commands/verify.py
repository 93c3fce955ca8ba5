"""`watchroom verify`: is everything as it was written?"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import Damaged
from core.i18n import has, t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import notice, result

if TYPE_CHECKING:
    from core.journal.chain import Problem
    from core.replica.verify import Report

SHOWN = 20
"""Problems listed for a person; JSON lists them all."""


@command("verify")
@click.option("--copy", metavar="FILE")
@click.pass_obj
def verify(given: Given, copy: str | None) -> int:
    """Walk the journal; with damage, say where, and answer 3."""
    from core.journal.chain import Problem
    from core.replica.engine import sqlite

    try:
        report = _copied(Path(copy)) if copy else _walked(given)
        found, events = list(report.problems), report.events
    except (Damaged, sqlite.DatabaseError, ValueError, OverflowError) as error:
        key = error.key if isinstance(error, Damaged) else "verify.unreadable"
        found, events = [Problem("", 0, key)], 0
    problems = [{"session": one.session, "seq": one.seq, "what": _what(one.what)} for one in found]
    document: dict[str, Any] = {"ok": not found, "events": events, "problems": problems}
    if not found:
        result(given, document, t("cli.verify.ok", events=events))
        return 0
    lines = [_where(one) + _what(one.what) for one in found[:SHOWN]]
    result(given, document, t("cli.verify.damaged", count=len(found), events=events), *lines)
    notice(t("cli.verify.way_back"))
    return Damaged.exit_code


def _walked(given: Given) -> Report:
    from core.replica.verify import verify

    with given.replica() as replica:
        return verify(replica.connection)


def _copied(path: Path) -> Report:
    from core.replica.backup import check

    return check(path)


def _where(problem: Problem) -> str:
    """The session and number a problem stands at; nothing for one of the whole file."""
    return f"{problem.session[:8]}/{problem.seq} " if problem.session else ""


def _what(key: str) -> str:
    """A problem in words, without the parameters that only the raising place knows."""
    return t(key) if has(key) and "{" not in t(key) else t("verify.unreadable")
