"""Rows of a list over years, read a window at a time: how many there are, and the ones that show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.replica.rows import RecordRow


@dataclass(frozen=True, slots=True)
class Window:
    """The records of one kind that a list shows, the newest first; struck ones stand among them, marked."""

    connection: Any
    where: str
    values: tuple[Any, ...]

    def count(self) -> int:
        """How many there are."""
        sql = f"SELECT count(*) FROM record WHERE {self.where}"
        return int(self.connection.execute(sql, self.values).fetchone()[0])

    def rows(self, skip: int, limit: int) -> list[RecordRow]:
        """`limit` rows after the first `skip`."""
        sql = f"SELECT * FROM record WHERE {self.where} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?"
        return [RecordRow(*row) for row in self.connection.execute(sql, (*self.values, limit, skip))]


def window(connection: Any, kind: str, *, subject: str = "", open: bool | None = None) -> Window:
    """The records of `kind`, of one `subject` and of one state when asked."""
    where, values = ["kind = ?"], list[Any]([kind])
    if subject:
        where.append("subject = ?")
        values.append(subject)
    if open is not None:
        where.append("open = ?")
        values.append(int(open))
    return Window(connection, " AND ".join(where), tuple(values))
