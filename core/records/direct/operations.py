"""Sending a direct report and what follows: delivered, read, answered, told by phone, escalated, settled."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.errors import Refusal
from core.records.direct.state import (
    ANSWERS,
    DELIVERED,
    DIRECT,
    ESCALATED,
    LEVELS,
    PHONED,
    READ,
    REPLIED,
    RESOLVED,
    SENT,
    Direct,
)
from core.records.named import named
from core.text import clean

if TYPE_CHECKING:
    from core.replica.act import Act

MOST: Final = 200
"""Characters of one answer."""

EARLIER: Final = timedelta(hours=1)
"""How long before it was written down somebody may have been told of it."""


@dataclass(frozen=True, slots=True)
class Answers:
    """What, where, what is needed, by when (None: at once)."""

    what: str
    where: str
    need: str
    by_when: datetime | None = None


def send(act: Act, answers: Answers, level: str = "direct.urgent") -> str:
    """Save a direct report, which goes ahead of everything else; returns its id.

    Raises Refusal for an unknown level, a missing answer, or a time that is over.
    """
    if level not in LEVELS:
        raise Refusal("direct.bad_level", value=clean(level, limit=40))
    body: dict[str, Any] = {name: clean(getattr(answers, name), limit=MOST).strip() for name in ANSWERS}
    empty = next((name for name in ANSWERS if not body[name]), None)
    if empty:
        raise Refusal("direct.missing", answer=f"@direct.{empty}")
    if answers.by_when is not None:
        if answers.by_when <= act.now:
            raise Refusal("direct.time_is_over")
        body["by_when"] = iso(answers.by_when)
    sender = named(act.replica, act.author).body() if act.author else None
    return act.open(DIRECT, SENT, {**body, "level": level, "sender": sender})


def note_delivered(act: Act, direct: str) -> None:
    """The branch's replica has it (已达); noted once, by the program."""
    if act.state(Direct, direct).delivered is None:
        act.append(DELIVERED, direct, {}, origin="compiled", audience="down")


def note_read(act: Act, direct: str) -> None:
    """Somebody at the branch opened it (已阅); noted once."""
    if act.state(Direct, direct).opened is None:
        act.append(READ, direct, _by(act), audience="down")


def reply(act: Act, direct: str, text: str) -> None:
    """Answer it (已复), also after it was settled; raises Refusal for an empty answer."""
    text = clean(text, limit=MOST).strip()
    if not text:
        raise Refusal("task.empty")
    note_read(act, direct)
    act.append(REPLIED, direct, {"text": text, **_by(act)}, audience="down")


def phone(act: Act, direct: str, to: str, at: datetime | None = None) -> None:
    """Note who was told by phone, when (电话补报); raises Refusal without a name or for an impossible time."""
    to = clean(to, limit=60).strip()
    if not to:
        raise Refusal("direct.whom")
    if at is not None and at > act.now:
        raise Refusal("time.ahead", at=at.strftime("%H:%M"))
    sent = act.state(Direct, direct).sent
    if at is not None and at < sent - EARLIER:
        raise Refusal("direct.call_before", at=at.strftime("%m-%d %H:%M"))
    act.append(PHONED, direct, {"to": to} | ({} if at is None else {"at": iso(at)}))


def resolve(act: Act, direct: str) -> None:
    """The station says that it is settled (办结); raises Refusal for another unit, or when it is already."""
    state, seat = act.state(Direct, direct), act.replica.seat
    if seat is None or act.replica.unit_of(state.meta) != seat.unit:
        raise Refusal("direct.station_settles")
    if state.resolved is not None:
        raise Refusal("direct.settled")
    act.append(RESOLVED, direct, _by(act))


def note_escalated(act: Act, direct: str) -> None:
    """The branch's agent told headquarters, because nobody had read it in time (§7, 3)."""
    if act.state(Direct, direct).escalated is None:
        act.append(ESCALATED, direct, {}, origin="compiled", audience="down")


def _by(act: Act) -> dict[str, Any]:
    return {"by": named(act.replica, act.author).body()} if act.author else {}
