"""`watchroom incident fill`, `close` and `reopen`: what is still missing, and completing it."""

from __future__ import annotations

import click

from core.errors import Incomplete
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result
from watchroom.typed import by_option, pairs, record_of


@command("fill")
@click.argument("number")
@click.argument("fields", nargs=-1, required=True, metavar="FIELD=VALUE")
@by_option
@click.pass_obj
def fill(given: Given, number: str, fields: tuple[str, ...], by: str | None) -> None:
    """Fill in fields: cause=… injured=0."""
    from core.records import incident

    values = dict(pairs(fields))
    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        desk.do(incident.fill, record, **values)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full, "filled": list(values)}, full)


@command("close")
@click.argument("number")
@click.option("--unknown", multiple=True, metavar="FIELD=REASON")
@by_option
@click.pass_obj
def close(given: Given, number: str, unknown: tuple[str, ...], by: str | None) -> int:
    """Complete it; while something is missing, name it and answer "no"."""
    from core.records import incident
    from core.replica.act import Act

    answers = pairs(unknown)

    def answer(act: Act, record: str) -> None:
        for field, reason in answers:
            incident.answer_unknown(act, record, field, reason)

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        full = desk.replica.state(record).meta.number
        if answers:
            desk.do(answer, record)
        try:
            desk.do(incident.close, record)
        except Incomplete as lacking:
            missing = [key.removeprefix("inc.") for key in lacking.params["missing"]]
            result(
                given,
                {"missing": missing},
                lacking.sentence(),
                t("cli.close.how", number=full),
            )
            return 1
    result(given, {"missing": []}, f"{full} {t('incident.done')}")
    return 0


@command("reopen")
@click.argument("number")
@click.option("--reason", required=True)
@by_option
@click.pass_obj
def reopen(given: Given, number: str, reason: str, by: str | None) -> None:
    """Open a completed incident again."""
    from core.records import incident

    with given.desk(by) as desk:
        record = record_of(desk.replica, number, "incident")
        desk.do(incident.reopen, record, reason)
        full = desk.replica.state(record).meta.number
    result(given, {"number": full, "id": record}, full)
