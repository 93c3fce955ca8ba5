"""`watchroom meeting …`: hold one in a line, or close the one that runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar

import click

from core.errors import Refusal
from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.private import keep_option, kept_rules
from watchroom.speak import notice, result
from watchroom.typed import by_option, pairs, record_of

if TYPE_CHECKING:
    from core.replica.act import Act

F = TypeVar("F", bound=Callable[..., Any])
FORMS = ("micro", "pre_shift", "post_shift", "team", "study", "review", "leaders_exchange")


def problem_options(function: F) -> F:
    """What a hard problem leaves with, by part of its text: an action item, or nothing on purpose (M02)."""
    settled = click.option("--settle", multiple=True, metavar="PROBLEM=TEXT")(function)
    return click.option("--no-action", multiple=True, metavar="PROBLEM")(settled)


@command("new")
@click.argument("form", type=click.Choice(FORMS))
@click.option("--topic", required=True, metavar="TEXT")
@click.option("--decision", multiple=True, metavar="TEXT")
@click.option("--note", "notes", multiple=True, metavar="PART=TEXT")
@click.option("--nothing", is_flag=True)
@problem_options
@keep_option
@by_option
@click.pass_obj
def new(given: Given, /, form: str, topic: str, by: str | None, **said: Any) -> None:
    """Open it, write what was said and decided, and close it if something came of it (E04)."""

    def hold(act: Act) -> str:
        from core.records.meeting import decide_line, note, open_meeting

        record = open_meeting(act, form, topic)
        for part, text in pairs(said["notes"]):
            note(act, record, part, text)
        for line in said["decision"]:
            decide_line(act, record, line)
        _settle(act, record, said["settle"], said["no_action"])
        if said["nothing"] or act.replica.state(record).has_outcome:
            _end(act, record, nothing=said["nothing"], keep=said["keep"])
        return record

    with given.desk(by) as desk:
        state = desk.replica.state(desk.do(hold))
    problems = [one.text for one in state.unsettled]
    document = {"number": state.meta.number} | ({"problems": problems} if problems else {})
    result(given, document, f"{state.meta.number} {state.topic}", *problems)
    if state.closed is None:
        notice(t("cli.meeting.runs", number=state.meta.number))


@command("close")
@click.argument("number")
@click.option("--decision", multiple=True, metavar="TEXT")
@click.option("--nothing", is_flag=True)
@problem_options
@keep_option
@by_option
@click.pass_obj
def close(given: Given, /, number: str, by: str | None, **said: Any) -> None:
    """End the meeting that runs; raises Refusal when nothing came of it and nobody says so, or a problem is left."""

    def end(act: Act, record: str) -> None:
        from core.records.meeting import decide_line

        for line in said["decision"]:
            decide_line(act, record, line)
        _settle(act, record, said["settle"], said["no_action"])
        _end(act, record, nothing=said["nothing"], keep=said["keep"])

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "meeting")
        desk.do(end, record)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full}, full)


def _settle(act: Act, record: str, settled: Sequence[str], no_action: Sequence[str]) -> None:
    """Settle hard problems of a Leaders' Exchange (M02)."""
    from core.records import meeting

    for name, line in pairs(settled):
        meeting.decide_problem(act, record, _problem(act, record, name), line)
    for name in no_action:
        meeting.settle(act, record, _problem(act, record, name))


def _problem(act: Act, record: str, typed: str) -> str:
    """The id of the one open problem whose text holds what was typed; raises Refusal for none or several."""
    found = [one for one in act.replica.state(record).unsettled if typed.strip() in one.text]
    if len(found) != 1:
        raise Refusal("meeting.no_problem")
    return str(found[0].id)


def _end(act: Act, record: str, *, nothing: bool, keep: bool) -> None:
    """Close it, unless its author has yet to see what E06 and E07 say; then nothing of the act is saved."""
    from core.compile.meeting_check import check_meeting
    from core.records.meeting import close

    kept = kept_rules(check_meeting(act.replica, record, act.now), keep=keep)
    close(act, record, nothing=nothing, kept=kept)


_HERE = "watchroom.commands.meeting:"
meeting = group("meeting", {"new": _HERE + "new", "close": _HERE + "close"})
