"""What the handover page is about: a handover in hand, an earlier one, or the brief of a shift that only reads it."""

from __future__ import annotations

from dataclasses import dataclass

from core.compile.brief import compile_brief
from core.records.brief import Brief, Item
from core.records.handover import QUESTIONS, Handover, Verdict, current_handover, last_brief
from core.records.reference import Ref
from core.records.shift import Relief, Shift, current_shift, relief
from core.replica.replica import Replica
from core.rules.custody import unsettled

STEPS = ("preview", "walking", "say_back", "ready")
"""The four steps on the screen; their labels under handover.status."""


@dataclass(frozen=True, slots=True)
class View:
    """What is shown; `handover` is None while the brief is only read (预览), `status` as the handover has it."""

    brief: Brief
    status: str
    outgoing: Ref | None = None
    handover: Handover | None = None
    relief: Relief | None = None
    running: tuple[str, ...] = ()
    """Numbers of the incidents still being fought."""

    @property
    def incoming(self) -> Ref | None:
        """Who takes over: said by the handover, else expected."""
        if self.handover is not None and self.handover.incoming is not None:
            return self.handover.incoming
        return self.relief.officer if self.relief else None

    @property
    def step(self) -> str:
        """Which of the four steps it is at."""
        if self.status == "held":
            return "preview" if self.handover is None or self.handover.started is None else "walking"
        return self.status if self.status in STEPS else "ready"

    def verdict(self, item: Item) -> Verdict | None:
        """What was said to `item`."""
        return None if self.handover is None else self.handover.verdict(item)

    @property
    def question(self) -> str:
        """The question of the say-back that comes next; empty when all are answered."""
        if self.handover is None:
            return QUESTIONS[0]
        return next((one.part for one in self.handover.questions if not one.answer), "")

    def next_item(self, after: int) -> int:
        """The place of the next item nobody has spoken to, from `after` on and round again; `after` for none."""
        items = self.brief.items
        order = [*range(after, len(items)), *range(after)]
        return next((place for place in order if self.verdict(items[place]) is None), after)


def look(replica: Replica, record: str = "") -> View | None:
    """The handover with id `record`, else the one in hand, else the brief of the running shift; None without one."""
    found = replica.state(record) if record else current_handover(replica)
    if isinstance(found, Handover):
        return View(
            found.brief,
            found.status,
            found.outgoing,
            found,
            _takes_over(replica, found),
            _running(replica, found),
        )
    shift = current_shift(replica)
    if shift is None:
        return None
    now = replica.clock.now()
    brief = compile_brief(replica, shift, now, last_brief(replica))
    return View(brief, "preview", shift.officer, None, relief(replica, shift, now), _running(replica, None))


def _takes_over(replica: Replica, handover: Handover) -> Relief | None:
    """The team that took over, or is due to."""
    if handover.signed is not None:
        began = replica.state(handover.signed.next_shift)
        return Relief(began.team, handover.incoming) if isinstance(began, Shift) else None
    shift = replica.state(handover.shift)
    return relief(replica, shift, replica.clock.now()) if isinstance(shift, Shift) else None


def _running(replica: Replica, handover: Handover | None) -> tuple[str, ...]:
    if handover is not None and not handover.open:
        return ()
    settled = frozenset[str]() if handover is None else handover.settled
    return tuple(row.number.rpartition("-")[2] for row in unsettled(replica, settled))
