"""Several server processes on one PostgreSQL database: one branch to whoever asks, whichever process answers."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from core.journal.encoding import header_hash
from sync.batch import Batch
from sync.joining import NotJoined, enrol
from sync.link import Link
from sync.messages import START, Busy, Head, Hello, Mark, Page, Pull, Push, Stored
from sync.server.postgres_link import connect
from sync.server.postgres_storage import PostgresStorage
from sync.server.postgres_store import PostgresStore
from sync.server.store import running as feed_hash
from sync.transport import Transport, Unreachable
from sync.wire.form import dumps
from tests.simulation.nodes import Terminal
from tests.sync.postgres import Postgres, started
from tests.sync.raw import Raw
from tests.sync.running import SCOPE, STATION, Running, fresh, running, with_units, wrote

ROOT = Path(__file__).resolve().parent.parent.parent
DEADLINE = 60.0
ONE, TWO = bytes(31) + b"1", bytes(31) + b"2"


@pytest.fixture
def two(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[Running, Running]]:
    """Two processes of one server, as far as one process can play them: they share nothing but database and keys."""
    url = postgres.fresh()
    with running(tmp_path, database=url) as one, running(tmp_path, database=url) as other:
        yield one, other


def until(true: Callable[[], object]) -> None:
    """Wait for a condition."""
    end = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.01)


def at(link: Link, process: Running) -> Link:
    """The same terminal, asking another process."""
    return replace(link, url=process.url)


def batch(terminal: Terminal, after: int = 0) -> Batch:
    found = terminal.batch(terminal.session or b"", after, 500)
    assert found is not None
    return found


def test_what_one_process_took_the_other_gives_and_tells(two: tuple[Running, Running]) -> None:
    one, other = two
    link = one.join(ONE)
    listening = Transport(at(one.join(TWO), other), TWO)
    stream = listening.live()
    assert next(stream) == {"scope": SCOPE, "n": 0}
    writing = Transport(link, ONE)
    sent = batch(wrote(ONE, 3))
    assert isinstance(writing.send(Push(SCOPE, sent)), Stored)
    assert next(news for news in stream if news["scope"] == SCOPE) == {"scope": SCOPE, "n": 4}
    page = listening.send(Pull(SCOPE, START, {}))
    assert isinstance(page, Page)
    assert page.runs == (sent,)
    stream.close()  # type: ignore[attr-defined]
    writing.close()
    listening.close()


def test_a_request_sent_again_to_another_process_has_no_effect(two: tuple[Running, Running]) -> None:
    one, other = two
    link = one.join(ONE)
    device = Raw(link, ONE)
    hello = dumps({"protocol": 1, "heads": {}, "marks": {}})
    asked = device.asked("/v1/hello", hello)
    signature = device.signer.sign(asked.message())
    assert device.send(asked, signature).status_code == 200
    device.client.close()
    device.client = httpx.Client(base_url=other.url, trust_env=False, timeout=20)
    again = device.send(asked, signature)
    device.client.close()
    assert (again.status_code, again.json()) == (401, {"answer": "counter", "counter": asked.counter})


def test_a_code_is_good_once_whichever_process_it_is_shown_to(two: tuple[Running, Running]) -> None:
    one, other = two
    code = one.invitation()
    assert enrol(one.url, code, "1" * 32, ONE, "A").letter == "A"
    assert enrol(other.url, code, "1" * 32, ONE, "A").letter == "A"
    with pytest.raises(NotJoined, match="code"):
        enrol(other.url, code, "2" * 32, TWO, "A")
    assert enrol(other.url, other.invitation(), "2" * 32, TWO, "A").letter == "B"
    assert one.alarms() == {"sync.alarm.code_twice"}


def test_two_devices_that_show_one_code_at_once_do_not_both_join(two: tuple[Running, Running]) -> None:
    """The second process waits for the first at the code itself, and reads it as the first left it."""
    one, _ = two
    code = one.invitation()
    storage = one.house.storage
    with storage.desk() as first, storage.desk() as second:
        second.connection.execute("SET LOCAL lock_timeout = '50ms'")  # type: ignore[attr-defined]
        name = first.connection.execute("SELECT name FROM code").fetchone()[0]  # type: ignore[attr-defined]
        assert first.code(name) is not None
        with pytest.raises(Exception, match="lock timeout"):
            second.code(name)
        second.connection.execute("ROLLBACK")  # type: ignore[attr-defined]
    assert enrol(one.url, code, "1" * 32, ONE, "A").letter == "A"


def test_content_no_text_of_a_database_can_hold_is_refused_and_breaks_nothing(
    two: tuple[Running, Running],
) -> None:
    one, _ = two
    device = Raw(one.join(ONE), ONE)
    zeros = "0" * 64
    for marks in ({"unit/\0": [1, zeros]}, {SCOPE: [2**70, zeros]}, {"unit/\ud800": [1, zeros]}):
        body = json.dumps({"protocol": 1, "heads": {}, "marks": marks}).encode()
        assert device.post("/v1/hello", body).status_code in (200, 409, 422)
    assert device.post("/v1/push", fresh(ONE), "scope=unit%2F%00").status_code == 403
    for mark in ([1, zeros], [2**63 - 1, zeros]):
        pull = dumps({"scope": SCOPE, "mark": mark, "have": {}, "limit": 1000})
        assert device.post("/v1/pull", pull).status_code in (200, 409)
    assert device.post("/v1/push", fresh(ONE), f"scope={SCOPE}").status_code == 200
    device.client.close()


def test_rows_a_dead_process_left_without_a_number_get_one_though_nobody_writes(
    two: tuple[Running, Running],
) -> None:
    one, _ = two
    sent = batch(wrote(ONE, 3))
    with connect(one.database) as dying, dying.transaction():
        store = PostgresStore(dying, writing=True)
        assert store.head(sent.session).seq == 0
        store.append(SCOPE, sent.session, 1, sent.events, sent.signature)
    reader = one.house.storage.reader()
    until(lambda: reader.read(lambda store: store.end(SCOPE)).n == 4)
    reader.close()


@contextmanager
def process(directory: Path, url: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server process, and where it listens."""
    env = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "WATCHROOM_DATABASE": url}
    words = ["--data", str(directory), "--json", "--listen", "127.0.0.1:0"]
    command = [sys.executable, "-P", "-m", "watchroom", "serve", *words]
    with open(directory / "log", "a") as log:
        made = subprocess.Popen(command, env=env, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        assert made.stdout is not None
        line = made.stdout.readline()
        assert line, (directory / "log").read_text()
        yield made, json.loads(line)["url"]
    finally:
        made.kill()
        made.communicate()


class Client:
    """A terminal that sends what it wrote a few events at a time to whichever process answers."""

    def __init__(self, link: Link, secret: bytes, urls: list[str], events: int) -> None:
        self.terminal, self.acknowledged = wrote(secret, events, seed=secret[-1]), 0
        self._ways = [Transport(replace(link, url=url), secret) for url in urls]
        self.thread = threading.Thread(target=self._work, daemon=True)

    def _work(self) -> None:
        while (sent := self.terminal.batch(self.terminal.session or b"", self.acknowledged, 5)) is not None:
            try:
                answer = self._ways[0].send(Push(SCOPE, sent))
            except Unreachable:
                answer = Busy(1)
            if isinstance(answer, Stored):
                self.acknowledged = answer.head.seq
            self._ways.append(self._ways.pop(0))

    def close(self) -> None:
        for way in self._ways:
            way.close()


def test_a_process_killed_among_pushes_loses_and_doubles_nothing(postgres: Postgres, tmp_path: Path) -> None:
    url, secrets = postgres.fresh(), [bytes(31) + bytes([one]) for one in range(1, 5)]
    with_units(tmp_path, url)
    with ExitStack() as stack:
        victim, first = stack.enter_context(process(tmp_path, url))
        _, second = stack.enter_context(process(tmp_path, url))
        clients = []
        for number, secret in enumerate(secrets):
            link = enrol(first, invited(tmp_path, url), f"{number:032x}", secret, "A")
            clients.append(Client(link, secret, [first, second], 120))
        for client in clients:
            client.thread.start()
        until(lambda: all(client.acknowledged > 30 for client in clients))
        victim.send_signal(signal.SIGKILL)
        for client in clients:
            client.thread.join(DEADLINE)
            assert client.acknowledged == 121
        reader = PostgresStorage(url).reader()
        until(lambda: reader.read(lambda store: store.end(SCOPE)).n == 4 * 121)
        mark, seen = START, []
        while rows := reader.read(lambda store: store.rows(SCOPE, mark.n, 100)):  # noqa: B023
            for row in rows:
                seen.append((row.session, row.seq, header_hash(row.event.header)))
                mark = Mark(row.n, feed_hash(mark.hash, seen[-1][2]))
        assert reader.read(lambda store: store.end(SCOPE)) == mark
        for client in clients:
            terminal, session = client.terminal, client.terminal.session or b""
            own = [(seq, known) for name, seq, known in seen if name == session]
            assert own == [
                (seq, header_hash(event.header)) for seq, event in enumerate(terminal.disk.events[session], 1)
            ]
            client.close()
        reader.close()


def invited(directory: Path, url: str) -> str:
    """A code for the station, opened as `watchroom admin code` does it."""
    from sync.server.desk import invitation, registry

    with registry(directory, url) as found:
        return invitation(found, directory, STATION, (time.time_ns() // 1_000_000, os.urandom))[0]


def test_a_database_that_stops_is_said_and_waited_for_and_found_again(tmp_path: Path) -> None:
    """Nothing is acknowledged meanwhile, and nobody has to start the server again."""
    with started() as own, running(tmp_path, database=own.fresh()) as server:
        writing = Transport(server.join(ONE), ONE)
        terminal = wrote(ONE, 3)
        assert isinstance(writing.send(Push(SCOPE, batch(terminal))), Stored)
        own.stop()
        assert httpx.get(f"{server.url}/healthz").status_code == 200
        assert httpx.get(f"{server.url}/readyz").status_code == 503
        answer = writing.send(Hello({}, {}))
        assert isinstance(answer, Busy)
        assert answer.retry_after > 0
        own.start()
        until(lambda: httpx.get(f"{server.url}/readyz", timeout=DEADLINE).status_code == 200)
        terminal.write()
        assert isinstance(writing.send(Push(SCOPE, batch(terminal, 4))), Stored)
        welcome = writing.send(Hello({terminal.session or b"": Head(1, bytes(32))}, {}))
        assert welcome.heads[terminal.session or b""].seq == 5  # type: ignore[union-attr]
        writing.close()


def test_a_database_that_may_forget_what_it_acknowledged_is_not_used(
    postgres: Postgres,
) -> None:
    from core.errors import NotReached
    from sync.server.postgres_link import _DURABLE

    url = postgres.fresh()
    with connect(url) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
        name = connection.info.dbname
        connection.execute(
            f"ALTER DATABASE {name} SET synchronous_commit = off"
        )  # ours says otherwise, and is obeyed
    with connect(url) as connection:
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)
    with contextlib.ExitStack() as stack, pytest.MonkeyPatch.context() as patch:
        patch.setitem(_DURABLE, "fsync", ("certainly",))
        with pytest.raises(NotReached) as refused:
            stack.enter_context(PostgresStorage(url).desk())
        assert refused.value.key == "database.weak"
        assert refused.value.params == {"name": "fsync", "value": "on"}
