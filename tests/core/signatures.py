"""Signatures for tests, without the third of a second a PIN takes."""

from __future__ import annotations

from core import signing
from core.replica.replica import Replica


def signed(replica: Replica, person: str) -> signing.Signature:
    """What `check_pin` gives when `person` has just typed the right PIN."""
    name = getattr(replica.state(person), "name", "")
    return signing.Signature(person, name, replica.clock.now(), signing._SECRET)
