"""Who may speak to a server: units, devices, codes to join, and what a person should look at."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple, Protocol


class Unit(NamedTuple):
    """A place in the tree: its path (hq/b2/donggang), its name, its level (hq, branch or station)."""

    path: str
    name: str
    level: str


class Device(NamedTuple):
    """A terminal, a console or another server that joined at a unit."""

    id: str
    unit: str
    key: bytes
    letter: str
    relay: bool
    """Whether it speaks for the units below its own: a branch server at headquarters."""
    joined_ms: int
    revoked_ms: int
    """0 while it may speak."""
    counter: int
    """The greatest counter a request of it had."""


class Code(NamedTuple):
    """An open invitation: who it is found by, the hash of the whole, and what is left of it."""

    name: str
    digest: bytes
    unit: str
    relay: bool
    until_ms: int
    tries: int
    used_by: str
    """The device that used it; empty before."""


class Alarm(NamedTuple):
    """Something a person should know: how often, and since when."""

    key: str
    device: str
    about: str
    first_ms: int
    last_ms: int
    times: int


class Registry(Protocol):
    """What a server knows of its units and devices; the caller commits."""

    def units(self) -> Sequence[Unit]:
        """The tree, by path."""
        ...

    def add_unit(self, unit: Unit) -> None:
        """Add a unit, or rename the one at its path."""
        ...

    def device(self, device: str) -> Device | None:
        """One device."""
        ...

    def devices(self) -> Sequence[Device]:
        """All devices, by unit."""
        ...

    def add_device(self, device: Device) -> None:
        """A device joins."""
        ...

    def revoke(self, device: str, now_ms: int) -> bool:
        """A device may not speak any more; whether there is one of that id."""
        ...

    def knows_key(self, key: bytes) -> bool:
        """Whether a device, revoked or not, has that public key."""
        ...

    def advance(self, counters: Collection[tuple[str, int]]) -> None:
        """The greatest counters seen, by device."""
        ...

    def add_code(self, code: Code) -> None:
        """Open an invitation."""
        ...

    def code(self, name: str) -> Code | None:
        """The invitation found by `name`."""
        ...

    def count_try(self, name: str) -> None:
        """One more wrong try at an invitation."""
        ...

    def use_code(self, name: str, device: str) -> None:
        """An invitation is used up."""
        ...

    def descend(self, before: str, session: str) -> bool:
        """Note that `session` continues behind the event `before`; whether another one did already."""
        ...

    def remember(self, key: str, value: str) -> None:
        """Keep a fact about the server: where it is reached, the fingerprint of its certificate."""
        ...

    def remembered(self, key: str) -> str:
        """The fact kept; empty before."""
        ...

    def alarm(self, key: str, device: str, about: str, now_ms: int) -> None:
        """Something a person should know happened, perhaps again."""
        ...

    def alarms(self) -> Sequence[Alarm]:
        """All of them, the latest first."""
        ...
