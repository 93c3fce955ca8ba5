"""Sheets for the printer, as text files beside the data: any printer's program takes them."""

from __future__ import annotations

import os
from pathlib import Path

from core.errors import Refusal
from core.i18n import language
from core.records.handover import Handover
from core.replica.replica import Replica

FOLDER = "print"


def print_handover(replica: Replica, handover: Handover) -> Path:
    """Write the sheet of a handover in the language of the screen; returns where it lies."""
    from core.compile.print_handover import handover_sheet

    station = replica.seat.station if replica.seat else ""
    return keep_sheet(replica.directory, handover.meta.number, handover_sheet(handover, station, language()))


def keep_sheet(directory: Path, name: str, text: str) -> Path:
    """Write `text` as the sheet `name`, readable by its owner only; raises Refusal when the disk refuses."""
    path = directory / FOLDER / f"{name.replace(os.sep, '_')}.txt"
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal("paper.not_written", path=path, reason=error.strerror or "") from error
    return path
