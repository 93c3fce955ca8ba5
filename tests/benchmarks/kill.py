"""kill -9 in the middle of saving and of typing: what was acknowledged and is lost, doubled or broken; typing lost.

`WATCHROOM_KILLS` (1000) processes that save are killed, and `WATCHROOM_TYPISTS` (20) real terminals while somebody types.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from contextlib import closing
from pathlib import Path
from typing import Any

from core.clock import SystemClock
from core.records import incident, log
from core.replica.act import Act, Desk
from core.replica.drafts import Drafts
from core.replica.engine import connect
from core.replica.replica import DATABASE, Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.terminal import Terminal

TOLD = 33
"""Bytes the child tells per saved thing: a record's id, or `d` and the number of a draft."""

FORM = "bench"
KEY_S = 0.03
"""Between two keys of a fast typist."""


def kill(home: Path, sizes: list[int]) -> dict[str, Any]:
    """Both measurements; `sizes` do not matter here."""
    return {
        "saving": _saving(home / "kill", _count("KILLS", 1000)),
        "typing": _typing(home, _count("TYPISTS", 20)),
    }


def _count(name: str, standard: int) -> int:
    return int(os.environ.get(f"WATCHROOM_{name}", standard))


def _saving(folder: Path, kills: int) -> dict[str, Any]:
    """Kill a process that saves lines, incidents and drafts, over and over, on the same data."""
    chance, told, broken, draft_lost = random.Random(5), set[str](), 0, 0
    set_up(folder, SystemClock(), station="东港站", code="东港").close()
    begun = time.perf_counter()
    for number in range(1, kills + 1):
        records, draft = _until_killed(folder, chance)
        told |= records
        with Replica(folder, SystemClock()) as replica:
            kept = Drafts(replica).get(FORM)
            draft_lost += draft > (0 if kept is None else kept.content["n"])
            broken += not verify(replica.connection, views=number % 50 == 0 or number == kills).ok
    with Replica(folder, SystemClock()) as replica:
        rows = [row for kind in ("log", "incident") for row in replica.rows(kind)]
    stored, numbers = {row.id for row in rows}, {row.number for row in rows}
    return {
        "kills": kills,
        "acknowledged": len(told),
        "lost": len(told - stored),
        "doubled": len(rows) - len(numbers),
        "saved_untold": len(stored - told),
        "broken": broken,
        "drafts_lost": draft_lost,
        "seconds": round(time.perf_counter() - begun, 1),
    }


def _until_killed(folder: Path, chance: random.Random) -> tuple[set[str], int]:
    """Records and the last draft one child told of before it was killed."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        _work(folder, writer, chance.random())
    os.close(writer)
    wanted, seen = chance.randint(1, 12) * TOLD, b""
    while len(seen) < wanted:
        seen += os.read(reader, TOLD)
    time.sleep(chance.random() * 0.005)
    os.kill(child, signal.SIGKILL)
    while rest := os.read(reader, 4096):
        seen += rest
    os.close(reader)
    os.waitpid(child, 0)
    lines = [line.decode() for line in seen.split(b"\n") if len(line) == TOLD - 1]
    drafts = [int(line[1:]) for line in lines if line.startswith("d")]
    return {line for line in lines if not line.startswith("d")}, max(drafts, default=0)


def _work(folder: Path, pipe: int, seed: float) -> None:
    """The child: save for ever, telling of each thing only after it is saved."""
    try:
        chance = random.Random(seed)
        replica = Replica(folder, SystemClock())
        desk, drafts = Desk(replica), Drafts(replica)
        kept = drafts.get(FORM)
        draft = 0 if kept is None else kept.content["n"]
        while True:
            what = chance.random()
            if what < 0.3:
                draft += 1
                drafts.keep(FORM, {"n": draft})
                told = f"d{draft:031d}"
            else:
                told = desk.do(_fire) if what < 0.5 else desk.do(log.note, "巡查 泵房正常")
            os.write(pipe, (told + "\n").encode())
    finally:
        os._exit(1)


def _fire(act: Act) -> str:
    record = incident.open_incident(act, "集装箱冒烟", chosen={"class": "inc.fire"})
    incident.stamp(act, record, "turnout")
    return record


def _typing(home: Path, typists: int) -> dict[str, Any]:
    """Kill the real program while somebody types; how much of what was typed is not in the drafts."""
    chance, lost = random.Random(6), []
    for number in range(typists):
        folder = home / f"typist{number}"
        set_up(folder, SystemClock(), station="东港站", code="东港").close()
        lost.append(_one_typist(folder, chance.randint(40, 120)))
    lost.sort()
    return {
        "kills": typists,
        "key_ms": round(KEY_S * 1000),
        "lost_ms_p50": round(lost[len(lost) // 2] * 1000) if lost else None,
        "lost_ms_worst": round(lost[-1] * 1000) if lost else None,
    }


def _one_typist(folder: Path, keys: int) -> float:
    """Seconds of typing lost, from the first key that is not in the draft to the kill."""
    pressed = []
    with Terminal([sys.executable, "-m", "watchroom"], env={"WATCHROOM_DATA": str(folder)}) as terminal:
        terminal.wait_for("东港站")
        for number in range(keys):
            terminal.press("abcdefghij"[number % 10])
            pressed.append(time.perf_counter())
            terminal.read(KEY_S)
        ended = time.perf_counter()
        os.kill(terminal.pid, signal.SIGKILL)
    with closing(connect(folder / DATABASE)) as connection:
        rows = connection.execute("SELECT content FROM draft").fetchall()
    kept = max((len(row[0].split('"text": "')[1].split('"')[0]) for row in rows), default=0)
    return ended - pressed[kept] if kept < len(pressed) else 0.0
