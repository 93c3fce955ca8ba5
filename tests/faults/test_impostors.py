"""A device that joined and lies: it is refused in clear words or changes nothing of others', and a person is told."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import Damaged
from core.journal.encoding import HLC, canonical, header_hash
from core.journal.event import decode
from core.journal.event import encode as write_event
from core.journal.seal import sign
from core.records import log
from core.replica import standing
from core.replica.act import Desk
from core.replica.replica import DATABASE, Replica
from core.replica.verify import verify
from sync.batch import Batch, encode
from sync.local import ReplicaLocal
from tests.faults.lines import at_branch, at_terminal, whole_at_both_ends
from tests.faults.processes import alarms, exchange, join, terminal
from tests.sync.raw import Raw
from tests.sync.running import SCOPE, Running, running
from tests.sync.tiers import until

LIAR = bytes(31) + b"L"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server") as made:
        yield made


@pytest.fixture
def honest(server: Running, tmp_path: Path) -> Iterator[Replica]:
    """A terminal whose line is at the branch."""
    with terminal(tmp_path / "terminal") as replica:
        join(replica, server.directory, server.url)
        Desk(replica).do(log.note, "真话")
        assert exchange(replica, server.url).agreed
        yield replica


@pytest.fixture
def liar(server: Running) -> Iterator[Raw]:
    """Another device of the same station."""
    raw = Raw(server.join(LIAR), LIAR)
    yield raw
    raw.client.close()


def spoken(replica: Replica) -> tuple[bytes, Batch]:
    """The session of the line, and all of it."""
    local = ReplicaLocal(replica)
    row = replica.connection.execute("SELECT session FROM event ORDER BY position DESC LIMIT 1").fetchone()
    batch = local.batch(row[0], 0, 2000)
    assert batch is not None
    return row[0], batch


def own_session(liar: Raw, batch: Batch, body: dict[str, object]) -> Batch:
    """A session of the liar's, in which the last record of `batch` says something else."""
    session, link = os.urandom(16), liar.link
    theirs, last = decode(batch.events[0]), decode(batch.events[-1])
    key = {**(theirs.body or {}), "key": liar.signer.public.hex()}
    opening = theirs._replace(session=session.hex(), seq=1, device=link.device, act=1, body=key)
    first = write_event(opening, bytes(32), os.urandom(16))
    again = last._replace(
        session=session.hex(), seq=2, device=link.device, act=2, hlc=last.hlc + 1, body=body
    )
    second = write_event(again, header_hash(first.header), os.urandom(16))
    seal = sign(LIAR, session, 2, header_hash(second.header)).signature
    return Batch(session, 1, bytes(32), (first, second), seal)


def test_a_seal_somebody_else_made_is_refused_with_an_alarm(
    server: Running, honest: Replica, liar: Raw
) -> None:
    session, batch = spoken(honest)
    last = decode(batch.events[-1])._replace(seq=batch.last + 1, act=batch.last + 1, body={"text": "假话"})
    lie = write_event(last, batch.tip, os.urandom(16))
    seal = sign(LIAR, session, batch.last + 1, header_hash(lie.header)).signature
    forged = Batch(session, batch.last + 1, batch.tip, (lie,), seal)
    answer = liar.post("/v1/push", encode(forged), f"scope={SCOPE}")
    assert (answer.status_code, answer.json()) == (403, {"answer": "refused", "reason": "seal"})
    assert ("sync.alarm.seal", liar.link.device) in alarms(server.directory)
    assert exchange(honest, server.url).agreed
    whole_at_both_ends(honest, server.directory)


def test_another_body_under_a_known_number_is_a_fork_with_an_alarm(
    server: Running, honest: Replica, liar: Raw
) -> None:
    session, batch = spoken(honest)
    other = write_event(
        decode(batch.events[-1])._replace(body={"text": "假话"}),
        header_hash(batch.events[-2].header),
        bytes(16),
    )
    seal = sign(LIAR, session, batch.last, header_hash(other.header)).signature
    twisted = replace(batch, events=(*batch.events[:-1], other), signature=seal)
    answer = liar.post("/v1/push", encode(twisted), f"scope={SCOPE}")
    assert (answer.status_code, answer.json()["answer"]) == (409, "fork")
    assert ("sync.alarm.fork", liar.link.device) in alarms(server.directory)
    disputed = liar.post("/v1/dispute", encode(twisted), f"scope={SCOPE}")
    assert (disputed.status_code, disputed.json()["reason"]) == (403, "seal")
    whole_at_both_ends(honest, server.directory)


def test_a_record_id_used_again_makes_no_second_record_and_unwrites_nothing(
    server: Running, honest: Replica, liar: Raw
) -> None:
    _, batch = spoken(honest)
    lie = own_session(liar, batch, {**(decode(batch.events[-1]).body or {}), "text": "假话"})
    answer = liar.post("/v1/push", encode(lie), f"scope={SCOPE}")
    assert answer.json()["answer"] == "stored"
    assert exchange(honest, server.url).agreed
    assert at_terminal(honest) == ["真话"]
    assert verify(honest.connection).ok
    both = honest.connection.execute(
        "SELECT count(*) FROM event WHERE substr(header, 99, 16) = ?", (batch.events[-1].header[98:114],)
    ).fetchone()[0]
    assert both == 2


def test_a_clock_far_ahead_is_stored_set_aside_with_an_alarm_and_stops_nobody(
    server: Running, honest: Replica, liar: Raw
) -> None:
    _, batch = spoken(honest)
    lie = own_session(liar, batch, {"text": "未来"})
    far = (2**62).to_bytes(8, "big")
    last = lie.events[-1]
    header = last.header[: HLC.start] + far + last.header[HLC.stop :]
    seal = sign(LIAR, lie.session, 2, header_hash(header)).signature
    ahead = replace(lie, events=(lie.events[0], last._replace(header=header)), signature=seal)
    assert liar.post("/v1/push", encode(ahead), f"scope={SCOPE}").status_code == 200
    assert not exchange(honest, server.url).error
    assert [one.message for one in standing.alarms(honest.connection)] == ["sync.alarm.aside"]
    Desk(honest).do(log.note, "照常记录")
    assert exchange(honest, server.url).agreed
    assert "照常记录" in at_terminal(honest)


def test_a_revoked_device_is_told_so_and_the_branch_too(server: Running, honest: Replica, liar: Raw) -> None:
    with server.registry() as registry:
        registry.revoke(liar.link.device, 1)
    answer = liar.post("/v1/hello", canonical({"protocol": 1, "heads": {}, "marks": {}}))
    assert (answer.status_code, answer.json()["error"]) == (401, "revoked")
    until(lambda: ("sync.alarm.revoked", liar.link.device) in alarms(server.directory))


def test_swapped_files_of_two_stations_are_refused_with_what_to_do(
    server: Running, honest: Replica, tmp_path: Path
) -> None:
    beidi = "hq/b2/beidi"
    with terminal(tmp_path / "beidi", code="北堤") as other:
        join(other, server.directory, server.url, beidi)
        Desk(other).do(log.note, "北堤的事")
        assert exchange(other, server.url).agreed
        mine, theirs = honest.directory / DATABASE, other.directory / DATABASE
    honest.close()
    files = [path for place in (mine, theirs) for path in place.parent.glob(f"{place.name}*")]
    held = {path: path.read_bytes() for path in files}
    for path in files:
        path.unlink()
    for path, content in held.items():
        place = theirs.parent if path.parent == mine.parent else mine.parent
        (place / path.name).write_bytes(content)
    for place in (mine.parent, theirs.parent):
        with pytest.raises(Damaged, match="restore"), closing(Replica(place, honest.clock)) as replica:
            Desk(replica).do(log.note, "换了文件之后")
    assert "北堤的事" not in at_branch(server.directory)
    assert "真话" not in at_branch(server.directory, f"unit/{beidi}")
