"""All chores of the branch's agent, one after the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.agent.digesting import Digests
from core.agent.receiving import escalate_unread, receive

if TYPE_CHECKING:
    from core.replica.replica import Replica


class Chores:
    """What one agent does again and again; it remembers only what need not be looked at once more."""

    def __init__(self) -> None:
        """Nothing was done yet."""
        self._digests = Digests()

    def do(self, replica: Replica) -> int:
        """Do what is to be done now; returns how many records were written to."""
        return receive(replica) + escalate_unread(replica) + self._digests.send(replica)
