"""`watchroom meeting …`: hold one in a line, or close the one that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import notice, result
from watchroom.typed import by_option, pairs, record_of

if TYPE_CHECKING:
    from core.replica.act import Act

FORMS = ("micro", "pre_shift", "post_shift", "team", "study", "review")


@command("new")
@click.argument("form", type=click.Choice(FORMS))
@click.option("--topic", required=True, metavar="TEXT")
@click.option("--decision", multiple=True, metavar="TEXT")
@click.option("--note", "notes", multiple=True, metavar="PART=TEXT")
@click.option("--nothing", is_flag=True)
@by_option
@click.pass_obj
def new(given: Given, /, form: str, topic: str, by: str | None, **said: tuple[str, ...]) -> None:
    """Open it, write what was said and decided, and close it if something came of it (E04)."""

    def hold(act: Act) -> str:
        from core.records.meeting import close, decide_line, note, open_meeting

        record = open_meeting(act, form, topic)
        for part, text in pairs(said["notes"]):
            note(act, record, part, text)
        for line in said["decision"]:
            decide_line(act, record, line)
        if said["nothing"] or act.replica.state(record).has_outcome:
            close(act, record, nothing=bool(said["nothing"]))
        return record

    with given.desk(by) as desk:
        state = desk.replica.state(desk.do(hold))
    result(given, {"number": state.meta.number}, f"{state.meta.number} {state.topic}")
    if state.closed is None:
        notice(t("cli.meeting.runs", number=state.meta.number))


@command("close")
@click.argument("number")
@click.option("--decision", multiple=True, metavar="TEXT")
@click.option("--nothing", is_flag=True)
@by_option
@click.pass_obj
def close(given: Given, number: str, decision: tuple[str, ...], nothing: bool, by: str | None) -> None:
    """End the meeting that runs; raises Refusal when nothing came of it and nobody says so."""

    def end(act: Act, record: str) -> None:
        from core.records import meeting

        for line in decision:
            meeting.decide_line(act, record, line)
        meeting.close(act, record, nothing=nothing)

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "meeting")
        desk.do(end, record)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full}, full)


_HERE = "watchroom.commands.meeting:"
meeting = group("meeting", {"new": _HERE + "new", "close": _HERE + "close"})
