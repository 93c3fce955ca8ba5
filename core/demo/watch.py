"""One watch from roll call to handover: the parts that every day has."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from core.demo.plan import Plan
from core.demo.scene import Scene
from core.records import gear, log, meeting, rollcall
from core.records.handover import Next, Signatures, answer, check, prepare, settle, sign, start
from core.records.shift import current_shift

if TYPE_CHECKING:
    from core.demo.cast import Story
    from core.records.handover import Handover
    from core.replica.act import Act

LINES: Final = 11
"""Lines of the log that nothing else writes, a day."""

Absence = tuple[str, str, str]
"""A name, a state (att.leave) and a reason code or an empty text."""


def plan_day(plan: Plan, start: datetime, absences: list[Absence], number: int) -> None:
    """Everything a watch that begins at `start` does whatever happens; `number` counts the days."""
    plan.add(start + timedelta(minutes=5), lambda scene: call_roll(scene, "rollcall.takeover", absences))
    plan.episode(start + timedelta(minutes=12), _brief(plan.story, number))
    plan.add(start + timedelta(minutes=40), lambda scene: scene.do(_count_gear, number))
    plan.add(start + timedelta(hours=14), lambda scene: call_roll(scene, "rollcall.night", absences))


def plan_handover(plan: Plan, end: datetime, note: str) -> None:
    """The last quarter of an hour before `end`; with a `note` the gear stays in question."""
    made: dict[str, str] = {}
    plan.episode(
        end - timedelta(minutes=15),
        [
            (0, lambda scene: made.update(id=scene.do(prepare))),
            (5, lambda scene: walk(scene, made["id"], note)),
            (15, lambda scene: hand_over(scene, made["id"])),
        ],
    )


def plan_lines(plan: Plan, start: datetime, scene: Scene) -> None:
    """Lines of the log through the day and night, at hours nobody chose."""
    texts = scene.dice.sample(plan.story.told("days")["lines"], LINES)
    for hour, text in zip(sorted(scene.dice.sample(range(1, 23), LINES)), texts, strict=True):
        moment = start + timedelta(hours=hour, minutes=scene.dice.randrange(60))
        plan.add(moment, lambda scene, text=text: scene.do(log.note, text))  # type: ignore[misc]


def call_roll(scene: Scene, occasion: str, absences: list[Absence]) -> None:
    """A roll call by exception, signed by the duty officer."""
    scene.away = [name for name, _, _ in absences]
    record = scene.do(_called, occasion, [(scene.id(name), state, why) for name, state, why in absences])
    scene.do(rollcall.sign_rollcall, record, scene.sign(scene.officer))


def _called(act: Act, occasion: str, absences: list[Absence]) -> str:
    record = rollcall.open_rollcall(act, occasion)
    for person, state, why in absences:
        rollcall.mark(act, record, person, state, reason=why)
    rollcall.mark_rest_present(act, record)
    return record


def _brief(story: Story, number: int) -> list[tuple[float, Any]]:
    """The pre-shift brief (班前会): three looks, tasks, hazards, yesterday's lesson."""
    said, made = story.told("days")["brief"], dict[str, str]()

    def begin(scene: Scene) -> None:
        setup = meeting.Setup(presider=scene.id(scene.leader), recorder=scene.id(scene.officer))
        topic = said["tasks"][number % len(said["tasks"])]
        made["id"] = scene.do(meeting.open_meeting, "pre_shift", topic, setup)

    def speak(scene: Scene) -> None:
        for part, texts in said.items():
            text = texts if isinstance(texts, str) else texts[number % len(texts)]
            scene.do(meeting.note, made["id"], part, text)

    def end(scene: Scene) -> None:
        scene.do(meeting.close, made["id"], nothing=True)

    def second(scene: Scene) -> None:
        scene.do(meeting.confirm, made["id"], scene.sign(scene.leader))

    return [(0, begin), (4, speak), (8, end), (9, second)]


def _count_gear(act: Act, number: int) -> None:
    """Three lines of the counted list a day."""
    known = gear.gear(act.replica)
    for place in range(3):
        one = known[(number * 3 + place) % len(known)]
        gear.count_gear(act, one.meta.id, one.expected)


def change_watch(scene: Scene, note: str = "") -> str:
    """The next team takes over now, all in one go; returns the handover's id."""
    record = scene.do(prepare)
    walk(scene, record, note)
    hand_over(scene, record)
    return record


def walk(scene: Scene, record: str, note: str) -> None:
    """The incoming officer goes through the items and says back what matters."""
    crew = scene.crews[(scene.turn + 1) % len(scene.crews)]
    scene.do(start, record, scene.id(crew[1]))
    state: Handover = scene.replica.state(record)
    for item in state.brief.items:
        doubted = bool(note) and item.part == "gear"
        scene.do(check, record, item.key, ok=not doubted, note=note if doubted else "")
    for question in state.questions:
        scene.do(
            answer, record, question.part, "、".join(question.expected) or scene.story.told("days")["none"]
        )


def hand_over(scene: Scene, record: str) -> None:
    """Whatever changed since is looked at again; then both sign, and the next team has the watch."""
    following = (scene.turn + 1) % len(scene.crews)
    relief = scene.crews[following][1]
    scene.do(prepare)
    state: Handover = scene.replica.state(record)
    for item in state.unchecked:
        scene.do(check, record, item.key)
    if scene.replica.rows("incident", open=True):
        scene.do(settle, record)
    signatures = Signatures(scene.sign(scene.officer), scene.sign(relief))
    plan = Next(team=scene.teams[following].id, officer=scene.id(relief))
    scene.do(sign, record, signatures, plan)
    scene.turn, scene.away, scene.standing = following, [], set()
    assert current_shift(scene.replica) is not None
