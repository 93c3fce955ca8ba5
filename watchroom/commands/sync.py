"""`watchroom enrol` and `watchroom sync`: belong to a branch server, exchange with it."""

from __future__ import annotations

import click

from core.errors import NotReached
from core.i18n import t
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import notice, result


@command("enrol")
@click.argument("url")
@click.argument("code", nargs=-1, required=True)
@click.pass_obj
def enrol(given: Given, url: str, code: tuple[str, ...]) -> None:
    """Join the server; records and numbers stay as they are."""
    from sync.joined import adopt
    from watchroom.branch import join

    with given.replica() as replica:
        link = join(replica, url, " ".join(code))
        seat = replica.seat
        assert seat is not None
        changed = link.letter != seat.letter
        offered = adopt(replica, link)
    document = {
        "server": link.server,
        "unit": link.unit,
        "name": link.name,
        "letter": link.letter,
        "scope": link.scope,
        "offered": offered,
    }
    said = t("enrol.done", name=link.name, unit=link.unit, letter=link.letter, events=offered)
    result(given, document, said)
    if changed:
        notice(t("enrol.letter_changed", old=seat.letter, new=link.letter))
    if link.name != seat.station:
        notice(t("enrol.other_name", name=link.name, station=seat.station))


@command("sync")
@click.option("--once", is_flag=True)
@click.pass_obj
def sync(given: Given, once: bool) -> int:
    """Exchange once and say what waits; without --once go on until interrupted."""
    from core.replica import standing
    from sync.rounds import go
    from watchroom.branch import way, worker

    with given.replica() as replica:
        with way(replica) as there:
            outcome = go(replica, there)
        unseen = len(standing.alarms(replica.connection, seen=False))
    document = {
        "ok": outcome.agreed,
        "waiting": outcome.waiting,
        "received": outcome.received,
        "error": outcome.error.removeprefix("sync.error."),
        "alarms": unseen,
    }
    key = "cli.sync.agreed" if outcome.agreed else "cli.sync.waits" if outcome.waiting else "cli.sync.not_now"
    result(given, document, t(key, waiting=outcome.waiting, received=outcome.received))
    if unseen:
        notice(t("cli.sync.alarms", count=unseen))
    if outcome.error and once:
        notice(t(outcome.error))
    if once:
        return NotReached.exit_code if outcome.error else 0 if outcome.agreed else 1
    worker(given.directory).run()
    return 0
