"""`watchroom meeting …`: hold one in a line, or close the one that runs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.private import keep_option, kept_rules
from watchroom.speak import notice, result
from watchroom.typed import by_option, pairs, record_of

if TYPE_CHECKING:
    from core.replica.act import Act

FORMS = ("micro", "pre_shift", "post_shift", "team", "study")


@command("new")
@click.argument("form", type=click.Choice(FORMS))
@click.option("--topic", required=True, metavar="TEXT")
@click.option("--decision", multiple=True, metavar="TEXT")
@click.option("--note", "notes", multiple=True, metavar="PART=TEXT")
@click.option("--nothing", is_flag=True)
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
        if said["nothing"] or act.replica.state(record).has_outcome:
            _end(act, record, nothing=said["nothing"], keep=said["keep"])
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
@keep_option
@by_option
@click.pass_obj
def close(given: Given, /, number: str, by: str | None, **said: Any) -> None:
    """End the meeting that runs; raises Refusal when nothing came of it and nobody says so."""

    def end(act: Act, record: str) -> None:
        from core.records.meeting import decide_line

        for line in said["decision"]:
            decide_line(act, record, line)
        _end(act, record, nothing=said["nothing"], keep=said["keep"])

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "meeting")
        desk.do(end, record)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full}, full)


def _end(act: Act, record: str, *, nothing: bool, keep: bool) -> None:
    """Close it, unless its author has yet to see what E06 and E07 say; then nothing of the act is saved."""
    from core.compile.meeting_check import check_meeting
    from core.records.meeting import close

    kept = kept_rules(check_meeting(act.replica, record, act.now), keep=keep)
    close(act, record, nothing=nothing, kept=kept)


_HERE = "watchroom.commands.meeting:"
meeting = group("meeting", {"new": _HERE + "new", "close": _HERE + "close"})
