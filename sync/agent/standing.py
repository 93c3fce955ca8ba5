"""Where the exchange with the server above stands, read from the server's file by any process."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Final

from core.replica.standing import Contact
from sync.agent.memory import SqliteMemory
from sync.server.desk import registry
from sync.server.registry import Registry

CONTACT: Final = "upstream.contact"
"""Key of the fact that tells how the last exchanges with the server above ended."""


def known(registry: Registry) -> Contact:
    """The last exchanges; what this version does not know is left out."""
    found = json.loads(registry.remembered(CONTACT) or "{}")
    names = {one.name for one in fields(Contact)}
    return Contact(**{name: value for name, value in found.items() if name in names})


def standing(directory: Path, unit: str) -> tuple[Contact, int]:
    """The last exchanges of the server in `directory`, and how many events of `unit` and below wait to go up."""
    with registry(directory) as found:
        memory = SqliteMemory(found.connection, make=True)  # type: ignore[attr-defined]
        return known(found), memory.waiting(unit)
