"""The server's answers, on a store in memory, on SQLite and on PostgreSQL alike."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest

from core.journal.encoding import header_hash
from sync.aside import piece
from sync.batch import Batch
from sync.exchange import GoBack, Take
from sync.messages import (
    START,
    Dispute,
    Fork,
    Gap,
    Head,
    Hello,
    Kept,
    Mark,
    Page,
    Pull,
    Push,
    Reference,
    Refused,
    Rewound,
    Stored,
    Tip,
)
from sync.policy import ALL_ON
from sync.server import answers
from sync.server.engines import storage
from sync.server.store import Store
from tests.simulation.nodes import MemoryStore, Terminal
from tests.sync.through import Through

SCOPE = "unit/a"


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """Every kind of store in turn."""
    if request.param == "memory":
        yield MemoryStore()
        return
    url = request.getfixturevalue("postgres").fresh() if request.param == "postgres" else ""
    place = storage(tmp_path, url)
    place.prepare()
    made = Through(place)
    yield cast(Store, made)
    made.close()


@pytest.fixture
def terminal() -> Terminal:
    """A terminal that wrote five lines in one session."""
    made = Terminal("t", SCOPE, random.Random(3), ALL_ON, bytes(31) + b"1")
    for _ in range(5):
        made.write()
    return made


def batch(terminal: Terminal, after: int, limit: int = 100) -> Batch:
    """Events of the terminal's session behind `after`."""
    assert terminal.session is not None
    made = terminal.batch(terminal.session, after, limit)
    assert made is not None
    return made


def test_a_batch_is_stored_once_however_often_it_comes(store: Store, terminal: Terminal) -> None:
    for _ in range(3):
        answer = answers.push(store, Push(SCOPE, batch(terminal, 0)), [SCOPE])
        assert isinstance(answer, Stored)
        assert answer.head.seq == 6
    assert store.end(SCOPE).n == 6


def test_an_overlap_is_skipped_and_only_the_rest_stored(store: Store, terminal: Terminal) -> None:
    answers.push(store, Push(SCOPE, batch(terminal, 0, 4)), [SCOPE])
    assert isinstance(answers.push(store, Push(SCOPE, batch(terminal, 2)), [SCOPE]), Stored)
    assert store.end(SCOPE).n == 6


def test_a_batch_behind_a_gap_is_sent_back(store: Store, terminal: Terminal) -> None:
    answers.push(store, Push(SCOPE, batch(terminal, 0, 2)), [SCOPE])
    answer = answers.push(store, Push(SCOPE, batch(terminal, 4)), [SCOPE])
    assert isinstance(answer, Gap)
    assert answer.head.seq == 2
    assert store.end(SCOPE).n == 2


def test_another_event_under_a_known_number_is_a_fork_at_the_last_common_one(
    store: Store, terminal: Terminal
) -> None:
    answers.push(store, Push(SCOPE, batch(terminal, 0)), [SCOPE])
    assert terminal.session is not None
    terminal.disk.events[terminal.session] = terminal.disk.events[terminal.session][:3]
    terminal.write()
    assert answers.push(store, Push(SCOPE, batch(terminal, 0)), [SCOPE]) == Fork(terminal.session, 3)
    welcome = answers.hello(store, Hello(terminal.heads(), {}), [SCOPE], 0)
    assert welcome.forked == (terminal.session,)


def test_a_forged_seal_and_a_foreign_scope_are_refused_and_nothing_is_stored(
    store: Store, terminal: Terminal
) -> None:
    good = batch(terminal, 0)
    forged = Batch(good.session, good.first, good.prev, good.events, bytes(64))
    assert answers.push(store, Push(SCOPE, forged), [SCOPE]) == Refused("seal")
    assert answers.push(store, Push(SCOPE, good), ["unit/b"]) == Refused("scope")
    assert answers.pull(store, Pull(SCOPE, START, {}), ["unit/b"]) == Refused("scope")
    assert store.end(SCOPE) == START


def test_a_feed_is_followed_from_any_mark_it_gave_and_from_no_other(store: Store, terminal: Terminal) -> None:
    answers.push(store, Push(SCOPE, batch(terminal, 0)), [SCOPE])
    first = answers.pull(store, Pull(SCOPE, START, {}, limit=4), [SCOPE])
    assert isinstance(first, Page)
    assert first.more
    rest = answers.pull(store, Pull(SCOPE, first.mark, {}), [SCOPE])
    assert isinstance(rest, Page)
    runs = [run for page in (first, rest) for run in page.runs]
    assert all(isinstance(run, Batch) for run in runs)
    assert sum(len(run.events) for run in runs if isinstance(run, Batch)) == 6
    for mark in (Mark(3, bytes(32)), Mark(99, rest.mark.hash)):
        assert answers.pull(store, Pull(SCOPE, mark, {}), [SCOPE]) == Rewound(SCOPE, START)


def test_who_reads_a_page_can_prove_all_of_it_to_another_server(store: Store, terminal: Terminal) -> None:
    for after in (0, 3):
        answers.push(store, Push(SCOPE, batch(terminal, after, 3)), [SCOPE])
    page = answers.pull(store, Pull(SCOPE, START, {}, limit=4), [SCOPE])
    assert isinstance(page, Page)
    assert (page.mark.n, page.more) == (3, True)
    reader = Terminal("r", SCOPE, random.Random(4), ALL_ON, bytes(31) + b"2")
    reader.carry_out(Take(page))
    reader.carry_out(GoBack(SCOPE, START))  # the other server knows none of it
    other = MemoryStore()
    for run in reader.heads():
        held = reader.batch(run, 0, 100)
        assert held is not None
        assert isinstance(answers.push(other, Push(SCOPE, held), [SCOPE]), Stored)
    assert {session: len(events) for session, events in other.sessions.items()} == {terminal.session: 3}
    assert {session: head.seq for session, head in reader.heads().items()} == {terminal.session: 3}


def test_what_a_terminal_wrote_itself_comes_back_as_a_reference(store: Store, terminal: Terminal) -> None:
    answers.push(store, Push(SCOPE, batch(terminal, 0)), [SCOPE])
    page = answers.pull(store, Pull(SCOPE, START, terminal.has(SCOPE)), [SCOPE])
    assert isinstance(page, Page)
    assert terminal.session is not None
    assert page.runs == (Reference(terminal.session, 1, 6, batch(terminal, 0).tip),)


def test_what_is_kept_beside_a_feed_is_found_by_its_hash_and_can_be_handed_on(
    store: Store, terminal: Terminal
) -> None:
    answers.push(store, Push(SCOPE, batch(terminal, 0)), [SCOPE])
    assert terminal.session is not None
    there = Tip(terminal.session, 6, batch(terminal, 0).tip)
    terminal.disk.events[terminal.session] = terminal.disk.events[terminal.session][:3]
    for _ in range(3):
        terminal.write()
    first, second = batch(terminal, 3, 2), batch(terminal, 5)
    ends = [Tip(one.session, one.last, one.tip) for one in (first, second)]
    assert answers.hello(store, Hello({}, {}, (there, *ends)), [SCOPE], 0).lacking == tuple(ends)
    assert answers.dispute(store, Dispute(SCOPE, second), [SCOPE]) == Gap(
        terminal.session, Head(6, there.hash)
    )
    for one in (first, second, first):
        assert answers.dispute(store, Dispute(SCOPE, one), [SCOPE]) == Kept(terminal.session)
    nobody = Tip(terminal.session, 6, bytes(32))
    assert answers.hello(store, Hello({}, {}, (there, *ends, nobody)), [SCOPE], 0).lacking == (nobody,)
    assert list(store.beside()) == ends
    assert [piece(end, store.aside) for end in ends] == [first, second]
    assert store.aside(nobody) is None
    assert piece(Tip(terminal.session, 4, header_hash(first.events[0].header)), store.aside) is None
