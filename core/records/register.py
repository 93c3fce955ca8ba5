"""A register: one value several people may set, where no setting is lost (design §3, I13).

Each setting names the settings it had seen.  The last by clock is shown; when two stand that had not seen each other,
both are kept and the register says so until a third setting, which has seen both, settles it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from core.records.kind import Fact

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Setting(Generic[V]):
    """One value somebody set, and the settings they had seen."""

    id: str
    value: V
    seen: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Register(Generic[V]):
    """All settings, oldest first."""

    settings: tuple[Setting[V], ...] = ()

    def set(self, fact: Fact, value: V) -> Register[V]:
        """The register after `fact`, whose body names what it had seen under `seen`."""
        seen = tuple(map(str, fact.body.get("seen", ())))
        return Register((*self.settings, Setting(str(fact.id), value, seen)))

    @property
    def value(self) -> V | None:
        """The value shown: the last one set."""
        return self.settings[-1].value if self.settings else None

    @property
    def leaves(self) -> tuple[Setting[V], ...]:
        """The settings nobody has seen and replaced; more than one is a conflict."""
        replaced = {name for setting in self.settings for name in setting.seen}
        return tuple(setting for setting in self.settings if setting.id not in replaced)

    @property
    def in_conflict(self) -> bool:
        """Whether two different values stand side by side."""
        if len(self.settings) < 2:
            return False
        values = [setting.value for setting in self.leaves]
        return any(value != values[0] for value in values[1:])

    def seen(self) -> dict[str, Any]:
        """The part of an event body that says which settings its author saw: merge it into the body."""
        return {"seen": [setting.id for setting in self.leaves]}
