"""What was given besides a command's own arguments: where the data is and which form the answer has."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import Refusal

if TYPE_CHECKING:
    from core.replica.act import Desk
    from core.replica.replica import Replica


@dataclass(slots=True)
class Given:
    """The common options, as far as they have been read."""

    data: Path | None = None
    json: bool = False
    database: str = ""
    """The address of the server's database; empty for the file in the data directory."""

    stand_in: Replica | None = None
    """What could be read out of damaged data, while a reading command is done again on it."""

    language: str = ""
    """Empty when nobody asked for one: then the terminal's own setting decides for the screen."""

    @property
    def directory(self) -> Path:
        """The data directory: the option, else WATCHROOM_DATA, else the platform's place for user data."""
        if self.data is None:
            self.data = default_directory()
        if self.data.exists() and not self.data.is_dir():
            raise Refusal("cli.data_is_a_file", path=str(self.data))
        return self.data

    def replica(self) -> Replica:
        """The replica in the data directory; raises Refusal when no station was set up there."""
        from core.clock import SystemClock
        from core.replica.replica import DATABASE, Replica

        if self.stand_in is not None:
            return self.stand_in
        if not (self.directory / DATABASE).exists():
            raise Refusal("cli.no_station", path=str(self.directory))
        replica = Replica(self.directory, SystemClock())
        if replica.seat is None:
            replica.close()
            raise Refusal("cli.no_station", path=str(self.directory))
        return replica

    @contextmanager
    def desk(self, by: str | None = None) -> Iterator[Desk]:
        """A desk at the replica for the person called `by`, or for the seat; closed and sealed at the end."""
        from core.replica.act import Desk

        with self.replica() as replica:
            yield Desk(replica, None if by is None else _person(replica, by))


def _person(replica: Replica, typed: str) -> str:
    """The id of the person called `typed`; who names nobody does not wait for people to be loaded."""
    from core.records.person import find_person

    return find_person(replica, typed).meta.id


def default_directory() -> Path:
    """Where the data lies when nobody says otherwise."""
    named = os.environ.get("WATCHROOM_DATA")
    if named:
        return Path(named)
    from platformdirs import user_data_path

    return user_data_path("watchroom", appauthor=False)
