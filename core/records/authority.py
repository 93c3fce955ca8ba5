"""Who may change what holds for everybody (domain §1): the branch secretary, wherever one is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from core.errors import Refusal
from core.records.lookup import states

if TYPE_CHECKING:
    from core.replica.act import Act

SECRETARY: Final = "role.secretary"


def only_secretary(act: Act) -> None:
    """Raise Refusal unless the secretary acts; a station that works alone and knows none is its own master."""
    from core.records.person import PERSON, Person

    today = act.now.date()
    known = {
        one.meta.id: one.name for one in states(act.replica, PERSON, Person) if SECRETARY in one.roles(today)
    }
    if known and act.author not in known:
        raise Refusal("authority.secretary", names=" / ".join(sorted(set(known.values()))))
