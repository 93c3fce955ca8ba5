"""One whole exchange over a replica: requests go out, decisions are carried out, until both sides are quiet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from core.clock import epoch_ms
from core.errors import WatchroomError
from core.records.urgency import urgent
from core.replica import standing
from core.replica.standing import Contact
from sync.exchange import Answer, Exchange, Request
from sync.local import ReplicaLocal
from sync.messages import Hello, Page, Push, Refused, Rewound, Welcome
from sync.read_ahead import ReadAhead

if TYPE_CHECKING:
    from core.replica.replica import Replica


class Way(Protocol):
    """The way to the server; `sync.transport.Transport` is one."""

    def send(self, request: Request) -> Answer:
        """The server's answer; raises Unreachable, Untrusted or Declined."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How an exchange ended: `error` is a catalogue key, empty when all agreed; `retry` ms to wait at least."""

    error: str = ""
    waiting: int = 0
    received: int = 0
    retry: int = 0

    @property
    def agreed(self) -> bool:
        """Whether the server has everything this terminal holds, and this terminal everything the server has for it."""
        return not self.error and not self.waiting


@dataclass(frozen=True, slots=True)
class Progress:
    """How much of the feeds was taken in, of how much."""

    taken: int
    total: int


Watch = Callable[[Progress], None]


def go(replica: Replica, way: Way, watch: Watch | None = None, stop: Callable[[], bool] = bool) -> Outcome:
    """Exchange until both sides have what the other has, an obstacle comes up or `stop` says so; its end is kept."""
    before = standing.contact(replica.connection)
    one = Round(replica, watch)
    error, retry = "", 0
    try:
        retry = one.run(way, stop)
        error = "sync.error.busy" if retry else "sync.error.refused" if one.refused else ""
    except WatchroomError:
        raise
    except Exception as trouble:
        error = obstacle(trouble)
    outcome = Outcome(error, standing.waiting(replica.connection), one.received, retry * 1000)
    _keep(replica, before, outcome, one)
    return outcome


class Round:
    """An exchange that is running."""

    def __init__(self, replica: Replica, watch: Watch | None = None) -> None:
        """Exchange what `replica` holds."""
        self._replica, self._watch = replica, watch
        self._local = ReplicaLocal(replica)
        self._pressing: Mapping[bytes, int] = {}
        self._ends: dict[str, int] = {}
        self._began = 0
        self.offset: int | None = None
        self.received = 0
        self.refused = False
        self.finished = False

    def run(self, way: Way, stop: Callable[[], bool]) -> int:
        """Go on to the end; seconds to wait when the server is busy, else 0."""
        reading = ReadAhead(way)
        try:
            return self._go_on(reading, stop)
        finally:
            reading.rest()

    def _go_on(self, way: ReadAhead, stop: Callable[[], bool]) -> int:
        machine = Exchange(self._local)
        while not stop():
            request = machine.request()
            if request is None:
                self.finished = True
                return 0
            answer = way.send(self._ahead(request))
            writes = machine.answer(answer)
            if machine.wait:
                return machine.wait
            for write in writes:
                self._local.carry_out(write)
            self._look(answer)
        return 0

    def _ahead(self, request: Request) -> Request:
        """A push of something urgent, or of what lies before it, says so: the server puts it ahead of its line."""
        if isinstance(request, Hello):
            self._pressing = self._local.pressing()
        elif isinstance(request, Push):
            last = self._pressing.get(request.batch.session, 0)
            return replace(request, urgent=request.batch.first <= last)
        return request

    def _look(self, answer: Answer) -> None:
        """What an answer tells beside the protocol: the server's clock, how far along we are."""
        if isinstance(answer, Welcome):
            self.offset = answer.now_ms - epoch_ms(self._replica.clock.now())
            self._ends = {scope: mark.n for scope, mark in answer.ends.items()}
            self._began = self._taken()
        elif isinstance(answer, Refused):
            self.refused = True
        elif isinstance(answer, Rewound):
            self._began = self._taken()
        elif isinstance(answer, Page):
            self.received += sum(len(getattr(run, "events", ())) for run in answer.runs)
            if self._watch is not None:
                total = sum(self._ends.values()) - self._began
                self._watch(Progress(self._taken() - self._began, max(total, 1)))

    def _taken(self) -> int:
        marks = self._local.marks()
        return sum(marks[scope].n for scope in self._ends if scope in marks)


def hurried(request: Request) -> Request:
    """A push with something urgent in it says so: the server puts it ahead of its line."""
    if isinstance(request, Push) and any(urgent(event.header) for event in request.batch.events):
        return replace(request, urgent=True)
    return request


def _keep(replica: Replica, before: Contact, outcome: Outcome, one: Round) -> None:
    """Note how the exchange ended, where every process that has the file open reads it."""
    now = epoch_ms(replica.clock.now())
    done = now if one.finished and not outcome.error else before.done
    since = (before.since or now) if outcome.error else 0
    offset = before.offset if one.offset is None else one.offset
    after = replace(before, tried=now, done=done, since=since, error=outcome.error, offset=offset)
    standing.keep_contact(replica.connection, after)


def obstacle(trouble: Exception) -> str:
    """The catalogue key of what stands in the way; raises what is a fault of the program."""
    from sync.transport import Unreachable, Untrusted
    from sync.wire.form import Declined

    if isinstance(trouble, Unreachable):
        return "sync.error.unreachable"
    if isinstance(trouble, Untrusted):
        return "sync.error.untrusted"
    if isinstance(trouble, Declined):
        return "sync.error.revoked" if trouble.error == "revoked" else "sync.error.declined"
    raise trouble
