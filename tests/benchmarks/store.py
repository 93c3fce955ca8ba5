"""Saving, folding anew, verifying and searching, at several sizes of the journal."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any

from core.records import log
from core.records.incident.opening import open_incident
from core.records.incident.running import note
from core.replica.act import Act, Desk
from core.replica.engine import connect
from core.replica.rebuild import rebuild
from core.replica.replica import Replica
from core.replica.verify import verify
from core.search.find import find, first_page
from tests.benchmarks.timing import at, paired, samples, spent
from tests.benchmarks.workload import sentence, station, stored

SAVES = 400
LONG = 1000
QUERIES = (
    "烟",
    "冒烟",
    "集装箱冒烟",
    "jzx",
    "泵房 正常",
    "al01",
    "3月",
    "6月 演练",
    "没有这句话",
    "fx",
    "zz9",
)


def save(home: Path, sizes: list[int]) -> dict[str, Any]:
    """One line saved durably, with fold, views and index, against one raw commit of the same bytes."""
    return {str(size): _save_at(home, size) for size in sizes}


def _save_at(home: Path, size: int) -> dict[str, Any]:
    chance = random.Random(2)
    (home / "raw.db").unlink(missing_ok=True)
    raw = connect(home / "raw.db", look=lambda connection, path: None)
    raw.execute("CREATE TABLE IF NOT EXISTS row (id INTEGER PRIMARY KEY, header BLOB, body BLOB) STRICT")
    with station(home / str(size), size) as replica:
        desk = Desk(replica)
        desk.do(log.note, sentence(chance))
        header, body = replica.connection.execute(
            "SELECT header, body FROM event ORDER BY position DESC LIMIT 1"
        ).fetchone()

        def floor() -> None:
            raw.execute("BEGIN IMMEDIATE")
            raw.execute("INSERT INTO row (header, body) VALUES (?, ?)", (header, body))
            raw.execute("COMMIT")

        ours, floors = paired(lambda: desk.do(log.note, sentence(chance)), floor, SAVES)
        incident = desk.do(_long_incident, chance)
        noted = samples(lambda: desk.do(note, incident, sentence(chance)), SAVES // 4)
    raw.close()
    return {
        "p50_ms": at(ours, 0.5),
        "p95_ms": at(ours, 0.95),
        "floor_p50_ms": at(floors, 0.5),
        "ratio_p50": round(at(ours, 0.5) / at(floors, 0.5), 2),
        "line_of_long_incident_p50_ms": at(noted, 0.5),
        "line_of_long_incident_p95_ms": at(noted, 0.95),
    }


def _long_incident(act: Act, chance: random.Random) -> str:
    """An incident that has `LONG` lines already."""
    incident = open_incident(act, "yl 3号泊位 集装箱冒烟")
    for _ in range(LONG):
        note(act, incident, sentence(chance))
    return incident


def fold_anew(home: Path, sizes: list[int]) -> dict[str, Any]:
    """Rebuild of all views and a walk of the whole journal."""
    found = {}
    for size in sizes:
        with station(home / str(size), size) as replica:
            events = stored(replica)
            walk = spent(lambda r=replica: verify(r.connection, views=False))  # type: ignore[misc]
            shared = spent(lambda r=replica: rebuild(r))  # type: ignore[misc]
            alone = spent(lambda r=replica: rebuild(r, alone=True))  # type: ignore[misc]
        found[str(size)] = {
            "verify_events_per_s": round(events / walk.wall),
            "verify_events_per_cpu_s": round(events / walk.cpu),
            "rebuild_s": round(shared.wall, 2),
            "rebuild_cpu_s": round(shared.cpu, 2),
            "rebuild_alone_s": round(alone.wall, 2),
            "rebuild_alone_cpu_s": round(alone.cpu, 2),
        }
    return found


def search(home: Path, sizes: list[int]) -> dict[str, Any]:
    """The first page of hits, and the page with its exact count."""
    found = {}
    for size in sizes:
        with station(home / str(size), size) as replica:
            pages = _all(replica, first_page)
            counts = _all(replica, find)
        found[str(size)] = {
            "first_page_p50_ms": at(pages, 0.5),
            "first_page_p95_ms": at(pages, 0.95),
            "first_page_max_ms": at(pages, 1),
            "with_count_p95_ms": at(counts, 0.95),
        }
    return found


def _all(replica: Replica, how: Any) -> list[float]:
    """Every query five times, sorted."""
    return sorted(taken for query in QUERIES for taken in samples(lambda q=query: how(replica, q), 5))  # type: ignore[misc]
