"""A terminal: its journal, and what it does on each answer (protocol.md §3, §4, §8)."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from tests.sync.second import batches
from tests.sync.second.batches import Batch, Reference
from tests.sync.second.journal import (
    ZEROS,
    Event,
    after_row,
    canonical,
    key_of,
    public,
    seal_message,
    sign,
    signed,
    write,
)
from tests.sync.second.way import Tie, Way

PUSH, PULL = 500, 500
AHEAD_MS = 600_000
START = (0, ZEROS)


class Broken(Exception):
    """An answer that is signed and yet not what the document says."""


class Waiting(Exception):
    """The server is busy; `args` hold the seconds to wait."""


@dataclass
class Disk:
    """What is kept."""

    sessions: dict[bytes, list[Event]] = field(default_factory=dict)
    own: set[bytes] = field(default_factory=set)
    given_up: set[bytes] = field(default_factory=set)
    repeated: set[bytes] = field(default_factory=set)
    """Own ones whose rest was written again: not a second time."""
    seals: dict[tuple[bytes, int], bytes] = field(default_factory=dict)
    marks: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    proven: dict[bytes, int] = field(default_factory=dict)
    aside: list[Batch] = field(default_factory=list)
    """Rows that fit no session here, in the runs in which they came."""
    alarms: list[str] = field(default_factory=list)
    last_hlc: int = 0
    tip: bytes | None = None
    """The session written last."""


class Terminal:
    """One device at one server."""

    def __init__(self, tie: Tie, secret: bytes, disk: Disk | None = None) -> None:
        """A process that starts: it writes in a session of its own, begun with its first event."""
        self.tie, self.secret = tie, secret
        self.disk = disk or Disk()
        self.way = Way(tie, secret)
        self.session: bytes | None = None

    # What is written here.

    def write(self, kind: str, body: dict[str, Any], record: bytes | None = None, **tail: Any) -> Event:
        """Append one event to the running session; a tail field given replaces the usual one."""
        if self.session is None:
            self._open()
        assert self.session is not None
        return self._append(kind, record or record_id(), body, tail)

    def _open(self) -> None:
        body: dict[str, Any] = {
            "program": "second 1",
            "schema": 1,
            "boot": "unknown",
            "key": public(self.secret).hex(),
        }
        if self.disk.tip is not None:
            before = self.disk.sessions[self.disk.tip][-1]
            body["after"] = {"session": before.session.hex(), "seq": before.seq, "hash": before.hash.hex()}
        self.session = os.urandom(16)
        self.disk.sessions[self.session] = []
        self.disk.own.add(self.session)
        self._append("session.opened", self.session, body, {})

    def _append(self, kind: str, record: bytes, body: dict[str, Any], tail: dict[str, Any]) -> Event:
        assert self.session is not None
        events = self.disk.sessions[self.session]
        prev = events[-1].hash if events else ZEROS
        self.disk.last_hlc = max(self.disk.last_hlc + 1, now_ms() << 16)
        whole = {
            "audience": "branch",
            "device": self.tie.device,
            "kind": kind,
            "origin": "live",
            "recorded_at": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "unit": self.tie.unit,
            "v": 1,
            **tail,
        }
        times = self.disk.last_hlc, time.monotonic_ns() // 1_000_000
        made = write(
            (self.session, len(events) + 1, prev), times, record, whole, os.urandom(16) + canonical(body)
        )
        events.append(made)
        self.disk.tip = self.session
        return made

    # One exchange.

    def exchange(self) -> None:
        """Until both sides have what the other has; raises Waiting, Broken, Untrusted."""
        welcome = self._hello()
        for session in self._unproven():
            self._offer(session, welcome)
        for session, seq, tip in welcome.get("lacking", ()):
            self._offer_again(bytes.fromhex(session), seq, tip)
        for scope in welcome["ends"]:
            self.follow(scope)

    def _hello(self) -> dict[str, Any]:
        """Where the server stands; a feed that was rewound is followed anew, and everything is offered again."""
        while True:
            heads = {one.hex(): self._head(one) for one in self._unproven()}
            marks = {scope: [n, running.hex()] for scope, (n, running) in self.disk.marks.items()}
            beside = [[one.hex(), *self._head(one)] for one in self.disk.given_up]
            beside += [
                [run.session.hex(), run.last, run.tip.hex()]
                for run in self.disk.aside
                if run.seal != batches.NO_SEAL
            ]
            given = self.way.say("/v1/hello", protocol=1, heads=heads, marks=marks, beside=beside).json
            self._wait(given)
            if given["answer"] != "welcome":
                raise Broken(given)
            for scope in given["rewound"]:
                self._go_back(scope)
            if not given["rewound"]:
                return given

    def _unproven(self) -> list[bytes]:
        """Sessions of which something was not seen in the feed."""
        return [
            session
            for session, events in self.disk.sessions.items()
            if session not in self.disk.given_up and self.disk.proven.get(session, 0) < len(events)
        ]

    def _head(self, session: bytes) -> list[Any]:
        last = self.disk.sessions[session][-1]
        return [last.seq, last.hash.hex()]

    def _offer(self, session: bytes, welcome: dict[str, Any]) -> None:
        """Send what the server lacks of one session, from where the server says it stands."""
        events = self.disk.sessions[session]
        there, tip = welcome["heads"].get(session.hex(), (0, ""))
        differs = 0 < there <= len(events) and events[there - 1].hash.hex() != tip
        if session.hex() in welcome["forked"] or differs:
            self._push(session, max(0, min(there, len(events)) - PUSH))
        elif there < len(events):
            self._push(session, there)

    def _offer_again(self, session: bytes, seq: int, tip: str) -> None:
        """What the server has neither in a feed nor beside one: the way we gave up, or what we keep aside."""
        if session in self.disk.given_up and self._head(session) == [seq, tip]:
            self.disk.alarms.append(f"rewound {self.tie.scope}")
            self._push(session, max(0, seq - PUSH))
        for run in self.disk.aside:
            if (run.session, run.last, run.tip.hex()) == (session, seq, tip):
                self._hand("/v1/dispute", run)

    def _push(self, session: bytes, after: int) -> None:
        agreed = 0
        while (batch := self.batch(session, after)) is not None:
            given = self._hand("/v1/push", batch)
            if given["answer"] == "stored":
                after = agreed = batch.last
            elif given["answer"] == "gap":
                after = given["head"][0]
            elif given["answer"] == "fork" and agreed < given["common"] <= after:
                after = max(0, after - PUSH)  # the place may lie further back: it was not compared
            elif given["answer"] == "fork":
                self._settle(session, given["common"])
                return
            else:
                self.disk.alarms.append(f"refused {given.get('reason', given.get('error'))}")
                return

    def _hand(self, path: str, batch: Batch) -> dict[str, Any]:
        query = "scope=" + quote(self.tie.scope, safe="/")
        answer = self.way.send(path, batches.pack(batch), query, "application/vnd.watchroom.batch")
        self._wait(answer.json)
        return answer.json

    def batch(self, session: bytes, after: int) -> Batch | None:
        """Events behind `after`: our own sealed now, others' up to a seal of their device."""
        events = self.disk.sessions[session]
        last = min(len(events), after + PUSH)
        if session not in self.disk.own:
            last = max((n for n in range(after + 1, last + 1) if (session, n) in self.disk.seals), default=0)
        if last <= after:
            return None
        tip = events[last - 1].hash
        seal = self.disk.seals.get((session, last)) or sign(self.secret, seal_message(session, last, tip))
        return Batch(session, after + 1, events[after].prev, tuple(events[after:last]), seal)

    def _settle(self, session: bytes, common: int) -> None:
        """The session went two ways: ours is handed up beside the feed, and repeated if we wrote it."""
        self.disk.alarms.append(f"fork {session.hex()} {common}")
        after = common
        while (batch := self.batch(session, after)) is not None:
            self._hand("/v1/dispute", batch)
            after = batch.last
        self.disk.given_up.add(session)
        if session not in self.disk.own - self.disk.repeated:
            return
        self.disk.repeated.add(session)
        rest = [event for event in self.disk.sessions[session][common:] if event.fields[6] != session]
        self.session = None
        for event in rest:
            original = event.tail.get("copy_of", f"{session.hex()}/{event.seq}")
            kept = {name: value for name, value in event.tail.items() if name not in ("kind", "act")}
            self.write(event.tail["kind"], event.content, event.fields[6], **kept | {"copy_of": original})
        if rest:
            self._push(self.session or b"", 0)

    def _wait(self, given: dict[str, Any]) -> None:
        if given["answer"] == "busy":
            raise Waiting(given["retry_after"])

    def follow(self, scope: str) -> None:
        """Pull a feed to its end; where it was rewound, again from where the server says, once."""
        rewound = unlike = False
        while True:
            n, running = self.disk.marks.get(scope, START)
            own = [] if unlike else [one for one in self._unproven() if one in self.disk.own]
            have = {one.hex(): len(self.disk.sessions[one]) for one in own}
            answer = self.way.say("/v1/pull", scope=scope, mark=[n, running.hex()], have=have, limit=PULL)
            if answer.media != "application/vnd.watchroom.page":
                given = answer.json
                self._wait(given)
                if given["answer"] != "rewound" or rewound:
                    self.disk.alarms.append(f"not followed {scope}")
                    return
                rewound = True
                self._go_back(scope)
                continue
            page = batches.unpack_page(answer.body)
            if not unlike and self._refers_amiss(page):
                unlike = True  # the feed holds another way of a session of ours: row by row, then
                continue
            self._take(scope, page, (n, running))
            if not page.more:
                return

    def _take(self, scope: str, page: batches.Page, mark: tuple[int, bytes]) -> None:
        """Count every row of a page into the running hash, and keep rows and mark together; the feed never stops."""
        n, running = mark
        for run in page.runs:
            for digest in self._hashes(run):
                n, running = n + 1, after_row(running, digest)
        whole = all(
            event.body is not None for run in page.runs if isinstance(run, Batch) for event in run.events
        )
        if whole and (n, running) != page.mark:
            self.disk.alarms.append(f"altered {scope}")
        for run in page.runs:
            if isinstance(run, Batch):
                self.keep(run)
            if self._hash_at(run.session, run.last) == run.tip:
                self.disk.proven[run.session] = max(run.last, self.disk.proven.get(run.session, 0))
        self.disk.marks[scope] = page.mark

    def _refers_amiss(self, page: batches.Page) -> bool:
        """Whether the server took for ours what is another event here."""
        named = [run for run in page.runs if isinstance(run, Reference)]
        return any(self._hash_at(run.session, run.last) != run.tip for run in named)

    def _hashes(self, run: Batch | Reference) -> list[bytes]:
        """Header hashes of the rows of a run."""
        if isinstance(run, Batch):
            return [event.hash for event in run.events]
        ours = self.disk.sessions.get(run.session, [])[run.first - 1 : run.last]
        if len(ours) != run.last - run.first + 1 or ours[-1].hash != run.tip:
            raise Broken("reference")
        return [event.hash for event in ours]

    def keep(self, run: Batch) -> None:
        """Chain the rows behind their session; what does not fit is kept aside, and the feed goes on."""
        events, fits = self.disk.sessions.setdefault(run.session, []), True
        for event in run.events:
            if not event.sound():
                raise Broken("body")
            if event.seq <= len(events) and events[event.seq - 1].hash == event.hash:
                continue
            if event.seq == len(events) + 1 and event.prev == (events[-1].hash if events else ZEROS):
                events.append(event)
                ours = key_of(events[0]) == public(self.secret)
                if ours or event.hlc >> 16 <= now_ms() + AHEAD_MS:
                    self.disk.last_hlc = max(self.disk.last_hlc, event.hlc)
            else:
                fits = False
        if not fits and run not in self.disk.aside:
            self.disk.aside.append(run)
            self.disk.alarms.append(f"aside {run.session.hex()}")
        if run.seal != batches.NO_SEAL and self._hash_at(run.session, run.last) == run.tip:
            if not signed(key_of(events[0]), run.seal, seal_message(run.session, run.last, run.tip)):
                raise Broken("seal")
            self.disk.seals[run.session, run.last] = run.seal

    def _hash_at(self, session: bytes, seq: int) -> bytes | None:
        events = self.disk.sessions.get(session, [])
        return events[seq - 1].hash if 0 < seq <= len(events) else None

    def _go_back(self, scope: str) -> None:
        """The server does not know the place we were at: nothing counts as proven any more."""
        self.disk.alarms.append(f"rewound {scope}")
        self.disk.marks.pop(scope, None)
        self.disk.proven.clear()
        self.disk.given_up.clear()

    def events(self) -> dict[str, list[str]]:
        """Header hashes of everything held, by session."""
        return {
            session.hex(): [event.hash.hex() for event in events]
            for session, events in self.disk.sessions.items()
        }


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def record_id() -> bytes:
    """A UUIDv7."""
    raw = bytearray(now_ms().to_bytes(6, "big") + os.urandom(10))
    raw[6], raw[8] = raw[6] & 0x0F | 0x70, raw[8] & 0x3F | 0x80
    return bytes(raw)
