"""`watchroom report …`: compiled from the records, looked at, submitted; acknowledged and replied at the branch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.i18n import t
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.private import keep_option, kept_rules
from watchroom.speak import result
from watchroom.typed import by_option, joined, record_of, text_argument

if TYPE_CHECKING:
    from core.records.report import Compiled, Scope
    from core.replica.act import Act
    from core.replica.replica import Replica

FORMS = ("weekly", "daily", "situation", "closing")


@command("preview")
@click.argument("form", type=click.Choice(FORMS))
@click.option("--team", metavar="NAME")
@click.pass_obj
def preview(given: Given, form: str, team: str | None) -> None:
    """What the records say, without submitting it."""
    from core.compile.report import compile_report

    with given.replica() as replica:
        scope = _scope(replica, form, team)
        lines = compile_report(replica, scope)
        document = _document(replica, scope, lines)
    result(given, document, *(document["lines"] or [t("report.nil")]))


@command("submit")
@click.argument("form", type=click.Choice(FORMS))
@click.option("--team", metavar="NAME")
@click.option("--line", "lines", multiple=True, metavar="TEXT")
@click.option("--next", "plans", multiple=True, metavar="TEXT")
@keep_option
@by_option
@click.pass_obj
def submit(given: Given, /, form: str, team: str | None, by: str | None, **typed: Any) -> None:
    """Submit it with at most three lines by hand; with nothing at all it says 无事项."""

    def hand_in(act: Act, scope: Scope) -> str:
        from core.compile.report import compile_report
        from core.compile.text_check import check_report
        from core.records.report import ByHand
        from core.records.report import submit as submit_report

        by_hand = [ByHand("this_week", one) for one in typed["lines"]]
        by_hand += [ByHand("next", one) for one in typed["plans"]]
        found = check_report(act.replica, scope.form, by_hand, act.now.date())
        kept = kept_rules(found, keep=typed["keep"])
        return submit_report(act, scope, compile_report(act.replica, scope), by_hand, kept=kept)

    with given.desk(by) as desk:
        scope = _scope(desk.replica, form, team)
        state: Any = desk.replica.state(desk.do(hand_in, scope))
    compiled, total = state.typed_once
    said = t("report.nil") if state.nil else t("cli.report.done", lines=total, compiled=compiled)
    document = {"number": state.meta.number, "lines": total, "compiled": compiled, "nil": state.nil}
    result(given, document, f"{state.meta.number} {said}")


@command("acknowledge")
@click.argument("number")
@by_option
@click.pass_obj
def acknowledge(given: Given, number: str, by: str | None) -> None:
    """Take note of a report."""
    from core.records.report import acknowledge as take_note

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "report")
        desk.do(take_note, record)
        _said(given, desk.replica, record)


@command("reply")
@click.argument("number")
@text_argument
@by_option
@click.pass_obj
def reply(given: Given, number: str, text: tuple[str, ...], by: str | None) -> None:
    """Answer a report, which takes note of it too."""
    from core.records.report import reply as answer

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "report")
        desk.do(answer, record, joined(text))
        _said(given, desk.replica, record)


def _said(given: Given, replica: Replica, record: str) -> None:
    state: Any = replica.state(record)
    status = t(f"report.{state.status}")
    result(given, {"number": state.meta.number, "status": state.status}, f"{state.meta.number} {status}")


def _scope(replica: Replica, form: str, team: str | None) -> Scope:
    from core.compile.report import scope_of
    from core.records.reference import ref
    from core.records.unit import find_team

    found = None if team is None else ref(find_team(replica, team))
    return scope_of(replica, form, replica.clock.now(), found)


def _document(replica: Replica, scope: Scope, lines: tuple[Compiled, ...]) -> dict[str, Any]:
    from core.clock import iso
    from core.replica.sentences import sentence

    return {
        "form": scope.form,
        "since": iso(scope.since),
        "until": iso(scope.until),
        "team": scope.team.name if scope.team else "",
        "lines": [sentence(one.message, dict(one.params), None) for one in lines],
        "sources": [list(one.sources) for one in lines],
    }


_HERE = "watchroom.commands.report:"
report = group(
    "report",
    {
        "preview": _HERE + "preview",
        "submit": _HERE + "submit",
        "acknowledge": _HERE + "acknowledge",
        "reply": _HERE + "reply",
    },
)
