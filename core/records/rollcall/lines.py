"""What a roll call (点名) says in the duty log and in lists. Fitness for duty is never said (PV03)."""

from __future__ import annotations

from core.records.kind import Fact, Line, Summary
from core.records.rollcall.attendance import attendance
from core.records.rollcall.state import FINISHED, MARKED, ROLLCALL, SIGNED, RollCall

KINDS = (ROLLCALL,)
_NAMED = 6


@ROLLCALL.says(FINISHED)
def _say_finished(state: RollCall, fact: Fact) -> Line:
    found = attendance(state)
    names = tuple(one.person.name for one in (*found.absent, *found.unmarked))
    params: dict[str, str | int] = {
        "occasion": "@" + state.occasion,
        "team": state.team.name if state.team else "",
        "expected": found.expected,
        "present": found.present,
    }
    if not names:
        return Line("rollcall.line_all", params)
    return Line("rollcall.line_missing", params | {"names": _some(names)}, names)


@ROLLCALL.says(MARKED)
def _say_marked(state: RollCall, fact: Fact) -> Line | None:
    if state.finished is None:
        return None
    names = tuple(person["name"] for person in fact.body["people"])
    params = {"names": _some(names), "state": "@" + fact.body["state"]}
    correction = fact.body.get("correction")
    if correction is None:
        return Line("rollcall.line_marked", params, names)
    return Line("rollcall.line_corrected", params | {"why": "@" + correction}, names)


@ROLLCALL.says(SIGNED)
def _say_signed(state: RollCall, fact: Fact) -> Line:
    name = fact.body["signer"]["name"]
    return Line("rollcall.line_signed", {"occasion": "@" + state.occasion, "name": name}, (name,))


@ROLLCALL.summarises
def _summary(state: RollCall) -> Summary:
    found = attendance(state)
    status = "rollcall.running"
    if state.finished is not None:
        status = "rollcall.signed" if state.signed else "rollcall.unsigned"
    return Summary(
        found.fraction,
        status=status,
        open=state.finished is None,
        conflict=bool(state.conflicts),
        subject=state.occasion,
        parent=state.shift,
    )


def _some(names: tuple[str, ...]) -> str:
    """The names, cut short where they would drown the line."""
    return " ".join(names[:_NAMED]) + (f" +{len(names) - _NAMED}" if len(names) > _NAMED else "")
