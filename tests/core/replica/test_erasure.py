"""What was erased lies nowhere in the file: not in free pages, not in the search index, not in the log of changes."""

from __future__ import annotations

from pathlib import Path

from core.clock import ManualClock
from core.records import log
from core.records.correction import amend
from core.replica.act import Desk
from core.replica.erasure import erase
from core.replica.replica import DATABASE, Replica
from core.replica.verify import verify

SECRET = "张三丰住院编号九五二七"
LETTERS = b"zsfzybhjweq"


def on_disk(directory: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(directory.glob(DATABASE + "*")))


def test_erased_text_lies_nowhere_in_the_file(replica: Replica, desk: Desk) -> None:
    for number in range(30):
        desk.do(log.note, f"巡查 {number}")
    record = desk.do(log.note, SECRET)
    event = replica.events(record)[0].id
    desk.do(amend, record, str(event), {"text": SECRET + "号"}, "补字")
    assert SECRET.encode() in on_disk(replica.directory)
    for each in replica.events(record):
        desk.do(erase, each.id, "本人要求")
    left = on_disk(replica.directory)
    for trace in (SECRET, SECRET[2:6], " ".join(SECRET[:4])):
        assert trace.encode() not in left
    assert not [char for char in "丰院" if char.encode() in left]
    assert verify(replica.connection).problems == ()


def test_a_line_another_process_wrote_is_erased_from_lists_and_search_as_well(
    replica: Replica, desk: Desk, clock: ManualClock
) -> None:
    with Replica(replica.directory, clock) as other:
        record = Desk(other).do(log.note, SECRET)
        event = other.events(record)[0].id
    desk.do(erase, event, "本人要求")
    assert SECRET not in str(replica.connection.execute("SELECT * FROM entry").fetchall())
    assert SECRET.encode() not in on_disk(replica.directory)
    assert verify(replica.connection).problems == ()
