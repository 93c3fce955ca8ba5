"""Several processes number one feed in PostgreSQL: two open transactions are interleaved by hand, so nothing races."""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from core.journal.encoding import header_hash
from sync.batch import Batch
from sync.messages import START, Mark, Page, Pull
from sync.policy import ALL_ON
from sync.server import answers, postgres_store
from sync.server.postgres_link import connect
from sync.server.postgres_numbering import number
from sync.server.postgres_storage import PostgresStorage
from sync.server.postgres_store import PostgresStore
from sync.server.store import running
from tests.simulation.nodes import Terminal
from tests.sync.postgres import Postgres

SCOPE = "unit/a"


class Process:
    """A server process's writing connection, its transaction in the test's hands."""

    def __init__(self, url: str) -> None:
        self.connection = connect(url)
        self.store = PostgresStore(self.connection, writing=True)

    def write(self, batch: Batch) -> None:
        """Begin, and write a batch."""
        self.connection.execute("BEGIN")
        head = self.store.head(batch.session)
        assert head.seq == batch.first - 1
        self.store.append(SCOPE, *whole_batch(batch))

    def number(self) -> Any:
        """Number what may be numbered now."""
        return number(self.connection)

    def commit(self) -> None:
        self.connection.execute("COMMIT")

    def die(self) -> None:
        """What `kill -9` does to its connection."""
        self.connection.close()


class Follower:
    """A terminal that pulls again and again, from where it was."""

    def __init__(self, storage: PostgresStorage) -> None:
        self._reader, self.mark, self.seen = storage.reader(), START, list[bytes]()

    def follow(self) -> int:
        """Take what is new; how many events were seen so far."""
        page = self._reader.read(lambda store: answers.pull(store, Pull(SCOPE, self.mark, {}), [SCOPE]))
        assert isinstance(page, Page), page
        self.seen += [header_hash(event.header) for run in page.runs for event in run.events]  # type: ignore[union-attr]
        self.mark = page.mark
        return len(self.seen)

    def end(self) -> Mark:
        return self._reader.read(lambda store: store.end(SCOPE))

    def close(self) -> None:
        self._reader.close()


@pytest.fixture
def storage(postgres: Postgres) -> PostgresStorage:
    made = PostgresStorage(postgres.fresh())
    made.prepare()
    return made


@pytest.fixture
def follower(storage: PostgresStorage) -> Iterator[Follower]:
    made = Follower(storage)
    yield made
    made.close()


@pytest.fixture
def two(storage: PostgresStorage) -> Iterator[tuple[Process, Process]]:
    """Two server processes."""
    made = Process(storage.url), Process(storage.url)
    yield made
    for one in made:
        one.connection.close()


def batches(seed: int, *sizes: int) -> list[Batch]:
    """What one terminal sends, in batches of those sizes."""
    terminal = Terminal(f"t{seed}", SCOPE, random.Random(seed), ALL_ON, bytes(31) + bytes([seed]))
    for _ in range(sum(sizes)):
        terminal.write()
    made, after = [], 0
    for size in sizes:
        batch = terminal.batch(terminal.session or b"", after, size)
        assert batch is not None
        made.append(batch)
        after = batch.last
    return made


def whole_batch(batch: Batch) -> tuple[Any, ...]:
    """What a store is handed of a batch."""
    return batch.session, batch.first, batch.events, batch.signature


def whole(follower: Follower, *sent: Batch) -> bool:
    """Whether everything sent was seen once, in the order of the feed, with its running hash."""
    feed = START.hash
    for seen in follower.seen:
        feed = running(feed, seen)
    wanted = sorted(header_hash(event.header) for batch in sent for event in batch.events)
    return sorted(follower.seen) == wanted and follower.mark == Mark(len(wanted), feed) == follower.end()


def interleaved(first: Process, second: Process, follower: Follower, one: Batch, two: Batch) -> None:
    """The first begins to write, the second writes and commits, somebody pulls, and only then the first commits."""
    first.write(one)
    second.write(two)
    second.number()
    second.commit()
    follower.follow()
    first.number()
    first.commit()
    follower.follow()


class Naive(Process):
    """Gives numbers the way most do: out of a sequence, when the row is written."""

    def write(self, batch: Batch) -> None:
        super().write(batch)
        sql = """
            WITH taken AS (DELETE FROM unnumbered RETURNING *)
            INSERT INTO run SELECT feed.id, nextval('naive'), session, seq, 1, decode(repeat('00', 32), 'hex')
            FROM taken JOIN feed USING (scope) RETURNING n
        """
        row = self.connection.execute(sql).fetchone()
        assert row is not None
        self.last = row[0]

    def number(self) -> None:
        """The feed is where its greatest number is."""
        self.connection.execute("UPDATE feed SET n = greatest(n, %s)", (self.last,))


class NaiveFollower(Follower):
    """Follows by number alone, for a naive feed has no running hash to fit."""

    def follow(self) -> int:
        rows = self._reader.read(lambda store: store.rows(SCOPE, self.mark.n, 1000))
        self.seen += [header_hash(row.event.header) for row in rows]
        self.mark = Mark(rows[-1].n, START.hash) if rows else self.mark
        return len(self.seen)


def test_a_number_from_a_sequence_loses_a_row_to_who_follows(storage: PostgresStorage) -> None:
    """The way that is not ours must fail, or the tests beside this one prove nothing."""
    with connect(storage.url) as connection:
        connection.execute("CREATE SEQUENCE naive")
        connection.execute("INSERT INTO feed (scope, n, hash) VALUES (%s, 0, %s)", (SCOPE, START.hash))
    first, second, follower = Naive(storage.url), Naive(storage.url), NaiveFollower(storage)
    (one,), (two,) = batches(1, 1), batches(2, 1)
    interleaved(first, second, follower, one, two)
    assert follower.follow() == 1
    assert follower.end().n == 2
    assert follower.seen == [header_hash(two.events[0].header)]
    for process in (first, second, follower):
        getattr(process, "connection", process).close()


def test_rows_numbered_at_the_commit_reach_whoever_follows(
    two: tuple[Process, Process], follower: Follower
) -> None:
    (one,), (other,) = batches(1, 3), batches(2, 5)
    interleaved(*two, follower, one, other)
    assert whole(follower, one, other)


def test_who_commits_while_another_numbers_leaves_its_rows_to_the_next(
    two: tuple[Process, Process], follower: Follower
) -> None:
    first, second = two
    (one,), (other,), (third,) = batches(1, 3), batches(2, 5), batches(3, 2)
    first.write(one)
    assert first.number() == {SCOPE: 3}
    second.write(other)
    assert second.number() is None  # and it does not wait
    second.commit()
    assert follower.follow() == 0
    first.commit()
    assert follower.follow() == 3
    first.write(third)
    assert first.number() == {SCOPE: 10}
    first.commit()
    assert follower.follow() == 10
    assert whole(follower, one, other, third)


def test_a_process_that_dies_while_it_numbers_loses_and_doubles_nothing(
    two: tuple[Process, Process], storage: PostgresStorage, follower: Follower
) -> None:
    first, second = two
    (one,), (other,) = batches(1, 3), batches(2, 5)
    second.write(other)
    blocker = Process(storage.url)
    blocker.connection.execute("BEGIN")
    assert blocker.number() == {}
    assert second.number() is None
    second.commit()  # acknowledged from here on, without a number
    blocker.commit()
    first.write(one)
    assert first.number() == {SCOPE: 8}
    first.die()
    blocker.die()
    pen = storage.pen()
    while not pen.group([])[1]:  # the lock goes when the database notices that its holder is gone
        pass
    pen.close()
    follower.follow()
    assert whole(follower, other)


def test_a_process_that_hangs_while_it_numbers_holds_nobody_up(
    two: tuple[Process, Process], storage: PostgresStorage, follower: Follower
) -> None:
    hanging, _ = two
    (one,), (other,) = batches(1, 3), batches(2, 5)
    hanging.write(one)
    hanging.number()
    pen = storage.pen()
    outcomes, grown = pen.group([lambda ledger: ledger.store.append(SCOPE, *whole_batch(other))])
    assert (outcomes, grown) == ([None], {})
    assert pen.settle() == {}
    hanging.die()
    while not (settled := pen.settle()):
        pass
    assert settled == {SCOPE: 5}
    assert pen.settle() == {}
    pen.close()
    follower.follow()
    assert whole(follower, other)


def test_batches_of_one_session_keep_their_order_whichever_process_takes_them(
    two: tuple[Process, Process], storage: PostgresStorage, follower: Follower
) -> None:
    first, second = two
    one, other, third = batches(1, 3, 2, 4)
    blocker = Process(storage.url)
    blocker.connection.execute("BEGIN")
    blocker.number()
    for process, batch in ((first, one), (second, other), (first, third)):
        process.write(batch)
        assert process.number() is None
        process.commit()
    blocker.commit()
    blocker.die()
    pen = storage.pen()
    assert pen.group([])[1] == {SCOPE: 9}
    pen.close()
    follower.follow()
    assert whole(follower, one, other, third)
    assert follower.seen == [header_hash(e.header) for b in (one, other, third) for e in b.events]


def test_two_processes_that_are_sent_the_same_store_it_once(
    two: tuple[Process, Process], follower: Follower, storage: PostgresStorage
) -> None:
    """The second waits for the first at the session's head, and then finds everything there."""
    (one,) = batches(1, 3)
    first, second = two
    first.write(one)
    second.connection.execute("SET lock_timeout = '50ms'")
    second.connection.execute("BEGIN")
    with pytest.raises(psycopg.errors.LockNotAvailable):
        second.store.head(one.session)
    second.connection.execute("ROLLBACK")
    first.number()
    first.commit()
    second.connection.execute("BEGIN")
    assert second.store.head(one.session).seq == 3
    second.commit()
    follower.follow()
    assert whole(follower, one)


def test_what_was_written_never_changes(storage: PostgresStorage, two: tuple[Process, Process]) -> None:
    first, _ = two
    (one,) = batches(1, 3)
    first.write(one)
    first.number()
    first.store.set_aside(SCOPE, one)
    first.commit()
    for table in ("event", "seal", "run", "aside", "aside_seal"):
        for statement in (f"UPDATE {table} SET seq = seq", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with pytest.raises(psycopg.errors.RaiseException):
                first.connection.execute(statement)
    for statement in ("DELETE FROM session", "UPDATE session SET seq = seq - 1", "UPDATE feed SET n = n - 1"):
        with pytest.raises(psycopg.errors.RaiseException):
            first.connection.execute(statement)


LONG = (
    "INSERT INTO session (session, seq, hash) VALUES (decode(repeat('00', 16), 'hex'), 40000, '')",
    "INSERT INTO feed (scope, n, hash) VALUES ('unit/a', 40000, decode(repeat('00', 32), 'hex'))",
    "INSERT INTO event SELECT 1, n, decode(repeat('00', 190), 'hex'), NULL FROM generate_series(1, 40000) AS n",
    "INSERT INTO run SELECT 1, n, 1, n, 500, decode(repeat('00', 16000), 'hex') FROM generate_series(1, 40000, 500) AS n",
)
"""One session of 40,000 events, in runs of 500."""


def test_a_page_reads_no_more_of_a_long_session_than_it_shows(storage: PostgresStorage) -> None:
    """Whatever the statistics say: events are found by session and number, not by session alone."""
    with connect(storage.url) as connection:
        for statement in LONG:
            connection.execute(statement)
        given = {"feed": 1, "after": 0, "limit": 1000}
        plan = [row[0] for row in connection.execute("EXPLAIN " + postgres_store._ROWS, given)]
    at = next(place for place, line in enumerate(plan) if "on event" in line)
    assert "Index Cond" in plan[at + 1]
    assert all(part in plan[at + 1] for part in ("session = run.session", "seq >= run.seq", "seq < (run.seq"))
