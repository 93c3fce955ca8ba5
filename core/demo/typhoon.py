"""S1 Typhoon (domain §14): three days of emergency footing at three stations and their branch, from order to review.

Every shift holds its roll calls, brief, micro-meeting and lesson; the first day is told to the minute.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from core.compile.report import compile_report, scope_of
from core.demo.cast import told
from core.demo.cues import Cue, Kept
from core.demo.scene import Scene
from core.demo.watch import call_roll, change_watch, hand_over
from core.records import direct, footing, incident, lesson, meeting, report
from core.records.direct import Answers
from core.records.footing import footing_now
from core.records.handover import answer, check, check_rest, prepare, start
from core.records.lesson import Text
from core.records.meeting import Setup
from core.records.report import ByHand

OFFICE: Final = "hq/b2"
DONGGANG: Final = "hq/b2/donggang"
BEIDI: Final = "hq/b2/beidi"
YOUQU: Final = "hq/b2/youqu"
STATIONS: Final = (DONGGANG, BEIDI, YOUQU)

LASTS: Final = timedelta(hours=72)
"""The planned end, from the declaration on."""
SHIFTS: Final = 7
"""Watches of twelve hours from 08:00 of the first day on; the last one begins as the emergency ends."""
STOOD_DOWN: Final = timedelta(days=3, hours=8)

_WATCH: Final = timedelta(hours=12)
_MORNING: Final = timedelta(hours=8)


def _said() -> dict[str, Any]:
    return told("typhoon")


def typhoon() -> list[Cue]:
    """All cues, counted from the midnight in which the first day begins."""
    return [*_first_day(), *_everyday()]


def _at(clock_time: str) -> timedelta:
    hours, minutes, *seconds = map(int, clock_time.split(":"))
    return timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))


# -- the first day -----------------------------------------------------------------------------------------


def _first_day() -> Iterator[Cue]:
    """What is told to the minute."""
    for at, line in _said()["calls"]:
        yield from _call(_at(at), line)
    yield Cue(_at("08:30"), BEIDI, _nothing, "typhoon.line_down", line=False)
    yield Cue(_at("09:12"), OFFICE, _declare, "typhoon.declared")
    yield Cue(_at("09:12:20"), DONGGANG, _confirm, "typhoon.confirmed")
    yield Cue(_at("09:12:25"), YOUQU, _confirm, "typhoon.confirmed")
    yield Cue(_at("09:20"), BEIDI, _self_declare, "typhoon.self_declared")
    yield Cue(_at("09:30"), DONGGANG, _open_micro, "typhoon.micro")
    yield Cue(_at("09:32"), DONGGANG, _speak)
    yield Cue(_at("09:33"), DONGGANG, _close_micro, "typhoon.micro_closed")
    yield Cue(_at("10:00"), OFFICE, _publish, "typhoon.lesson")
    yield Cue(_at("10:08"), DONGGANG, _deliver, "typhoon.delivered")
    yield Cue(_at("10:12"), YOUQU, _deliver, "typhoon.delivered")
    yield Cue(_at("10:40"), BEIDI, _nothing, "typhoon.line_up", line=True)
    yield Cue(_at("10:40:30"), BEIDI, _confirm, "typhoon.confirmed")
    yield Cue(_at("10:50"), BEIDI, _deliver, "typhoon.delivered")
    yield Cue(_at("14:07"), DONGGANG, _send_direct, "typhoon.direct")
    yield Cue(_at("14:11"), OFFICE, _read_direct, "typhoon.direct_read")
    yield Cue(_at("14:16"), OFFICE, _reply, "typhoon.direct_replied")
    yield Cue(_at("15:40"), DONGGANG, _resolve, "typhoon.direct_resolved")
    yield Cue(_at("18:00"), DONGGANG, _report_by_hand, "typhoon.daily")
    yield Cue(_at("18:25"), OFFICE, _answer_report, "typhoon.daily_answered")
    yield Cue(_at("20:00"), DONGGANG, _take_over, "typhoon.handed_over")
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
        _said()["order"],
        scene.sign("周平"),
        author="周平",
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
    end, order = scene.clock.now() + LASTS, _said()["self_order"]
    kept["self"] = scene.do(footing.self_declare, "mode.weather", "mode.orange", end, BEIDI, "周平", order)


def _open_micro(scene: Scene, kept: Kept) -> None:
    kept["micro"] = _begin(scene, "micro", _said()["micro"]["topic"])


def _speak(scene: Scene, kept: Kept) -> None:
    for part in ("requirements", "experience"):
        scene.do(meeting.note, kept["micro"], part, _said()["micro"][part])


def _close_micro(scene: Scene, kept: Kept) -> None:
    for line in _said()["micro"]["decisions"]:
        scene.do(meeting.decide_line, kept["micro"], line)
    scene.do(meeting.close, kept["micro"])
    scene.do(meeting.confirm, kept["micro"], scene.sign(scene.leader))


def _publish(scene: Scene, kept: Kept) -> None:
    said = dict(_said()["lesson"])
    said["source_date"] = date.fromisoformat(said["source_date"])
    kept["lesson"] = scene.do(lesson.publish, Text(**said), author="周平")


def _deliver(scene: Scene, kept: Kept) -> None:
    scene.do(lesson.deliver, kept["lesson"], asked=True)


def _send_direct(scene: Scene, kept: Kept) -> None:
    what, where, need = _said()["direct"]
    by_when = scene.clock.now() + timedelta(hours=2)
    kept["direct"] = scene.do(direct.send, Answers(what, where, need, by_when))


def _read_direct(scene: Scene, kept: Kept) -> None:
    scene.do(direct.note_read, kept["direct"], author="周平")


def _reply(scene: Scene, kept: Kept) -> None:
    scene.do(direct.reply, kept["direct"], _said()["read_reply"], author="周平")


def _resolve(scene: Scene, kept: Kept) -> None:
    scene.do(direct.resolve, kept["direct"])


def _report_by_hand(scene: Scene, kept: Kept) -> None:
    kept["daily"] = _report(scene, "daily", ByHand("next", _said()["by_hand"]))


def _answer_report(scene: Scene, kept: Kept) -> None:
    scene.do(report.reply, kept["daily"], _said()["acknowledged"], author="周平")


def _take_over(scene: Scene, kept: Kept) -> None:
    """赵原 hands over to 沈舟, who accepts with a note on the first open item (有保留接班)."""
    record = kept["handover"] = scene.do(prepare)
    relief = scene.crews[(scene.turn + 1) % len(scene.crews)][1]
    scene.do(start, record, scene.id(relief))
    state = scene.replica.state(record)
    (first, *_) = state.brief.of("action")
    scene.do(check, record, first.key, ok=False, note=_said()["note"])
    scene.do(check_rest, record)
    for question in state.questions:
        scene.do(
            answer, record, question.part, "、".join(question.expected) or scene.story.told("days")["none"]
        )
    hand_over(scene, record)


def _stand_down(scene: Scene, kept: Kept) -> None:
    scene.do(footing.stand_down, kept["footing"], scene.sign("周平"), author="周平")


def _call(at: timedelta, line: str) -> Iterator[Cue]:
    """A call of half an hour at 东港站."""

    def begin(scene: Scene, kept: Kept) -> None:
        kept["call"] = scene.do(incident.open_incident, line, chosen={"class": "inc.assist"})
        scene.do(incident.send, kept["call"], "抢险车", scene.bodies(scene.hands[:3]))

    def stage(name: str, vehicle: str = "") -> Callable[[Scene, Kept], None]:
        return lambda scene, kept: _stamp(scene, kept["call"], name, vehicle)

    def end(scene: Scene, kept: Kept) -> None:
        scene.do(incident.fill, kept["call"], injured=0, dead=0)
        scene.do(incident.close, kept["call"])

    yield Cue(at, DONGGANG, begin)
    yield Cue(at + timedelta(minutes=6), DONGGANG, stage("inc.on_scene"))
    yield Cue(at + timedelta(minutes=20), DONGGANG, stage("inc.closed"))
    yield Cue(at + timedelta(minutes=26), DONGGANG, stage("inc.back", "抢险车"))
    yield Cue(at + timedelta(minutes=30), DONGGANG, end)


def _stamp(scene: Scene, record: str, name: str, vehicle: str) -> None:
    scene.do(incident.stamp, record, name, vehicle=vehicle)
    if vehicle:
        scene.do(incident.stamp, record, name)


# -- every day ---------------------------------------------------------------------------------------------


def _everyday() -> Iterator[Cue]:
    """What every shift of every station owes, whatever else happens."""
    for number in range(SHIFTS):
        began = _MORNING + number * _WATCH
        emergency = number < SHIFTS - 1
        for place, unit in enumerate(STATIONS):
            yield from _shift(began, unit, timedelta(minutes=3 * place), first=number == 0)
            if emergency:
                yield from _in_emergency(began, unit, timedelta(minutes=3 * place), number)
    for unit in STATIONS:
        yield Cue(
            STOOD_DOWN + timedelta(minutes=40),
            unit,
            partial(_plain_report, form="closing"),
            "typhoon.closing",
        )


def _shift(began: timedelta, unit: str, later: timedelta, *, first: bool) -> Iterator[Cue]:
    """Roll call and brief."""
    absences = [tuple(one) for one in _said()["absences"]] if first and unit == DONGGANG else []
    yield Cue(
        began + timedelta(minutes=4), unit, lambda scene, _: call_roll(scene, "rollcall.takeover", absences)
    )
    yield from _meeting(began + timedelta(minutes=12) + later, unit, "pre_shift", "brief")


def _in_emergency(began: timedelta, unit: str, later: timedelta, number: int) -> Iterator[Cue]:
    """The second roll call, the micro-meeting, the lesson, the daily report, the handover."""
    absences = [tuple(one) for one in _said()["absences"]] if not number and unit == DONGGANG else []
    yield Cue(began + timedelta(hours=6), unit, lambda scene, _: call_roll(scene, "rollcall.adhoc", absences))
    if number or unit != DONGGANG:
        yield from _meeting(began + timedelta(minutes=95) + later, unit, "micro", "later")
    if number:
        yield Cue(began + timedelta(minutes=60) + later, unit, _deliver)
    if not number % 2 and (number or unit != DONGGANG):
        yield Cue(began + timedelta(hours=9, minutes=50), unit, partial(_plain_report, form="daily"))
    if number or unit != DONGGANG:
        yield Cue(began + _WATCH, unit, lambda scene, _: change_watch(scene))


def _meeting(at: timedelta, unit: str, form: str, topic: str) -> Iterator[Cue]:
    """A short meeting that decides nothing."""

    def begin(scene: Scene, kept: Kept) -> None:
        now, team = scene.clock.now(), scene.teams[scene.turn].name
        station = scene.story.told("station")["station"]
        words = _said()[topic].format(station=station, team=team, day=now.day, hour=now.hour)
        kept[unit] = _begin(scene, form, words)

    def end(scene: Scene, kept: Kept) -> None:
        scene.do(meeting.close, kept[unit], nothing=True)
        scene.do(meeting.confirm, kept[unit], scene.sign(scene.leader))

    yield Cue(at, unit, begin)
    yield Cue(at + timedelta(minutes=5), unit, end)


def _begin(scene: Scene, form: str, topic: str) -> str:
    setup = Setup(presider=scene.id(scene.leader), recorder=scene.id(scene.officer))
    return scene.do(meeting.open_meeting, form, topic, setup)


def _plain_report(scene: Scene, kept: Kept, form: str) -> None:
    _report(scene, form)


def _report(scene: Scene, form: str, *by_hand: ByHand) -> str:
    """What the records say since the last one, submitted by the team leader."""
    scope = scope_of(scene.replica, form, scene.clock.now())
    return scene.do(report.submit, scope, compile_report(scene.replica, scope), by_hand, author=scene.leader)
