"""The account of an import: every row is in it once, and everything that was not taken is named."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from core.importing.doubt import Doubt
from core.importing.proposal import ProposedIncident
from core.importing.source import Source
from core.importing.tables import Row
from core.text import clean

EXAMPLES: Final = 5
"""Rows shown for each reason."""


class Example(NamedTuple):
    """One row that shows a reason: the line it starts on, the reason with its values, the row's beginning."""

    line: int
    doubt: Doubt
    text: str


@dataclass(slots=True)
class Reasons:
    """How often each reason occurred, and the first rows that show it."""

    count: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[Example]] = field(default_factory=dict)

    def add(self, doubt: Doubt, row: Row) -> None:
        """Count `doubt` about `row`."""
        self.count[doubt.reason] += 1
        shown = self.examples.setdefault(doubt.reason, [])
        if len(shown) < EXAMPLES:
            text = row.raw or " ".join(filter(None, row.cells))
            shown.append(Example(row.line, doubt, clean(text, limit=60)))


@dataclass(slots=True)
class Account:
    """What was read, what comes of it and what does not; `read == created + already + doubtful` always."""

    source: Source
    mapping: str
    numbered: bool = True
    """Whether the mapping names a column of incident numbers."""
    applied: bool = False
    read: int = 0
    created: int = 0
    already: int = 0
    doubtful: int = 0
    reasons: Reasons = field(default_factory=Reasons)
    """Why rows were set aside."""
    notices: Reasons = field(default_factory=Reasons)
    """What is worth a look about rows that were taken."""
    classes: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    """Stamps the file does not tell, over the created."""
    unmapped: tuple[str, ...] = ()
    masked: Counter[str] = field(default_factory=Counter)
    """Cells per column whose figures the service masked with asterisks; they stay text."""

    def create(self, row: Row, incident: ProposedIncident) -> None:
        """Enter a row that becomes an incident."""
        self.created += 1
        self.classes[incident.kind] += 1
        self.missing.update(incident.missing)
        for doubt in incident.doubts:
            self.notices.add(doubt, row)

    def set_aside(self, row: Row, *doubts: Doubt) -> None:
        """Enter a row that is not taken, for `doubts`."""
        self.doubtful += 1
        for doubt in doubts:
            self.reasons.add(doubt, row)

    def as_dict(self) -> dict[str, Any]:
        """The account as plain data, for --json."""
        source = self.source
        return {
            "file": source.name,
            "form": source.form,
            "encoding": {"name": source.encoding.name, "basis": source.encoding.basis},
            "delimiter": source.delimiter if source.form == "csv" else None,
            "header_line": source.header_line,
            "mapping": self.mapping,
            "applied": self.applied,
            "read": self.read,
            "created": self.created,
            "already": self.already,
            "doubtful": self.doubtful,
            "blank": source.blank,
            "reasons": _plain(self.reasons),
            "notices": _plain(self.notices),
            "classes": dict(self.classes),
            "missing": dict(self.missing),
            "unmapped": list(self.unmapped),
            "masked": dict(self.masked),
            "late_columns": dict(source.late),
        }


def _plain(reasons: Reasons) -> list[dict[str, Any]]:
    return [
        {
            "reason": reason,
            "count": count,
            "examples": [
                {"line": example.line, "what": example.doubt.sentence(), "text": example.text}
                for example in reasons.examples[reason]
            ],
        }
        for reason, count in reasons.count.most_common()
    ]
