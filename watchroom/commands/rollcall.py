"""`watchroom rollcall`: everybody present but those named."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.errors import NotFound
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import notice, result
from watchroom.typed import by_option, pairs

if TYPE_CHECKING:
    from core.records.rollcall import RollCall
    from core.replica.act import Act

OCCASIONS = ("takeover", "middle", "night", "adhoc")


@command("rollcall")
@click.option("--absent", multiple=True, metavar="NAME=REASON")
@click.option("--occasion", type=click.Choice(OCCASIONS), default="takeover")
@by_option
@click.pass_obj
def rollcall(given: Given, absent: tuple[str, ...], occasion: str, by: str | None) -> None:
    """The whole roll call in one act: opened, marked, finished."""
    from core.records.rollcall import attendance

    with given.desk(by) as desk:
        record = desk.do(_hold, f"rollcall.{occasion}", pairs(absent))
        state: RollCall = desk.replica.state(record)
    found = attendance(state)
    away = [one.person.name for one in (*found.absent, *found.excused)]
    document = {"expected": found.expected, "present": found.present, "absent": away}
    fraction = t(
        "cli.rollcall.done", number=state.meta.number, expected=found.expected, present=found.present
    )
    result(given, document, fraction, *(_told(state, name) for name in away))
    if not state.called:
        notice(t("cli.rollcall.nobody"))


def _hold(act: Act, occasion: str, absent: list[tuple[str, str]]) -> str:
    """Open it, say who is missing, mark the rest as on duty, finish."""
    from core.records.rollcall import mark, mark_rest_present, open_rollcall, read_state, sign_rollcall

    record = open_rollcall(act, occasion)
    state: RollCall = act.replica.state(record)
    for typed, reason in absent:
        person = _called(state, typed)
        where, code = read_state(reason)
        mark(act, record, person, where, reason=code)
    mark_rest_present(act, record)
    sign_rollcall(act, record)
    return record


def _called(state: RollCall, typed: str) -> str:
    """The id of the one of those expected that `typed` means; raises NotFound."""
    from core.commands.arguments import matching
    from core.commands.context import Named

    found = matching(typed, [Named(one.person.id, one.person.name) for one in state.called])
    if len(found) != 1:
        names = " ".join(one.name for one in found)
        key = "command.which" if found else "cli.rollcall.not_called"
        raise NotFound(key, word=typed, names=names)
    return found[0].id


def _told(state: RollCall, name: str) -> str:
    """Somebody who is not there, and where they are."""
    one = next(one for one in state.called if one.person.name == name)
    return f"{name}  {t(one.state)}"
