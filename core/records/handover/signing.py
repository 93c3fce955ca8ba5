"""The signatures of a handover: the brief is frozen, one shift ends and the next begins, all or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any

from core.clock import iso
from core.compile.brief import ALONE, Sync
from core.errors import Refusal
from core.i18n import t
from core.records.brief import seal_hash
from core.records.handover.operations import fresh_brief, running
from core.records.handover.state import ACCEPTED, Handover
from core.records.issue import Details, open_issue
from core.records.named import named
from core.records.shift import Shift, close_shift, open_shift
from core.rules.custody import unsettled
from core.signing import require

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.signing import Signature


@dataclass(frozen=True, slots=True)
class Next:
    """The shift that takes over; what is left out comes from the team and the pattern in force."""

    team: str
    officer: str | None = None
    leader: str | None = None
    expected: Sequence[str] | None = None
    planned_end: datetime | None = None


@dataclass(frozen=True, slots=True)
class Signatures:
    """The two PINs: who hands over and who takes over."""

    outgoing: Signature
    incoming: Signature


def sign(act: Act, handover: str, signatures: Signatures, next_shift: Next, sync: Sync = ALONE) -> str:
    """Complete the handover at this moment; returns the id of the shift that begins with it.

    Freezes and hashes the brief, makes a problem of every question, closes the outgoing shift and opens the next in
    the same act, and seals the journal. Raises Refusal for one person signing twice, an incident still being fought,
    or anything not walked through or said back.
    """
    state = running(act, handover)
    outgoing, incoming = _two_people(act, signatures)
    state = _complete(act, state, sync)
    tip, brief = journal_tip(act), state.brief.body()
    issues = [_issue(act, state, item.text, note) for item, note in state.queries]
    close_shift(act, state.shift, handover, act.now)
    opened = _open_next(act, next_shift, incoming)
    body = {
        "at": iso(act.now),
        "outgoing": named(act.replica, outgoing).body(),
        "incoming": named(act.replica, incoming).body(),
        "brief": brief,
        "tip": tip,
        "hash": seal_hash(brief, tip),
        "next_shift": opened,
        "issues": issues,
    }
    act.append(ACCEPTED, handover, body, second=incoming)
    act.seal()
    return opened


def journal_tip(act: Act) -> dict[str, Any]:
    """The tip of the journal as saved before this act: session, number of its last event, hash of its last header."""
    row = act.replica.connection.execute(
        "SELECT session, seq, hash FROM session WHERE session = (SELECT last_session FROM journal_state)"
    ).fetchone()
    if row is None:
        return {"session": "", "seq": 0, "hash": ""}
    return {"session": row[0].hex(), "seq": row[1], "hash": row[2].hex()}


def _two_people(act: Act, signatures: Signatures) -> tuple[str, str]:
    outgoing = require(signatures.outgoing, act.now)
    incoming = require(signatures.incoming, act.now)
    if outgoing == incoming:
        raise Refusal("handover.same_person", name=signatures.incoming.name)
    return outgoing, incoming


def _complete(act: Act, state: Handover, sync: Sync) -> Handover:
    """The handover with the brief as of this very moment; raises Refusal while anything is left to do."""
    waiting = unsettled(act.replica, state.settled)
    if waiting:
        raise Refusal("handover.incident_runs", number=waiting[0].number)
    state = replace(state, brief=fresh_brief(act, act.state(Shift, state.shift), sync))
    if state.unchecked:
        raise Refusal("handover.unchecked", count=len(state.unchecked), first=state.unchecked[0].text)
    if not all(question.answer for question in state.questions):
        raise Refusal("handover.not_said_back")
    return state


def _issue(act: Act, state: Handover, text: str, note: str) -> str:
    """Open the problem (困难问题) a question became; what was asked is its text, the item its place in the brief."""
    what = t(text[1:]) if text.startswith("@") else text
    said = f"{what}：{note}" if note else what
    return open_issue(act, "issue.title", said, Details(source=state.meta.id))


def _open_next(act: Act, plan: Next, incoming: str) -> str:
    return open_shift(
        act,
        team=plan.team,
        officer=plan.officer or incoming,
        leader=plan.leader,
        expected=plan.expected,
        start=act.now,
        planned_end=plan.planned_end,
    )
