"""The first day of the typhoon, told to the minute: from the order to the handover in the evening, and its end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from core.demo.cues import Cue, Kept
from core.demo.scene import Scene
from core.demo.typhoon.acting import (
    BEIDI,
    DONGGANG,
    OFFICE,
    STATIONS,
    STOOD_DOWN,
    YOUQU,
    at_clock,
    begin_meeting,
    deliver,
    said,
    secretary,
    submit_report,
)
from core.demo.typhoon.calls import call
from core.demo.watch import hand_over
from core.records import direct, footing, lesson, meeting, report
from core.records.direct import Answers
from core.records.footing import footing_now
from core.records.handover import answer, check, check_rest, prepare, start
from core.records.lesson import Text
from core.records.report import ByHand

LASTS: Final = timedelta(hours=72)
"""The planned end, from the declaration on."""


def first_day() -> Iterator[Cue]:
    """What is told to the minute."""
    for at, line in said()["calls"]:
        yield from call(at_clock(at), line)
    yield Cue(at_clock("08:30"), BEIDI, _nothing, "typhoon.line_down", line=False)
    yield Cue(at_clock("09:12"), OFFICE, _declare, "typhoon.declared")
    yield Cue(at_clock("09:12:20"), DONGGANG, _confirm, "typhoon.confirmed")
    yield Cue(at_clock("09:12:25"), YOUQU, _confirm, "typhoon.confirmed")
    yield Cue(at_clock("09:20"), BEIDI, _self_declare, "typhoon.self_declared")
    yield Cue(at_clock("09:30"), DONGGANG, _open_micro, "typhoon.micro")
    yield Cue(at_clock("09:32"), DONGGANG, _speak)
    yield Cue(at_clock("09:33"), DONGGANG, _close_micro, "typhoon.micro_closed")
    yield Cue(at_clock("10:00"), OFFICE, _publish, "typhoon.lesson")
    yield Cue(at_clock("10:08"), DONGGANG, deliver, "typhoon.delivered")
    yield Cue(at_clock("10:12"), YOUQU, deliver, "typhoon.delivered")
    yield Cue(at_clock("10:40"), BEIDI, _nothing, "typhoon.line_up", line=True)
    yield Cue(at_clock("10:40:30"), BEIDI, _confirm, "typhoon.confirmed")
    yield Cue(at_clock("10:50"), BEIDI, deliver, "typhoon.delivered")
    yield Cue(at_clock("14:07"), DONGGANG, _send_direct, "typhoon.direct")
    yield Cue(at_clock("14:11"), OFFICE, _read_direct, "typhoon.direct_read")
    yield Cue(at_clock("14:16"), OFFICE, _reply, "typhoon.direct_replied")
    yield Cue(at_clock("15:40"), DONGGANG, _resolve, "typhoon.direct_resolved")
    yield Cue(at_clock("18:00"), DONGGANG, _report_by_hand, "typhoon.daily")
    yield Cue(at_clock("18:25"), OFFICE, _answer_report, "typhoon.daily_answered")
    yield Cue(at_clock("20:00"), DONGGANG, _take_over, "typhoon.handed_over")
    yield Cue(STOOD_DOWN, OFFICE, _stand_down, "typhoon.stood_down")


def _nothing(scene: Scene, kept: Kept) -> None:
    """Only the line changes."""


def _declare(scene: Scene, kept: Kept) -> None:
    kept["footing"] = scene.do(
        footing.declare,
        "mode.weather",
        "mode.orange",
        scene.clock.now() + LASTS,
        STATIONS,
        said()["order"],
        scene.sign(secretary()),
        author=secretary(),
    )


def _confirm(scene: Scene, kept: Kept) -> None:
    """One officer confirms for the room (A09)."""
    seat = scene.replica.seat
    assert seat is not None
    period = footing_now(scene.replica, seat.unit)
    assert period is not None
    scene.do(footing.confirm, period.leading.meta.id, seat.unit, seat.station)


def _self_declare(scene: Scene, kept: Kept) -> None:
    """The branch phoned; the station enters by itself, naming who ordered it (先行转入)."""
    end, order = scene.clock.now() + LASTS, said()["self_order"]
    kept["self"] = scene.do(
        footing.self_declare, "mode.weather", "mode.orange", end, BEIDI, secretary(), order
    )


def _open_micro(scene: Scene, kept: Kept) -> None:
    kept["micro"] = begin_meeting(scene, "micro", said()["micro"]["topic"])


def _speak(scene: Scene, kept: Kept) -> None:
    for part in ("requirements", "experience"):
        scene.do(meeting.note, kept["micro"], part, said()["micro"][part])


def _close_micro(scene: Scene, kept: Kept) -> None:
    for line in said()["micro"]["decisions"]:
        scene.do(meeting.decide_line, kept["micro"], line)
    scene.do(meeting.close, kept["micro"])
    scene.do(meeting.confirm, kept["micro"], scene.sign(scene.leader))


def _publish(scene: Scene, kept: Kept) -> None:
    words = dict(said()["lesson"])
    text = Text(**words | {"source_date": date.fromisoformat(words["source_date"])})
    kept["lesson"] = scene.do(lesson.publish, text, author=secretary())


def _send_direct(scene: Scene, kept: Kept) -> None:
    what, where, need = said()["direct"]
    by_when = scene.clock.now() + timedelta(hours=2)
    kept["direct"] = scene.do(direct.send, Answers(what, where, need, by_when))


def _read_direct(scene: Scene, kept: Kept) -> None:
    scene.do(direct.note_read, kept["direct"], author=secretary())


def _reply(scene: Scene, kept: Kept) -> None:
    scene.do(direct.reply, kept["direct"], said()["direct_reply"], author=secretary())


def _resolve(scene: Scene, kept: Kept) -> None:
    scene.do(direct.resolve, kept["direct"])


def _report_by_hand(scene: Scene, kept: Kept) -> None:
    kept["daily"] = submit_report(scene, "daily", ByHand("next", said()["by_hand"]))


def _answer_report(scene: Scene, kept: Kept) -> None:
    scene.do(report.reply, kept["daily"], said()["report_reply"], author=secretary())


def _take_over(scene: Scene, kept: Kept) -> None:
    """赵原 hands over to 沈舟, who accepts with a note on the first open item (有保留接班)."""
    record = kept["handover"] = scene.do(prepare)
    relief = scene.crews[(scene.turn + 1) % len(scene.crews)][1]
    scene.do(start, record, scene.id(relief))
    state = scene.replica.state(record)
    (first, *_) = state.brief.of("action")
    scene.do(check, record, first.key, ok=False, note=said()["note"])
    scene.do(check_rest, record)
    for question in state.questions:
        scene.do(
            answer, record, question.part, "、".join(question.expected) or scene.story.told("days")["none"]
        )
    hand_over(scene, record)


def _stand_down(scene: Scene, kept: Kept) -> None:
    scene.do(footing.stand_down, kept["footing"], scene.sign(secretary()), author=secretary())
