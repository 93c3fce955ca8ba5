"""The client's decisions, one session against a server in memory."""

from __future__ import annotations

import random

from sync.exchange import Exchange, Local
from sync.policy import ALL_ON
from tests.simulation.nodes import MemoryStore, Terminal, image
from tests.simulation.server import reply

SCOPE = "unit/a"


def converse(local: Local, store: MemoryStore, size: int) -> None:
    """One exchange to its end, `size` events a push."""
    exchange = Exchange(local, ALL_ON)
    exchange.push_events, count = size, 0
    while (request := exchange.request()) is not None:
        count += 1
        assert count < 100
        for write in exchange.answer(reply(store, request, (SCOPE,), ALL_ON)):
            local.carry_out(write)  # type: ignore[attr-defined]


def forked(lines: int) -> tuple[Terminal, Terminal]:
    """A terminal and the same one resumed from a snapshot; both wrote `lines` lines behind the first two."""
    one = Terminal("t", SCOPE, random.Random(3), ALL_ON, bytes(32))
    one.write()
    twin = Terminal("t", SCOPE, random.Random(4), ALL_ON, bytes(32))
    twin.disk, twin.session = image(one.disk), one.session
    for _ in range(lines):
        one.write()
        twin.write()
    return one, twin


def test_a_fork_further_back_than_one_push_is_found_and_its_whole_rest_written_again() -> None:
    one, twin = forked(9)
    store = MemoryStore()
    converse(one, store, 3)
    converse(twin, store, 3)
    there = {event.header[98:114].hex() for events in store.sessions.values() for event in events}
    assert twin.records() <= there


def test_the_other_branch_of_anothers_fork_is_handed_up_whole_however_long() -> None:
    one, twin = forked(9)
    before, after = MemoryStore(), MemoryStore()
    converse(one, before, 3)
    reader = Terminal("r", SCOPE, random.Random(5), ALL_ON, bytes([1]) * 32)
    converse(reader, before, 3)
    converse(twin, after, 3)
    converse(reader, after, 3)
    assert len(after.aside) == 9


def test_a_server_set_back_gets_what_both_ways_of_a_fork_had_in_common() -> None:
    one, twin = forked(2)
    store = MemoryStore()
    converse(one, store, 500)
    converse(twin, store, 500)
    empty = MemoryStore()
    converse(twin, empty, 500)
    there = {event.header[98:114] for events in empty.sessions.values() for event in events}
    assert {event.header[98:114] for events in twin.disk.events.values() for event in events} <= there
