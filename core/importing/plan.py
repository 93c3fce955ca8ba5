"""Going through a table: each row is created, already there or set aside, and entered in the account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from core.importing.account import Account
from core.importing.doubt import doubt
from core.importing.mapping import Mapping
from core.importing.proposal import ProposedIncident
from core.importing.reading import Identity, Reader
from core.importing.source import Source, open_source
from core.importing.tables import Row

Known = Callable[[str], "str | None"]
"""The fingerprint of the stored record with this id, empty when it cannot be compared, None when there is none."""

_MASKED: Final = re.compile(r"[\d.,-]*\d\*+[\d*]*|\*{2,}\d+")


class Plan:
    """One pass over one table; `account` is complete when `incidents` has run out."""

    def __init__(self, source: Source, mapping: Mapping, identity: Identity, known: Known) -> None:
        """Read `source` by `mapping`; raises Refusal when they do not fit."""
        self._source, self._known = source, known
        self._reader = Reader(mapping, source.header, identity)
        self._seen: dict[int, int] = {}
        read = set(mapping.columns())
        self.account = Account(source, mapping.id, bool(mapping.number))
        self.account.unmapped = tuple(name for name in source.header if name not in read)

    def incidents(self) -> Iterator[ProposedIncident]:
        """The incidents to create, in the order of the table."""
        for row in self._source.rows():
            self.account.read += 1
            self._count_masked(row)
            found = self._reader.read(row)
            if isinstance(found, ProposedIncident):
                if self._is_new(row, found):
                    self.account.create(row, found)
                    yield found
            else:
                self.account.set_aside(row, *found)

    def _is_new(self, row: Row, incident: ProposedIncident) -> bool:
        """Whether nothing is known of the incident yet; otherwise the row is entered as what it is."""
        fingerprint = incident.fingerprint()
        earlier = self._earlier(incident.record, fingerprint)
        stored = self._known(incident.record)
        if earlier is not None and not incident.number:
            self.account.set_aside(row, doubt("repeated_row"))
        elif earlier is not None and earlier != int(fingerprint, 16):
            self.account.set_aside(row, doubt("repeated", number=incident.number))
        elif stored and stored != fingerprint:
            self.account.set_aside(row, doubt("differs", number=incident.number))
        elif stored is not None or earlier is not None:
            self.account.already += 1
        else:
            return True
        return False

    def _earlier(self, record: str, fingerprint: str) -> int | None:
        """What this table said before about the record, as a number; kept short, 64 bits each."""
        short = int(record[:8] + record[-8:], 16)
        earlier = self._seen.get(short)
        if earlier is None:
            self._seen[short] = int(fingerprint, 16)
        return earlier

    def _count_masked(self, row: Row) -> None:
        """Count the cells whose figures are masked, by column."""
        if row.fault is None and "*" in "".join(row.cells):
            names = zip(self._source.header, row.cells, strict=True)
            self.account.masked.update(
                name for name, cell in names if "*" in cell and _MASKED.fullmatch(cell.strip())
            )


def plan_incidents(path: Path, mapping: Mapping, identity: Identity, known: Known = lambda _: None) -> Plan:
    """A plan for the table at `path`, opened as the mapping says; nothing is read yet but its head."""
    source = open_source(
        path,
        encoding=mapping.encoding or None,
        delimiter=mapping.delimiter or None,
        header_line=mapping.header_line,
        columns=mapping.columns(),
    )
    return Plan(source, mapping, identity, known)
