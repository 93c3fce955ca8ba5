"""`watchroom direct …`: a direct report, what was said to it, and that it is settled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.errors import Refusal
from core.i18n import t
from core.text import clean
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import notice, result
from watchroom.typed import at_option, by_option, joined, moment, record_of, text_argument

if TYPE_CHECKING:
    from datetime import datetime

    from core.replica.replica import Replica

LEVELS = ("urgent", "important")


@command("send")
@click.option("--what", required=True, metavar="TEXT")
@click.option("--where", required=True, metavar="TEXT")
@click.option("--need", required=True, metavar="TEXT")
@click.option("--by-when", metavar="HH:MM")
@click.option("--level", type=click.Choice(LEVELS), default="urgent")
@by_option
@click.pass_obj
def send(given: Given, /, by_when: str | None, level: str, by: str | None, **said: str) -> None:
    """Save it; it goes ahead of everything else."""
    from core.records.direct import Answers
    from core.records.direct import send as send_report

    with given.desk(by) as desk:
        until = None if by_when is None else _until(by_when, desk.replica.clock.now())
        answers = Answers(said["what"], said["where"], said["need"], until)
        record = desk.do(send_report, answers, f"direct.{level}")
        _said(given, desk.replica, record)
    notice(t("cli.direct.call_first"))


@command("phone")
@click.argument("number")
@click.argument("whom", nargs=-1, required=True)
@at_option
@by_option
@click.pass_obj
def phone(given: Given, number: str, whom: tuple[str, ...], at: str | None, by: str | None) -> None:
    """Note who was told of it by phone."""
    from core.records.direct import phone as note_call

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "direct")
        desk.do(note_call, record, joined(whom), moment(at, desk.replica.clock.now()))
        _said(given, desk.replica, record)


@command("reply")
@click.argument("number")
@text_argument
@by_option
@click.pass_obj
def reply(given: Given, number: str, text: tuple[str, ...], by: str | None) -> None:
    """Answer it, at the branch."""
    from core.records.direct import reply as answer

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "direct")
        desk.do(answer, record, joined(text))
        _said(given, desk.replica, record)


@command("resolve")
@click.argument("number")
@by_option
@click.pass_obj
def resolve(given: Given, number: str, by: str | None) -> None:
    """Say that it is settled, at the station that sent it."""
    from core.records.direct import resolve as settle

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "direct")
        desk.do(settle, record)
        _said(given, desk.replica, record)


def _until(text: str, now: datetime) -> datetime:
    """The limit that `text` sets; raises Refusal for what sets none."""
    from core.records.taskline import due_of

    limit = due_of(text, now)
    if limit is None:
        raise Refusal("time.unreadable", text=clean(text, limit=40))
    return limit


def _said(given: Given, replica: Replica, record: str) -> None:
    state: Any = replica.state(record)
    document = {"number": state.meta.number, "id": record, "status": state.status.removeprefix("direct.")}
    result(given, document, f"{state.meta.number} {t(state.status)}")


_HERE = "watchroom.commands.direct:"
direct = group(
    "direct",
    {
        "send": _HERE + "send",
        "phone": _HERE + "phone",
        "reply": _HERE + "reply",
        "resolve": _HERE + "resolve",
    },
)
