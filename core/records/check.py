"""A phone check (电话抽查, E09): the branch asked by a call whether a record is true; no photo, no place, ever.

What the call came to goes down to the station with the record's number; whom the branch spoke to stays at the branch.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from core.errors import NotFound, Refusal
from core.records.kind import Fact, Line, Meta, RecordKind, Summary
from core.records.lesson.state import Delivery, Lesson
from core.records.meeting.state import Meeting
from core.records.reference import Ref, read_ref
from core.records.report.state import Report
from core.text import clean, mask_personal

if TYPE_CHECKING:
    from core.replica.act import Act
    from core.replica.replica import Replica

MADE, CALLED = "check.made", "check.called"
CHECK = RecordKind("check", series="C", audience="down")
KINDS = (CHECK,)

CONFIRMED, CORRECTED = "check.confirmed", "check.corrected"
RESULTS: Final = (CONFIRMED, CORRECTED)
"""一致: it was as written. 已更正: it was not, and what was right is written beside it."""

MOST_TEXT: Final = 100


@dataclass(frozen=True, slots=True)
class Check:
    """What a call came to: about which record (id, number) and which part of it, the result, what was right instead.

    `called` is None wherever it is not known: away from the branch.
    """

    meta: Meta
    record: str
    item: str
    number: str
    result: str
    text: str
    called: Ref | None = None


@CHECK.opens(MADE)
def _made(meta: Meta, fact: Fact) -> Check:
    body = fact.body
    if body["result"] not in RESULTS:
        raise ValueError(body["result"])
    return Check(
        meta, body["record"], body.get("item", ""), body["number"], body["result"], body.get("text", "")
    )


@CHECK.on(CALLED)
def _called(state: Check, fact: Fact) -> Check:
    return replace(state, called=state.called or read_ref(fact.body["person"]))


@CHECK.says(CALLED)
def _say_called(state: Check, fact: Fact) -> Line:
    name = state.called.name if state.called else ""
    params = {"number": state.number, "result": f"@{state.result}", "name": name, "text": state.text}
    return Line("check.line.corrected" if state.text else "check.line.confirmed", params, (name,))


@CHECK.summarises
def _summary(state: Check) -> Summary:
    title = f"{state.number} {state.text}".strip()
    return Summary(title, status=state.result, subject="check.title", parent=state.record)


def check_by_phone(act: Act, record: str, called: Ref, *, item: str = "", correct: str = "") -> str:
    """Record that the branch called `called` about `record`, or about its part `item`; returns the check's id.

    Without `correct` it was as written (一致), with it that is what was right (已更正).  Raises Refusal for a record of
    this terminal's own unit, one that was asked about before or a text that is too long; NotFound for one nobody knows.
    """
    text = mask_personal(clean(correct)).strip()
    if len(text) > MOST_TEXT:
        raise Refusal("check.too_long", most=MOST_TEXT, has=len(text))
    unit, number = _about(act.replica, record, item)
    if act.replica.seat is None or unit == act.replica.seat.unit:
        raise Refusal("check.own", number=number)
    if any(one.item == item for one in checks_of(act.replica, record)):
        raise Refusal("check.made_before", number=number)
    body: dict[str, Any] = {"record": record, "number": number, "result": CORRECTED if text else CONFIRMED}
    body |= {name: value for name, value in (("item", item), ("text", text)) if value}
    check = act.open(CHECK, MADE, body)
    act.append(CALLED, check, {"person": called.body()})
    return check


def checks_of(replica: Replica, record: str) -> list[Check]:
    """What calls about the record with that id came to, oldest first."""
    found = (replica.state(row.id) for row in replica.rows("check", parent=record) if not row.struck)
    return [one for one in found if isinstance(one, Check)]


def _about(replica: Replica, record: str, item: str) -> tuple[str, str]:
    """The unit and the number of what is asked about; raises NotFound for what nobody is asked about."""
    state = replica.state(record)
    if isinstance(state, Lesson):
        held: Delivery | None = next((one for one in state.deliveries if one.id == item), None)
        if held is not None:
            return held.station, state.meta.number
    elif isinstance(state, Meeting | Report) and not item:
        return state.meta.unit, state.meta.number
    raise NotFound("record.not_found", number=record[:8])
