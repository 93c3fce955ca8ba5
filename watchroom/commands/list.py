"""`watchroom list KIND`."""

from __future__ import annotations

from datetime import date, datetime, time

import click

from core.errors import Refusal
from core.i18n import has, t
from core.text import clean
from watchroom.frame import command
from watchroom.given import Given
from watchroom.speak import result, table

HIDDEN = frozenset({"session", "import", "importing"})
"""Kinds that are about the journal and not about the watch."""


@command("list")
@click.argument("kind")
@click.option("--since", metavar="DATE")
@click.option("--limit", type=click.IntRange(0), default=50, metavar="N")
@click.pass_obj
def list_(given: Given, kind: str, since: str | None, limit: int) -> None:
    """Records of one kind, newest first."""
    from core.replica.rows import count
    from watchroom.document import item

    name = kind_of(kind)
    with given.replica() as replica:
        first = since_ms(since, replica.clock.now())
        total = count(replica.connection, name, first)
        rows = replica.rows(name, since=first, newest=True, limit=limit)
        items = [item(replica, row) for row in rows]
    lines = table(
        (one["at"][:16].replace("T", " "), one["number"], one["title"], status(one)) for one in items
    )
    result(
        given, {"total": total, "items": items}, *lines, t("cli.list.total", shown=len(items), total=total)
    )


def kind_of(word: str) -> str:
    """The name of a kind of record, by its name or its label; raises Refusal naming all."""
    from core.i18n import LANGUAGES
    from core.records.labels import label
    from core.records.registry import kinds

    names = [name for name in kinds() if name not in HIDDEN]
    wanted = clean(word, limit=40).strip().lower()
    for name in names:
        key = label(name)
        labels = [t(key, language=code).lower() for code in LANGUAGES] if key else []
        if wanted in (name, f"{name}s", *labels):
            return name
    raise Refusal("cli.no_kind", word=wanted, names=" ".join(names))


def since_ms(text: str | None, now: datetime) -> int | None:
    """The beginning of the day `text` names, in milliseconds since 1970; raises Refusal for what is no day."""
    from core.clock import epoch_ms
    from core.dates import day_word

    if text is None:
        return None
    day: date | None = day_word(text, now.date(), past=True)
    if day is None:
        raise Refusal("cli.no_day", word=clean(text, limit=40))
    return epoch_ms(datetime.combine(day, time(0), now.tzinfo))


def status(one: dict[str, object]) -> str:
    """How an item stands, in words where there are some."""
    if one["struck"]:
        return t("command.strike")
    key = str(one["status"])
    return t(key) if has(key) else t(f"inc.{key}") if has(f"inc.{key}") else key
