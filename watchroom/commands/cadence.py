"""`watchroom cadence …`: how often each duty is due, and changing it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from core.errors import Refusal
from core.i18n import t
from core.text import clean
from watchroom.commands.beats import all_spoken, spoken, typed
from watchroom.frame import command, group
from watchroom.given import Given
from watchroom.speak import result, table
from watchroom.typed import by_option, day_of

if TYPE_CHECKING:
    from core.rules.cadence import Beat, Rule

COLUMNS = ("routine", "emergency")


@command("list")
@click.pass_obj
def list_(given: Given) -> None:
    """The table as it stands now."""
    from core.compile.cadence import table as table_now

    with given.replica() as replica:
        rules = table_now(replica, replica.clock.now()).rules
    head = ("", "", *(t(f"mode.{column}") for column in COLUMNS))
    rows = [(one.id, t(one.label), all_spoken(one.routine), all_spoken(one.emergency)) for one in rules]
    result(given, {"rules": [_document(one) for one in rules]}, *table([head, *rows]))


@command("set")
@click.argument("rule")
@click.argument("column", type=click.Choice(COLUMNS))
@click.option("--beat", "beats", multiple=True, metavar="TEXT")
@click.option("--none", "none", is_flag=True)
@click.option("--reason", required=True, metavar="TEXT")
@click.option("--since", metavar="DATE")
@by_option
@click.pass_obj
def set_(given: Given, /, rule: str, column: str, by: str | None, **said: Any) -> None:
    """Change one column of one duty, from a day on; raises Refusal for what is no beat."""
    from core.records.cadence import change_cadence

    with given.desk(by) as desk:
        found = _rule(rule)
        if bool(said["beats"]) == said["none"]:
            raise Refusal("cadence.say_when")
        beats = [typed(one, _usual(found)) for one in said["beats"]]
        since = day_of(said["since"], desk.replica.clock.now())
        desk.do(change_cadence, found.id, column, beats, said["reason"], since)
    document = {"rule": found.id, "column": column, "beats": [_beat(one) for one in beats]}
    result(given, document, f"{found.id} {t(found.label)}（{t(f'mode.{column}')}）{all_spoken(beats)}")


def _rule(typed_: str) -> Rule:
    """The line of the table with that id; raises Refusal for none."""
    from core.rules.cadence import DEFAULT

    found = DEFAULT.rule(typed_.strip().upper())
    if found is None:
        raise Refusal("cadence.unknown", rule=clean(typed_, limit=20))
    return found


def _usual(rule: Rule) -> Beat:
    """The beat that says what meets the duty."""
    return (*rule.routine, *rule.emergency)[0]


def _document(one: Rule) -> dict[str, Any]:
    return {
        "rule": one.id,
        "duty": t(one.label),
        "owed_by": one.owed_by,
        "routine": [_beat(beat) for beat in one.routine],
        "emergency": [_beat(beat) for beat in one.emergency],
    }


def _beat(beat: Beat) -> dict[str, Any]:
    from core.records.cadence import beat_body

    return {**beat_body(beat), "text": spoken(beat)}


_HERE = "watchroom.commands.cadence:"
cadence = group("cadence", {"list": _HERE + "list_", "set": _HERE + "set_"}, default="list")
