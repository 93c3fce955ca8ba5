"""`watchroom serve` and `watchroom admin`: a server set up by hand, joined, stopped."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import ssl
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from sync.joining import enrol
from sync.messages import Hello, Push, Stored, Welcome
from sync.transport import Transport, Unreachable
from tests.faults.processes import serving
from tests.sync.running import wrote
from tests.watchroom.conftest import Type

TREE = """
[[unit]]
path = "hq"
name = "总队"
level = "hq"

[[unit]]
path = "hq/b2"
name = "二支队"
level = "branch"

[[unit]]
path = "hq/b2/donggang"
name = "东港站"
level = "station"
"""
SECRET = bytes(31) + b"7"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """Three units in a file."""
    path = tmp_path / "units.toml"
    path.write_text(TREE, encoding="utf-8")
    return path


def test_a_tree_is_loaded_listed_and_only_extended(type_: Type, tree: Path) -> None:
    assert type_("admin", "units", "load", str(tree)).code == 0
    assert [one["path"] for one in type_("admin", "units", "list", "--json").document["units"]][-1].endswith(
        "donggang"
    )
    for bad in (
        '[[unit]]\npath = "hq/b9/x"\nname = "x"\nlevel = "station"',
        "unit = 3",
        '[[unit]]\npath = "A"',
        "\x00",
    ):
        tree.write_text(bad, encoding="utf-8")
        assert type_("admin", "units", "load", str(tree)).code == 2
    assert len(type_("admin", "units", "list", "--json").document["units"]) == 3


def test_wrong_use_is_one_sentence(type_: Type, data: Path) -> None:
    for words in (
        ("serve", "--listen", "nowhere"),
        ("serve", "--listen", "127.0.0.1:99999"),
        ("serve", "--listen", "127.0.0.1:0", "--cert", "x"),
        ("serve", "--listen", "127.0.0.1:0", "--metrics-token", "missing"),
        ("serve", "--listen", "127.0.0.1:0", "--metrics-token", os.devnull),
        ("admin", "code", "hq/none"),
        ("admin", "revoke", "abc"),
        ("admin",),
    ):
        assert type_(*words).code == 2, words
    with socket.create_server(("127.0.0.1", 0)) as taken:
        assert type_("serve", "--listen", f"127.0.0.1:{taken.getsockname()[1]}").code == 2


def test_a_terminal_joins_is_revoked_and_the_server_stops_in_time(
    type_: Type, data: Path, tree: Path
) -> None:
    assert type_("admin", "units", "load", str(tree)).code == 0
    with serving(data, "--listen", "127.0.0.1:0") as (process, url):
        code = type_("admin", "code", "hq/b2/donggang", "--json").document["code"]
        link = enrol(url, code, "ab" * 16, SECRET, "B")
        transport = Transport(link, SECRET)
        assert isinstance(transport.send(Hello({}, {})), Welcome)
        assert (link.name, link.letter) == ("东港站", "B")
        stream = transport.live()
        next(stream)
        assert type_("admin", "devices", "--json").document["items"][0]["letter"] == "B"
        assert type_("admin", "revoke", "abab").code == 0
        port = int(url.rpartition(":")[2])
        stuck = [socket.create_connection(("127.0.0.1", port)) for _ in range(50)]
        for one in stuck[25:]:
            one.sendall(b"POST /v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nx")
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=10)
        assert time.monotonic() - began < 4.5
        assert process.returncode == 0
        for one in stuck:
            one.close()
        transport.close()
    assert all(set(json.loads(line)) >= {"at", "level", "what"} for line in said.splitlines())


def test_beyond_loopback_only_tls_is_spoken(data: Path) -> None:
    with serving(data, "--listen", "0.0.0.0:0") as (_, url):
        assert url.startswith("https://")
        port = int(url.rpartition(":")[2])
        shown = ssl.get_server_certificate(("127.0.0.1", port), timeout=5)
        assert "BEGIN CERTIFICATE" in shown
        with socket.create_connection(("127.0.0.1", port)) as plain:
            plain.sendall(b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n")
            assert not plain.recv(100).startswith(b"HTTP")
    assert {
        path.stat().st_mode & 0o777
        for path in data.glob("server.*")
        if path.suffix in (".key", ".crt", ".db")
    } == {0o600}


def test_what_was_acknowledged_survives_every_kill(type_: Type, data: Path, tree: Path) -> None:
    assert type_("admin", "units", "load", str(tree)).code == 0
    terminal = wrote(SECRET, 60)
    session = terminal.session or b""
    link, acknowledged = None, 0
    for _ in range(4):
        with serving(data, "--listen", "127.0.0.1:0") as (process, url):
            if link is None:
                code = type_("admin", "code", "hq/b2/donggang", "--json").document["code"]
                link = enrol(url, code, "ab" * 16, SECRET, "B")
            transport = Transport(replace(link, url=url), SECRET)
            head = transport.send(Hello({session: terminal.heads()[session]}, {}))
            assert isinstance(head, Welcome)
            assert head.heads[session].seq >= acknowledged
            killer = threading.Timer(0.15, process.kill)
            killer.start()
            with contextlib.suppress(Unreachable):
                while (batch := terminal.batch(session, acknowledged, 1)) is not None:
                    answer = transport.send(Push(link.scope, batch))
                    assert isinstance(answer, Stored)
                    acknowledged = answer.head.seq
            killer.cancel()
            transport.close()
    assert acknowledged > 0


def test_a_copy_of_a_running_server_serves_in_its_place(
    type_: Type, data: Path, tree: Path, tmp_path: Path
) -> None:
    assert type_("admin", "units", "load", str(tree)).code == 0
    with serving(data, "--listen", "127.0.0.1:0") as (_, url):
        code = type_("admin", "code", "hq/b2/donggang", "--json").document["code"]
        link = enrol(url, code, "ab" * 16, SECRET, "B")
        assert type_("admin", "backup", str(tmp_path / "copy")).code == 0
        assert type_("admin", "backup", str(tmp_path / "copy")).code == 2
    with serving(tmp_path / "copy", "--listen", "127.0.0.1:0") as (_, url):
        transport = Transport(replace(link, url=url), SECRET)
        assert isinstance(transport.send(Hello({}, {})), Welcome)
        transport.close()
