"""The bare loop: the least a client and a server on loopback can do with a change and still have it durable and vouched for.

One POST a batch: JSON lines, packed; the server unpacks, parses, chains, checks one signature and commits. No devices, no
scopes, no feeds, no forks. `python -m tests.benchmarks.sync_bare FILE PORT` is the server.
"""

from __future__ import annotations

import hashlib
import json
import socket
import subprocess
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from core.replica.engine import connect
from sync.batch import Batch
from sync.wire.signed import Signer, verified

SECRET = bytes(32)


class Store:
    """Rows in one file."""

    def __init__(self, path: Path) -> None:
        """Store at `path`."""
        self.connection = connect(path, look=lambda *_: None)
        self.connection.execute("CREATE TABLE row (n INTEGER PRIMARY KEY, hash BLOB, line BLOB) STRICT")
        self._tip = b""

    def keep(self, text: bytes) -> None:
        """Parse, chain and commit lines."""
        rows = []
        for line in text.split(b"\n"):
            json.loads(line)
            self._tip = hashlib.sha256(self._tip + line).digest()
            rows.append((self._tip, line))
        self.connection.execute("BEGIN IMMEDIATE")
        self.connection.executemany("INSERT INTO row (hash, line) VALUES (?, ?)", rows)
        self.connection.execute("COMMIT")

    def page(self, after: int, count: int) -> bytes:
        """Lines behind number `after`."""
        sql = "SELECT line FROM row WHERE n > ? ORDER BY n LIMIT ?"
        return b"\n".join(line for (line,) in self.connection.execute(sql, (after, count)))


def lines(batch: Batch) -> bytes:
    """A batch as JSON lines of about 380 bytes."""
    return b"\n".join(
        json.dumps(
            {
                **json.loads(event.header[122:]),
                "body": json.loads(event.body[16:]),
                "prev": event.header[2:34].hex(),
            }
        ).encode()
        for event in batch.events
        if event.body
    )


def application(store: Store) -> Any:
    """The ASGI application."""
    key = Signer(SECRET).public

    async def app(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            part = await receive()
            body, more = body + part.get("body", b""), part.get("more_body", False)
        if scope["path"] == "/pull":
            after, count = map(int, body.split())
            answer = zlib.compress(store.page(after, count), 1)
        else:
            signature, packed = body[:128], body[128:]
            assert verified(key, signature.decode(), packed)
            store.keep(zlib.decompress(packed))
            answer = b"{}"
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": answer})

    return app


class Client:
    """The other end: signs, sends, and notes durably that it was acknowledged."""

    def __init__(self, url: str, path: Path) -> None:
        """Speak to `url`, note at `path`."""
        import httpx

        self._http = httpx.Client(base_url=url, trust_env=False)
        self._signer, self._store = Signer(SECRET), Store(path)
        self._store.connection.execute("CREATE TABLE mark (n INTEGER) STRICT")

    def push(self, text: bytes) -> None:
        """One batch, acknowledged and noted."""
        packed = zlib.compress(text, 1)
        body = self._signer.sign(packed).encode() + packed
        assert self._http.post("/push", content=body).status_code == 200
        self._store.connection.execute("INSERT INTO mark VALUES (1)")

    def pull(self, count: int) -> None:
        """Everything, stored page by page."""
        after = 0
        while text := zlib.decompress(self._http.post("/pull", content=b"%d %d" % (after, count)).content):
            self._store.keep(text)
            after += text.count(b"\n") + 1


@contextmanager
def bare(place: Path) -> Iterator[Client]:
    """Server and client of the bare loop."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "tests.benchmarks.sync_bare", str(place / "bare-server.db"), str(port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    try:
        assert process.stdout is not None
        process.stdout.readline()
        yield Client(f"http://127.0.0.1:{port}", place / "bare-client.db")
    finally:
        process.terminate()
        process.wait(10)


def main() -> None:
    """Serve until told to stop."""
    import uvicorn

    from sync.server.run import bound

    config = uvicorn.Config(
        application(Store(Path(sys.argv[1]))), log_level="error", lifespan="off", access_log=False
    )
    listening = bound("127.0.0.1", int(sys.argv[2]))
    print("ready", flush=True)
    uvicorn.Server(config).run([listening])


if __name__ == "__main__":
    main()
