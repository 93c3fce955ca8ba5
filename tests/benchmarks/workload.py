"""A station's journal of any size, written through the operations an officer uses."""

from __future__ import annotations

import random
from datetime import datetime
from pathlib import Path

from core.clock import STATION_ZONE, ManualClock
from core.ids import IdSource
from core.records import log
from core.records.incident.closing import close
from core.records.incident.opening import open_incident
from core.records.incident.running import note, stamp
from core.replica.act import Act
from core.replica.replica import DATABASE, Replica
from core.replica.setup import set_up

WORDS = (
    *("巡查", "泵房正常", "东门消火栓停水", "港务通知", "集装箱冒烟", "未见明火", "协助疏散"),
    *("油轮监护", "换岗", "水带", "空呼", "检修", "风力六级"),
)
STAGES = ("inc.turnout", "inc.on_scene", "inc.controlled", "inc.closed", "inc.back")
PER_ACT = 400


def station(directory: Path, events: int, seed: int = 1) -> Replica:
    """A replica of at least `events` events: four log lines to a drill of a dozen, completed. Reused if there."""
    clock = ManualClock(datetime(2025, 1, 1, 8, tzinfo=STATION_ZONE))
    chance = random.Random(seed)
    ids = IdSource(chance.randbytes)
    if (directory / DATABASE).exists():
        return Replica(directory, clock, ids)
    replica = set_up(directory, clock, station="东港站", code="东港", ids=ids)
    while stored(replica) < events:
        with replica.act() as act:
            _day(act, chance)
        clock.advance(hours=6)
    replica.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return replica


def stored(replica: Replica) -> int:
    """How many events the journal holds."""
    return int(replica.connection.execute("SELECT events FROM journal_state").fetchone()[0])


def sentence(chance: random.Random) -> str:
    """Some words an officer might type."""
    return f"{' '.join(chance.choices(WORDS, k=4))} {chance.randint(1, 999)}"


def _day(act: Act, chance: random.Random) -> None:
    """Part of a day: lines and incidents."""
    for _ in range(PER_ACT // 8):
        for _ in range(4):
            log.note(act, sentence(chance))
        incident = open_incident(act, f"yl {chance.randint(1, 9)}号泊位 {chance.choice(WORDS)}")
        for stage in STAGES:
            stamp(act, incident, stage)
        for _ in range(4):
            note(act, incident, sentence(chance))
        close(act, incident)
