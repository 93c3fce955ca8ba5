"""The terminal's side of the wire, against servers that lie: what is not signed for this very request is not believed."""

from __future__ import annotations

import gzip
import tracemalloc
from collections.abc import Callable

import httpx
import pytest

from sync.link import Link, NotAnAddress, address
from sync.messages import START, Busy, Head, Hello, Page, Pull, Push, Rewound, Stored, Tip, Welcome
from sync.transport import MOST_ANSWER, Transport, Unreachable, Untrusted, client_for
from sync.wire import form, page
from sync.wire.form import Declined
from sync.wire.signed import COUNTER, DEVICE, SIGNATURE, Asked, Signer, answer_message
from tests.sync.running import wrote

DEVICE_SECRET, SERVER_SECRET = bytes(31) + b"1", bytes(31) + b"9"
SERVER = Signer(SERVER_SECRET)
LINK = Link(
    "http://127.0.0.1:1", "", "aa" * 16, SERVER.public.hex(), "bb" * 16, "hq/a", "A", "A", "unit/hq/a"
)
WELCOME = form.answer_json(Welcome({}, {}, 5))
Answering = Callable[[httpx.Request], httpx.Response]


class Parts(httpx.SyncByteStream):
    """A body in one part, not unpacked by the client library."""

    def __init__(self, data: bytes) -> None:
        """Send `data`."""
        self._data = data

    def __iter__(self):
        yield self._data


def asked_by(request: httpx.Request) -> Asked:
    """What the request's signature covers."""
    said = request.headers
    query = request.url.query.decode()
    return Asked(
        LINK.server, said[DEVICE], int(said[COUNTER]), request.method, request.url.path, query, request.read()
    )


def signed(
    request: httpx.Request, status: int, body: bytes, media: str = "application/json"
) -> httpx.Response:
    """An honest answer."""
    signature = SERVER.sign(answer_message(asked_by(request).message(), status, body))
    return httpx.Response(status, stream=Parts(body), headers={SIGNATURE: signature, "content-type": media})


def to(answering: Answering) -> Transport:
    """A transport whose server is `answering`."""
    client = httpx.Client(base_url=LINK.url, transport=httpx.MockTransport(answering), trust_env=False)
    return Transport(LINK, DEVICE_SECRET, client=client)


def test_an_honest_answer_is_believed() -> None:
    assert to(lambda request: signed(request, 200, WELCOME)).send(Hello({}, {})) == Welcome({}, {}, 5)


def test_an_answer_to_another_request_or_of_another_server_is_not() -> None:
    old: list[httpx.Response] = []

    def replaying(request: httpx.Request) -> httpx.Response:
        old.append(signed(request, 200, WELCOME))
        return httpx.Response(200, stream=Parts(WELCOME), headers=dict(old[0].headers))

    transport = to(replaying)
    transport.send(Hello({}, {}))
    with pytest.raises(Untrusted):
        transport.send(Hello({}, {}))
    for headers in ({}, {SIGNATURE: "00" * 64}, {SIGNATURE: "x"}):
        with pytest.raises(Untrusted):
            to(lambda request, said=headers: httpx.Response(200, stream=Parts(WELCOME), headers=said)).send(
                Hello({}, {})
            )


@pytest.mark.parametrize("body", [b"<html>login", b"{}", b'{"answer":"welcome"}', b"\xff", b"[" * 9999, b""])
def test_a_signed_answer_that_cannot_be_read_is_not_believed_either(body: bytes) -> None:
    with pytest.raises(Untrusted):
        to(lambda request: signed(request, 200, body)).send(Hello({}, {}))
    with pytest.raises(Untrusted):
        to(lambda request: signed(request, 200, body, page.MEDIA)).send(Pull("unit/hq/a", START, {}))


def test_a_redirect_leads_nowhere() -> None:
    seen = []

    def elsewhere(request: httpx.Request) -> httpx.Response:
        seen.append(request.url)
        return httpx.Response(307, stream=Parts(b""), headers={"location": "http://127.0.0.1:2/"})

    with pytest.raises(Untrusted):
        to(elsewhere).send(Hello({}, {}))
    assert len(seen) == 1


def test_proxies_named_in_the_environment_are_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")
    with client_for("http://127.0.0.1:1", "") as client:
        assert not client._mounts


def test_a_bomb_from_a_server_costs_little() -> None:
    packed = gzip.compress(bytes(300_000_000), 9)

    def bomb(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, stream=Parts(packed), headers={"content-encoding": "gzip"})

    tracemalloc.start()
    with pytest.raises(Untrusted, match="size"):
        to(bomb).send(Hello({}, {}))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20_000_000


def test_an_endless_answer_is_given_up() -> None:
    class Endless(httpx.SyncByteStream):
        def __iter__(self):
            while True:
                yield bytes(100_000)

    with pytest.raises(Untrusted, match="size"):
        to(lambda request: httpx.Response(200, stream=Endless())).send(Hello({}, {}))
    assert MOST_ANSWER < 10_000_000


def test_a_lost_network_is_said_to_be_lost() -> None:
    def lost(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectTimeout("x")

    with pytest.raises(Unreachable):
        to(lost).send(Hello({}, {}))


def test_answers_keep_their_meaning() -> None:
    terminal = wrote(DEVICE_SECRET, 2)
    assert terminal.session is not None
    batch = terminal.batch(terminal.session, 0, 9)
    assert batch is not None
    push = Push("unit/hq/a", batch, urgent=True)
    stored = Stored(batch.session, terminal.heads()[batch.session])
    for answer in (stored, Busy(7)):
        status = form.STATUS.get(type(answer), 200)
        assert to(lambda r, a=answer, s=status: signed(r, s, form.answer_json(a))).send(push) == answer
    pull = Pull("unit/hq/a", START, {batch.session: 3})
    rewound = Rewound("unit/hq/a", START)
    assert to(lambda request: signed(request, 409, form.answer_json(rewound))).send(pull) == rewound
    found = Page("unit/hq/a", (batch,), START, more=True)
    assert to(lambda request: signed(request, 200, page.pack(found), page.MEDIA)).send(pull) == found


def test_a_greater_counter_seen_by_the_server_is_jumped_over_once() -> None:
    counters = []

    def strict(request: httpx.Request) -> httpx.Response:
        counters.append(int(request.headers[COUNTER]))
        if counters[-1] <= 10**17:
            return signed(request, 401, form.dumps({"answer": "counter", "counter": 10**17}))
        return signed(request, 200, WELCOME)

    assert isinstance(to(strict).send(Hello({}, {})), Welcome)
    assert counters[-1] == 10**17 + 1
    with pytest.raises(Declined, match="counter"):
        to(lambda r: signed(r, 401, form.dumps({"answer": "counter", "counter": 2**62}))).send(Hello({}, {}))


def test_a_hello_says_all_that_was_to_be_said() -> None:
    asked = Hello(
        {b"s" * 16: Head(1, bytes(32))}, {"unit/a": START}, (Tip(b"t" * 16, 2, bytes(32)),), (b"u" * 16,)
    )
    heard: list[Hello] = []

    def listening(request: httpx.Request) -> httpx.Response:
        heard.append(form.read_hello(request.read()))
        return signed(request, 200, form.answer_json(Welcome({}, {}, 5)))

    to(listening).send(asked)
    assert heard == [asked]


@pytest.mark.parametrize(
    "url", ["http://192.168.0.1:80", "ftp://x", "https://", "https://u:p@x", "https://x:99999", "https://x/y"]
)
def test_an_address_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(NotAnAddress):
        address(url)
