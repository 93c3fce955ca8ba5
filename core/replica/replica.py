"""A replica: one file in which a station's journal lies, with the views folded from it in the same transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

from core.clock import Clock
from core.errors import NotSaved, Refusal
from core.ids import IdSource
from core.journal.event import Event, EventId, Stored
from core.journal.hlc import HybridClock
from core.records.session import CLOCK_JUMPED, GUARDED, OPENED
from core.replica.act import Act
from core.replica.engine import connect, many_writers, refusal, sqlite
from core.replica.folds import Folds
from core.replica.guards import noted, told
from core.replica.homes import Homes
from core.replica.lock import SingleWriter
from core.replica.reading import Reading
from core.replica.seat import Seat, load_seat
from core.replica.turns import Turn
from core.replica.upgrade import lacking, make_ready
from core.replica.writer import SessionWriter

DATABASE: Final = "watchroom.db"

Listener = Callable[[list[Stored]], None]


class Replica(Reading, AbstractContextManager["Replica"]):
    """Opens a data directory, appends acts to its journal and answers from its views."""

    def __init__(self, directory: Path, clock: Clock, ids: IdSource | None = None) -> None:
        """Open or create the replica in `directory`; raises Damaged, NotSaved or Refusal (newer file, in use)."""
        directory.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.directory = directory
        self.clock = clock
        self.ids = ids or IdSource()
        self._lock = None if many_writers() else SingleWriter(directory)
        self.connection = connect(directory / DATABASE)
        self.turn = Turn(directory / DATABASE)
        try:
            self.seat: Seat | None = make_ready(self.connection, directory)
        except BaseException:
            self._let_go()
            raise
        self.listeners: list[Listener] = []
        self.settles = ""  # the form whose draft goes with the act that is saved (core.replica.drafts)
        self.changes = 0
        """Grows with every act saved here and every `refresh` that found another process's."""

        self._hlc = HybridClock()
        self._writer: SessionWriter | None = None
        self._folds = Folds(self.connection)
        self.homes = Homes(self.connection, lambda: self.seat)
        self._act: Act | None = None
        self._closed = False
        self._seen_version = self._data_version()
        if lacking(self.connection):
            from core.replica.rebuild import rebuild

            rebuild(self)

    def __exit__(self, *exc: object) -> None:
        self.close()

    def close(self) -> None:
        """Seal what this device wrote and close the file; closing twice does no harm."""
        if self._closed:
            return
        self._closed = True
        from core.replica.sealing import seal_all

        try:
            with suppress(sqlite.Error):  # a full disk at the end: the next session seals this one too
                seal_all(self.connection, self.directory)
        finally:
            self._let_go()

    def _let_go(self) -> None:
        """Close the file and let the next process in."""
        self.connection.close()
        if self._lock is not None:
            self._lock.release()

    @contextmanager
    def act(self, author: str | None = None) -> Iterator[Act]:
        """One act: a write transaction that is saved whole at the end, or leaves nothing behind.

        Raises NotSaved when the disk refuses, with nothing written.
        """
        if self._act is not None:
            raise RuntimeError("an act is running")
        with self.turn.mine():
            act = self._begin(author)
            try:
                yield act
                self._save(act)
            except BaseException as error:
                self._take_back()
                if isinstance(error, sqlite.Error):
                    raise refusal(error) from error
                raise
            finally:
                self._act = None

    def append(
        self,
        act: Act,
        kind: str,
        record: str,
        body: Mapping[str, Any],
        *,
        origin: str = "live",
        second: str | None = None,
        audience: str = "branch",
        number: str = "",
        fresh: bool = False,
    ) -> EventId:
        """Append one event to the journal and fold its record; use `Act.append`."""
        assert self._writer is not None
        event = self._writer.append(
            kind,
            record,
            body,
            author=act.author,
            second=second,
            audience=audience,
            origin=origin,
            act=act.first,
            number=number,
        )
        self._folds.take(event, fresh)
        return event.id

    def repeat(self, act: Act, original: Event) -> None:
        """Write an event of a forked session again, in the running session; use `Act.repeat`."""
        assert self._writer is not None
        self._folds.take(self._writer.repeat(original, act.first), fresh=False)

    def leave_session(self) -> None:
        """Let the next act open a new session: the running one forked."""
        self._writer = None

    def refresh(self) -> bool:
        """Notice what other processes wrote; True when there was something."""
        version = self._data_version()
        if version == self._seen_version:
            return False
        self._seen_version = version
        self.changes += 1
        self.forget()
        self.seat = load_seat(self.connection)
        return True

    @property
    def session(self) -> str:
        """The record id of the running session; only inside an act."""
        assert self._writer is not None
        return self._writer.session

    def refold(self, record: str) -> None:
        """Fold a record again inside the running act: the content of one of its events was erased."""
        self._folds.again(record)

    def forget(self) -> None:
        """Drop every fold kept at hand; they are folded again when asked for."""
        self._folds.forget()
        self.homes.forget()

    def _begin(self, author: str | None) -> Act:
        """Start the transaction, take the clock and open the session at the first write of all."""
        if self.seat is None:
            raise Refusal("store.not_set_up")
        now = self.clock.now()
        now = now.replace(microsecond=now.microsecond // 1000 * 1000)
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            self.refresh()
            if self._writer is None or not self._writer.goes_on(self.seat):
                self._writer = SessionWriter(self.connection, self.seat, self._hlc, self.clock, self.ids)
            jump = self._writer.begin(now)
            act = self._act = Act(self, author, now, self._writer.seq + 1)
            if self._writer.seq == 0:
                genesis = self._writer.genesis()
                self.append(act, OPENED, self._writer.session, genesis, audience="hq", fresh=True)
                if guards := noted(self.connection):
                    self.append(act, GUARDED, self._writer.session, {"names": guards})
                    told(self.connection)
                act.first = self._writer.seq + 1
            if jump is not None:
                self.append(act, CLOCK_JUMPED, self._writer.session, jump)
                act.first = self._writer.seq + 1
            return act
        except BaseException as error:
            self._take_back()
            self._act = None
            if isinstance(error, sqlite.Error):
                raise refusal(error) from error
            raise

    def _save(self, act: Act) -> None:
        """Write the views, seal if asked, and commit; an error on commit does not mean "not saved"."""
        assert self._writer is not None
        self.flush()
        self._writer.finish(self.settles)
        if act.sealed:
            from core.replica.sealing import seal_tip

            seal_tip(self.connection, self.directory, self._writer.session)
        written = self._writer.written
        try:
            self.connection.execute("COMMIT")
        except sqlite.Error as error:
            if not self._was_stored():
                raise refusal(error) from error
        self._writer.keep()
        self.changes += 1
        if act.erased:
            from core.replica.erasure import scrub

            scrub(self)
        for listener in self.listeners:
            listener(written)

    def _was_stored(self) -> bool:
        """Whether an act whose commit failed is on disk all the same; raises NotSaved when nobody can say."""
        assert self._writer is not None
        try:
            if self.connection.in_transaction:
                self.connection.execute("ROLLBACK")
            return self._writer.is_stored()
        except sqlite.Error as error:
            raise NotSaved("store.unsure", reason=str(error)) from error

    def _take_back(self) -> None:
        """Forget everything of an act that was not saved."""
        for _ in range(2):
            if self.connection.in_transaction:
                with suppress(sqlite.Error):
                    self.connection.execute("ROLLBACK")
        if self._writer is not None:
            self._writer.take_back()
            if self._writer.seq == 0:
                self._writer = None
        self._folds.forget()

    def _data_version(self) -> int:
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def absorb(self, batch: Iterable[Stored]) -> int:
        """Take in stored events, those of a session in order; returns how many were new. Raises Damaged."""
        from core.replica.intake import absorb

        return absorb(self, batch)
