"""`watchroom due --year`: the year's duties by rule and month, the state of each as a word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from core.clock import iso
from core.i18n import t
from watchroom.speak import result, table

if TYPE_CHECKING:
    from core.compile.branch_cadence import Month
    from core.replica.replica import Replica
    from watchroom.given import Given

HALVES: Final = (range(1, 7), range(7, 13))
"""Six months side by side are as many as a narrow terminal holds."""

NOTHING: Final = "-"


def of_year(given: Given, replica: Replica, year: int) -> int:
    """Say where every duty of `year` stands; 1 while one is due or was missed."""
    from core.compile.branch_cadence import months, owed_here

    now = replica.clock.now()
    since, until = datetime(year, 1, 1, tzinfo=now.tzinfo), datetime(year + 1, 1, 1, tzinfo=now.tzinfo)
    found = months(owed_here(replica, since, until, now))
    document = {"year": year, "rules": [_rule(rule, cells) for rule, cells in found.items()]}
    result(given, document, *(_lines(found) or [t("cli.due.none")]))
    return (
        1 if any(one.state in ("due", "missed") for cells in found.values() for one in cells.values()) else 0
    )


def _rule(rule: str, cells: Mapping[int, Month]) -> dict[str, Any]:
    return {
        "rule": rule,
        "duty": _duty(rule),
        "months": [
            {
                "month": number,
                "state": one.state,
                "met": one.met,
                "owed": one.owed,
                "why": one.why,
                "reason": code_of(one.reason),
                "moved": None if one.moved is None else iso(one.moved),
            }
            for number, one in cells.items()
        ],
    }


def _duty(rule: str) -> str:
    from core.rules.cadence import DEFAULT

    found = DEFAULT.rule(rule)
    return t(found.label) if found else rule


def code_of(reason: str) -> str:
    """Why a duty was put off, for scripts: emergency or incident, empty without a reason."""
    return reason.rpartition(".")[2]


def _lines(found: Mapping[str, Mapping[int, Month]]) -> list[str]:
    """Both halves of the year, those of nothing left out."""
    lines: list[str] = []
    for half in HALVES:
        rows = [_row(rule, cells, half) for rule, cells in found.items() if any(one in half for one in cells)]
        if rows:
            head = ("", "", *(t("cli.due.month", month=one) for one in half))
            lines += [*([""] if lines else []), *table([head, *rows])]
    put_off = [
        _put_off(rule, number, one)
        for rule, cells in found.items()
        for number, one in cells.items()
        if one.why
    ]
    return [*lines, *([""] if put_off else []), *put_off]


def _put_off(rule: str, number: int, one: Month) -> str:
    """What put a duty off, and by when it is to be held once that is over."""
    key = "cli.due.put_off" if one.moved is None else "cli.due.moved"
    day = "" if one.moved is None else f"{one.moved:%Y-%m-%d}"
    state = t(f"cadence.state.{one.state}")
    why = f"{t(one.reason)} {one.why}"
    return t(key, duty=f"{rule} {_duty(rule)}", month=number, state=state, why=why, day=day)


def _row(rule: str, cells: Mapping[int, Month], half: range) -> tuple[str, ...]:
    return (rule, _duty(rule), *(_cell(cells.get(number)) for number in half))


def _cell(one: Month | None) -> str:
    """The word of one month; where several fell due also how many were met."""
    if one is None:
        return NOTHING
    word = t(f"cadence.state.{one.state}")
    return f"{word} {one.met}/{one.owed}" if one.owed > 1 else word
