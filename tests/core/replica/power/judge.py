"""What became of the data after a cut: held, lost or broken."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from core.clock import ManualClock
from core.errors import WatchroomError
from core.records import log
from core.replica.act import Desk
from core.replica.engine import connect, sqlite
from core.replica.replica import DATABASE, Replica
from core.replica.setup import set_up
from core.replica.verify import verify
from tests.core.conftest import START
from tests.core.replica.power.disk import cuts
from tests.core.replica.power.recording import Recording, fingerprint
from tests.core.replica.power.shim import Op

HELD, LOST, BROKEN = "held", "lost", "broken"


def judged(
    recording: Recording, diary: list[Op], folder: Path, *, count: int, seed: int, thorough: int = 0
) -> Counter[str]:
    """Cut `diary` at `count` random moments and say how often the data held; every `thorough`-th is walked whole."""
    states = [state for _, state in recording.boundaries]
    verdicts: Counter[str] = Counter()
    for number, (disk, chance) in enumerate(cuts(diary, count, seed)):
        for old in folder.iterdir():
            old.unlink()
        disk.cut(chance, folder)
        verdict = judge(folder, states, disk.saved)
        if verdict == HELD and thorough and number % thorough == 0:
            verdict = goes_on(folder)
        verdicts[verdict] += 1
    return verdicts


def judge(folder: Path, states: list[object], saved: int) -> str:
    """Held: exactly what was saved, or that and the transaction under way.  Lost: an earlier state, whole."""
    path = folder / DATABASE
    if not path.exists():
        return HELD if saved < 0 else BROKEN
    try:
        connection = connect(path)
        try:
            sound = connection.execute("PRAGMA quick_check(1)").fetchone()[0] == "ok"
            found = fingerprint(connection)
        finally:
            connection.close()
    except (WatchroomError, sqlite.Error, UnicodeDecodeError):
        return BROKEN
    if sound and (found in states[max(saved, 0) : saved + 2] or (saved < 0 and found is None)):
        return HELD
    return LOST if sound and (found is None or found in states) else BROKEN


def goes_on(folder: Path) -> str:
    """Open it as the program does, verify everything, and write one more line."""
    clock = ManualClock(START.replace(hour=20))
    with (
        set_up(folder, clock, station="东港站", code="东港")
        if _empty(folder)
        else Replica(folder, clock) as replica
    ):
        before = verify(replica.connection)
        Desk(replica).do(log.note, "来电之后")
        after = verify(replica.connection)
        return HELD if before.ok and after.ok and after.events >= before.events + 2 else BROKEN


def _empty(folder: Path) -> bool:
    """Whether the power went before the terminal had a station."""
    with Replica(folder, ManualClock(START)) as replica:
        return replica.seat is None
