"""Two connections of one process to one file: whoever waits for the other gets the next turn."""

from __future__ import annotations

import threading
from pathlib import Path

from core.records import log
from core.replica.act import Desk
from core.replica.drafts import Drafts
from core.replica.intake import absorb
from core.replica.replica import DATABASE, Replica
from core.replica.turns import Turn

LONG = 30.0
"""Seconds after which a test gives up."""

BLINK = 0.2
"""Seconds in which a writer that does not wait would have been done."""


def test_acts_drafts_and_pages_wait_for_whoever_writes_the_same_file(
    replica: Replica, tmp_path: Path
) -> None:
    desk, drafts = Desk(replica), Drafts(replica)
    for write in (
        lambda: desk.do(log.note, "泵房正常"),
        lambda: drafts.keep("note", {"text": "泵房"}),
        lambda: drafts.drop("note"),
        lambda: absorb(replica, []),
    ):
        held, wrote = threading.Event(), threading.Event()
        early: list[bool] = []

        def hold(
            held: threading.Event = held, wrote: threading.Event = wrote, early: list[bool] = early
        ) -> None:
            with Turn(replica.directory / DATABASE).mine():
                held.set()
                early.append(wrote.wait(BLINK))

        holder = threading.Thread(target=hold)
        holder.start()
        assert held.wait(LONG)
        write()
        wrote.set()
        holder.join(LONG)
        assert early == [False]


def test_a_thread_does_not_wait_for_itself_nor_for_the_writers_of_other_files(tmp_path: Path) -> None:
    with Turn(tmp_path / "a").mine(), Turn(tmp_path / "." / "a").mine():
        other = threading.Thread(target=lambda: Turn(tmp_path / "b").mine().__enter__())
        other.start()
        other.join(LONG)
        assert not other.is_alive()
