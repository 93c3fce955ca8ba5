"""The story behind an open screen, in a process beside it: says when the stage is set, is told to begin, plays on."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from core.clock import epoch_ms, iso
from core.errors import Refusal, WatchroomError
from watchroom.demo.beside import GO, Heard, Stdin, beside
from watchroom.last_resort import note

if TYPE_CHECKING:
    from core.demo.cues import Cue, Kept
    from core.demo.scene import Scene
    from watchroom.demo.play.places import Places
    from watchroom.demo.play.stage import Stage, Told

THROW_AWAY: Final = "--throw-away"
READY: Final = b"ready\n"


@contextmanager
def story_behind(
    data: Path, start: datetime, speed: int, *, throw_away: bool
) -> Iterator[Callable[[], None]]:
    """The stage is set in `data` and stays until the end of the block; the story begins when what is yielded is called.

    With `throw_away` the process removes `data` even if this one is killed.  Raises Refusal when no server starts.
    """
    words = [str(data), start.isoformat(), str(speed), *[THROW_AWAY] * throw_away]
    with beside("watchroom.demo.play.behind", *words) as process:
        assert process.stdout is not None
        if process.stdout.readline() != READY:
            raise Refusal("demo.no_server")
        yield lambda: _begin(process)


def _begin(process: subprocess.Popen[bytes]) -> None:
    assert process.stdin is not None
    process.stdin.write(GO)
    process.stdin.flush()


def main(data: Path, start: datetime, speed: int, *, throw_away: bool) -> None:
    """Tell the story that begins at `start` until stdin ends."""
    from watchroom.demo.play.places import Places

    there, places = Stdin(), Places(data)
    try:
        tell(places, start, speed, there)
    except Exception as fault:
        if not there.ended.is_set():
            note(fault, data)
        sys.stdout.close()
        there.ended.wait()
    finally:
        places.clock.unlink(missing_ok=True)
        if throw_away:
            shutil.rmtree(data, ignore_errors=True)


def tell(places: Places, start: datetime, speed: int, there: Heard) -> None:
    """Set the stage, say so on stdout, begin when told, and end when nobody watches."""
    from core.clock import ManualClock
    from core.demo.cues import Play
    from core.demo.typhoon import typhoon
    from watchroom.demo.play.hour import BOOT_ID, write_down
    from watchroom.demo.play.pace import Over, Pace
    from watchroom.demo.play.stage import set_stage
    from watchroom.demo.play.story import ends, midnight

    places.clock.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    clock = ManualClock(start, boot_ms=epoch_ms(start), boot_id=BOOT_ID)
    write_down(places.clock, start)
    with set_stage(places, clock) as stage:
        print(READY.decode(), end="", flush=True)
        there.told.wait()
        pace = Pace(clock, speed, there.ended, stage.in_touch, partial(write_down, places.clock))
        stage.move_to = pace.move_to

        def told(one: Told) -> None:
            _write(places.told, one)
            pace.stand_still()

        stage.on_told = told
        try:
            Play([_watched(stage, cue) for cue in typhoon()], stage, midnight(start)).until(ends(start))
            stage.all_exchanged()
            _write(places.told, None)
            pace.go_on()
        except Over:
            return


def _watched(stage: Stage, cue: Cue) -> Cue:
    """The cue as it is played before an audience: who sits at a screen may have done it before, or something else."""

    def play(scene: Scene, kept: Kept) -> None:
        try:
            cue.play(scene, kept)
        except WatchroomError:
            return
        except Exception as fault:
            note(fault, stage.places.first)

    return replace(cue, play=play)


def _write(file: Path, told: Told | None) -> None:
    """Tell every screen; None: the story is over."""
    said = {} if told is None else {"at": iso(told.at), "unit": told.unit, "says": told.says}
    with file.open("a", encoding="utf-8") as told_so_far:
        print(json.dumps(said), file=told_so_far)


if __name__ == "__main__":
    main(
        Path(sys.argv[1]),
        datetime.fromisoformat(sys.argv[2]),
        int(sys.argv[3]),
        throw_away=THROW_AWAY in sys.argv[4:],
    )
