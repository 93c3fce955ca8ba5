"""How a row of a list is named in what is compiled: where, then what, each once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from core.replica.rows import RecordRow


def what(row: RecordRow) -> str:
    """The place and the title of a row; the place stays away where the title names it already."""
    if row.place in row.title:
        return row.title
    return f"{row.place} {row.title}".strip()
