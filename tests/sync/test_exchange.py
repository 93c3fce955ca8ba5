"""The client's decisions, one session against a server in memory."""

from __future__ import annotations

import random

from sync.exchange import Acknowledged, Exchange
from sync.held import Local
from sync.messages import Head, Hello, Pull, Push, Stored, Welcome
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
    assert len(after.kept) == 9


def test_a_server_set_back_gets_what_both_ways_of_a_fork_had_in_common() -> None:
    one, twin = forked(2)
    store = MemoryStore()
    converse(one, store, 500)
    converse(twin, store, 500)
    empty = MemoryStore()
    converse(twin, empty, 500)
    there = {event.header[98:114] for events in empty.sessions.values() for event in events}
    assert {event.header[98:114] for events in twin.disk.events.values() for event in events} <= there


def test_a_server_set_back_unseen_gets_again_what_it_kept_beside_its_feed() -> None:
    one, twin = forked(9)
    before, after = MemoryStore(), MemoryStore()
    converse(one, before, 3)
    reader = Terminal("r", SCOPE, random.Random(5), ALL_ON, bytes([1]) * 32)
    converse(reader, before, 3)
    converse(twin, after, 3)
    set_back = after.image()
    converse(reader, after, 3)
    reader.disk.marks.clear()  # nothing of the feed it followed can tell that the server is another one
    converse(reader, set_back, 3)
    assert set_back.kept == after.kept
    assert "sync.alarm.rewound" in reader.alarms


def test_what_a_terminal_keeps_aside_reaches_a_server_that_lacks_it() -> None:
    one, twin = forked(9)
    before, after, empty = MemoryStore(), MemoryStore(), MemoryStore()
    converse(one, before, 3)
    reader = Terminal("r", SCOPE, random.Random(5), ALL_ON, bytes([1]) * 32)
    converse(reader, before, 3)
    converse(twin, after, 3)
    converse(reader, after, 3)
    aside = set(reader.disk.kept)
    assert len(aside) == 9
    converse(reader, empty, 3)
    assert set(empty.kept) == aside


def test_more_than_one_hello_names_takes_several_hellos() -> None:
    one = Terminal("t", SCOPE, random.Random(3), ALL_ON, bytes(32))
    for _ in range(5):
        one.restart()
        one.write()
    exchange, hellos, store = Exchange(one), 0, MemoryStore()
    exchange.hello_sessions = 2
    while (request := exchange.request()) is not None:
        hellos += isinstance(request, Hello)
        assert len(getattr(request, "heads", ())) <= 2
        for write in exchange.answer(reply(store, request, (SCOPE,), ALL_ON)):
            one.carry_out(write)
    assert hellos == 3
    assert len(store.sessions) == 5


def test_a_reference_to_another_event_than_ours_brings_the_row_itself() -> None:
    one, twin = forked(3)
    store = MemoryStore()
    converse(one, store, 500)
    exchange = Exchange(twin)
    exchange.request()
    exchange.answer(Welcome({}, {SCOPE: store.end(SCOPE)}, 0))  # as an older image of the server answers
    pushed = exchange.request()
    assert isinstance(pushed, Push)
    exchange.answer(Stored(pushed.batch.session, Head(pushed.batch.last, pushed.batch.tip)))
    while (request := exchange.request()) is not None:
        assert isinstance(request, Pull)
        for write in exchange.answer(reply(store, request, (SCOPE,), ALL_ON)):
            twin.carry_out(write)
    assert one.records() <= twin.records()


def test_a_server_that_forgets_what_it_just_stored_is_left_to_the_next_exchange() -> None:
    one = Terminal("t", SCOPE, random.Random(3), ALL_ON, bytes(32))
    for _ in range(5):
        one.write()
    exchange, pushes = Exchange(one), 0
    exchange.push_events = 2
    while (request := exchange.request()) is not None:
        pushes += isinstance(request, Push)
        assert pushes < 10
        exchange.answer(reply(MemoryStore(), request, (SCOPE,), ALL_ON))  # each answer from an empty disk
    assert pushes == 2


def test_nothing_counts_as_acknowledged_beyond_what_is_held_here() -> None:
    one, twin = forked(0)
    store = MemoryStore()
    for _ in range(4):
        one.write()
    converse(one, store, 500)
    exchange = Exchange(twin)
    request = exchange.request()
    assert request is not None
    (acknowledged,) = exchange.answer(reply(store, request, (SCOPE,), ALL_ON))
    assert isinstance(acknowledged, Acknowledged)
    assert acknowledged.head == twin.heads()[acknowledged.session]
