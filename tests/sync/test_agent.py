"""The branch's agent over real servers: what goes up, what comes down, and what each failure does."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.journal.encoding import TAIL
from core.journal.event import Stored
from sync.agent.standing import standing
from sync.agent.tie import join, load_tie
from sync.joining import NotJoined
from sync.transport import Transport
from sync.wire.invitation import Invitation
from tests.sync.running import SCOPE, Running, running, wrote
from tests.sync.tiers import BRANCH, branch, exchange, feed, joined, until

ONE = bytes(31) + b"1"


def audience(event: Stored) -> str:
    """Whom an event is meant for."""
    return str(json.loads(event.header[TAIL])["audience"])


def headers(directory: Path, scope: str = SCOPE) -> set[bytes]:
    """Headers of a feed on disk."""
    return {event.header for event in feed(directory, scope)}


def test_what_a_station_wrote_reaches_headquarters_without_what_was_not_meant_for_it(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq, branch(tmp_path / "branch", hq, tls=True) as server:
        terminal = wrote(ONE, 700)
        transport = Transport(server.join(ONE), ONE)
        exchange(terminal, transport)
        until(lambda: len(feed(hq.directory, SCOPE)) == 701)
        up = feed(hq.directory, SCOPE)
        assert {(audience(event), event.body is not None) for event in up} == {
            ("station", False),
            ("branch", False),
            ("hq", True),
            ("down", True),
        }
        assert headers(hq.directory) == headers(server.directory)
        until(lambda: standing(server.directory, BRANCH)[1] == 0)
        assert hq.alarms() == server.alarms() == set()
        transport.close()


def test_headquarters_is_gone_for_a_while_and_the_branch_goes_on(tmp_path: Path) -> None:
    terminal = wrote(ONE, 5)
    with running(tmp_path / "hq") as hq:
        joined(tmp_path / "branch", hq)
        gone: Running = hq
    with branch(tmp_path / "branch", gone) as server:
        transport = Transport(server.join(ONE), ONE)
        exchange(terminal, transport)
        until(lambda: standing(server.directory, BRANCH)[0].error == "sync.error.unreachable")
        assert standing(server.directory, BRANCH)[1] == 6
        terminal.write()
        exchange(terminal, transport)
        assert len(feed(server.directory, SCOPE)) == 7
        transport.close()
    with running(tmp_path / "hq") as again, branch(tmp_path / "branch", again) as server:
        until(lambda: headers(again.directory) == headers(server.directory))
        until(lambda: not standing(server.directory, BRANCH)[0].error)


def test_a_code_is_good_for_one_server_and_joining_again_makes_a_new_device(tmp_path: Path) -> None:
    with running(tmp_path / "hq") as hq:
        first = joined(tmp_path / "branch", hq)
        second = joined(tmp_path / "branch", hq)
        assert first.link.device != second.link.device
        assert (tmp_path / "branch" / "upstream.key").stat().st_mode & 0o777 == 0o600
        with pytest.raises(NotJoined):
            join(tmp_path / "other", hq.url, str(Invitation("0" * 16, hq.fingerprint)), os.urandom)
        assert load_tie(tmp_path / "other") is None
