"""A second implementation, written from `docs/protocol.md` alone, and ours: in one station they end up the same."""

from __future__ import annotations

import copy
import json
import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from core.clock import SystemClock
from core.ids import IdSource
from core.records import incident, log
from core.replica.act import Desk
from core.replica.replica import Replica
from core.replica.seat import load_key
from core.replica.setup import set_up
from core.replica.verify import verify
from sync import rounds
from sync.carry import carry_in, carry_out
from sync.joined import adopt
from sync.joining import enrol
from sync.server.sqlite_storage import DATABASE
from sync.server.sqlite_store import SqliteStore
from sync.transport import Transport
from tests.sync.running import SCOPE, STATION, Running, running
from tests.sync.second import stick
from tests.sync.second.joining import Misheard, join
from tests.sync.second.terminal import Terminal, Waiting
from tests.sync.second.way import Untrusted, Way
from tests.sync.tiers import feed

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Running]:
    with running(tmp_path / "server") as made:
        yield made


def second(server: Running, unit: str = STATION) -> Terminal:
    """A terminal of the second implementation, joined."""
    secret = os.urandom(32)
    return Terminal(join(server.url, server.invitation(unit), os.urandom(16).hex(), secret, "F"), secret)


@contextmanager
def ours(server: Running, directory: Path) -> Iterator[tuple[Replica, Transport]]:
    """A terminal of ours, joined, and its way to the server."""
    made = set_up(
        directory, SystemClock(), station="东港站", code="东港", ids=IdSource(random.Random(5).randbytes)
    )
    key, seat = load_key(directory), made.seat
    assert key is not None
    assert seat is not None
    link = enrol(server.url, server.invitation(), seat.device, key.secret, "A")
    adopt(made, link)
    with closing(made), closing(Transport(link, key.secret)) as way:
        yield made, way


def held(replica: Replica) -> dict[tuple[str, int], tuple[bytes, bytes | None]]:
    """Every event of a replica of ours."""
    rows = replica.connection.execute("SELECT session, seq, header, body FROM event")
    return {(session.hex(), seq): (header, body) for session, seq, header, body in rows}


def held_by(terminal: Terminal) -> dict[tuple[str, int], tuple[bytes, bytes | None]]:
    """Every event of a terminal of theirs."""
    return {
        (session.hex(), event.seq): tuple(event)
        for session, events in terminal.disk.sessions.items()
        for event in events
    }


def test_it_loads_no_module_of_ours_and_does_the_whole_round(tmp_path: Path) -> None:
    with running(tmp_path / "server", tls=True) as server, ours(server, tmp_path / "ours") as (replica, way):
        Desk(replica).do(log.note, "先写的")
        assert rounds.go(replica, way).agreed
        command = [sys.executable, "-P", "-m", "tests.sync.second", server.url, server.invitation(), "700"]
        done = subprocess.run(
            command, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, timeout=120
        )
        assert done.returncode == 0, done.stderr.decode()
        told = json.loads(done.stdout)
        assert not {"core", "sync", "tui", "watchroom", "httpx", "pydantic"} & set(told["modules"])
        assert {"cryptography", "tests"} <= set(told["modules"])
        assert told["alarms"] == []
        assert rounds.go(replica, way).agreed
        assert {name: len(hashes) for name, hashes in told["events"].items()} == {
            name: max(seq for session, seq in held(replica) if session == name)
            for name in {session for session, _ in held(replica)}
        }
        assert verify(replica.connection).ok


def test_a_terminal_of_ours_and_a_foreign_one_hold_the_same_in_the_end(
    server: Running, tmp_path: Path
) -> None:
    theirs = second(server)
    with ours(server, tmp_path / "ours") as (replica, way):
        opened = Desk(replica).do(incident.open_incident, "3号泊位 集装箱冒烟")
        theirs.write(
            "radio.heard", {"text": '引号 " 反斜线 \\ 火\U0001f525\u2028\x7f', "list": [None, True, -(2**63)]}
        )
        theirs.exchange()
        assert rounds.go(replica, way).agreed
        theirs.exchange()
        target = next(name for name, (header, _) in held(replica).items() if b'"incident.opened"' in header)
        theirs.write(
            "record.amended",
            {"target": f"{target[0]}/{target[1]}", "set": {"text": "4号泊位"}, "reason": "听错", "base": []},
            bytes.fromhex(opened),
        )
        theirs.exchange()
        assert rounds.go(replica, way).agreed
        assert held(replica) == held_by(theirs)
        assert verify(replica.connection).ok
        assert replica.state(opened).text == "4号泊位"
        assert theirs.disk.alarms == []
        assert server.alarms() == set()


def test_the_feed_they_pull_is_the_servers_byte_for_byte(server: Running, tmp_path: Path) -> None:
    with ours(server, tmp_path / "ours") as (replica, way):
        for number in range(30):
            Desk(replica).do(log.note, f"第{number}条")
        assert rounds.go(replica, way).agreed
    theirs = second(server)
    theirs.exchange()
    there = feed(server.directory, SCOPE)
    held = held_by(theirs)
    assert {
        (header[66:82].hex(), int.from_bytes(header[82:90], "big")): (header, body) for header, body in there
    } == held
    store = SqliteStore(server.directory / DATABASE, read_only=True)
    assert theirs.disk.marks[SCOPE] == tuple(store.end(SCOPE))
    store.close()


def test_a_server_that_was_set_back_is_noticed_and_filled_again(tmp_path: Path) -> None:
    with running(tmp_path / "server") as server:
        theirs = second(server)
        theirs.write("radio.heard", {"text": "一"})
        theirs.exchange()
        early = tmp_path / "early"
        theirs_tie = theirs.tie
    shutil.copytree(tmp_path / "server", early)
    with running(tmp_path / "server") as server:
        theirs.tie = theirs.way.tie = theirs_tie._replace(url=server.url)
        theirs.write("radio.heard", {"text": "二"})
        theirs.exchange()
    with running(early) as server:
        theirs.tie = theirs.way.tie = theirs_tie._replace(url=server.url)
        theirs.exchange()
        assert theirs.disk.alarms == [f"rewound {SCOPE}"]
        assert [stored.body for stored in feed(early, SCOPE)] == [
            body for _, body in held_by(theirs).values()
        ]


def test_a_feed_whose_running_hash_is_another_is_noticed(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = second(server)
    theirs.write("radio.heard", {"text": "一"})
    with monkeypatch.context() as insider:
        insider.setattr("sync.server.sqlite_store.running", lambda before, _: bytes(reversed(before)))
        theirs.exchange()
    assert theirs.disk.alarms == [f"altered {SCOPE}"]


def test_a_machine_resumed_from_an_image_goes_two_ways_and_both_are_kept(
    server: Running, tmp_path: Path
) -> None:
    one = second(server)
    one.write("radio.heard", {"text": "共同"})
    one.exchange()
    two = Terminal(one.tie, one.secret, copy.deepcopy(one.disk))
    two.session, two.way.counter = one.session, one.way.counter
    one.write("radio.heard", {"text": "第一路"})
    theirs = two.write("radio.heard", {"text": "第二路"})
    one.exchange()
    two.exchange()
    session = theirs.session.hex()
    assert two.disk.alarms[0] == f"fork {session} 2"
    one.exchange()
    two.exchange()
    assert "sync.alarm.fork" in server.alarms()
    with ours(server, tmp_path / "ours") as (replica, way):
        assert rounds.go(replica, way).agreed
        one.exchange()
        assert held(replica) == held_by(one)
        assert verify(replica.connection).ok
        texts = [json.loads(body[16:]).get("text") for _, body in held(replica).values() if body]
        assert sorted(filter(None, texts)) == sorted(["共同", "第一路", "第二路"])


def test_what_is_meant_for_the_station_alone_reaches_a_branch_as_headers(server: Running) -> None:
    station, branch = second(server), second(server, "hq/b2")
    station.write("radio.heard", {"text": "站内"}, audience="station")
    station.write("radio.heard", {"text": "支队"}, audience="branch")
    station.exchange()
    branch.exchange()
    seen = {event.content.get("text"): event for event in branch.disk.sessions[station.session]}
    assert "支队" in seen
    assert "站内" not in seen
    assert branch.disk.sessions[station.session][1].body is None
    assert branch.events()[station.session.hex()] == station.events()[station.session.hex()]


def test_a_counter_the_server_has_seen_is_jumped_over(server: Running) -> None:
    theirs = second(server)
    theirs.way.counter = 1_000
    theirs.exchange()
    restored = Way(theirs.tie, theirs.secret)
    assert restored.say("/v1/hello", protocol=1, heads={}, marks={}).json["answer"] == "welcome"
    assert restored.counter > 1_000


def test_an_answer_the_server_did_not_sign_is_not_believed(server: Running) -> None:
    theirs = second(server)
    theirs.way.tie = theirs.tie._replace(key="ab" * 32)
    with pytest.raises(Untrusted):
        theirs.exchange()


def test_the_live_stream_says_where_the_feed_stands(server: Running) -> None:
    theirs = second(server)
    connection, stream = theirs.way.stream()
    theirs.write("radio.heard", {"text": "一"})
    theirs.exchange()
    news: dict[str, int] = {}
    while news.get(SCOPE) != 2:
        line = stream.readline()
        assert line
        if line.startswith(b"data: "):
            told = json.loads(line[6:])
            news[told["scope"]] = told["n"]
    connection.close()


def test_what_was_misheard_or_used_up_does_not_join(server: Running) -> None:
    invitation = server.invitation()
    with pytest.raises(Misheard):
        join(server.url, invitation[:-1] + ("0" if invitation[-1] != "0" else "1"), "a" * 32, bytes(32), "A")
    spoken = invitation.lower().replace("-", " ").replace("1", "l").replace("0", "o").replace("v", "u")
    join(server.url, spoken, "a" * 32, bytes(32), "A")
    with pytest.raises(PermissionError, match="code"):
        join(server.url, invitation, "b" * 32, os.urandom(32), "A")


def test_both_ways_of_a_session_come_back_to_a_server_that_was_set_back(tmp_path: Path) -> None:
    with running(tmp_path / "server") as server:
        one = second(server)
        one.write("radio.heard", {"text": "共同"})
        one.exchange()
    early = tmp_path / "early"
    shutil.copytree(tmp_path / "server", early)
    two = Terminal(one.tie, one.secret, copy.deepcopy(one.disk))
    two.session = one.session
    one.write("radio.heard", {"text": "第一路"})
    theirs = two.write("radio.heard", {"text": "第二路"})
    for directory in (tmp_path / "server", early):
        with running(directory) as server:
            for terminal in (one, two, one, two):
                terminal.tie = terminal.way.tie = one.tie._replace(url=server.url)
                terminal.exchange()
            both = {json.loads(stored.body[16:]).get("text") for stored in feed(directory, SCOPE)}
            assert both >= {"共同", "第一路", "第二路"}
    repeated = [event for events in two.disk.sessions.values() for event in events if "copy_of" in event.tail]
    assert [event.tail["copy_of"] for event in repeated] == [f"{theirs.session.hex()}/{theirs.seq}"]


def test_a_stick_is_written_by_one_and_read_by_the_other(server: Running, tmp_path: Path) -> None:
    theirs = second(server)
    with ours(server, tmp_path / "ours") as (replica, _):
        Desk(replica).do(log.note, "先写的")
        theirs.write("radio.heard", {"text": "站内"}, audience="station")
        carry_out(replica, tmp_path)
        assert stick.take(theirs, tmp_path) == []
        stick.put(theirs, tmp_path)
        taken = carry_in(replica, tmp_path)
        assert (taken.new, taken.whole) == (2, True)
        assert held(replica) == held_by(theirs)
        assert verify(replica.connection).ok
        torn = next(iter(stick.folder(tmp_path, SCOPE).glob("*.wrb")))
        torn.write_bytes(torn.read_bytes()[:-1])
        assert stick.take(theirs, tmp_path) == [torn.name] == carry_in(replica, tmp_path).broken


def test_a_mark_that_is_no_row_of_the_feed_is_answered_with_the_way_back(server: Running) -> None:
    theirs = second(server)
    theirs.write("radio.heard", {"text": "一"})
    theirs.exchange()
    mark = theirs.disk.marks[SCOPE]
    for wrong in ((99, mark[1]), (mark[0], bytes(32))):
        theirs.disk.marks[SCOPE] = wrong
        theirs.disk.alarms.clear()
        theirs.follow(SCOPE)
        assert theirs.disk.alarms == [f"rewound {SCOPE}"]
        assert theirs.disk.marks[SCOPE] == mark


def test_a_fork_that_lies_further_back_than_one_push_is_found(server: Running) -> None:
    one = second(server)
    one.write("radio.heard", {"text": "共同"})
    one.exchange()
    two = Terminal(one.tie, one.secret, copy.deepcopy(one.disk))
    two.session = one.session
    for number in range(700):
        one.write("radio.heard", {"text": f"第一路 {number}"})
        two.write("radio.heard", {"text": f"第二路 {number}"})
    for terminal in (one, two, one):
        terminal.exchange()
    assert one.session is not None
    assert two.disk.alarms[0] == f"fork {one.session.hex()} 2"
    texts = {event.content.get("text") for events in one.disk.sessions.values() for event in events}
    assert texts >= {f"第{way}路 {number}" for way in "一二" for number in range(700)}
    assert one.disk.alarms == []


def test_a_server_that_is_busy_is_left_alone_and_nothing_is_lost(
    server: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    theirs = second(server)
    written = theirs.write("radio.heard", {"text": "一"})
    with monkeypatch.context() as full:
        full.setattr("sync.server.writer.MOST_WAITING", -1)
        with pytest.raises(Waiting):
            theirs.exchange()
    theirs.exchange()
    assert written.header in [stored.header for stored in feed(server.directory, SCOPE)]


def test_a_clock_far_ahead_is_followed_by_the_device_it_belongs_to_alone(server: Running) -> None:
    theirs, other = second(server), second(server)
    theirs.disk.last_hlc = theirs.write("radio.heard", {"text": "一"}).hlc + (86_400_000 << 16)
    ahead = theirs.write("radio.heard", {"text": "二"})
    theirs.exchange()
    other.exchange()
    assert other.write("radio.heard", {"text": "三"}).hlc < ahead.hlc
    replaced = Terminal(theirs.tie, theirs.secret)
    replaced.exchange()
    assert replaced.write("radio.heard", {"text": "四"}).hlc > ahead.hlc
