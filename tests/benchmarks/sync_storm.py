"""Forty terminals come back at once, an urgent change meanwhile; and how fast three hundred hear that something grew."""

from __future__ import annotations

import asyncio
import json
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

from sync.batch import Batch
from sync.link import Link
from sync.messages import Busy, Push
from sync.transport import Transport
from sync.wire.signed import COUNTER, DEVICE, SIGNATURE, Asked, Signer
from tests.benchmarks.sync_kit import SCOPE, Served, batches, secret, served, wrote
from tests.benchmarks.timing import at

TERMINALS, CHANGES, SIZE, CROWDS = 40, 500, 500, 2
LISTENERS, POKES = 300, 10
RUNS = 3


def storm(home: Path, _: list[int]) -> dict[str, Any]:
    """Both, each time at a fresh server; the urgent changes of all storms together."""
    storms, took, pokes = [], list[float](), list[float]()
    for _ in range(RUNS):
        with TemporaryDirectory(dir=home) as place, served(Path(place)) as server:
            found, urgent = _storm(server)
            took += urgent
            pokes.append(asyncio.run(_pokes(server)))
            storms.append({**found, "server_mb": server.memory_mb()})
    took.sort()
    return {
        **{name: round(statistics.median(one[name] for one in storms), 3) for name in storms[0]},
        "urgent_p50_ms": at(took, 0.5),
        "urgent_p99_ms": at(took, 0.99),
        "urgent_sent": len(took),
        "poke_last_ms": statistics.median(pokes),
    }


def _storm(server: Served) -> tuple[dict[str, float], list[float]]:
    """When the last was done and what it cost, and the seconds of each urgent change meanwhile."""
    links = [server.link(number) for number in range(TERMINALS)]
    urgent, slips = server.transport(999), batches(wrote(999, 400), 1)
    start = time.time() + 8
    crowds = [
        subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.sync_storm", str(start)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(CROWDS)
    ]
    for number, crowd in enumerate(crowds):
        assert crowd.stdin is not None
        crowd.stdin.write(json.dumps([link.to_json() for link in links[number::CROWDS]]))
        crowd.stdin.close()
    time.sleep(max(0.0, start - time.time()))
    took, before_all = [], server.cpu()
    for batch in slips:
        if all(crowd.poll() is not None for crowd in crowds):
            break
        before = time.perf_counter()
        urgent.send(Push(SCOPE, batch, urgent=True))
        took.append(time.perf_counter() - before)
        time.sleep(0.02)
    done, used = zip(*[json.load(crowd.stdout) for crowd in crowds if crowd.stdout], strict=True)
    storm = {
        "last_done_s": max(done) - start,
        "server_cpu_s": server.cpu() - before_all,
        "crowd_cpu_s": sum(used),
    }
    return storm, took


def crowd() -> None:
    """Some of the terminals, in a process of their own: push everything, from a moment on.

    Prints when the last was done, and the processor seconds it took to play them, which the server had to do without.
    """
    links = [Link.from_json(text) for text in json.load(sys.stdin)]
    start, done, threads = float(sys.argv[1]), [], []

    def come_back(transport: Transport, sent: list[Batch]) -> None:
        time.sleep(max(0.0, start - time.time()))
        for batch in sent:
            while isinstance(transport.send(Push(SCOPE, batch)), Busy):
                time.sleep(0.2)
        done.append(time.time())

    for link in links:
        number = int(link.device, 16)
        work = (Transport(link, secret(number)), batches(wrote(number, CHANGES), SIZE))
        threads.append(threading.Thread(target=come_back, args=work))
        threads[-1].start()
    time.sleep(max(0.0, start - time.time()))
    before = time.process_time()
    for thread in threads:
        thread.join()
    print(json.dumps([max(done), time.process_time() - before]))


async def _pokes(server: Served) -> float:
    """Milliseconds from a push to the last listener that heard of it, median."""
    place, link, signer = urlsplit(server.url), server.link(5000), Signer(secret(5000))
    streams = []
    for counter in range(1, LISTENERS + 1):
        reader, writer = await asyncio.open_connection(place.hostname, place.port)
        asked = Asked(link.server, link.device, counter, "GET", "/v1/live", "", b"")
        signature = signer.sign(asked.message())
        head = f"GET /v1/live HTTP/1.1\r\nhost: x\r\n{DEVICE}: {link.device}\r\n{COUNTER}: {counter}\r\n{SIGNATURE}: {signature}\r\n\r\n"
        writer.write(head.encode())
        await reader.readuntil(b"data: ")
        streams.append((reader, writer))
    await asyncio.sleep(0.3)
    for reader, _ in streams:
        reader._buffer.clear()  # type: ignore[attr-defined]
    pusher, taken = await asyncio.to_thread(server.transport, 5001), []
    for batch in batches(wrote(5001, POKES), 1):
        waiting = [asyncio.create_task(reader.readuntil(b"\n\n")) for reader, _ in streams]
        await asyncio.to_thread(pusher.send, Push(SCOPE, batch))
        acknowledged = time.perf_counter()
        await asyncio.gather(*waiting)
        taken.append(time.perf_counter() - acknowledged)
        await asyncio.sleep(0.05)
        for reader, _ in streams:
            reader._buffer.clear()  # type: ignore[attr-defined]
    for _, writer in streams:
        writer.close()
    return at(sorted(taken), 0.5)


if __name__ == "__main__":
    crowd()
