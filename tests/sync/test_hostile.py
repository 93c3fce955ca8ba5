"""Whatever is sent to a server: it refuses in its own words, stores nothing, repeats nothing and never falls over."""

from __future__ import annotations

import json
import logging
import os
import socket
import struct
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.requests import Request

from core.journal.encoding import FIXED, FORMAT, body_hash, canonical, header_hash
from core.journal.event import Stored
from core.journal.seal import sign
from sync.batch import HEAD, Batch, encode
from sync.server import gate, run
from tests.sync.conftest import ENGINES, address
from tests.sync.raw import Raw
from tests.sync.running import SCOPE, Running, changed, fresh, running, wrote
from tests.sync.tiers import until

ONE, TWO = bytes(31) + b"1", bytes(31) + b"2"
MARKER = "HIV-positive-何清"


@pytest.fixture(scope="module", params=ENGINES)
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run, "HEADERS", 0.5)
        patch.setattr(gate, "IDLE", 0.5)
        with running(tmp_path_factory.mktemp("hostile"), database=address(request)) as made:
            yield made


@pytest.fixture(scope="module")
def raw(server: Running) -> Iterator[Raw]:
    made = Raw(server.join(ONE), ONE)
    yield made
    made.client.close()


def stored(raw: Raw) -> int:
    """Rows of the station's feed."""
    answer = raw.post("/v1/hello", json.dumps({"protocol": 1, "heads": {}, "marks": {}}).encode())
    return int(answer.json()["ends"][SCOPE][0])


def made_up(body: bytes, tail: bytes = b"{}", seq: int = 1, secret: bytes = ONE) -> bytes:
    """One event with any body, sealed."""
    session, stored_body = os.urandom(16), os.urandom(16) + body
    header = FIXED.pack(FORMAT, bytes(32), body_hash(stored_body), session, seq, 5, session, 5) + tail
    seal = sign(secret, session, seq, header_hash(header)).signature
    return encode(Batch(session, seq, bytes(32), (Stored(header, stored_body),), seal))


@pytest.mark.parametrize(
    "said",
    [
        {"method": "PUT"},
        {"path": "/v1/dispute"},
        {"query": f"scope={SCOPE}&urgent=1"},
        {"body": b"x"},
        {"counter": 10**9},
        {"device": "ff" * 16},
    ],
)
def test_one_changed_part_of_a_request_is_not_admitted(raw: Raw, said: dict[str, object]) -> None:
    before = stored(raw)
    asked = raw.asked("/v1/push", fresh(ONE), f"scope={SCOPE}")
    answer = raw.send(asked, raw.signer.sign(asked.message()), **said)
    assert answer.status_code in (401, 405)
    assert stored(raw) == before


def test_a_request_sent_again_has_no_effect(raw: Raw) -> None:
    asked = raw.asked("/v1/push", fresh(ONE), f"scope={SCOPE}")
    signature = raw.signer.sign(asked.message())
    assert raw.send(asked, signature).status_code == 200
    before = stored(raw)
    again = raw.send(asked, signature)
    assert again.status_code == 401
    assert again.json()["answer"] == "counter"
    assert stored(raw) == before


def test_a_body_too_large_is_refused_declared_or_not(raw: Raw) -> None:
    big = bytes(gate.MOST_BODY + 1)
    assert raw.post("/v1/push", big, f"scope={SCOPE}").status_code == 413

    def parts() -> Iterator[bytes]:
        for _ in range(40):
            yield bytes(50_000)

    assert raw.client.post(f"/v1/push?scope={SCOPE}", content=parts()).status_code == 413


def test_bombs_and_torn_batches_are_unreadable(raw: Raw, server: Running) -> None:
    packed = zlib.compress(bytes(100_000_000), 9)
    head = HEAD.pack(b"WRB1", os.urandom(16), 1, 10, bytes(32), bytes(32), bytes(64))
    bomb = head + struct.pack(">I", len(packed)) + packed
    swollen = HEAD.pack(b"WRB1", os.urandom(16), 2**64 - 1, 1, bytes(32), bytes(32), bytes(64)) + bytes(8)
    good = fresh(ONE)
    for body in (bomb, swollen, good[:-1], good + b"x", b"", b"{}"):
        assert raw.post("/v1/push", body, f"scope={SCOPE}").status_code == 422
        assert raw.post("/v1/dispute", body, f"scope={SCOPE}").status_code == 422
    until(lambda: "sync.alarm.torn" in server.alarms())


@pytest.mark.parametrize(
    "body", [b"[1]", b"3", b'{"key":[]}', b'{"key":"zz"}', b"\xff", b"", b"[" * 5000, b"9" * 6000]
)
def test_a_first_event_without_a_usable_key_is_refused(raw: Raw, body: bytes) -> None:
    for seq in (1, 2**63 + 5):
        answer = raw.post("/v1/push", made_up(body, seq=seq), f"scope={SCOPE}")
        assert answer.status_code in (403, 409)


def test_content_nobody_can_read_is_stored_all_the_same(raw: Raw, server: Running) -> None:
    before = stored(raw)
    terminal = wrote(ONE, 1, seed=77)
    assert terminal.session is not None
    batch = terminal.batch(terminal.session, 0, 9)
    assert batch is not None
    body = os.urandom(16) + b"\xff\x00 no json"
    last = batch.events[-1]
    header = FIXED.pack(FORMAT, batch.tip, body_hash(body), batch.session, 3, 9, bytes(16), 9) + b"\xfe{"
    seal = sign(ONE, batch.session, 3, header_hash(header)).signature
    events = (*batch.events[:-1], last, Stored(header, body))
    whole = Batch(batch.session, 1, batch.prev, events, seal)
    assert raw.post("/v1/push", encode(whole), f"scope={SCOPE}").status_code == 200
    assert stored(raw) == before + 3
    with server.registry() as registry:
        (alarm,) = (one for one in registry.alarms() if one.key == "sync.alarm.unreadable")
    assert (alarm.device, alarm.about) == (raw.link.device, f"{batch.session.hex()} 3-3")


def test_a_session_of_a_key_that_never_joined_is_stored_and_raises_an_alarm(
    raw: Raw, server: Running
) -> None:
    body = canonical({"key": Raw(raw.link, TWO).signer.public.hex()})
    assert raw.post("/v1/push", made_up(body, secret=TWO), f"scope={SCOPE}").status_code == 200
    assert "sync.alarm.unknown_key" in server.alarms()


@pytest.mark.parametrize(
    "body",
    [
        b"[" * 100_000,
        b'{"protocol":1,"heads":{},"marks":' + b"9" * 5000 + b"}",
        b'{"protocol":NaN,"heads":{},"marks":{}}',
        b'{"protocol":1,"heads":{},"marks":{"\\ud800":[0,"' + b"0" * 64 + b'"]}}',
        b'{"protocol":1,"heads":{},"marks":{"unit/a":[99999999999999999999999,"' + b"0" * 64 + b'"]}}',
        b'{"protocol":1,"heads":{},"marks":{},"beside":1}',
        b'{"protocol":"1","heads":{},"marks":{}}',
        b"\xff\xfe{}",
        b"",
        MARKER.encode(),
    ],
)
def test_json_that_is_not_ours_is_refused_without_a_word_of_it(
    raw: Raw, body: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for path in ("/v1/hello", "/v1/pull", "/v1/enrol"):
            answer = raw.post(path, body)
            assert answer.status_code in (413, 422)
            assert answer.json()["error"] in ("invalid", "too_large")
    assert MARKER not in caplog.text


@settings(max_examples=120)
@given(
    path=st.sampled_from(["/v1/hello", "/v1/pull", "/v1/push", "/v1/dispute", "/v1/enrol"]),
    query=st.sampled_from(
        ["", f"scope={SCOPE}", "scope", "scope=%ff", "scope=&scope=", "a=1", "&&=", "scope=x&urgent=2"]
    ),
    body=st.one_of(
        st.binary(max_size=300),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3)
                | st.dictionaries(
                    st.sampled_from(["protocol", "heads", "marks", "scope", "mark", "have", "limit", "code"]),
                    inner,
                )
            ),
            max_leaves=12,
        ).map(lambda value: json.dumps(value).encode()),
        st.tuples(st.integers(0, 200), st.integers(0, 255)).map(lambda change: changed(GOOD, *change)),
    ),
)
def test_no_request_makes_the_server_fall_over(raw: Raw, path: str, query: str, body: bytes) -> None:
    assert raw.post(path, body, query).status_code < 500


GOOD = fresh(ONE, 3)


def test_headers_and_bodies_that_never_end_are_cut_off(server: Running) -> None:
    port = server.server.port
    for begun in (
        b"",
        b"GET /healthz HT",
        b"POST /v1/push HTTP/1.1\r\nhost: x\r\ncontent-length: 50\r\n\r\nabc",
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=5) as held:
            held.sendall(begun)
            began = time.monotonic()
            said = b""
            while part := held.recv(4000):
                said += part
            assert time.monotonic() - began < 3
            assert said == b"" or b" 408 " in said


def test_handshakes_that_never_end_keep_nobody_out_and_are_cut_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "HANDSHAKE", 3.0)
    with running(tmp_path, tls=True) as server:
        address = ("127.0.0.1", server.server.port)
        silent = [socket.create_connection(address, timeout=30) for _ in range(300)]
        for half in silent[::2]:
            half.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        assert server.join(ONE).server == server.house.identity.id
        for one in silent:
            with one:
                assert one.recv(100) == b""


def test_figures_are_for_this_machine_and_for_whoever_has_the_token() -> None:
    def asks(host: str, **headers: str) -> bool:
        named = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        request = Request({"type": "http", "headers": named, "client": (host, 5)})
        return gate.may_measure(request, token)

    token = ""
    assert asks("127.0.0.1")
    assert asks("::1")
    assert not asks("127.0.0.1", x_forwarded_for="10.1.2.3")
    assert not asks("10.1.2.3")
    assert not asks("10.1.2.3", authorization="Bearer ")
    token = "c0ffee" * 5
    assert asks("10.1.2.3", authorization=f"Bearer {token}")
    assert not asks("10.1.2.3", authorization=f"Bearer {token[:-1]}")
    assert not asks("10.1.2.3", authorization="Bearer 口令")


def test_a_page_of_figures_is_refused_through_a_proxy(server: Running) -> None:
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        assert client.get("/metrics").status_code == 200
        answer = client.get("/metrics", headers={"forwarded": "for=10.1.2.3"})
    assert (answer.status_code, answer.text) == (403, "no\n")


def test_a_flood_of_headers_is_refused(server: Running) -> None:
    with socket.create_connection(("127.0.0.1", server.server.port), timeout=5) as held:
        held.sendall(b"GET /healthz HTTP/1.1\r\n")
        try:
            for number in range(5000):
                held.sendall(b"x-%d: %s\r\n" % (number, b"y" * 100))
            answer = held.recv(100)
        except (BrokenPipeError, ConnectionResetError):
            return
        assert answer.startswith(b"HTTP/1.1 400") or answer == b""


def test_the_marker_is_in_no_page_and_no_header(raw: Raw, server: Running, tmp_path: Path) -> None:
    answer = raw.client.get("/metrics")
    assert MARKER not in answer.text
    assert "server" not in raw.client.get("/v1/none").headers
