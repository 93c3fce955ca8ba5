"""The background worker of a terminal: exchanges on a thread and a connection of its own; no key ever waits for it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from core.clock import epoch_ms
from core.errors import WatchroomError
from core.replica.engine import sqlite
from core.replica.unsent import RECENT, Unsent, urgent_unsent
from sync import rounds
from sync.joined import load_link
from sync.link import Link
from sync.pace import LONGEST, Pace
from sync.rounds import Outcome, Progress

if TYPE_CHECKING:
    from core.clock import Clock
    from core.replica.replica import Replica

URGENT_TRIES: Final = ((60_000, 5_000), (RECENT, 15_000))
"""While something urgent waits, saved less than so many milliseconds ago, it is tried again after so many at most."""

LOOK: Final = 500
"""Milliseconds between two looks at the file: what other processes wrote is noticed by them."""


class LiveWay(rounds.Way, Protocol):
    """A way that can also listen."""

    def live(self) -> Iterator[dict[str, Any]]:
        """What grew, until the stream ends."""
        ...


Connect = Callable[[Link, bytes], LiveWay]


class Worker:
    """Keeps one data directory in step with its server; start it once, poke it from any thread."""

    def __init__(
        self,
        open_replica: Callable[[], Replica],
        connect: Connect,
        clock: Clock,
        uniform: Callable[[float, float], float],
        after: Callable[[Replica], None] = lambda replica: None,
    ) -> None:
        """Nothing is opened before the thread runs.

        `open_replica` and `connect` are called on it, and `after` behind each step.
        """
        self._open, self._connect, self._clock = open_replica, connect, clock
        self._pace, self._after = Pace(uniform), after
        self._wake = threading.Condition()
        self._thread: threading.Thread | None = None
        self._listener: Listener | None = None
        self._way: LiveWay | None = None
        self._link: Link | None = None
        self._heard = self._urgent = self._wrote = self._stopping = False
        self._taken = 0
        """Events an exchange had taken in when something urgent interrupted it: the next one goes on counting there."""

        self.progress: Progress | None = None
        """How far a long exchange is, None while none is running."""
        self.fault: Exception | None = None
        """What ended the worker, for the log; the terminal goes on alone."""

    def start(self) -> None:
        """Begin, on a thread that does not keep the process alive."""
        self._thread = threading.Thread(target=self.run, name="exchange", daemon=True)
        self._thread.start()

    def poke(self) -> None:
        """The server has news: exchange now."""
        with self._wake:
            self._heard = True
            self._wake.notify()

    def written(self, urgent: bool = False) -> None:
        """Something was saved here; what is urgent goes now, and ahead of a long exchange that is running."""
        with self._wake:
            self._urgent = self._urgent or urgent
            self._wake.notify()

    def stop(self, seconds: float = 3.0) -> None:
        """End after the request that is running, at most after `seconds`; what was begun is taken up next time."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread is not None:
            self._thread.join(seconds)

    def run(self) -> None:
        """Work on this thread until stopped."""
        try:
            with self._open() as replica:
                while not self._stopping:
                    wait = self.step(replica)
                    self._after(replica)
                    self._wait(wait)
        except Exception as fault:
            self.fault = fault
        finally:
            self._let_go()

    def step(self, replica: Replica) -> int:
        """Exchange if it is time; returns the milliseconds until something may have to be done again."""
        self._notice(replica)
        wait = self._pace.wait(self._clock.boot_ms())
        if wait or not self._connected(replica):
            return min(wait or LOOK, LOOK)
        try:
            self._settle(replica, self._exchange(replica))
        except (WatchroomError, sqlite.Error):  # the disk or the file refuses: whoever writes a line is told
            if replica.connection.in_transaction:
                replica.connection.execute("ROLLBACK")
            self._pace.failed(self._clock.boot_ms())
        finally:
            self.progress = None
        return min(self._pace.wait(self._clock.boot_ms()), LOOK)

    def _exchange(self, replica: Replica) -> Outcome:
        assert self._way is not None
        known = frozenset(self._waiting(replica))
        outcome = rounds.go(replica, self._way, self._watch, lambda: self._called_off(replica, known))
        self._taken = self.progress.taken if self.progress is not None and self._urgent else 0
        return outcome

    def _called_off(self, replica: Replica, known: frozenset[Unsent]) -> bool:
        """Whether the exchange that runs makes room: the end, or something urgent was saved, by any process."""
        if replica.refresh():
            self._wrote = True
            self._urgent = self._urgent or not known.issuperset(self._waiting(replica))
        return self._stopping or self._urgent

    def _waiting(self, replica: Replica) -> list[Unsent]:
        return urgent_unsent(replica.connection, epoch_ms(self._clock.now()))

    def _watch(self, progress: Progress) -> None:
        self.progress = Progress(self._taken + progress.taken, self._taken + progress.total)

    def _settle(self, replica: Replica, outcome: Outcome) -> None:
        if outcome.error:
            self._pace.failed(self._clock.boot_ms(), outcome.retry, self._longest(replica))
        else:
            self._pace.agreed(self._clock.boot_ms())
            if self._listener is not None:
                self._listener.begin(dict(replica.connection.execute("SELECT scope, n FROM mark")))

    def _longest(self, replica: Replica) -> int:
        """How long to wait between two tries: less while something urgent waits (domain §7)."""
        now = epoch_ms(self._clock.now())
        ages = [one.age(now) for one in self._waiting(replica)]
        return next((longest for age, longest in URGENT_TRIES if ages and min(ages) < age), LONGEST)

    def _notice(self, replica: Replica) -> None:
        """What was written here meanwhile, by whatever process, and whether somebody poked."""
        with self._wake:
            heard = self._heard or self._urgent
            self._heard = self._urgent = False
        if heard:
            self._pace.at_once()
        if replica.refresh() or self._wrote:
            self._wrote = False
            self._pace.wrote(self._clock.boot_ms())
            if (
                load_link(replica) != self._link
            ):  # how long the old address did not answer says nothing of the new
                self._pace.at_once()

    def _connected(self, replica: Replica) -> bool:
        """Whether there is a server to speak to; a new tie replaces the old connection."""
        from core.replica.seat import load_key

        link = load_link(replica)
        if link != self._link:
            self._let_go()
            self._link = link
        if link is None:
            return False
        if self._way is None:
            key = load_key(replica.directory)
            if key is None:
                return False
            self._way = self._connect(link, key.secret)
            self._listener = Listener(lambda: self._connect(link, key.secret), self.poke)
        return True

    def _let_go(self) -> None:
        if self._listener is not None:
            self._listener.end()
        if self._way is not None:
            self._way.close()
        self._way = self._listener = None

    def _wait(self, milliseconds: int) -> None:
        with self._wake:
            if not (self._heard or self._urgent or self._stopping) and milliseconds:
                self._wake.wait(milliseconds / 1000)


class Listener:
    """Hears from the server that a feed grew; when the stream ends, the next exchange that succeeds opens another."""

    def __init__(self, connect: Callable[[], LiveWay], poke: Callable[[], None]) -> None:
        """Nothing is opened yet."""
        self._connect, self._poke = connect, poke
        self._thread: threading.Thread | None = None
        self._ended = False

    def begin(self, followed: Mapping[str, int] | None = None) -> None:
        """Listen, unless that is being done; a feed that stands elsewhere than it was `followed` to is news at once."""
        if self._ended or (self._thread is not None and self._thread.is_alive()):
            return
        self._thread = threading.Thread(target=self._listen, args=(followed,), name="listen", daemon=True)
        self._thread.start()

    def end(self) -> None:
        """Poke nobody any more; the thread ends with its stream."""
        self._ended = True

    def _listen(self, followed: Mapping[str, int] | None = None) -> None:
        way = self._connect()
        known: dict[str, int] = dict(followed or {})
        try:
            for news in way.live():
                if self._ended:
                    return
                scope, n = news.get("scope"), int(news.get("n", 0))
                if scope is not None and n != known.get(scope):
                    first = scope not in known and (followed is None or not n)
                    known[scope] = n
                    if not first:
                        self._poke()
        except Exception as trouble:
            rounds.obstacle(trouble)
        finally:
            way.close()
