"""Steps from one version of the file to the next, run by sqlite-utils in one transaction each.

A step may create tables and drop or rebuild views; it never transforms or updates `event`, `session` or `seal`.
"""

from __future__ import annotations

from typing import Any

from sqlite_utils import Database, Migrations

from core.replica.guards import GUARDS
from core.replica.schema import (
    ASIDE,
    CONFLICTS,
    EXCHANGE,
    HOMES,
    JOURNAL,
    LOCAL,
    UPSTREAM,
    VERSION,
    VIEWS,
    statements,
)

STEPS = Migrations("watchroom")
"""The named set of steps, in order."""


@STEPS()
def journal_local_and_views(db: Database) -> None:
    """Version 1: a terminal by itself."""
    for script in (JOURNAL, LOCAL, VIEWS):
        for statement in statements(script):
            db.execute(statement)
    db.execute("PRAGMA user_version = 1")


@STEPS()
def what_was_exchanged(db: Database) -> None:
    """Version 2: how far feeds were followed, what is proven to be in them, what did not fit, and alarms."""
    for statement in statements(EXCHANGE):
        db.execute(statement)
    db.execute("PRAGMA user_version = 2")


@STEPS()
def what_is_kept_aside(db: Database) -> None:
    """Version 3: the seals of what did not fit."""
    for statement in statements(ASIDE):
        db.execute(statement)
    db.execute("PRAGMA user_version = 3")


@STEPS()
def what_waits_for_a_decision(db: Database) -> None:
    """Version 4: records in conflict are found without walking through all of them."""
    if "record" in db.table_names():  # else the views are made anew, with it
        db.execute(CONFLICTS)
    db.execute("PRAGMA user_version = 4")


@STEPS()
def what_is_at_headquarters(db: Database) -> None:
    """Version 5: how much is known to be at headquarters; a withheld content may come later."""
    for statement in statements(UPSTREAM):
        db.execute(statement)
    db.execute("DROP TRIGGER IF EXISTS event_never_changes")
    db.execute(GUARDS["event_never_changes"])
    db.execute("PRAGMA user_version = 5")


@STEPS()
def whose_feed_a_session_stands_in(db: Database) -> None:
    """Version 6: what a terminal wrote before it joined counts for the unit it joined."""
    for statement in statements(HOMES):
        db.execute(statement)
    db.execute("PRAGMA user_version = 6")


def migrate(connection: Any) -> None:
    """Apply the steps that are still missing and stamp the file with the current version."""
    STEPS.apply(Database(connection))
    connection.execute(f"PRAGMA user_version = {VERSION}")
