"""Backup: a copy is only called one once it has been verified."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Damaged, NotFound, NotSaved, Refusal
from core.replica.durable import sync_directory, sync_file
from core.replica.engine import open_copy, sqlite
from core.replica.verify import Report, verify

if TYPE_CHECKING:
    from core.replica.replica import Replica


def backup(replica: Replica, target: Path) -> Report:
    """Write a compact, verified copy of the whole replica to the new file `target`, for its owner alone.

    Raises Refusal when `target` exists, NotSaved when it cannot be written, Damaged when the copy does not verify.
    """
    if target.exists():
        raise Refusal("backup.exists", path=str(target))
    part = target.with_name(target.name + ".part")
    try:
        part.unlink(missing_ok=True)
        part.touch(mode=0o600)
        replica.connection.execute("VACUUM INTO ?", (str(part),))
        report = check(part)
        sync_file(part)
        os.replace(part, target)
        sync_directory(target.parent)
    except (sqlite.Error, OSError) as error:
        part.unlink(missing_ok=True)
        if isinstance(error, sqlite.DatabaseError) and "malformed" in str(error):
            raise Damaged("store.damaged", reason=str(error)) from error
        raise NotSaved("backup.not_written", path=str(target), reason=str(error)) from error
    except Damaged:
        part.unlink(missing_ok=True)
        raise
    return report


def check(path: Path) -> Report:
    """Verify the copy at `path` as a file of its own; raises Damaged when it is not whole, NotFound without a file."""
    if not path.is_file():
        raise NotFound("backup.no_file", path=str(path))
    connection = open_copy(path)
    try:
        report = verify(connection)
    except sqlite.DatabaseError as error:
        raise Damaged("store.not_a_database", path=str(path)) from error
    finally:
        connection.close()
    if not report.whole:
        raise Damaged("backup.damaged", path=str(path), problems=len(report.problems))
    return report
