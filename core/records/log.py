"""A line of the duty log (值班日志): what an officer types, and the corrections every record shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.clock import iso
from core.errors import Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

NOTED = "log.noted"
LOG = RecordKind("log", series="L")
KINDS = (LOG,)


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line, with the reason when it was typed later than it happened (补录, E02)."""

    meta: Meta
    text: str
    reason: str


@LOG.opens(NOTED)
def _noted(meta: Meta, fact: Fact) -> LogLine:
    return LogLine(meta, fact.body["text"], fact.body.get("reason", ""))


@LOG.says(NOTED)
def _line(state: LogLine, fact: Fact) -> Line:
    return Line("log.line", {"text": fact.body["text"]})


@LOG.summarises
def _summary(state: LogLine) -> Summary:
    return Summary(state.text)


def note(act: Act, text: str, *, at: datetime | None = None, reason: str = "") -> str:
    """Write a line; `at` in the past makes it back-filled (补录). Returns the record's id.

    Raises Refusal for an empty line or a time that lies ahead.
    """
    text = clean(text).strip()
    if not text:
        raise Refusal("log.empty")
    body: dict[str, Any] = {"text": text}
    if at is not None:
        if at > act.now:
            raise Refusal("time.ahead", at=at.strftime("%H:%M"))
        body |= {"at": iso(at), "reason": reason}
    return act.open(LOG, NOTED, body, origin="live" if at is None else "backfill")
