"""Properties of what is due, over generated weeks of real records: nothing counts but the records (domain §4).

Below, `due(E, t)` is the answer of `core.compile.cadence.due` for the span of the story, as it stands at the moment
`t`, out of the events `E` of a journal.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from core.clock import STATION_ZONE, ManualClock
from core.compile.cadence import due
from core.errors import Refusal
from core.ids import IdSource
from core.journal.event import Stored, decode
from core.records import footing, incident, lesson, log, meeting, report, rollcall
from core.records.cadence import change_cadence
from core.records.correction import strike
from core.records.person import Proposed, add_people
from core.records.shift import current_shift, open_shift
from core.records.shift.operations import close_shift
from core.records.unit import add_station, teams
from core.replica.act import Desk
from core.replica.rebuild import rebuild
from core.replica.replica import Replica
from core.replica.setup import set_up
from core.rules.cadence import Beat, Obligation
from tests.core.records.test_lesson import TEXT
from tests.core.signatures import signed

MONDAY = datetime(2026, 11, 2, 8, tzinfo=STATION_ZONE)
SPAN = MONDAY - timedelta(days=1), MONDAY + timedelta(days=16)
ALL = frozenset({"*"})
BROKEN = frozenset({"pre_shift", "study", "team"})
"""What an incident breaks off (rule b)."""


@dataclass
class Story:
    """A station that writes at `replica`; `said` is what each act may change: the kinds of records its duties want."""

    replica: Replica
    clock: ManualClock
    officer: str = ""
    alarms: list[str] = field(default_factory=list)

    def do(self, operation: Callable[..., str], *given: object, **more: object) -> str:
        return Desk(self.replica, self.officer).do(operation, *given, **more)

    def act(self, what: str) -> frozenset[str]:
        """Somebody does `what`, where it can be done now; returns which duties that concerns."""
        try:
            return frozenset(getattr(self, what)())
        except Refusal:
            return frozenset()

    def note(self) -> set[str]:
        self.do(log.note, "泵房巡查正常")
        return set()

    def again(self) -> set[str]:
        """The terminal is shut down and started: what is written from now on is a chain of its own."""
        place = self.replica.directory
        self.replica.close()
        self.replica = Replica(place, self.clock, self.replica.ids)
        return set()

    def watch(self) -> frozenset[str]:
        running = current_shift(self.replica)
        if running is not None:
            self.do(close_shift, running.meta.id, "", self.clock.now())
        turn = len(self.replica.rows("shift")) % 2
        self.do(open_shift, team=teams(self.replica)[turn].meta.id, officer=self.officer)
        return ALL

    def call(self) -> set[str]:
        self.do(rollcall.mark_rest_present, self.do(rollcall.open_rollcall))
        return {"rollcall"}

    def brief(self) -> set[str]:
        self.do(meeting.open_meeting, "pre_shift", "班前会")
        return {"pre_shift"}

    def micro(self) -> set[str]:
        self.do(meeting.open_meeting, "micro", "夜间巡查")
        return {"micro"}

    def team(self) -> set[str]:
        self.do(meeting.open_meeting, "team", "本周小结", meeting.Setup(study_mode="study.practice"))
        return {"team", "study"}

    def close(self) -> set[str]:
        running = meeting.live_meeting(self.replica)
        if running is None:
            return set()
        self.do(meeting.close, running.meta.id, nothing=True)
        return {running.form, "study"}

    def later(self) -> set[str]:
        began = self.clock.now() - timedelta(days=2)
        held = meeting.Held(began, began + timedelta(hours=1), "on_paper")
        self.do(meeting.close, self.do(meeting.backfill, "study", "空呼", held), nothing=True)
        return {"study"}

    def strike(self) -> set[str]:
        for row in self.replica.rows("meeting", newest=True):
            if not row.struck and not row.open:
                self.do(strike, row.id, "重复")
                break
        return {"pre_shift", "micro", "team", "study"}

    def weekly(self) -> set[str]:
        return self.report("weekly")

    def daily(self) -> set[str]:
        return self.report("daily")

    def report(self, form: str) -> set[str]:
        now = self.clock.now()
        self.do(report.submit, report.Scope(form, now - timedelta(days=1), now), (), ())
        return {form}

    def lesson(self) -> set[str]:
        self.do(lesson.deliver, self.do(lesson.publish, TEXT), asked=True)
        return {"lesson"}

    def alarm(self) -> frozenset[str]:
        self.alarms.append(self.do(incident.open_incident, "3号泊位 冒烟", chosen={"class": "inc.fire"}))
        crew = [{"id": self.officer, "name": "赵原"}]
        self.do(incident.send, self.alarms[-1], "1车", crew)
        return BROKEN

    def back(self) -> frozenset[str]:
        if self.alarms:
            self.do(incident.stamp, self.alarms.pop(), "inc.back")
        return BROKEN

    def storm(self) -> frozenset[str]:
        end = self.clock.now() + timedelta(days=3)
        assert self.replica.seat is not None
        self.do(footing.self_declare, "mode.weather", "mode.orange", end, self.replica.seat.unit, "周平")
        return ALL

    def calm(self) -> frozenset[str]:
        for one in footing.periods(self.replica, ""):
            if one.end is None:
                self.do(footing.stand_down, one.leading.meta.id, signed(self.replica, self.officer))
        return ALL

    def table(self) -> frozenset[str]:
        beat = Beat("week", "team", day=5)
        self.do(change_cadence, "C05", "routine", [beat], "周五开")
        return frozenset({"team"})


ACTS = [
    name
    for name in vars(Story)
    if not name.startswith("_")
    and name not in ("do", "act", "report", "replica", "clock", "officer", "alarms")
]
STEPS = st.lists(st.tuples(st.sampled_from(ACTS), st.integers(5, 60 * 30)), min_size=4, max_size=24)


def begin(folder: Path, seed: int = 1) -> Story:
    """A station of two teams on a Monday morning, its first shift open."""
    clock = ManualClock(MONDAY, boot_ms=1_000_000)
    made = empty(folder, clock, seed)
    story = Story(made, clock)
    Desk(made).do(add_station)
    crew = [Proposed("赵原", team="一班", roles=("role.team_leader",)), Proposed("沈舟", team="二班")]
    story.officer, _ = Desk(made).do(add_people, crew)
    story.watch()
    return story


def empty(folder: Path, clock: ManualClock, seed: int) -> Replica:
    """A terminal of the station that nothing was written at."""
    ids = IdSource(random.Random(seed).randbytes)
    made = set_up(folder, clock, station="东港站", code="东港", letter="ABC"[seed % 3], ids=ids)
    made.connection.execute("PRAGMA synchronous = OFF")
    return made


def journal(replica: Replica) -> list[Stored]:
    """Its events in the order of writing."""
    rows = replica.connection.execute("SELECT header, body FROM event ORDER BY position").fetchall()
    return [Stored(*row) for row in rows]


def owed(replica: Replica, moment: datetime) -> list[Obligation]:
    return due(replica, *SPAN, moment)


def elsewhere(folder: Path, events: list[Stored]) -> Replica:
    """Another terminal of the station that heard of these events, in this order."""
    made = empty(folder, ManualClock(SPAN[1], boot_ms=1), 2)
    for event in events:
        made.absorb([event])
    return made


def interleaved(events: list[Stored], chance: random.Random) -> list[Stored]:
    """The same events in another order of arrival: each session's in their own order, as the exchange brings them."""
    sessions: dict[str, list[Stored]] = {}
    for event in events:
        sessions.setdefault(decode(event).session, []).append(event)
    found, left = [], list(sessions.values())
    while left:
        chosen = chance.choice(left)
        found.append(chosen.pop(0))
        left = [one for one in left if one]
    return found


@settings(max_examples=15, deadline=None)
@given(steps=STEPS, shuffled=st.randoms(use_true_random=False))
def test_neither_the_order_of_arrival_nor_the_terminal_nor_a_rebuild_nor_reading_counts(
    steps: list[tuple[str, int]], shuffled: random.Random
) -> None:
    """due(E, t) is the same at the terminal that wrote E, reading in between or not; at one where E
    arrived in any order; and at both after their views were folded anew.
    """
    with TemporaryDirectory() as folder:
        story, quiet = begin(Path(folder, "a")), begin(Path(folder, "q"))
        for what, minutes in steps:
            for one in (story, quiet):
                one.clock.advance(minutes=minutes)
                one.act(what)
            owed(story.replica, story.clock.now())  # reading between two acts
        now = story.clock.now()
        shown = owed(story.replica, now)
        assert owed(quiet.replica, now) == shown
        second = elsewhere(Path(folder, "b"), interleaved(journal(story.replica), shuffled))
        assert owed(second, now) == shown
        for one in (story.replica, second):
            rebuild(one, alone=True)
            assert owed(one, now) == shown
        for one in (story.replica, quiet.replica, second):
            one.close()


@settings(max_examples=15, deadline=None)
@given(steps=STEPS, cut=st.integers(0, 24))
def test_a_past_moment_shows_what_it_showed_and_what_arrived_since(
    steps: list[tuple[str, int]], cut: int
) -> None:
    """Let E(t) be the events that had arrived by the moment t, and E(t) < e1 < e2 < … those that arrived since.

    Recomputing: whoever asks later as of t, with E(t), gets exactly what was shown at t. And what is shown as of t
    changes from one later event to the next only where it concerns a duty: due(E(t) + e1..en, t) and
    due(E(t) + e1..en+1, t) differ in nothing but duties that the act behind en+1 speaks of; a line of the log, or any
    record that meets no duty, changes nothing.
    """
    with TemporaryDirectory() as folder:
        story, since = begin(Path(folder, "a")), list[tuple[frozenset[str], list[Obligation]]]()
        moment, shown, known = MONDAY, owed(story.replica, MONDAY), journal(story.replica)
        for number, (what, minutes) in enumerate(steps):
            story.clock.advance(minutes=minutes)
            concerned = story.act(what)
            if number <= cut:
                moment = story.clock.now()
                shown, known = owed(story.replica, moment), journal(story.replica)
            else:
                since.append((concerned, owed(story.replica, moment)))
        then = elsewhere(Path(folder, "b"), known)
        assert owed(then, moment) == shown
        before = shown
        for concerned, after in since:
            changed = {one.met_by_kind for one in set(before) ^ set(after)}
            assert changed <= concerned or concerned == ALL, changed - concerned
            before = after
        for one in (story.replica, then):
            one.close()
