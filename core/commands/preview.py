"""The sentence at the right of the line: what Enter will do, before Enter."""

from __future__ import annotations

from datetime import datetime

from core.commands.command import Takes
from core.commands.context import Context, Target
from core.commands.invocation import Invocation
from core.commands.parse import parse
from core.commands.words import head
from core.dates import short_when
from core.i18n import t
from core.records.quickline import CODES
from core.text import fit
from core.text.width import CUT

_SHORT = 28
"""Cells an argument may take in the sentence."""


def preview(line: str, context: Context) -> str:
    """What Enter would do with `line`, "" for an empty one."""
    invocation = parse(line, context)
    return "" if invocation is None else sentence(invocation, context)


def sentence(invocation: Invocation, context: Context) -> str:
    """What `invocation` would do."""
    if invocation.problem is not None:
        return t(invocation.problem.key, **invocation.problem.params)
    command = invocation.command
    if command.id == "log" and not invocation.missing:
        at = invocation.at
        return t("command.does.log") if at is None else t("command.does.backfill", at=_when(at, context.now))
    words = [t(command.label), *_arguments(invocation, context.now)]
    what = " ".join(filter(None, words))
    record = context.lookup(invocation.number) if invocation.number else None
    if record is not None:
        what = _of_record(t(command.label), record)
    elif invocation.number and not invocation.missing:
        return t("record.not_found", number=invocation.number)
    if invocation.missing:
        return t("command.does.ask", what=what, missing=t(f"command.takes.{invocation.missing[0].value}"))
    if "incident" in command.needs and context.incident is not None:
        target = f"{context.incident.short} {fit(context.incident.title, _SHORT, mark=CUT)}"
        return t("command.does.to", what=what, target=target)
    return t("command.does.it", what=what)


def _of_record(what: str, record: Target) -> str:
    """What a command does to a record, named with its day and title: a short number returns every day."""
    day = record.number.split("-")[-2][4:]
    return f"{what} {day[:2]}-{day[2:]} {record.short} {fit(record.title, _SHORT, mark=CUT)}"


def _arguments(invocation: Invocation, now: datetime) -> list[str]:
    """The arguments as they were understood, each in few cells."""
    names = [one.name for one in (*invocation.vehicles, *invocation.people)]
    language = t(f"command.language.{invocation.language}") if invocation.language else ""
    text = fit(_classed(invocation), _SHORT, mark=CUT) if Takes.TEXT in invocation.command.takes else ""
    at = _when(invocation.at, now) if invocation.at else ""
    due = short_when(invocation.due, now) if invocation.due else ""
    return [invocation.number, text, *names, at, due, language]


def _classed(invocation: Invocation) -> str:
    """The text, with the code of a class (hz) said as its label."""
    word, rest = head(invocation.text) if invocation.text else ("", "")
    known = invocation.command.id == "incident" and word in CODES
    return f"{t(CODES[word])} {rest}" if known else invocation.text


def _when(at: datetime, now: datetime) -> str:
    """A time gone, with its day unless that is today."""
    return f"{at:%H:%M}" if at.date() == now.date() else short_when(at, now)
