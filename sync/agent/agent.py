"""The agent at work: a thread of the branch's server that exchanges with headquarters and never disturbs serving."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, replace
from typing import Any, Final

from core.clock import Clock, epoch_ms
from core.replica.standing import Contact
from sync.agent.local import ERA, Ledgered, StoreLocal
from sync.agent.memory import SqliteMemory
from sync.agent.standing import CONTACT, known
from sync.agent.tie import Tie
from sync.client import Connect, Listener, LiveWay
from sync.exchange import Exchange
from sync.messages import Above, Busy, Refused, Welcome
from sync.pace import Pace
from sync.policy import ALL_ON, Policy
from sync.rounds import hurried, obstacle
from sync.server.house import House
from sync.server.requests_log import fault
from sync.server.sqlite_registry import SqliteRegistry
from sync.server.sqlite_storage import SqliteStorage
from sync.server.sqlite_store import SqliteStore
from sync.server.storage import Ledger
from sync.server.store import Store

SERVER: Final = "upstream.server"
"""Key of the fact that names the server above the proofs are of."""

DEVICE: Final = "agent"
"""The agent's name in the writer's line; no device has it."""

LOOK: Final = 5_000
"""Milliseconds between two looks at the clock: a machine that slept wakes up late otherwise."""

PATIENCE: Final = 60.0
"""Seconds the agent waits for the server's own writer."""


class Unready(Exception):
    """The server's own writer is too busy, or gone; `args` hold the milliseconds to wait."""


class Agent:
    """Keeps a server in step with the one above it; the house starts and stops it."""

    def __init__(
        self,
        house: House,
        tie: Tie,
        clock: Clock,
        uniform: Callable[[float, float], float],
        connect: Connect,
        policy: Policy = ALL_ON,
        chance: Callable[[int], bytes] = os.urandom,
    ) -> None:
        """Relay for `house` by `tie`; nothing is opened before the thread runs."""
        self._house, self._tie, self._clock, self._connect, self._policy = house, tie, clock, connect, policy
        self._pace, self._chance = Pace(uniform), chance
        self._wake = threading.Condition()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None
        self._way: LiveWay | None = None
        self._listener: Listener | None = None
        self._heard = self._grown = self._stopping = self._gone = False
        self._contact, self._waiting = Contact(), 0

    def start(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin, on a thread that does not keep the process alive; `loop` is the one the house writes on."""
        self._loop = loop
        self._thread = threading.Thread(target=self._run, name="agent", daemon=True)
        self._thread.start()

    def grew(self) -> None:
        """A feed grew here."""
        with self._wake:
            self._grown = True
            self._wake.notify()

    def poke(self) -> None:
        """The server above has news: exchange now."""
        with self._wake:
            self._heard = True
            self._wake.notify()

    def stop(self, seconds: float = 2.0) -> None:
        """End after the request that is running, at most after `seconds`; what was begun is taken up next time."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(seconds)
        self._gone = True

    def above(self, store: Store, sessions: Sequence[bytes]) -> Above | None:
        """How far `sessions` are known to be on the server above, read by any thread with its own `store`."""
        connection: Any = store.connection  # type: ignore[attr-defined]
        era = SqliteRegistry(connection).remembered(ERA)
        return Above(era, SqliteMemory(connection).proven(sessions)) if era else None

    def figures(self) -> Mapping[str, float]:
        """What is measured at this moment, for `/metrics`."""
        now = epoch_ms(self._clock.now())
        age = (now - self._contact.done) / 1000 if self._contact.done else -1.0
        return {
            "upstream_waiting_events": self._waiting,
            "upstream_age_seconds": round(age, 1),
            "upstream_failing": float(bool(self._contact.error)),
        }

    def _run(self) -> None:
        """Work until stopped; whatever goes wrong is noted and tried again."""
        while not self._stopping:
            try:
                self._work()
            except Exception as error:
                fault("agent", error)
                self._pace.failed(self._clock.boot_ms())
                self._wait(LOOK)
        self._let_go()

    def _work(self) -> None:
        """Open the file and go on until stopped; raises what ends it."""
        self._contact = self._write(_prepare(self._tie.link.server, self._chance))
        place = self._house.storage
        assert isinstance(place, SqliteStorage)
        store = SqliteStore(place.path, read_only=True)
        try:
            memory = SqliteMemory(store.connection)
            unit = self._tie.link.unit
            local = StoreLocal(
                store, memory, unit, self._write, self._house.now_ms, self._policy, self._chance
            )
            while not self._stopping:
                if self._step(local):
                    self._waiting = memory.waiting(unit)
                self._wait(min(self._pace.wait(self._clock.boot_ms()), LOOK))
        finally:
            store.close()

    def _step(self, local: StoreLocal) -> bool:
        """Exchange if it is time; whether anything may be different now."""
        with self._wake:
            heard, grown = self._heard, self._grown
            self._heard = self._grown = False
        if heard:
            self._pace.at_once()
        if grown:
            self._pace.wrote(self._clock.boot_ms())
        if self._pace.wait(self._clock.boot_ms()):
            return grown
        error, wait, offset = "", 0, None
        try:
            error, wait, offset = self._exchange(local)
        except Unready as unready:
            error, wait = "sync.error.busy", int(unready.args[0])
        except Exception as trouble:
            error = obstacle(trouble)
        self._settle(error, wait, offset, local)
        return True

    def _exchange(self, local: StoreLocal) -> tuple[str, int, int | None]:
        """One exchange: what stood in its way, how long to wait in ms, and how far the clock above is off."""
        way, machine, error, offset = self._connected(), Exchange(local, self._policy), "", None
        while not self._stopping and (request := machine.request()) is not None:
            answer = way.send(hurried(request))
            writes = machine.answer(answer)
            if machine.wait:
                return "sync.error.busy", machine.wait * 1000, offset
            local.carry_out(writes)
            if isinstance(answer, Welcome):
                offset = answer.now_ms - epoch_ms(self._clock.now())
            elif isinstance(answer, Refused):
                error = "sync.error.refused"
        return error, 0, offset

    def _settle(self, error: str, wait: int, offset: int | None, local: StoreLocal) -> None:
        """Note how the exchange ended, and when the next one is."""
        before, now = self._contact, epoch_ms(self._clock.now())
        self._contact = replace(
            before,
            tried=now,
            done=before.done if error else now,
            since=(before.since or now) if error else 0,
            error=error,
            offset=before.offset if offset is None else offset,
        )
        if error:
            self._pace.failed(self._clock.boot_ms(), wait)
        else:
            self._pace.agreed(self._clock.boot_ms())
            if self._listener is not None:
                self._listener.begin({scope: mark.n for scope, mark in local.marks().items()})
        text = json.dumps(asdict(self._contact))
        with suppress(Unready):
            self._write(lambda ledger, _: ledger.registry.remember(CONTACT, text))

    def _connected(self) -> LiveWay:
        if self._way is None:
            link, secret = self._tie.link, self._tie.secret
            self._way = self._connect(link, secret)
            self._listener = Listener(lambda: self._connect(link, secret), self.poke)
        return self._way

    def _let_go(self) -> None:
        if self._listener is not None:
            self._listener.end()
        if self._way is not None:
            self._way.close()

    def _write(self, work: Ledgered) -> Any:
        """Do `work` in the writer's transaction and wait for the disk; raises Unready."""
        assert self._loop is not None
        if self._gone:
            raise Unready(LOOK)
        given = self._house.write(DEVICE, lambda ledger: work(ledger, _memory(ledger)))
        future = asyncio.run_coroutine_threadsafe(given, self._loop)
        try:
            done = future.result(PATIENCE)
        except TimeoutError as error:  # the disk hangs
            future.cancel()
            raise Unready(LOOK) from error
        if isinstance(done, Busy):
            raise Unready(done.retry_after * 1000)
        return done

    def _wait(self, milliseconds: int) -> None:
        with self._wake:
            if not (self._heard or self._grown or self._stopping) and milliseconds:
                self._wake.wait(milliseconds / 1000)


def _memory(ledger: Ledger) -> SqliteMemory:
    return SqliteMemory(ledger.store.connection)  # type: ignore[attr-defined]


def _prepare(server: str, chance: Callable[[int], bytes]) -> Ledgered:
    """Make the tables; nothing is proven to another server above than the one that said so."""

    def work(ledger: Ledger, _: Any) -> Contact:
        memory = SqliteMemory(ledger.store.connection, make=True)  # type: ignore[attr-defined]
        if ledger.registry.remembered(SERVER) != server:
            memory.start_again()
            ledger.registry.remember(SERVER, server)
            ledger.registry.remember(CONTACT, "")
            ledger.registry.remember(ERA, chance(8).hex())
        return known(ledger.registry)

    return work
