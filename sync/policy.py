"""The rules that keep replicas whole, each with a name, so that a simulation can switch one off and watch it fail."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Policy:
    """All rules on: what the product runs with."""

    compare_prefix: bool = True
    """A prefix the server has is skipped only when its hash is the same; otherwise it is a fork."""
    check_chain: bool = True
    """A batch must continue the session's head, hash by hash."""
    check_seal: bool = True
    """A batch of a device's own must be sealed by that device."""
    refuse_gaps: bool = True
    """A batch that begins behind the head is sent back, never stored with a hole before it."""
    check_mark: bool = True
    """A feed is followed on only from a mark whose running hash the server knows."""
    resume_from_answer: bool = True
    """The client sends from the server's head, never from what it remembers was acknowledged."""
    offer_others: bool = True
    """After a rewind the client offers every session it holds, not only its own."""
    acknowledge_after_commit: bool = True
    """The server answers only when the disk has it."""
    repeat_is_no_row: bool = True
    """An event that is there already gets no second row in the feed."""
    match_references: bool = True
    """A reference stands for a row only when its hash is that of the event held; otherwise the row is asked for."""
    set_aside: bool = True
    """A row that does not fit is kept aside and the feed goes on."""
    mark_with_rows: bool = True
    """The client's mark moves in the transaction that stores the rows before it."""
    hand_up_disputes: bool = True
    """The other branch of somebody else's forked session is handed up, to be kept beside the feed."""
    end_at_seal: bool = True
    """A page ends at a sealed row where it holds one: its reader can prove all it got to another server."""
    chain_beside: bool = True
    """Disputed events are kept only behind an event that is there: an end kept stands for all that lead to it."""
    confirm_beside: bool = True
    """What stands beside the feeds is named by its hash in every hello, and handed up again when it is not there."""
    new_session: bool = True
    """A process that starts, above all on a restored disk, writes in a session of its own."""
    forget_proof: bool = True
    """After a rewind nothing counts as proven: everything held is compared and offered again."""
    withhold: bool = True
    """What an event's audience does not allow leaves its branch as a header only."""
    fill: bool = True
    """A content that is missing on a server is taken from whoever has it, and told to those who read without it."""
    scopes: bool = True
    """A device reads and writes its own scopes only."""


ALL_ON = Policy()
